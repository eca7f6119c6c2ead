/**
 * A long step (organizing many files): how often the progress line is drawn, and how soon the prompt is back when it is stopped with
 * Escape and with Ctrl+C, the account of what was done included.
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import type { OpenTerminal } from "../../kit/openTerminal.ts"
import { answerQuestion } from "../../kit/terminal/answerQuestion.ts"
import { readRedraws } from "../../kit/terminal/readRedraws.ts"
import { type Bench, type Figure, median } from "../Bench.ts"
import { atPrompt, shellPrompt } from "../../kit/shellPrompt.ts"
import { bare, emptyFiles, warmUp, withShell } from "./shellWorld.ts"

const FILES = 100_000
/** Each goes on with what the one before has left. */
const RUNS = 5
const KINDS = ["jpg", "txt", "pdf", "mp3", "zip", "csv", "png", "md", "log", "mov"]
const PROGRESS = /\d+%/
const REQUEST = "organize this folder by extension"

/** Types the request and lets it run into its step. */
const begin = async (terminal: OpenTerminal): Promise<void> => {
  terminal.type(REQUEST)
  await terminal.waitFor(/by extension/, "the typed line")
  terminal.key("enter")
  await answerQuestion(terminal, "y")
  await terminal.waitFor(PROGRESS, "progress", 60_000)
}

/** ms from the key until the last piece before the prompt was back. */
const stop = async (terminal: OpenTerminal, key: string): Promise<number> => {
  const at = terminal.now()
  const before = terminal.writtenLength()
  terminal.key(key)
  await terminal.waitFor(() => terminal.writtenLength() > before && atPrompt(terminal), `the prompt after ${key}`)
  return (terminal.written(before).pieces.at(-1)?.at ?? Number.NaN) - at
}

const run = (): Promise<ReadonlyArray<Figure>> =>
  withShell(async (world) => {
    const { base, open } = world
    await warmUp(world)
    const figures: Array<Figure> = []
    const folders = ["escape", "interrupt", "whole"].map((name) => join(base, name))
    for (const folder of folders) {
      mkdirSync(folder)
      emptyFiles(folder, FILES, (at) => `file-${at}.${KINDS[at % KINDS.length]}`)
    }
    for (const [folder, key] of [
      [folders[0], "escape"],
      [folders[1], "ctrl+c"]
    ] as const) {
      if (folder === undefined) continue
      const terminal = await open({ cwd: folder })
      await shellPrompt(terminal)
      const times: Array<number> = []
      for (let run = 0; run < RUNS; run++) {
        await begin(terminal)
        // In the midst of it, not at its first file.
        await terminal.waitFor(/\b(?:[3-9]|\d\d)%/, "some per cent", 60_000)
        times.push(await stop(terminal, key))
      }
      figures.push(bare(`control back after ${key}, median of ${RUNS}`, median(times), "ms", 100))
      await terminal.close()
    }
    const terminal = await open({ cwd: folders[2] ?? base })
    await shellPrompt(terminal)
    const before = terminal.writtenLength()
    await begin(terminal)
    await shellPrompt(terminal, 120_000)
    const redraws = readRedraws(terminal.written(before).pieces)
    return [
      ...figures,
      bare("redraws within a second, at most", redraws.mostPerSecond, "times", 15),
      bare("rows changed outside of a synchronized update", redraws.outside.length, "times", 0),
      bare(
        "screens cleared, alternate screens, in a long step",
        redraws.clears + (redraws.alternateScreen ? 1 : 0),
        "times",
        0
      )
    ]
  })

export const bench: Bench = { name: "a long step", run }
