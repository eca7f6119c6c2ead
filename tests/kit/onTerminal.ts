/**
 * A program on a real pseudo-terminal, by util-linux' `script` (every Debian and Ubuntu has it; elsewhere tests that
 * need it are skipped and say so). Keys are sent when the screen shows what they answer, never after a sleep.
 */
import { spawn, spawnSync } from "node:child_process"

/** Why there is no pseudo-terminal here, or `null`. */
export const noTerminal: string | null =
  process.platform === "linux" && spawnSync("script", ["--version"]).status === 0
    ? null
    : "needs util-linux' script for a pseudo-terminal"

export interface Keys {
  /** Sent once the screen (since the last keys) shows this. */
  readonly after: RegExp
  readonly send: string
  /** Time to let pass first, for rules that speak of time (a question's first 300 ms). */
  readonly waitMs?: number
}

export interface TerminalRun {
  readonly argv: ReadonlyArray<string>
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly keys: ReadonlyArray<Keys>
  readonly timeoutMs?: number
  /** Called with all that was shown so far, at each piece; for tests that act at a moment. */
  readonly onScreen?: (screen: string, close: () => void) => void
}

export interface TerminalResult {
  /** Everything the terminal got, control sequences included. */
  readonly screen: string
  readonly exitCode: number | null
}

const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`

export const onTerminal = (run: TerminalRun): Promise<TerminalResult> =>
  new Promise((resolve, reject) => {
    // The shell line is script's own interface; every word of it is quoted. -e gives the program's exit code.
    const child = spawn("script", ["-qfec", run.argv.map(quoted).join(" "), "/dev/null"], {
      cwd: run.cwd,
      env: { ...run.env, TERM: "xterm-256color", SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "inherit"]
    })
    let screen = ""
    let seen = 0
    let next = 0
    const timer = setTimeout(() => {
      child.kill("SIGKILL")
      reject(new Error(`No end after ${run.timeoutMs ?? 20_000} ms. The screen shows:\n${screen}`))
    }, run.timeoutMs ?? 20_000)
    const step = (): void => {
      const keys = run.keys[next]
      if (keys === undefined || !keys.after.test(screen.slice(seen))) return
      seen = screen.length
      next += 1
      const send = (): void => {
        child.stdin.write(keys.send)
        step()
      }
      if (keys.waitMs === undefined) send()
      else setTimeout(send, keys.waitMs)
    }
    child.stdout.on("data", (data: Buffer) => {
      screen += data.toString("utf8")
      // The terminal is gone at once, as when its window is closed.
      run.onScreen?.(screen, () => child.kill("SIGKILL"))
      step()
    })
    child.stdin.on("error", () => {})
    child.on("error", reject)
    child.on("close", (exitCode) => {
      clearTimeout(timer)
      resolve({ screen, exitCode })
    })
  })
