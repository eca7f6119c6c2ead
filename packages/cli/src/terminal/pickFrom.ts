/**
 * A list drawn in the live area that filters while one types; Enter takes, Escape, Ctrl+C and the end of input leave with nothing. What
 * the highlighted item is about is looked up only while it is highlighted, and is there when it is found: no key waits for it.
 */
import * as Effect from "effect/Effect"
import * as FiberHandle from "effect/FiberHandle"
import type { Key } from "../editor/Key.ts"
import type { PickItem } from "../editor/PickItem.ts"
import * as PickList from "../editor/PickList.ts"
import { colours, type Colours } from "../render/colour.ts"
import type { Keyboard } from "./Keyboard.ts"
import type { LiveArea } from "./LiveArea.ts"

export interface PickOptions {
  readonly keyboard: Keyboard
  readonly live: LiveArea
  readonly title: string
  readonly items: ReadonlyArray<PickItem>
  /** The first line of the list, highlighted when it opens: nothing is taken. */
  readonly nothing?: string
  /** Lines shown below the list for the highlighted item; they are cut to the width. */
  readonly preview?: (item: PickItem) => Effect.Effect<ReadonlyArray<string>>
  /** Default: none. */
  readonly colours?: Colours
}

/** Gives null for nothing. The rows are gone afterwards. */
export const pickFrom = (options: PickOptions): Effect.Effect<PickItem | null> =>
  Effect.scoped(Effect.flatMap(FiberHandle.makeRuntime<never>(), (lookUp) => pick(options, lookUp)))

/** @param replace runs a look-up in the place of the one before. */
const pick = (options: PickOptions, replace: (work: Effect.Effect<void>) => void): Effect.Effect<PickItem | null> =>
  Effect.callback<PickItem | null>((resume) => {
    const { keyboard, live } = options
    const look = options.colours ?? colours(false)
    let list = PickList.open(options.items, options.nothing ?? null)
    let about: PickItem | null = null
    let preview: ReadonlyArray<string> = []
    const draw = (): void =>
      live.draw(
        PickList.rows(list, {
          title: options.title,
          width: live.width(),
          height: live.height(),
          preview,
          dim: look.dim,
          bold: look.bold
        })
      )
    /** What was found for another item says nothing about this one. */
    const lookUp = (): void => {
      const item = PickList.highlighted(list)
      if (item === about) return
      about = item
      preview = []
      const found = (rows: ReadonlyArray<string>): void => {
        if (about !== item) return
        preview = rows
        draw()
      }
      replace(item === null || options.preview === undefined ? Effect.void : Effect.map(options.preview(item), found))
    }
    const leave = (): void => {
      for (const release of releases) release()
      about = null
      live.clear()
    }
    const end = (item: PickItem | null): void => {
      leave()
      resume(Effect.succeed(item))
    }
    const onKey = (key: Key): void => {
      const pressed = PickList.press(list, key)
      if (pressed.type === "taken") return end(pressed.item)
      if (pressed.type === "left") return end(null)
      list = pressed.list
      lookUp()
      draw()
    }
    const releases = [
      keyboard.take(onKey),
      live.onResize(draw),
      keyboard.onReturn(() => {
        live.forget()
        draw()
      })
    ]
    lookUp()
    draw()
    return Effect.sync(leave)
  })
