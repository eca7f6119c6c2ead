/**
 * `zenus stats --watch`: on a terminal the same table, redrawn in place once a second until q or Ctrl+C; elsewhere one table or one JSON
 * line for each change, until the reader goes. It looks once a second whether somebody wrote (no row is read for that) and never
 * writes anything itself. What surprises: a reader that goes away is noticed with the next line.
 */
import * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import type { HealthRows } from "@zenus/core/models"
import type { Resilience } from "@zenus/core/resilience"
import { EXIT } from "../render/exitCode.ts"
import { jsonLine } from "../render/json.ts"
import type { Screen } from "../terminal/Screen.ts"
import { ENTER, fitRows, frame, LEAVE, WIPE } from "./frame.ts"
import { type KeptStore, statsOf } from "./readStats.ts"
import { localTime, type Look, NOTHING, statsLines } from "./statsLines.ts"
import type { Stats } from "./Stats.ts"
import { statsJson, unchanging } from "./statsJson.ts"

const EVERY = "1 second"
const ROWS = 24

export interface Watching {
  readonly screen: Screen
  readonly store: KeptStore
  /** The table is redrawn in place. */
  readonly inPlace: boolean
  readonly json: boolean
  /** As the terminal is at this moment. */
  readonly look: () => Look
}

/** Figures of now, read anew only when somebody wrote. */
const reader = (store: KeptStore) => {
  let version: number | null = null
  let known: { readonly kept: Resilience.Kept; readonly health: HealthRows } | null = null
  return Effect.gen(function* () {
    const found = yield* store.resilience.version
    if (known === null || found !== version) known = { kept: yield* store.resilience.load, health: yield* store.health }
    version = found
    return (yield* statsOf(known.kept, Date.now(), known.health)).stats
  })
}

const send = (screen: Screen, text: string): Effect.Effect<void> =>
  text === "" ? Effect.void : Effect.promise(() => screen.out(text))

/** Resolves when q or Ctrl+C is pressed; with a standard input that is no terminal never. Leaves it as it was. */
const leaving: Effect.Effect<number> = Effect.callback((resume) => {
  const { stdin } = process
  if (!stdin.isTTY) return
  const release = (): void => {
    stdin.off("data", onData)
    stdin.setRawMode(false)
    stdin.pause()
  }
  const leave = (code: number): void => {
    release()
    resume(Effect.succeed(code))
  }
  const onData = (data: Buffer): void => {
    const keys = data.toString("utf8")
    if (keys.includes("\u0003")) leave(EXIT.interrupted)
    else if (["q", "Q", "\u0004"].some((key) => keys.includes(key))) leave(EXIT.done)
  }
  stdin.setRawMode(true)
  stdin.on("data", onData)
  stdin.resume()
  return Effect.sync(release)
})

const drawing = ({ look, screen, store }: Watching) => {
  const read = reader(store)
  let drawn: ReadonlyArray<string> = []
  let size = ""
  const once = Effect.gen(function* () {
    const stats = yield* read
    const now = look()
    const rows = process.stdout.rows > 0 ? process.stdout.rows : ROWS
    const known = statsLines(stats, now)
    const foot = now.colours.dim(`${localTime(stats.at)}  q ends`)
    const lines = fitRows([...(known.length === 0 ? [NOTHING] : known), "", foot], rows)
    const isOther = size !== "" && size !== `${now.width} ${rows}`
    size = `${now.width} ${rows}`
    const text = isOther ? WIPE + frame([], lines) : frame(drawn, lines)
    drawn = lines
    yield* send(screen, text)
  })
  return Effect.forever(Effect.andThen(once, Effect.sleep(EVERY))).pipe(
    Effect.raceFirst(leaving),
    // Before anything is drawn, so that whatever ends it finds the way back.
    (watched) => Effect.andThen(send(screen, ENTER), watched),
    Effect.ensuring(Effect.promise(() => screen.out(LEAVE).catch(() => {})))
  )
}

const telling = ({ json, look, screen, store }: Watching) => {
  const read = reader(store)
  let told: string | null = null
  const text = (stats: Stats): string => {
    if (json) return jsonLine(statsJson(stats))
    const lines = statsLines(stats, look())
    return `${[`${localTime(stats.at)}`, ...(lines.length === 0 ? [NOTHING] : lines), ""].join("\n")}\n`
  }
  const once = Effect.gen(function* () {
    const stats = yield* read
    const now = unchanging(stats)
    if (now === told) return
    told = now
    yield* send(screen, text(stats))
  })
  return Effect.forever(Effect.andThen(once, Effect.sleep(EVERY)))
}

/** Gives the exit code. Fails when the state cannot be read. */
export const watch = (watching: Watching): Effect.Effect<number, Recoverable> =>
  watching.inPlace && !watching.json ? drawing(watching) : telling(watching)
