/**
 * The frame of every deed on an existing repository: what is taken down before, the deed itself, what is found afterwards. An
 * action says only what it would do, which working files git may touch, and which git commands do it. A deed that
 * fails is brought back to where it began, so a failed step has changed nothing. An interrupted one is not: that would take
 * time nobody has at Ctrl+C; the executor has it settled, and undo takes it back.
 */
import {
  type ActContext,
  ChangedSince,
  type Identity,
  identityOf,
  type Output,
  type OwnDeed,
  PathText,
  type PlanEffect,
  type Prepared,
  type ReadDisk,
  type Risk,
  sameIdentity,
  StepFailed,
  type TellProgress,
  type ToolError,
  type UndoKind
} from "@zenus/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { attempt } from "../action/trouble.ts"
import type { ProgramResult } from "../command/runProgram.ts"
import { rollBack } from "./gitInverse.ts"
import { type Before, decodeBefore } from "./Recorded.ts"
import { recordAfter, recordBefore, shelveFiles, type Watch } from "./record.ts"
import type { Repository } from "./Repository.ts"
import { type DeedOptions, deedGit, type GitPlace } from "./runGit.ts"

/** Longest time for a deed on this machine, and for one that speaks to another; milliseconds. */
export const LOCAL_TIMEOUT_MS = 10 * 60_000
export const NETWORK_TIMEOUT_MS = 60 * 60_000

/** What a deed has while it acts. */
export interface Acting {
  /** Runs git at the top of the working files (or in a bare repository). */
  readonly git: (args: ReadonlyArray<string>, options?: DeedOptions) => Effect.Effect<ProgramResult, StepFailed>
  /** Where `git` runs, for questions in between. */
  readonly place: GitPlace
  /** Puts further working files aside (absolute), before a git command that may touch them. */
  readonly shelve: (paths: ReadonlyArray<string>) => Effect.Effect<void, ToolError>
  readonly before: Before
  readonly context: ActContext
}

export interface Planned {
  /** The files the plan showed, as they were then. */
  readonly shown: ReadonlyMap<string, Identity | null>
  /** Those it would show now. */
  readonly now: (acting: Acting) => Effect.Effect<ReadonlyArray<string>, ToolError>
}

export interface GitDeed {
  /** An infinitive, for messages: "Commit". */
  readonly doing: string
  readonly repository: Repository
  readonly explanation: string
  readonly effects: ReadonlyArray<PlanEffect>
  readonly watch: Watch
  /** Working files that git may touch, absolute: looked up when the deed begins. Without it, it touches none. */
  readonly touches?: (acting: Acting) => Effect.Effect<ReadonlyArray<string>, ToolError>
  /** For deeds that throw changes away: another file than the plan showed, or one changed since, stops it. */
  readonly planned?: Planned
  readonly act: (acting: Acting) => Effect.Effect<Output, ToolError>
  readonly timeoutMs: number
  readonly notes?: ReadonlyArray<string>
  readonly risk?: Risk
  readonly undo?: UndoKind
}

/** `remote: Counting objects:  42% (420/1000)` on standard error. */
const PROGRESS = /(?:([A-Z][A-Za-z ]*): +)?\d+% \((\d+)\/(\d+)\)/g

/** The last that git says of how far it is, and with what; `null` where it says nothing of it. */
export const progressOf = (
  text: string
): { readonly done: number; readonly total: number; readonly phase: string | undefined } | null => {
  const last = [...text.matchAll(PROGRESS)].at(-1)
  return last === undefined ? null : { done: Number(last[2]), total: Number(last[3]), phase: last[1] }
}

/** Passes on what git says of how far it is, as it comes: a piece may begin behind the words that say with what. */
export const tellGit = (tell: TellProgress): ((text: string) => void) => {
  let phase: string | undefined
  return (text) => {
    const progress = progressOf(text)
    if (progress === null) return
    phase = progress.phase ?? phase
    tell(progress.done, progress.total, "things", phase)
  }
}

const acting = (deed: GitDeed, before: Before, context: ActContext): Acting => {
  const place: GitPlace = { cwd: before.top, env: deed.repository.place.env }
  return {
    place,
    before,
    context,
    shelve: (paths) => shelveFiles(before, paths, deed.doing, context.disk),
    git: (args, options = {}) =>
      deedGit(place, before.transaction, deed.doing, args, {
        timeoutMs: deed.timeoutMs,
        onError: tellGit(context.progress),
        ...options
      })
  }
}

/** A deed that failed leaves nothing half done; where even that fails, the message says so. */
const backToStart = (before: Before, context: ActContext) => (cause: Cause.Cause<ToolError>) =>
  Cause.hasInterrupts(cause)
    ? Effect.failCause(cause)
    : rollBack(before, context.disk).pipe(
        Effect.catch((trouble) =>
          Effect.fail(
            new StepFailed({
              doing: "Bring the repository back to where it was after a failure",
              reason: trouble.message,
              hints: [...trouble.recovery],
              cause: Cause.squash(cause)
            })
          )
        ),
        Effect.andThen(Effect.failCause(cause))
      )

/** How the files of a plan look now: for `GitDeed.planned`. */
export const identitiesOf = (paths: ReadonlyArray<string>, disk: ReadDisk): ReadonlyMap<string, Identity | null> =>
  new Map(
    paths.map((path) => {
      const stat = disk.lstat(path)
      return [path, stat === null ? null : identityOf(stat)] as const
    })
  )

/** What the person said yes to is what is thrown away, and no more. */
const checkPlanned = Effect.fnUntraced(function* (planned: Planned, acting: Acting) {
  const paths = yield* planned.now(acting)
  for (const [path, now] of yield* attempt("Look again", () => identitiesOf(paths, acting.context.disk))) {
    const seen = planned.shown.get(path)
    if (seen === undefined) return yield* new ChangedSince({ path, what: "was changed" })
    if (seen === null ? now !== null : now === null || !sameIdentity(seen, now)) {
      return yield* new ChangedSince({ path, what: "was changed again" })
    }
  }
})

const ownDeed = (deed: GitDeed): OwnDeed => ({
  effects: deed.effects,
  before: Effect.fnUntraced(function* (context: ActContext) {
    const before = yield* recordBefore(deed.doing, deed.repository, deed.watch, context)
    if (deed.touches !== undefined) {
      if (deed.planned !== undefined) yield* checkPlanned(deed.planned, acting(deed, before, context))
      const paths = yield* deed.touches(acting(deed, before, context))
      yield* shelveFiles(before, paths, deed.doing, context.disk)
    }
    return before
  }),
  act: Effect.fnUntraced(function* (context: ActContext, written: unknown) {
    const before = yield* decodeBefore(written).pipe(Effect.orDie)
    const output = yield* deed.act(acting(deed, before, context)).pipe(Effect.catchCause(backToStart(before, context)))
    const after = yield* recordAfter(deed.doing, before, context.disk)
    return { after, output }
  })
})

/** The plan's line for something git does that is no file: where, and what in words. */
export const gitEffect = (repository: Repository, detail: string): PlanEffect => ({
  op: "git",
  to: repository.gitDir,
  detail
})

/** The deed as a step of a plan. */
export const prepareDeed = (deed: GitDeed): Prepared => {
  const { repository } = deed
  const git = [...new Set([repository.gitDir, repository.commonDir])]
  const work = repository.work === null ? [] : [repository.work]
  return {
    explanation: deed.explanation,
    deeds: [],
    reads: work,
    writes: deed.touches === undefined ? git : [...git, ...work],
    own: ownDeed(deed),
    ...(deed.notes === undefined || deed.notes.length === 0 ? {} : { notes: deed.notes }),
    ...(deed.risk === undefined ? {} : { risk: deed.risk }),
    ...(deed.undo === undefined ? {} : { undo: deed.undo })
  }
}

/** A path in git's shared folder, for `Watch.state`. */
export const sharedFile = (repository: Repository, name: string): string => PathText.child(repository.commonDir, name)
