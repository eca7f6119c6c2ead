/**
 * Goes to another branch, or to a tag or commit (then on no branch). A branch that only a remote has is made here and follows it.
 * Changes in the working files are carried along, and where they are in the way it fails before anything happens,
 * unless they are to be discarded.
 */
import { defineAction, type LookContext, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo } from "../../action/answers.ts"
import { flag, optionalText } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import {
  ABOUT_WORK,
  absolutePaths,
  between,
  type ChangedPath,
  dirtyPaths,
  fileEffects,
  headTree,
  hookNotes,
  needCommit,
  noSuchRevision,
  openForDeed,
  refuseOverlap,
  resolveCommit,
  staleInIndex,
  withConfig
} from "../deedParts.ts"
import { checkRevision } from "../gitArguments.ts"
import { type Acting, gitEffect, identitiesOf, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { checkedOut, readHead, shortOid, shortRef } from "../references.ts"
import type { WorkRepository } from "../Repository.ts"
import { linesOf, readGit, textOf } from "../runGit.ts"
import { readStatus } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  to: optionalText("branch, tag or commit to go to (default: the branch before the current one)"),
  discardChanges: flag("throw away what was changed in the files that git knows (default false)"),
  repository: repositoryField
})

const DOING = "Switch to another branch"

/** What a name stands for, in git's own order: a local branch, one that exactly one remote has, any other commit. */
type Target =
  | { readonly kind: "branch"; readonly name: string; readonly commit: string }
  | { readonly kind: "remote"; readonly name: string; readonly tracking: string; readonly commit: string }
  | { readonly kind: "commit"; readonly name: string; readonly commit: string }

const targetOf = Effect.fnUntraced(function* (to: string, repository: WorkRepository) {
  const { top } = repository
  const local = yield* resolveCommit(top, DOING, `refs/heads/${to}`)
  if (local !== null) return { kind: "branch", name: to, commit: local } satisfies Target as Target
  const found = linesOf(
    textOf(yield* readGit(top, DOING, ["for-each-ref", "--format=%(refname)", `refs/remotes/*/${to}`]))
  )
  const [tracking, ...more] = found
  if (tracking !== undefined && more.length === 0) {
    return {
      kind: "remote",
      name: to,
      tracking,
      commit: yield* needCommit(top, DOING, tracking)
    } satisfies Target as Target
  }
  const commit = yield* resolveCommit(top, DOING, to)
  if (commit === null) return yield* noSuchRevision(DOING, to)
  return { kind: "commit", name: to, commit } satisfies Target as Target
})

const previous = Effect.fnUntraced(function* (repository: WorkRepository) {
  const told = yield* readGit(repository.top, DOING, ["rev-parse", "--abbrev-ref", "@{-1}"], { codes: [0, 128] })
  const name = textOf(told).trim()
  if (told.exitCode !== 0 || name === "") {
    const reason = "there is no branch before this one."
    return yield* new StepFailed({ doing: DOING, reason, hints: ["Name the branch."] })
  }
  return name
})

const command = (target: Target, discard: boolean): ReadonlyArray<string> => [
  "switch",
  "--progress",
  "--no-guess",
  ...(discard ? ["--discard-changes"] : []),
  ...(target.kind === "branch"
    ? [target.name]
    : target.kind === "remote"
      ? ["--create", target.name, "--track", target.tracking]
      : ["--detach", target.commit])
]

const headChange = (target: Target): string =>
  target.kind === "commit"
    ? `HEAD: to commit ${shortOid(target.commit)}, on no branch`
    : `HEAD: to branch ${target.name}`

interface Move {
  readonly target: Target
  readonly changes: ReadonlyArray<ChangedPath>
  readonly dirty: ReadonlyArray<string>
  readonly discard: boolean
}

/** The working files that change: those between the two commits, and with `discard` those that were changed here. */
const plannedChanges = ({ changes, dirty, discard }: Move): ReadonlyArray<ChangedPath> => {
  if (!discard) return changes
  const known = new Set(changes.map((change) => change.path))
  return [...changes, ...dirty.filter((path) => !known.has(path)).map((path) => ({ path, how: "changed" }) as const)]
}

const prepare = Effect.fnUntraced(function* (move: Move, repository: WorkRepository, context: LookContext) {
  const { target, dirty, discard } = move
  const changes = plannedChanges(move)
  const paths = absolutePaths(
    repository,
    changes.map((change) => change.path)
  )
  const now = ({ place }: Acting) =>
    Effect.gen(function* () {
      const found = yield* between(place, DOING, yield* headTree(place, DOING), target.commit)
      const thrown = discard ? dirtyPaths(yield* readStatus(place, DOING, { untracked: "no" })) : []
      return absolutePaths(repository, [...found.map((change) => change.path), ...thrown])
    })
  const made =
    target.kind === "remote"
      ? [gitEffect(repository, `branch ${target.name}: new, follows ${shortRef(target.tracking)}`)]
      : []
  return prepareDeed({
    doing: DOING,
    repository,
    explanation: `Switch to ${target.name} (${counted(changes.length, "file")} change)`.replace(
      "1 file change)",
      "1 file changes)"
    ),
    effects: [gitEffect(repository, headChange(target)), ...made, ...fileEffects(repository, changes)],
    watch: target.kind === "remote" ? withConfig(repository, ABOUT_WORK) : ABOUT_WORK,
    touches: (acting) =>
      Effect.gen(function* () {
        const stale = discard ? yield* staleInIndex(acting.place, DOING) : []
        return [...(yield* now(acting)), ...absolutePaths(repository, stale)]
      }),
    ...(discard ? { planned: { now, shown: yield* attempt(DOING, () => identitiesOf(paths, context.disk)) } } : {}),
    timeoutMs: acts.timeoutMs,
    notes: [
      ...(dirty.length === 0
        ? []
        : [
            discard
              ? `Changes in ${counted(dirty.length, "file")} are thrown away.`
              : `Changes in ${counted(dirty.length, "file")} are carried along.`
          ]),
      ...(target.kind === "commit" ? ["Afterwards no branch is the current one."] : []),
      ...(yield* hookNotes(repository, DOING, ["post-checkout"], context))
    ],
    ...(dirty.length > 0 ? { risk: 2 as const } : {}),
    act: ({ git }) =>
      Effect.as(git(command(target, discard)), {
        lines: [target.kind === "commit" ? `At commit ${shortOid(target.commit)}` : `On branch ${target.name}`]
      })
  })
})

export const switchTo = defineAction<typeof Args.Type>({
  name: "switch",
  description: "Goes to another branch, tag or commit",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "switch|change|go|move|jump|hop|return [over|back] to|onto [git|existing|local] branch {to:branchname}",
    "switch|change|go|move|jump|return [over|back] to|onto {to:branchname} branch",
    "switch [over|back] to {to:branchname}",
    "git switch {to:branchname}",
    "git checkout {to:branchname}",
    "check_out|checkout [git|existing] branch|tag|commit|revision|version {to:revision}",
    "check_out|checkout {to:branchname} [branch]",
    "switch|go|change to tag|commit|revision|version {to:revision}",
    "make {to:branchname} current|active branch",
    "switch|go|change|return back to [my] previous|last|other|former [branch]",
    "switch|go|change|return to [my] previous|last|other|former branch",
    "git switch|checkout -",
    [
      "switch|go|change to [branch] {to:branchname} and|, discard|throw_away|lose|drop|discarding|throwing_away [all|my] [local] changes",
      { discardChanges: true }
    ]
  ]),
  examples: ["switch to the branch main", "git checkout main", "switch back to the previous branch"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    if (args.to !== undefined) yield* mustPass(checkRevision("switch", args.to))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const target = yield* targetOf(args.to ?? (yield* previous(repository)), repository)
    const head = yield* attempt(DOING, () => readHead(repository.gitDir, new Map(), context.disk))
    const status = yield* readStatus(top, DOING, { untracked: "no" })
    const dirty = dirtyPaths(status)
    const discard = args.discardChanges === true
    if (target.kind === "branch" && head.branch === `refs/heads/${target.name}` && !(discard && dirty.length > 0)) {
      return nothingToDo(`Already on branch ${target.name}`, `Already on branch ${target.name}.`)
    }
    if (target.kind === "branch" && head.branch !== `refs/heads/${target.name}`) {
      const stood = yield* checkedOut(top, DOING)
      if (stood.has(`refs/heads/${target.name}`)) {
        const reason = `another working folder stands on ${target.name}.`
        return yield* new StepFailed({ doing: DOING, reason, hints: ["Work there, or make a new branch here."] })
      }
    }
    const changes = yield* between(top, DOING, yield* headTree(top, DOING), target.commit)
    if (!discard) yield* refuseOverlap(DOING, dirty, changes, "Or switch and discard the changes.")
    return yield* prepare({ target, changes, dirty, discard }, repository, context)
  })
})
