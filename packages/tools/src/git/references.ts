/**
 * All references of a repository as values: read, compared, and brought from one state to another in git's own
 * transactions, each with the value it expects to find. HEAD is read as the file it is, since git has no question that
 * tells an unborn branch, a branch and a commit apart in one answer.
 */
import { PathText, type ReadDisk, type StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { OWN_LOG_MESSAGE } from "./gitFiles.ts"
import type { Head, RefChange, RefValue } from "./Recorded.ts"
import { type GitPlace, linesOf, readGit, undoGit } from "./runGit.ts"

export type Refs = ReadonlyMap<string, RefValue>

/** As the bytes that are kept beside the journal and as `parseRefs` reads them. */
export const listRefs = (place: GitPlace, doing: string): Effect.Effect<Uint8Array, StepFailed> =>
  Effect.map(
    readGit(place, doing, ["for-each-ref", "--format=%(objectname) %(symref)%00%(refname)"]),
    (result) => result.stdout
  )

export const parseRefs = (bytes: Uint8Array): Refs =>
  new Map(
    linesOf(new TextDecoder().decode(bytes)).map((line) => {
      const nul = line.indexOf("\0")
      const blank = line.indexOf(" ")
      const symref = line.slice(blank + 1, nul)
      return [line.slice(nul + 1), { oid: line.slice(0, blank), symref: symref === "" ? null : symref }] as const
    })
  )

export const sameRef = (a: RefValue | null, b: RefValue | null): boolean =>
  a === null || b === null
    ? a === b
    : a.symref === null && b.symref === null
      ? a.oid === b.oid
      : // What a symbolic one leads to is the other one's business.
        a.symref === b.symref

export const diffRefs = (old: Refs, now: Refs): ReadonlyArray<RefChange> =>
  [...new Set([...old.keys(), ...now.keys()])]
    .toSorted()
    .map((name) => ({ name, old: old.get(name) ?? null, new: now.get(name) ?? null }))
    .filter((change) => !sameRef(change.old, change.new))

const symbolic = /^ref: (.+)$/

/** Where HEAD is. `refs` tell which commit its branch is at. */
export const readHead = (gitDir: string, refs: Refs, disk: ReadDisk): Head => {
  const text = new TextDecoder().decode(disk.read(PathText.child(gitDir, "HEAD"))).trim()
  const branch = symbolic.exec(text)?.[1] ?? null
  return branch === null ? { branch: null, commit: text } : { branch, commit: refs.get(branch)?.oid ?? null }
}

export const sameHead = (a: Head, b: Head): boolean =>
  a.branch === b.branch && (a.branch !== null || a.commit === b.commit)

/** `main`, `v1.0`, `origin/main`: as people say it. */
export const shortRef = (name: string): string => name.replace(/^refs\/(heads|tags|remotes)\//, "")

/** Seven characters, as git shows them. */
export const shortOid = (oid: string): string => oid.slice(0, 7)

const runTransaction = (place: GitPlace, transaction: string, doing: string, commands: ReadonlyArray<string>) =>
  commands.length === 0
    ? Effect.void
    : undoGit(place, transaction, doing, ["update-ref", "-m", OWN_LOG_MESSAGE, "--stdin", "-z"], {
        input: new TextEncoder().encode(commands.join(""))
      })

const noDeref = "option no-deref\0"

/**
 * Moves references from one state to another; each must still be as `from` says. Deletes come first, so that `a`
 * can make room for `a/b`.
 */
export const moveRefs = Effect.fnUntraced(function* (
  place: GitPlace,
  transaction: string,
  doing: string,
  moves: ReadonlyArray<{ readonly name: string; readonly from: RefValue | null; readonly to: RefValue | null }>
) {
  const plain = moves.filter(({ from, to }) => (from?.symref ?? null) === null && (to?.symref ?? null) === null)
  for (const { name, from, to } of moves) {
    if (typeof from?.symref === "string" && to === null)
      yield* undoGit(place, transaction, doing, ["symbolic-ref", "-d", name])
  }
  yield* runTransaction(
    place,
    transaction,
    doing,
    plain.flatMap(({ name, from, to }) =>
      to === null && from !== null ? [noDeref, `delete ${name}\0${from.oid}\0`] : []
    )
  )
  yield* runTransaction(
    place,
    transaction,
    doing,
    plain.flatMap(({ name, from, to }) =>
      to === null
        ? []
        : [noDeref, from === null ? `create ${name}\0${to.oid}\0` : `update ${name}\0${to.oid}\0${from.oid}\0`]
    )
  )
  for (const { name, to } of moves) {
    if (typeof to?.symref === "string") yield* undoGit(place, transaction, doing, ["symbolic-ref", name, to.symref])
  }
})

export const moveHead = (place: GitPlace, transaction: string, doing: string, to: Head) =>
  to.branch !== null
    ? undoGit(place, transaction, doing, ["symbolic-ref", "-m", OWN_LOG_MESSAGE, "HEAD", to.branch])
    : undoGit(place, transaction, doing, ["update-ref", "--no-deref", "-m", OWN_LOG_MESSAGE, "HEAD", to.commit ?? ""])

/** Branches that some working folder of the repository stands on. */
export const checkedOut = (place: GitPlace, doing: string): Effect.Effect<ReadonlySet<string>, StepFailed> =>
  Effect.map(
    readGit(place, doing, ["worktree", "list", "--porcelain"]),
    (result) =>
      new Set(
        linesOf(new TextDecoder().decode(result.stdout)).flatMap((line) =>
          line.startsWith("branch ") ? [line.slice("branch ".length)] : []
        )
      )
  )

/** Those of `oids` that the repository no longer has: git clears away what nothing leads to after some weeks. */
export const missingObjects = Effect.fnUntraced(function* (
  place: GitPlace,
  doing: string,
  oids: ReadonlyArray<string>
) {
  if (oids.length === 0) return []
  const result = yield* readGit(place, doing, ["cat-file", "--batch-check=%(objecttype)"], {
    input: new TextEncoder().encode(oids.map((oid) => `${oid}\n`).join(""))
  })
  return linesOf(new TextDecoder().decode(result.stdout)).flatMap((line) => {
    const missing = /^(\S+) missing$/.exec(line)
    return missing?.[1] === undefined ? [] : [missing[1]]
  })
})
