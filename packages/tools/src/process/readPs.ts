/**
 * Processes of a system without `/proc` (macOS, BSD), asked of `ps` and `lsof`. The start of a process is known to the
 * second only, so one that ends and whose number is used again within the same second could be taken for it.
 */
import * as Effect from "effect/Effect"
import { runProgram } from "../command/runProgram.ts"
import { parseLsof, parsePs, parsePsNames, PS_COLUMNS } from "./parsePs.ts"
import type { Processes } from "./Processes.ts"
import { sendSignal } from "./sendSignal.ts"

const TIMEOUT_MS = 10_000

const ask = (doing: string, program: string, args: ReadonlyArray<string>) =>
  Effect.map(
    runProgram(program, args, {
      doing,
      cwd: "/",
      // `ps` cuts lines to a terminal's width and writes dates in the user's language, unless told so.
      env: new Map([
        ["PATH", "/usr/bin:/bin:/usr/sbin:/sbin"],
        ["LC_ALL", "C"]
      ]),
      timeoutMs: TIMEOUT_MS
    }),
    // Both exit with 1 when nothing fits; what they print is then empty.
    ({ stdout }) => new TextDecoder().decode(stdout)
  )

const look = (doing: string, which: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const lines = yield* ask(doing, "ps", [...which, "-ww", "-o", PS_COLUMNS])
    const names = yield* ask(doing, "ps", [...which, "-ww", "-o", "pid=,comm="])
    return parsePs(lines, parsePsNames(names))
  })

export const psProcesses: Processes = {
  self: process.pid,
  list: look("List the processes", ["-ax"]),
  one: (pid) =>
    Effect.map(
      pid > 0 ? look(`Look at process ${pid}`, ["-p", String(pid)]) : Effect.succeed([]),
      (found) => found[0] ?? null
    ),
  listening: Effect.map(ask("List the ports in use", "lsof", ["-nP", "-i", "-FpuPn"]), parseLsof),
  signal: sendSignal
}
