/**
 * Runs the built command as a user would: its own process, its own home, bytes in and bytes out. The Node is the one
 * that runs the test, so a CI matrix tests what it says.
 */
import { spawn, type ChildProcess } from "node:child_process"
import { join } from "node:path"

/** Names the built package under test: setup/build.ts makes one for each run of tests. */
export const BUILT_PACKAGE = "ZENUS_TEST_PACKAGE"

/** The launcher; give it to `process.execPath`. Outside of tests (recording, benchmarks) that of packages/cli. */
export const zenusBin = join(
  process.env[BUILT_PACKAGE] ?? join(import.meta.dirname, "..", "..", "packages", "cli"),
  "bin",
  "zenus.js"
)

export interface RunOptions {
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  /** The whole environment; see cleanEnv. */
  readonly env: Readonly<Record<string, string>>
  /** Standard input; without it there is none (/dev/null), as for a program that a script starts. */
  readonly input?: string | Buffer
  /** Standard input stays open: the test writes to the child's and ends it. Default false. */
  readonly keepInput?: boolean
  /** After this long the process is killed and the run fails. Default 30 s. */
  readonly timeoutMs?: number
}

export interface RunResult {
  readonly stdout: Buffer
  readonly stderr: string
  /** null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
}

export interface Running {
  readonly child: ChildProcess
  readonly finished: Promise<RunResult>
}

/** Starts the command and gives the process at once, for tests that signal or kill it. */
export const startZenus = (options: RunOptions): Running => {
  const started = performance.now()
  const child = spawn(process.execPath, [zenusBin, ...options.args], {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: [options.input === undefined && options.keepInput !== true ? "ignore" : "pipe", "pipe", "pipe"]
  })
  const timeoutMs = options.timeoutMs ?? 30_000
  const finished = new Promise<RunResult>((resolve, reject) => {
    const stdout: Array<Buffer> = []
    const stderr: Array<Buffer> = []
    const all = () => ({ stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString("utf8") })
    const timer = setTimeout(() => {
      child.kill("SIGKILL")
      reject(new Error(`zenus ${options.args.join(" ")}: no end after ${timeoutMs} ms; stderr so far: ${all().stderr}`))
    }, timeoutMs)
    child.stdout?.on("data", (chunk: Buffer) => stdout.push(chunk))
    child.stderr?.on("data", (chunk: Buffer) => stderr.push(chunk))
    child.on("error", reject)
    child.on("close", (exitCode, signal) => {
      clearTimeout(timer)
      resolve({ ...all(), exitCode, signal, durationMs: performance.now() - started })
    })
    // A command that ends before it has read its input closes the pipe: that is its right.
    child.stdin?.on("error", () => {})
    if (options.keepInput !== true) child.stdin?.end(options.input)
  })
  return { child, finished }
}

export const runZenus = (options: RunOptions): Promise<RunResult> => startZenus(options).finished
