/** A list drawn in the live area that filters while one types; Enter takes, Escape, Ctrl+C and the end of input leave with nothing. */
import * as Effect from "effect/Effect"
import type { Key } from "../editor/Key.ts"
import type { PickItem } from "../editor/PickItem.ts"
import * as PickList from "../editor/PickList.ts"
import type { Keyboard } from "./Keyboard.ts"
import type { LiveArea } from "./LiveArea.ts"

export interface PickOptions {
  readonly keyboard: Keyboard
  readonly live: LiveArea
  readonly title: string
  readonly items: ReadonlyArray<PickItem>
  /** The first line of the list, highlighted when it opens: nothing is taken. */
  readonly nothing?: string
  /** Rows shown below the list for the highlighted item. */
  readonly preview?: (item: PickItem) => Effect.Effect<ReadonlyArray<string>>
}

/** Gives null for nothing. The rows are gone afterwards. */
export const pickFrom = (options: PickOptions): Effect.Effect<PickItem | null> =>
  Effect.callback<PickItem | null>((resume) => {
    const { keyboard, live } = options
    let list = PickList.open(options.items, options.nothing ?? null)
    const draw = (): void =>
      live.draw(PickList.rows(list, { title: options.title, width: live.width(), height: live.height() }).rows)
    const end = (item: PickItem | null): void => {
      release()
      unhear()
      live.clear()
      resume(Effect.succeed(item))
    }
    const onKey = (key: Key): void => {
      const pressed = PickList.press(list, key)
      if (pressed.type === "taken") return end(pressed.item)
      if (pressed.type === "left") return end(null)
      list = pressed.list
      draw()
    }
    const release = keyboard.take(onKey)
    const unhear = live.onResize(draw)
    draw()
    return Effect.sync(() => {
      release()
      unhear()
      live.clear()
    })
  })
