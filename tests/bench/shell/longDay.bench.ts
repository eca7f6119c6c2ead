/**
 * A long day at the prompt: 1,000 requests in one shell of 80 x 24, every fifth answer taller than the screen. What memory it has at the
 * end against what it had after 50, and whether each line that was printed is in the scrollback once.
 */
import { residentMb } from "../../kit/openTerminal.ts"
import { readRedraws } from "../../kit/terminal/readRedraws.ts"
import { type Bench, type Figure } from "../Bench.ts"
import { askShell, shellPrompt } from "../../kit/shellPrompt.ts"
import { bare, emptyFiles, warmUp, withShell } from "./shellWorld.ts"

const REQUESTS = 1_000
const EARLY = 50
const FILES = 60

/** Requests that differ, so that nothing is answered from memory; the first of five lists every file. */
const requestAt = (at: number): string => {
  const many = 1 + (at % 40)
  return (
    [
      "list the txt files",
      `what are the ${many} largest files here?`,
      `how many txt files are larger than ${many} KB?`,
      `count the lines in tall${String(at % FILES).padStart(3, "0")}.txt`,
      `find files changed in the last ${many} days`
    ][at % 5] ?? ""
  )
}

/** How often a line that begins so stands there. */
const countOf = (lines: ReadonlyArray<string>, begin: RegExp): number => lines.filter((line) => begin.test(line)).length

const run = (): Promise<ReadonlyArray<Figure>> =>
  withShell(async (world) => {
    const { folder, open } = world
    await warmUp(world)
    emptyFiles(folder, FILES, (at) => `tall${String(at).padStart(3, "0")}.txt`)
    const terminal = await open({ scrollback: 200_000 })
    await shellPrompt(terminal)
    let early = Number.NaN
    for (let at = 0; at < REQUESTS; at++) {
      if (at === EARLY) early = residentMb(terminal.pid)
      await askShell(terminal, requestAt(at))
    }
    const late = residentMb(terminal.pid)
    const lines = terminal.scrollback()
    let odd = 0
    for (let at = 1; at <= REQUESTS; at++) if (countOf(lines, new RegExp(`^#${at} .*❯ `)) !== 1) odd++
    const { alternateScreen, clears } = readRedraws(terminal.written().pieces)
    return [
      {
        name: "memory after 1,000 requests",
        value: late,
        unit: "MB",
        baseline: { value: early, what: "after 50" },
        bar: 1.2
      },
      bare("memory after 1,000 requests, at most", late, "MB", 150),
      bare("typed lines that are not in the scrollback once", odd, "times", 0),
      bare("screens cleared, alternate screens", clears + (alternateScreen ? 1 : 0), "times", 0)
    ]
  })

export const bench: Bench = { name: "a long day", run }
