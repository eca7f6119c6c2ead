/**
 * Moves the current branch to another commit. `soft` leaves index and files alone, `mixed` (git's default) takes the index along,
 * `hard` the files too: what was changed in them goes, and lies in the keep until undo. New files that git does not know stay.
 */
import { ChangedSince, defineAction, type LookContext } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, optionalText } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import {
  ABOUT_WORK,
  absolutePaths,
  between,
  type ChangedPath,
  commits,
  commitsBetween,
  dirtyPaths,
  fileEffects,
  needCommit,
  openForDeed,
  staleInIndex
} from "../deedParts.ts"
import { checkRevision } from "../gitArguments.ts"
import { type Acting, gitEffect, identitiesOf, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { shortOid } from "../references.ts"
import type { WorkRepository } from "../Repository.ts"
import type { GitPlace } from "../runGit.ts"
import { readStatus } from "../status.ts"
import { said } from "../../action/wording.ts"

const MODES = ["soft", "mixed", "hard"] as const

const Args = Schema.Struct({
  to: optionalText("the commit, branch or tag (default: the current commit)"),
  mode: choice(MODES, "soft: the branch alone; mixed: what is staged too; hard: the files too (default mixed)"),
  repository: repositoryField
})
type Args = typeof Args.Type

const DOING = "Reset"

/** What a hard reset does to files: back to the target, and changes of any kind away. */
const hardChanges = Effect.fnUntraced(function* (place: GitPlace, from: string, to: string) {
  const changes = yield* between(place, DOING, from, to)
  const known = new Set(changes.map((change) => change.path))
  const dirty = dirtyPaths(yield* readStatus(place, DOING, { untracked: "no" }))
  return [
    ...changes,
    ...dirty.filter((path) => !known.has(path)).map((path) => ({ path, how: "changed" }) satisfies ChangedPath)
  ]
})

const pathsOf = (repository: WorkRepository, changes: ReadonlyArray<ChangedPath>): ReadonlyArray<string> =>
  absolutePaths(
    repository,
    changes.map((change) => change.path)
  )

const explain = (mode: string, args: Args, to: string, changes: ReadonlyArray<ChangedPath>): string => {
  const target = args.to === undefined ? "the current commit" : `${args.to} (${shortOid(to)})`
  const files = mode === "hard" ? `, ${counted(changes.length, "file")}` : ""
  return `Reset to ${target}, ${mode}${files}`
}

const prepare = Effect.fnUntraced(function* (
  args: Args,
  head: string,
  to: string,
  repository: WorkRepository,
  context: LookContext
) {
  const { top } = repository
  const mode = args.mode ?? "mixed"
  const changes = mode === "hard" ? yield* hardChanges(top, head, to) : []
  const paths = pathsOf(repository, changes)
  const now = ({ place }: Acting) => Effect.map(hardChanges(place, head, to), (found) => pathsOf(repository, found))
  const leaving = yield* commitsBetween(top, DOING, to, head)
  const branch = (yield* readStatus(top, DOING, { untracked: "no" })).branch
  const where = branch === null ? "HEAD" : `branch ${branch}`
  return prepareDeed({
    doing: DOING,
    repository,
    explanation: explain(mode, args, to, changes),
    effects: [
      gitEffect(
        repository,
        head === to ? `${where}: stays at ${shortOid(to)}` : `${where}: ${shortOid(head)} -> ${shortOid(to)}`
      ),
      ...(mode === "soft" ? [] : [gitEffect(repository, `index: as in ${shortOid(to)}`)]),
      ...fileEffects(repository, changes)
    ],
    watch: ABOUT_WORK,
    ...(mode === "hard"
      ? {
          touches: (acting: Acting) =>
            Effect.gen(function* () {
              const stale = yield* staleInIndex(acting.place, DOING)
              return [...(yield* now(acting)), ...absolutePaths(repository, stale)]
            }),
          planned: { now, shown: yield* attempt(DOING, () => identitiesOf(paths, context.disk)) }
        }
      : {}),
    timeoutMs: acts.timeoutMs,
    notes: leaving === 0 ? [] : [`${commits(leaving)} leave${leaving === 1 ? "s" : ""} the branch.`],
    act: Effect.fnUntraced(function* ({ git, place }) {
      if ((yield* needCommit(place, DOING, "HEAD")) !== head) {
        return yield* new ChangedSince({ path: repository.work, what: "got other commits" })
      }
      yield* git(["reset", "--quiet", `--${mode}`, to])
      return { lines: [`Reset to ${shortOid(to)} (${mode})`], data: { commit: to, mode } }
    })
  })
})

export const reset = defineAction<Args>({
  name: "reset",
  description: "Moves the current branch to another commit: soft, mixed, or hard with the files",
  args: Args,
  risk: 2,
  ...acts,
  phrases: said([
    ["git reset", {}],
    ["git reset --hard [{to:revision}]", { mode: "hard" }],
    ["git reset --soft [{to:revision}]", { mode: "soft" }],
    ["git reset [--mixed] {to:revision}", {}],
    ["hard reset|reset_hard [branch|repo] to [commit|tag|branch] {to:revision}", { mode: "hard" }],
    ["reset [branch|repo|repository] hard to [commit|tag|branch] {to:revision}", { mode: "hard" }],
    [
      "reset everything|repo|repository|branch to [last] commit|head and|, discard|throw_away|losing|discarding all changes",
      { mode: "hard", to: "HEAD" }
    ],
    ["[do|make] hard reset [branch|repo|repository]", { mode: "hard", to: "HEAD" }],
    ["reset [branch|repo|repository] hard", { mode: "hard", to: "HEAD" }],
    ["soft reset|reset_softly to [commit|tag|branch] {to:revision}", { mode: "soft" }],
    [
      "undo|take_back|uncommit|revert [my] last|latest|most_recent|previous commit but|and|, keep|keeping changes [staged|as_staged]",
      { mode: "soft", to: "HEAD~1" }
    ],
    ["undo|take_back|uncommit [my] last|latest|most_recent|previous commit", { mode: "soft", to: "HEAD~1" }],
    ["undo|take_back [my] last|latest {to:headback} commits", { mode: "soft" }],
    ["reset [branch|repo|current_branch] to [commit|tag|branch] {to:revision}", {}],
    ["go|move [branch] back {to:headback} commits", {}]
  ]),
  examples: ["git reset --hard HEAD~2", "undo the last commit"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    if (args.to !== undefined) yield* mustPass(checkRevision("reset", args.to))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const head = yield* needCommit(repository.top, DOING, "HEAD")
    const to = args.to === undefined ? head : yield* needCommit(repository.top, DOING, args.to)
    return yield* prepare(args, head, to, repository, context)
  })
})
