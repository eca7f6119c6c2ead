/** A request in rounds whose process is killed right after a commit, and what must be true after it has gone on. */
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import type { it as Kit } from "./index.ts"
import { planOf, type Told } from "./planUpstream.ts"
import { type Rounds, roundOf, startRounds } from "./roundsUpstream.ts"
import { startZenus } from "./runZenus.ts"
import { environmentOf, speakerOf } from "./upstream/speakers.ts"
import type { Upstream } from "./upstream/tcpUpstream.ts"
import { writeFiles } from "./writeFiles.ts"

type Env = Readonly<Record<string, string>>
export type StartModel = (
  told: Rounds,
  onAsked?: (round: number) => void
) => Promise<{ readonly upstream: Upstream; readonly keys: Env }>

/** `it` with a model that answers by rounds; all of them are closed after the test. */
export const withModel = (it: typeof Kit) =>
  it.extend("model", ({}, { onCleanup }): StartModel => {
    const started: Array<Upstream> = []
    onCleanup(async () => {
      await Promise.all(started.map((one) => one.close()))
    })
    return async (told, onAsked) => {
      const upstream = await startRounds(told, onAsked)
      started.push(upstream)
      return { upstream, keys: environmentOf(speakerOf("anthropic"), upstream.url) }
    }
  })

export const REQUEST = "tidy this up as you see fit"
export const list: Told = planOf({ tool: "FileOps", action: "list", args: {} })
export const gather: Told = planOf(
  { tool: "FileOps", action: "mkdir", args: { paths: ["made"] } },
  { tool: "FileOps", action: "move", args: { from: { extensions: ["txt"] }, to: "made" } }
)
const note: Told = planOf({ tool: "FileOps", action: "write", args: { path: "made/note.md", text: "kept" } })
export const STORY: Rounds = [list, gather, note, ["answer", { text: "Two texts and a note." }]]

export const treeOf = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true }).map(String).toSorted()
/** The folder after the story. */
export const DONE = ["made", "made/a.txt", "made/b.txt", "made/note.md"]

export interface KillWorld {
  readonly base: string
  readonly env: Env
  readonly model: StartModel
}

/** The story once, killed after commit `at` (0: never); how many commits there were. */
const tell = async ({ base, env, model }: KillWorld, name: string, at: number) => {
  const folder = join(base, name)
  const counted = join(base, `${name}.count`)
  writeFiles(folder, { "a.txt": "one\n", "b.txt": "two\n" })
  const { keys, upstream } = await model(STORY)
  const own = { ...env, ...keys, ZENUS_HOME: join(base, `${name}.home`) }
  const killing = {
    NODE_OPTIONS: `--import ${join(import.meta.dirname, "killAtCommit.mjs")}`,
    KILL_AT_COMMIT: String(at),
    KILL_COUNT_FILE: counted
  }
  const run = (more: Env) =>
    startZenus({ args: ["run", "--iterative", "--", REQUEST], cwd: folder, env: { ...own, ...more } }).finished
  const first = await run(killing)
  const commits = existsSync(counted) ? readFileSync(counted).length : 0
  return { commits, first, folder, keys, own, run, upstream }
}

/** Commits of the whole story. */
export const commitsOf = async (world: KillWorld): Promise<number> => {
  const { commits, first } = await tell(world, "whole", 0)
  assert.strictEqual(first.exitCode, 0, first.stderr)
  assert.isAbove(commits, 10)
  return commits
}

export const killAndGoOn = async (world: KillWorld, at: number): Promise<void> => {
  const { first, folder, own, run, upstream } = await tell(world, `kill-${at}`, at)
  const where = `killed after commit ${at}`
  assert.strictEqual(first.signal, "SIGKILL", where)
  const second = await run({})
  assert.strictEqual(second.exitCode, 0, `${where}: ${second.stderr}`)
  assert.strictEqual(second.stdout.toString(), "Two texts and a note.\n", where)
  assert.deepStrictEqual(treeOf(folder), DONE, where)
  // No deed left a second name. An answer that had come and was not written down yet (some milliseconds) is asked for again; no other.
  const rounds = upstream.requests.map(roundOf)
  assert.deepStrictEqual([...new Set(rounds)], [1, 2, 3, 4], where)
  assert.isAtMost(rounds.length, 5, where)
  const costs = startZenus({ args: ["costs", "--json"], cwd: folder, env: own })
  const { total } = JSON.parse((await costs.finished).stdout.toString())
  assert.isAtLeast(total.calls, 4, where)
  // A call is written down before it is sent: one that was killed in between has not reached anybody.
  assert.isAtMost(total.calls, rounds.length + 1, where)
  const history = startZenus({ args: ["history", "--json"], cwd: folder, env: own })
  const { entries } = JSON.parse((await history.finished).stdout.toString())
  const acted = entries.filter((entry: { readonly undoable: boolean }) => entry.undoable)
  assert.strictEqual(acted.length, 2, where)
  rmSync(folder, { recursive: true })
}
