/**
 * The built shell on a pseudo-terminal, with a home and a folder of its own, for what is measured as a person would see it. Times are
 * those at which bytes came out of the terminal; what the screen model needs to read them is in none.
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs"
import { join } from "node:path"
import { TypedLines } from "@zenus/core"
import { SqliteStoreLayer } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { cleanEnv, type Home } from "../../kit/cleanEnv.ts"
import { openTerminal, type OpenTerminal, type TerminalOptions } from "../../kit/openTerminal.ts"
import { askShell, shellPrompt } from "../../kit/shellPrompt.ts"
import type { Figure } from "../Bench.ts"
import { zenusBin } from "../../kit/runZenus.ts"

/** On the disk of the project, not in memory: what people work on. */
const CACHE = join(import.meta.dirname, "../../../.cache")

export interface ShellWorld {
  readonly base: string
  readonly folder: string
  readonly env: Readonly<Record<string, string>>
  readonly home: Home
  /** The shell; it has started when this resolves, and its prompt is not necessarily there. */
  readonly open: (options?: Partial<TerminalOptions>) => Promise<OpenTerminal>
}

/** Runs `use` in a fresh world; everything that was opened ends with it. */
export const withShell = async <A>(use: (world: ShellWorld) => Promise<A>): Promise<A> => {
  mkdirSync(CACHE, { recursive: true })
  const base = mkdtempSync(join(CACHE, "bench-shell-"))
  const home: Home = { path: join(base, "home"), zenusHome: join(base, "zenus-home"), gitConfig: "/dev/null" }
  const folder = join(base, "work")
  mkdirSync(home.path, { mode: 0o700 })
  mkdirSync(folder)
  const env = cleanEnv(home)
  const opened: Array<OpenTerminal> = []
  const open: ShellWorld["open"] = async (options = {}) => {
    const terminal = await openTerminal({ argv: [process.execPath, zenusBin], cwd: folder, env, ...options })
    opened.push(terminal)
    return terminal
  }
  try {
    return await use({ base, folder, env, home, open })
  } finally {
    for (const terminal of opened) await terminal.close()
    rmSync(base, { recursive: true, force: true })
  }
}

/** Empty files `name(0)` to `name(count - 1)` below `folder`, whose folders are there. */
export const emptyFiles = (folder: string, count: number, name: (at: number) => string): void => {
  for (let at = 0; at < count; at++) closeSync(openSync(join(folder, name(at)), "w"))
}

/** Starts and leaves four times, as after an installation: compiled code is kept from these and from no later start. */
export const warmUp = async ({ open }: ShellWorld): Promise<void> => {
  for (let start = 0; start < 4; start++) {
    const terminal = await open()
    await shellPrompt(terminal)
    await askShell(terminal, "how many files are here?")
    terminal.key("ctrl+d")
    await terminal.exit
  }
}

/** A figure with a limit of its own. */
export const bare = (name: string, value: number, unit: Figure["unit"], bar: number): Figure => ({
  name,
  value,
  unit,
  baseline: null,
  bar
})

/** The value that `share` (0 to 1) of all are not above. */
export const percentile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? Number.NaN

/** Writes `count` different lines into the state file, as another shell would have, the newest a minute ago. */
export const typeEarlier = (home: Home, folder: string, count: number): Promise<void> => {
  mkdirSync(home.zenusHome, { recursive: true, mode: 0o700 })
  const store = SqliteStoreLayer({ file: join(home.zenusHome, "zenus.db") })
  const layer = Layer.provide(TypedLines.layer({ session: "earlier", keys: [] }), store)
  const kinds = ["jpg", "txt", "pdf", "csv"]
  const lines = Array.from({ length: count }, (_, at) => ({
    text: `${["list", "move", "count", "find", "rename"][at % 5]} the ${at} largest ${kinds[at % 4]} files of project ${at % 97}`,
    kind: "request" as const,
    folder: at % 3 === 0 ? folder : `${folder}/other${at % 50}`,
    at: Date.now() - 60_000 - (count - at) * 30_000,
    endedAt: Date.now() - 60_000 - (count - at) * 30_000 + 20,
    outcome: "done" as const
  }))
  return Effect.flatMap(TypedLines, (one) => one.keep(lines)).pipe(Effect.provide(layer), Effect.runPromise)
}
