/**
 * Brings a stash back into the working files: the newest, or another; and takes it off the list, unless it is to be kept. Where it
 * does not fit what is here nothing is done at all, and the stash stays.
 */
import { defineAction, type LookContext, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { acts, repositoryField } from "../actionParts.ts"
import {
  ABOUT_WORK,
  absolutePaths,
  between,
  type ChangedPath,
  dirtyPaths,
  emptyTree,
  fileEffects,
  needIdentity,
  openForDeed,
  refuseOverlap,
  resolveCommit,
  withStash
} from "../deedParts.ts"
import { type Acting, gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { previewMerge } from "../mergePreview.ts"
import { absoluteOf, type WorkRepository } from "../Repository.ts"
import { type GitPlace, textOf } from "../runGit.ts"
import { readStashes, type Stash } from "../stashList.ts"
import { readStatus } from "../status.ts"
import { said } from "../../action/wording.ts"

/** Which stash an argument means. */
export const stashIndex = option(
  Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 })),
  "which one, 0 being the newest (default 0)"
)

const Args = Schema.Struct({
  index: stashIndex,
  keep: flag("leave it on the list as well (default false)"),
  repository: repositoryField
})

const DOING = "Bring the stash back"

/** The stash that is meant; fails where there is none of that number. */
export const needStash = Effect.fnUntraced(function* (place: GitPlace, doing: string, index: number) {
  const all = yield* readStashes(place, doing)
  const found = all[index]
  if (found === undefined) {
    return yield* new StepFailed({
      doing,
      reason:
        all.length === 0 ? "there is no stash." : `there is no stash ${index}: the last one is ${all.length - 1}.`,
      hints: ["List the stashes first."]
    })
  }
  return found
})

/** New files lie in a third parent of the stash's commit. */
const newFiles = Effect.fnUntraced(function* (place: GitPlace, stash: Stash) {
  const third = yield* resolveCommit(place, DOING, `${stash.commit}^3`)
  return third === null ? [] : yield* between(place, DOING, yield* emptyTree(place, DOING), third)
})

const contents = Effect.fnUntraced(function* (place: GitPlace, stash: Stash) {
  const tracked = yield* between(place, DOING, `${stash.commit}^1`, stash.commit)
  return { tracked, fresh: yield* newFiles(place, stash) }
})

/**
 * A stash is merged into what is staged, from where it was made. That is what the preview gets: a commit (which nothing
 * leads to) of the staged files on top of the stash's own beginning.
 */
const touches = (stash: Stash, repository: WorkRepository) =>
  Effect.fnUntraced(function* (acting: Acting) {
    const tree = textOf(yield* acting.git(["write-tree"])).trim()
    const made = yield* acting.git(["commit-tree", tree, "-p", `${stash.commit}^1`, "-F", "-"], {
      input: new TextEncoder().encode("what is staged, for looking ahead")
    })
    const paths = yield* previewMerge(acting, DOING, textOf(made).trim(), stash.commit)
    const fresh = yield* newFiles(acting.place, stash)
    return absolutePaths(repository, [...paths, ...fresh.map((change) => change.path)])
  })

const refuseTaken = (fresh: ReadonlyArray<ChangedPath>, repository: WorkRepository, context: LookContext) => {
  const taken = fresh.find(({ path }) => context.disk.lstat(absoluteOf(repository, path)) !== null)
  return taken === undefined
    ? Effect.void
    : Effect.fail(
        new StepFailed({
          doing: DOING,
          reason: `the new file ${taken.path} of the stash would take the place of one that is there.`,
          hints: ["Move that file aside first."]
        })
      )
}

export const unstash = defineAction<typeof Args.Type>({
  name: "unstash",
  description: "Brings stashed changes back (git stash pop, or apply with keep)",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git stash pop",
    "pop|restore|unstash|bring_back|reapply|get_back|recover|take_back [my|last|latest|newest|most_recent] [git] [stash|stashed_changes|stashed_work|changes_from_the_stash|stashed_changes_back]",
    "bring|get|take|put [my] stashed changes|work back",
    "apply and drop|remove [last|latest] stash",
    "pop|restore|unstash stash [number] {index:number}",
    ["git stash apply", { keep: true }],
    ["apply [my|last|latest|newest] [git] stash [and_keep_it|but_keep_it|without_dropping_it]", { keep: true }],
    ["apply stash [number] {index:number}", { keep: true }]
  ]),
  examples: ["pop the stash", "apply the last stash", "git stash pop"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const stash = yield* needStash(top, DOING, args.index ?? 0)
    const { tracked, fresh } = yield* contents(top, stash)
    const dirty = dirtyPaths(yield* readStatus(top, DOING, { untracked: "no" }))
    yield* refuseOverlap(DOING, dirty, tracked, "Then bring the stash back.")
    yield* refuseTaken(fresh, repository, context)
    yield* needIdentity(top, DOING)
    const keep = args.keep === true
    const changes = [...tracked, ...fresh]
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Bring ${stash.name} back (${stash.about}; ${counted(changes.length, "file")})`,
      effects: [
        ...(keep ? [] : [gitEffect(repository, `stash: ${stash.name} off the list`)]),
        ...fileEffects(repository, changes)
      ],
      watch: withStash(repository, ABOUT_WORK),
      touches: touches(stash, repository),
      timeoutMs: acts.timeoutMs,
      ...(dirty.length > 0 ? { risk: 2 as const } : {}),
      act: Effect.fnUntraced(function* ({ git, place }) {
        const now = yield* needStash(place, DOING, stash.index)
        if (now.commit !== stash.commit) {
          const reason = `${stash.name} is another one by now.`
          return yield* new StepFailed({ doing: DOING, reason, hints: ["Ask again."] })
        }
        yield* git(["stash", keep ? "apply" : "pop", "--quiet", stash.name])
        return { lines: [`${stash.name} brought back (${counted(changes.length, "file")})`] }
      })
    })
  })
})
