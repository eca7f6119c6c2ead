/** A shell that nobody touches for a minute, after some work: what it writes, and the processor time of all its threads. */
import { cpuMs } from "../../kit/openTerminal.ts"
import { type Bench, type Figure } from "../Bench.ts"
import { askShell, shellPrompt } from "../../kit/shellPrompt.ts"
import { bare, emptyFiles, warmUp, withShell } from "./shellWorld.ts"

const IDLE_MS = 60_000
/** What a request leaves to be tidied up is over by then. */
const SETTLE_MS = 3_000

const run = (): Promise<ReadonlyArray<Figure>> =>
  withShell(async (world) => {
    const { folder, open } = world
    await warmUp(world)
    emptyFiles(folder, 20, (at) => `file${at}.txt`)
    const terminal = await open()
    await shellPrompt(terminal)
    await askShell(terminal, "list the txt files")
    await terminal.listen(SETTLE_MS)
    const before = cpuMs(terminal.pid)
    const bytes = await terminal.listen(IDLE_MS)
    return [
      bare("written in 60 idle seconds", bytes, "bytes", 0),
      bare("processor in 60 idle seconds", cpuMs(terminal.pid) - before, "ms", 5)
    ]
  })

export const bench: Bench = { name: "idle", run }
