/** The list behind `@` in a folder with 100,000 paths below it: from each key until its rows came out of the terminal. */
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
    // The list follows its key by itself or some time after the echo: the last piece before the next key is what counts.
    const press = async (key: string): Promise<number> => {
      const before = terminal.writtenLength()
      const at = terminal.now()
      terminal.type(key)
      await terminal.waitFor(() => terminal.writtenLength() > before, `an answer to ${key}`)
      while ((await terminal.listen(150)) > 0);
      return (terminal.written(before).pieces.at(-1)?.at ?? Number.NaN) - at
    }
    const times: Array<number> = []
    let first = Number.NaN
    for (let round = 0; round < ROUNDS; round++) {
      const opened = await press("@")
      if (round === 0) first = opened
      else times.push(opened)
      for (const key of QUERY) times.push(await press(key))
      await terminal.waitFor(/f77\/report512\.txt/, "the path that is meant")
      terminal.key("escape")
      await terminal.listen(150)
      await press("\u0015")
    }
    return [
      bare("list of 100,000 paths, first opened", first, "ms", 50),
      bare("list of 100,000 paths, a key, p95", percentile(times, 0.95), "ms", 50)
    ]
  })

export const bench: Bench = { name: "completion", run }
