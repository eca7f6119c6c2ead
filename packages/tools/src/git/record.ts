/**
 * Takes down a repository before a git deed and looks at it again afterwards: what the journal keeps (Recorded). Everything
 * is on the disk before the deed begins. The look afterwards asks only the repository, never the deed, so it serves
 * after a crash as well: half a deed is recorded as what it is.
 */
import { type ActContext, type Disk, PathText, type ReadDisk, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { makeBreathe } from "../action/breathe.ts"
import { attempt } from "../action/trouble.ts"
import { undoEnvironment } from "./gitEnvironment.ts"
import { keepIndex, MERGE_STATE, sumOfFile, sumOfIndex } from "./gitFiles.ts"
import { type After, type Before, decodeManifest, type Manifest, type StateFile } from "./Recorded.ts"
import { diffRefs, listRefs, parseRefs, readHead, sameHead } from "./references.ts"
import type { Repository } from "./Repository.ts"
import type { GitPlace } from "./runGit.ts"
import { changedFiles, shelve } from "./shelf.ts"

const encoder = new TextEncoder()

/** Where git is started for the deed of this record. */
export const placeOf = (before: Before): GitPlace => ({ cwd: before.top, env: new Map(Object.entries(before.env)) })

export interface Watch {
  /** The deed is about this working folder: HEAD and index must be as it left them when it is taken back. */
  readonly aboutWork: boolean
  /** Further files of git's own folder: absolute path, and whether a change by somebody else bars the way back. */
  readonly state: ReadonlyArray<readonly [path: string, firm: boolean]>
}

const stateFiles = (repository: Repository, watch: Watch, disk: Disk): ReadonlyArray<StateFile> =>
  [...MERGE_STATE.map(([name, firm]) => [PathText.child(repository.gitDir, name), firm] as const), ...watch.state].map(
    ([path, firm]) => ({ path, firm, sum: sumOfFile(path, disk) })
  )

const copyState = (
  folder: string,
  files: ReadonlyArray<{ readonly path: string; readonly wanted: boolean }>,
  doing: string,
  disk: Disk
) =>
  attempt(doing, async () => {
    if (disk.lstat(folder) === null) disk.mkdir(folder, 0o700)
    for (const [at, { path, wanted }] of files.entries()) {
      const to = PathText.child(folder, String(at))
      if (disk.lstat(to) !== null) disk.unlink(to)
      if (wanted) await disk.copy(path, to)
    }
    disk.flush(folder)
  })

const refuseBusy = (repository: Repository, doing: string, disk: Disk) =>
  disk.lstat(PathText.child(repository.gitDir, "index.lock")) === null
    ? Effect.void
    : Effect.fail(
        new StepFailed({
          doing,
          reason: "another git is at work in this repository, or one that crashed left its lock (index.lock).",
          hints: ["Wait until it is done, then try again.", "If no git is running, remove .git/index.lock."]
        })
      )

/** Takes the repository down. Working files are put aside by `shelveFiles`, since which ones may only show later. */
export const recordBefore = Effect.fnUntraced(function* (
  doing: string,
  repository: Repository,
  watch: Watch,
  context: ActContext
) {
  const { disk } = context
  yield* refuseBusy(repository, doing, disk)
  const top = repository.work ?? repository.gitDir
  const place: GitPlace = { cwd: top, env: repository.place.env }
  const keep = yield* context.keep(top)
  const listed = yield* listRefs(place, doing)
  const index = yield* sumOfIndex(place, repository.gitDir, doing, disk)
  yield* keepIndex(repository.gitDir, PathText.child(keep, "index"), doing, disk)
  const { state, head, startedMs } = yield* attempt(doing, () => {
    const refsFile = PathText.child(keep, "refs")
    disk.write(refsFile, listed)
    return {
      startedMs: disk.lstat(refsFile)?.mtimeMs ?? 0,
      state: stateFiles(repository, watch, disk),
      head: readHead(repository.gitDir, parseRefs(listed), disk)
    }
  })
  yield* copyState(
    PathText.child(keep, "state"),
    state.map(({ path, sum }) => ({ path, wanted: sum !== null })),
    doing,
    disk
  )
  const before: Before = {
    version: 1,
    transaction: context.transaction,
    env: undoEnvironment(repository.place.env),
    top,
    gitDir: repository.gitDir,
    commonDir: repository.commonDir,
    keep,
    head,
    aboutWork: watch.aboutWork,
    index,
    state: [...state],
    startedMs
  }
  yield* attempt(doing, () => {
    disk.write(PathText.child(keep, "before"), encoder.encode(JSON.stringify(before)))
    disk.flush(keep)
  })
  return before
})

const manifestPath = (keep: string, stage: number): string => PathText.child(keep, `manifest-${stage}`)

/** Puts working files aside, durably, before git may touch them. May be called again while the deed goes on. */
export const shelveFiles = (before: Before, paths: ReadonlyArray<string>, doing: string, disk: Disk) =>
  attempt(doing, async (signal) => {
    if (paths.length === 0) return
    let stage = 1
    while (disk.lstat(manifestPath(before.keep, stage)) !== null) stage++
    const manifest = await shelve(paths, before.top, before.keep, stage, disk, makeBreathe(signal))
    disk.write(manifestPath(before.keep, stage), encoder.encode(JSON.stringify(manifest)))
    disk.flush(before.keep)
  })

/** The references as they were before. */
export const refsBefore = (before: Before, disk: ReadDisk) => parseRefs(disk.read(PathText.child(before.keep, "refs")))

export const readManifests = Effect.fnUntraced(function* (before: Before, doing: string, disk: ReadDisk) {
  const texts = yield* attempt(doing, () => {
    const found: Array<string> = []
    for (let stage = 1; disk.lstat(manifestPath(before.keep, stage)) !== null; stage++) {
      found.push(new TextDecoder().decode(disk.read(manifestPath(before.keep, stage))))
    }
    return found
  })
  const manifests: Array<Manifest> = []
  // A manifest that was being written when we crashed is no JSON: nothing of what it names was touched yet.
  for (const text of texts) {
    const decoded = yield* Effect.result(decodeManifest(text))
    if (decoded._tag === "Success") manifests.push(decoded.success)
  }
  return manifests
})

/** What has become of the repository, as the disk says. */
export const recordAfter = Effect.fnUntraced(function* (doing: string, before: Before, disk: Disk) {
  const place = placeOf(before)
  const now = parseRefs(yield* listRefs(place, doing))
  const old = yield* attempt(doing, () => refsBefore(before, disk))
  const index = yield* sumOfIndex(place, before.gitDir, doing, disk)
  yield* keepIndex(before.gitDir, PathText.child(before.keep, "index-after"), doing, disk)
  const manifests = yield* readManifests(before, doing, disk)
  const working = yield* attempt(doing, (signal) => changedFiles(manifests, before.keep, disk, makeBreathe(signal)))
  const sums = yield* attempt(doing, () => before.state.map(({ path }) => sumOfFile(path, disk)))
  yield* copyState(
    PathText.child(before.keep, "state-after"),
    before.state.map(({ path, sum }, at) => ({ path, wanted: (sums[at] ?? null) !== null && sums[at] !== sum })),
    doing,
    disk
  )
  const after: After = {
    version: 1,
    head: yield* attempt(doing, () => readHead(before.gitDir, now, disk)),
    refs: [...diffRefs(old, now)],
    index,
    state: sums,
    ...working
  }
  yield* attempt(doing, () => {
    const written = PathText.child(before.keep, "after")
    if (disk.lstat(written) !== null) disk.unlink(written)
    disk.write(written, encoder.encode(JSON.stringify(after)))
  })
  return after
})

/** Whether anything that was watched is different now. */
export const happened = (before: Before, after: After): boolean =>
  after.refs.length > 0 ||
  after.files.length > 0 ||
  after.index !== before.index ||
  !sameHead(after.head, before.head) ||
  after.state.some((sum, at) => sum !== (before.state[at]?.sum ?? null))
