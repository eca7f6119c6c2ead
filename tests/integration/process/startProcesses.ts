/** What the tests of ProcessOps share: real processes that are gone after their test, and actions called without an engine. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { copyFileSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { type ActContext, type Output, type Prepared, type ToolError } from "@zenus/core"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { it as kitIt } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { makeProcessOps } from "#tools/process/ProcessOps.ts"
import type { Processes } from "#tools/process/Processes.ts"
import { procProcesses } from "#tools/process/readProc.ts"
import { psProcesses } from "#tools/process/readPs.ts"

export const onLinux = process.platform === "linux"
export const processes = onLinux ? procProcesses : psProcesses

export interface Started {
  readonly child: ChildProcess
  readonly pid: number
  /** Settles when it has ended, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>
  /** Its first line, once it is there. */
  readonly ready: Promise<string>
}

/** `it` with a way to start processes, which are all gone after the test. */
export const it = kitIt.extend("start", ({}, { onCleanup }) => {
  const all: Array<ChildProcess> = []
  onCleanup(() => {
    for (const child of all) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL")
  })
  return (program: string, args: ReadonlyArray<string>): Started => {
    const child = spawn(program, [...args], { stdio: ["ignore", "pipe", "ignore"] })
    all.push(child)
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("exit", (_code, signal) => resolve(signal)))
    const ready = new Promise<string>((resolve) =>
      child.stdout?.once("data", (bytes: Uint8Array) => resolve(Buffer.from(bytes).toString("utf8").trim()))
    )
    return { child, pid: child.pid ?? -1, ended, ready }
  }
})

export const action = (name: string, over: Processes = processes) => {
  const found = makeProcessOps(over).actions.find((action) => action.name === name)
  if (found === undefined) throw new Error(`no action ${name}`)
  return found
}
export const context = lookContext({ cwd: process.cwd() })
export const prepare = (name: string, args: unknown, over?: Processes): Promise<Exit.Exit<Prepared, ToolError>> =>
  Effect.runPromiseExit(action(name, over).prepare(args, context))
export const prepareNow = (name: string, args: unknown, over?: Processes): Promise<Prepared> =>
  Effect.runPromise(action(name, over).prepare(args, context))

export const read = async (name: string, args: unknown): Promise<Output> => {
  const { run } = await prepareNow(name, args)
  if (run === undefined) throw new Error(`${name} gives no answer`)
  return Effect.runPromise(run)
}
export const failure = async (name: string, args: unknown, over?: Processes): Promise<string> =>
  tagOf(await prepare(name, args, over))
export const tagOf = (exit: Exit.Exit<unknown, ToolError>): string => {
  if (Exit.isSuccess(exit)) return "success"
  const found = Exit.findErrorOption(exit)
  if (found._tag === "None") throw new Error("a defect", { cause: exit.cause })
  const error = found.value
  assert.isNotEmpty(error.message)
  assert.isNotEmpty(error.recovery)
  return error._tag === "DeedRefused" ? `${error._tag} ${error.rule}` : error._tag
}

export const unused = (): never => {
  throw new Error("a kill touches no file")
}
export const acting = (progress: ActContext["progress"] = () => {}): ActContext => ({
  disk: Object.create(null, {}),
  transaction: "test",
  keep: unused,
  progress
})
export const act = (prepared: Prepared, progress?: ActContext["progress"]) => {
  const { own } = prepared
  if (own === undefined) throw new Error("no deed")
  return Effect.runPromiseExit(
    Effect.gen(function* () {
      const before = yield* own.before(acting(progress))
      return (yield* own.act(acting(progress), before)).output
    })
  )
}
export const kill = async (args: unknown, over?: Processes) => act(await prepareNow("kill", args, over))
export const linesOf = (exit: Exit.Exit<Output, ToolError>): ReadonlyArray<string> => {
  if (Exit.isSuccess(exit)) return exit.value.lines
  throw new Error("failed", { cause: exit.cause })
}

export const alive = (pid: number): boolean => {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z")
}
/** A program that nothing else on this machine is called like. */
export const uniqueProgram = (base: string, name = `zt${process.pid}x`): string => {
  mkdirSync(join(base, "bin"), { recursive: true })
  const path = join(base, "bin", name)
  copyFileSync("/bin/sleep", path)
  return path
}
export const DEAF = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')"
/** A process with a child and a grandchild, which prints the numbers of both. */
export const TREE = `
  const { spawn } = require("node:child_process")
  const inner = 'const c = require("node:child_process").spawn("sleep", ["600"]); console.log(c.pid); setInterval(() => {}, 1000)'
  const child = spawn(process.execPath, ["-e", inner])
  child.stdout.once("data", (pid) => console.log(child.pid + " " + String(pid).trim()))
  setInterval(() => {}, 1000)`
export const HOSTILE = [
  "$(touch pwned)",
  "*",
  "-9",
  "../../etc",
  "a\nb",
  "\u001b[2J",
  "x".repeat(100_000),
  "'; rm -rf ~ #"
]
