/**
 * A git action, done and taken back on a real repository without the executor: what the executor gives an own deed (a disk, a
 * transaction, a keep folder) is made here, and both snapshots go through JSON as they do in the journal.
 */
import { mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { ActContext, AnyAction, Blocked, Disk, LookContext, Output, Prepared, ToolError } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { diffTrees, type GitRepo, snapshotTree, type Tree } from "#kit"
import { GitOps } from "#tools/git/GitOps.ts"

/** All that a deed and its way back may touch, and must bring back. */
export interface RepositoryState {
  readonly tree: Tree
  readonly refs: string
  readonly head: string
  readonly index: string
  readonly stashes: ReadonlyArray<string>
  readonly config: string
  readonly merging: boolean
}

const orEmpty = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ""
  }
}

/** Newest first, as `commit message`, from git's own log of them: a process less for each look, of which there are thousands. */
const stashesOf = (repo: GitRepo): ReadonlyArray<string> =>
  orEmpty(() => readFileSync(join(repo.path, ".git", "logs", "refs", "stash"), "utf8"))
    .split("\n")
    .flatMap((line) => {
      const [, commit, message] = /^\S+ (\S+) [^\t]*\t(.*)$/.exec(line) ?? []
      return commit === undefined ? [] : [`${commit} ${message}`]
    })
    .toReversed()

export const stateOf = (repo: GitRepo): RepositoryState => ({
  tree: snapshotTree(repo.path, { except: [".git"] }),
  refs: repo.git("for-each-ref", "--format=%(refname) %(objectname) %(symref)"),
  head: readFileSync(join(repo.path, ".git", "HEAD"), "utf8"),
  index: repo.git("ls-files", "--stage", "-v"),
  stashes: stashesOf(repo),
  config: readFileSync(join(repo.path, ".git", "config"), "utf8"),
  merging: orEmpty(() => readFileSync(join(repo.path, ".git", "MERGE_HEAD"), "utf8")) !== ""
})

/** Both are the same: files byte for byte with their times, and everything of git. */
export const assertSame = (before: RepositoryState, now: RepositoryState): void => {
  assert.deepStrictEqual(diffTrees(before.tree, now.tree), [])
  assert.deepStrictEqual({ ...now, tree: null }, { ...before, tree: null })
}

export interface Done {
  readonly prepared: Prepared
  readonly output: Output
  readonly check: (direction: "undo" | "redo") => Promise<Blocked | null>
  readonly undo: () => Promise<void>
  readonly redo: () => Promise<void>
  readonly settle: () => Promise<{ readonly happened: boolean; readonly after: unknown }>
}

export interface World {
  readonly context: LookContext
  readonly look: (action: string, args?: Record<string, unknown>) => Promise<Prepared>
  /** The answer of an action that reads: its lines. */
  readonly ask: (action: string, args?: Record<string, unknown>) => Promise<ReadonlyArray<string>>
  readonly answer: (action: string, args?: Record<string, unknown>) => Promise<Output>
  readonly act: (action: string, args?: Record<string, unknown>) => Promise<Done>
  /** The error of an action that fails, while looking or acting. */
  readonly fail: (action: string, args?: Record<string, unknown>) => Promise<ToolError>
  /** The error of a deed whose world changed between plan and act. */
  readonly plannedThen: (action: string, args: Record<string, unknown>, change: () => void) => Promise<ToolError>
  readonly actContext: (name: string) => ActContext
}

export const actionOf = (name: string): AnyAction => {
  const found = GitOps.actions.find((action) => action.name === name)
  if (found === undefined) throw new Error(`There is no git action ${name}.`)
  return found
}

/** Rejects with what bars the way, or the message of the failure. */
const runBack = <A>(effect: Effect.Effect<A, ToolError | Blocked>): Promise<A> =>
  Effect.runPromise(Effect.mapError(effect, (error) => new Error("why" in error ? error.why : error.message)))

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

export const makeWorld = (
  cwd: string,
  base: string,
  env: Readonly<Record<string, string>>,
  more: Partial<LookContext> & { readonly keepIn?: string; readonly disk?: Disk } = {}
): World => {
  const { keepIn = base, disk = makeNodeDisk(), ...rest } = more
  const context: LookContext = {
    cwd,
    home: join(base, "home"),
    disk,
    now: Date.parse("2026-11-21T12:00:00Z"),
    timeZone: "UTC",
    onCollision: "keep-both",
    env: new Map(Object.entries(env)),
    uid: process.getuid?.() ?? 0,
    ...rest
  }
  let deeds = 0
  const actContext = (name: string): ActContext => ({
    disk,
    transaction: `test-${name}`,
    keep: () =>
      Effect.sync(() => {
        const path = join(keepIn, `keep-${name}`)
        mkdirSync(path, { recursive: true, mode: 0o700 })
        return path
      }),
    progress: () => {}
  })
  const looked = (action: string, args: Record<string, unknown>) => actionOf(action).prepare(args, context)
  const answered = (action: string, args: Record<string, unknown>) =>
    Effect.gen(function* () {
      const { run } = yield* looked(action, args)
      if (run === undefined) throw new Error(`${action} gives no answer.`)
      return yield* run
    })
  const acted = (action: string, args: Record<string, unknown>, meanwhile: () => void) =>
    Effect.gen(function* () {
      const prepared = yield* looked(action, args)
      meanwhile()
      const { own } = prepared
      const { inverse } = actionOf(action)
      if (own === undefined) throw new Error(`${action} has nothing to do: ${prepared.explanation}`)
      const acting = actContext(`${action}-${++deeds}`)
      const before = throughJson(yield* own.before(acting))
      const { after: made, output } = yield* own.act(acting, before)
      const after = throughJson(made)
      const back = () => {
        if (inverse === undefined) throw new Error(`${action} cannot be taken back.`)
        return inverse
      }
      return {
        prepared,
        output,
        check: (direction) => runBack(back().check(before, after, disk, direction)),
        undo: () => runBack(back().undo(before, after, acting)),
        redo: () => runBack(back().redo(before, after, acting)),
        settle: () => runBack(back().settle(before, acting))
      } satisfies Done
    })
  return {
    context,
    actContext,
    look: (action, args = {}) => Effect.runPromise(looked(action, args)),
    answer: (action, args = {}) => Effect.runPromise(answered(action, args)),
    ask: (action, args = {}) => Effect.runPromise(Effect.map(answered(action, args), (output) => output.lines)),
    act: (action, args = {}) => Effect.runPromise(acted(action, args, () => {})),
    plannedThen: (action, args, change) => Effect.runPromise(Effect.flip(Effect.asVoid(acted(action, args, change)))),
    fail: (action, args = {}) =>
      Effect.runPromise(
        Effect.flip(
          actionOf(action).risk === 0
            ? Effect.asVoid(answered(action, args))
            : Effect.asVoid(acted(action, args, () => {}))
        )
      )
  }
}

/**
 * Does it, takes it back, does it again, takes it back: each time everything is as it was, and undoing twice is harmless.
 * Gives the deed as it was done first.
 */
export const thereAndBack = async (
  world: World,
  repo: GitRepo,
  action: string,
  args: Record<string, unknown> = {},
  inBetween: () => void = () => {}
): Promise<Done> => {
  const before = stateOf(repo)
  const done = await world.act(action, args)
  inBetween()
  const made = stateOf(repo)
  assert.isNull(await done.check("undo"))
  await done.undo()
  assertSame(before, stateOf(repo))
  await done.undo()
  assertSame(before, stateOf(repo))
  assert.isNull(await done.check("redo"))
  await done.redo()
  const again = stateOf(repo)
  assert.deepStrictEqual(diffTrees(made.tree, again.tree, { folderTimes: false }), [])
  assert.deepStrictEqual({ ...again, tree: null }, { ...made, tree: null })
  await done.undo()
  assertSame(before, stateOf(repo))
  // Git itself finds nothing wrong with what was brought back.
  repo.git("fsck", "--no-dangling")
  assertSame(before, stateOf(repo))
  return done
}
