/**
 * The list behind `@` in a folder with 100,000 paths below it: from a key until its rows came out of the terminal. The very first `@` shows
 * what it has found by then and goes on looking, so there the first rows count; afterwards the last ones that a key changed.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { type Bench, type Figure } from "../Bench.ts"
import { shellPrompt } from "../../kit/shellPrompt.ts"
import { bare, emptyFiles, percentile, warmUp, withShell } from "./shellWorld.ts"

const FOLDERS = 100
const EACH = 1_000
const QUERY = "f77report512"
const ROUNDS = 3

const run = (): Promise<ReadonlyArray<Figure>> =>
  withShell(async (world) => {
    const { folder, open } = world
    await warmUp(world)
    for (let at = 0; at < FOLDERS; at++) {
      mkdirSync(join(folder, `f${at}`))
      emptyFiles(join(folder, `f${at}`), EACH, (file) => `report${file}.txt`)
    }
    const terminal = await open()
    await shellPrompt(terminal)
    /** ms until rows stood below the line, and until the last piece that a key brought. */
    const press = async (key: string): Promise<readonly [shown: number, settled: number]> => {
      const before = terminal.writtenLength()
      const at = terminal.now()
      const since = (): number => (terminal.written(before).pieces.at(-1)?.at ?? Number.NaN) - at
      terminal.type(key)
      await terminal.waitFor(
        (rows) => terminal.writtenLength() > before && rows.slice(terminal.cursor().y + 1).some((row) => row !== ""),
        `rows for ${key}`
      )
      const shown = since()
      while ((await terminal.listen(150)) > 0);
      return [shown, since()]
    }
    const clear = async (): Promise<void> => {
      terminal.key("escape")
      await terminal.listen(150)
      terminal.key("ctrl+u")
      await shellPrompt(terminal)
    }
    const times: Array<number> = []
    let first = Number.NaN
    for (let round = 0; round < ROUNDS; round++) {
      const [shown, settled] = await press("@")
      if (round === 0) first = shown
      else times.push(settled)
      for (const key of QUERY) times.push((await press(key))[1])
      await terminal.waitFor(/f77\/report512\.txt/, "the path that is meant")
      await clear()
    }
    return [
      bare("list of 100,000 paths, first rows at all", first, "ms", 50),
      bare("list of 100,000 paths, a key, p95", percentile(times, 0.95), "ms", 50)
    ]
  })

export const bench: Bench = { name: "completion", run }
