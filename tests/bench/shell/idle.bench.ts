/**
 * A shell that nobody touches for a minute (`--idle SECONDS`: for so long), after some work: what it writes, and the processor time of all
 * its threads, which may grow with the time.
 */
import { cpuMs } from "../../kit/openTerminal.ts"
import type { Bench, BenchOptions, Figure } from "../Bench.ts"
import { askShell, shellPrompt } from "../../kit/shellPrompt.ts"
import { bare, emptyFiles, warmUp, withShell } from "./shellWorld.ts"

const IDLE_SECONDS = 60
/** Of the processor, for each second. */
const CPU_MS_PER_SECOND = 5 / 60
/** What a request leaves to be tidied up is over by then. */
const SETTLE_MS = 3_000

const run = ({ idleSeconds = IDLE_SECONDS }: BenchOptions = {}): Promise<ReadonlyArray<Figure>> =>
  withShell(async (world) => {
    const { folder, open } = world
    await warmUp(world)
    emptyFiles(folder, 20, (at) => `file${at}.txt`)
    const terminal = await open()
    await shellPrompt(terminal)
    await askShell(terminal, "list the txt files")
    await terminal.listen(SETTLE_MS)
    const before = cpuMs(terminal.pid)
    const bytes = await terminal.listen(idleSeconds * 1000)
    return [
      bare(`written in ${idleSeconds} idle seconds`, bytes, "bytes", 0),
      bare(
        `processor in ${idleSeconds} idle seconds`,
        cpuMs(terminal.pid) - before,
        "ms",
        idleSeconds * CPU_MS_PER_SECOND
      )
    ]
  })

export const bench: Bench = { name: "idle", run }
