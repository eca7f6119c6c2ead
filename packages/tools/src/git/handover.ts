/**
 * Several git deeds in one transaction: before any is taken back each is looked at, while what the later ones did still stands.
 * Then a repository that is not as a deed left it may be just what the next deed of the same transaction took over; if
 * that one recorded exactly what this one left, the way back is free as far as this one can tell, and the next one's own
 * look says the rest. For looking only: when its turn comes, a deed is compared with the disk alone.
 */
import { identityOf, PathText, type ReadDisk, sameIdentity, type StepFailed, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { attempt } from "../action/trouble.ts"
import { type After, type Before, decodeAfter, decodeBefore, type FileBefore } from "./Recorded.ts"
import { readManifests, refsBefore } from "./record.ts"
import { type Refs, sameHead, sameRef } from "./references.ts"
import type { Direction } from "./shelf.ts"

const DOING = "Look at the deeds beside this one"

interface Deed {
  readonly before: Before
  readonly after: After | null
}

const readJson = (path: string, disk: ReadDisk): unknown =>
  disk.lstat(path) === null ? null : JSON.parse(new TextDecoder().decode(disk.read(path)))

const readDeed = Effect.fnUntraced(function* (keep: string, disk: ReadDisk): Effect.fn.Return<Deed | null, ToolError> {
  const written = yield* attempt(DOING, () => ({
    before: readJson(PathText.child(keep, "before"), disk),
    after: readJson(PathText.child(keep, "after"), disk)
  }))
  const before = yield* Effect.result(decodeBefore(written.before))
  const after = yield* Effect.result(decodeAfter(written.after))
  return before._tag === "Failure"
    ? null
    : { before: before.success, after: after._tag === "Failure" ? null : after.success }
})

/** The other git deeds of the transaction in the same repository: their keep folders lie side by side. */
const siblings = Effect.fnUntraced(function* (mine: Before, disk: ReadDisk) {
  const shared = PathText.dirname(mine.keep)
  const folders = yield* attempt(DOING, () =>
    disk
      .list(shared)
      .filter((entry) => entry.type === "folder")
      .map((entry) => PathText.child(shared, entry.name))
      .filter((path) => path !== mine.keep && disk.lstat(PathText.child(path, "before")) !== null)
  )
  const found: Array<Deed> = []
  for (const folder of folders) {
    const deed = yield* readDeed(folder, disk)
    if (deed !== null && deed.before.transaction === mine.transaction && deed.before.gitDir === mine.gitDir)
      found.push(deed)
  }
  return found.toSorted((a, b) => a.before.startedMs - b.before.startedMs)
})

const refsAfter = (deed: { readonly before: Before; readonly after: After }, disk: ReadDisk): Refs => {
  const refs = new Map(refsBefore(deed.before, disk))
  for (const change of deed.after.refs) {
    if (change.new === null) refs.delete(change.name)
    else refs.set(change.name, change.new)
  }
  return refs
}

const sameRefs = (a: Refs, b: Refs): boolean =>
  a.size === b.size && [...a].every(([name, value]) => sameRef(value, b.get(name) ?? null))

/** Files that the earlier deed left and the later one found: the same ones; those the later one did not look at, as they stand. */
const sameFiles = (left: After, found: ReadonlyArray<FileBefore>, disk: ReadDisk): boolean => {
  const known = new Map(found.map((file) => [file.path, file]))
  return left.files.every(({ before: { path }, is }) => {
    const taken = known.get(path)
    const stat = disk.lstat(path)
    const now =
      taken === undefined
        ? stat === null || stat.type === "folder"
          ? null
          : identityOf(stat)
        : (taken.was?.identity ?? null)
    return is === null ? now === null : now !== null && sameIdentity(is, now)
  })
}

const sameState = (earlier: { readonly before: Before; readonly after: After }, later: Before): boolean => {
  const found = new Map(later.state.map((file) => [file.path, file.sum]))
  return earlier.before.state.every(
    ({ path, firm }, at) => !firm || !found.has(path) || found.get(path) === (earlier.after.state[at] ?? null)
  )
}

/** Whether `later` began with exactly what `earlier` had left. */
const tookOver = (earlier: Deed, later: Before, disk: ReadDisk): Effect.Effect<boolean, ToolError> =>
  Effect.gen(function* () {
    const { after, before } = earlier
    if (after === null) return false
    const found = (yield* readManifests(later, DOING, disk)).flatMap((manifest) => manifest.files)
    return yield* attempt(
      DOING,
      () =>
        sameHead(after.head, later.head) &&
        after.index === later.index &&
        sameRefs(refsAfter({ before, after }, disk), refsBefore(later, disk)) &&
        sameState({ before, after }, later) &&
        sameFiles(after, found, disk)
    )
  })

/** Whether what stands in the way is the work of the deed beside it (the next one for undo, the one before for redo), which goes first. */
export const isHandedOver = (
  mine: { readonly before: Before; readonly after: After },
  direction: Direction,
  disk: ReadDisk
): Effect.Effect<boolean, ToolError | StepFailed> =>
  Effect.gen(function* () {
    const others = yield* siblings(mine.before, disk)
    if (direction === "undo") {
      const next = others.find((deed) => deed.before.startedMs > mine.before.startedMs)
      return next === undefined ? false : yield* tookOver(mine, next.before, disk)
    }
    const previous = others.findLast((deed) => deed.before.startedMs < mine.before.startedMs)
    return previous === undefined ? false : yield* tookOver(previous, mine.before, disk)
  })
