/**
 * What the journal keeps of a deed: one or two primitives, each with two states, before and after, that can be told apart by
 * looking at the disk. Doing, undoing, redoing and recovering are all "drive it to that side" (drive.ts), so
 * there is one way to be right and no inverse to forget. A rename serves for moving, for the trash (`to` is a place in
 * it), and for putting (`from` is a staged entry): what is undone goes back to where it came from, which is also
 * where redo finds it. See docs/decisions/0003-deeds-with-two-states.md.
 */
import type { EntryType, Identity } from "../disk/Disk.ts"

export type Side = "before" | "after"

/** The entry that is `what` stands at `from` before and at `to` after. */
export interface Rename {
  readonly kind: "rename"
  readonly from: string
  readonly to: string
  readonly what: Identity
  /** Only the inode counts: a second name of a file that may go on being written to. */
  readonly loose?: true
  /** `to` is a name in our trash that nothing ever had: what is found there later is ours to give back, even if somebody had it open and wrote on. */
  readonly fresh?: true
  /** A folder that must be as it was, all below it included: it was made by us and would take strange files along. */
  readonly print?: string
  /** A folder into the trash: how many entries it held, itself included. */
  readonly entries?: number
}

/** Nothing before, a folder after. With `existed` it was there already: nothing is done, nothing undone. */
export interface MakeFolder {
  readonly kind: "folder"
  readonly path: string
  /** Permission bits; `null` for what the system gives. */
  readonly mode: number | null
  readonly existed: boolean
  /** Where in the trash undo puts it, empty as it is, so that redo gives the same folder back: later deeds know it by its inode. `null`: it is removed. */
  readonly aside: string | null
}

/** What a `set` changes; only these are compared. Times are nanoseconds since 1970. */
export interface Attributes {
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  readonly mtimeNs?: bigint
}

/** Both sides name the same fields. Content may change meanwhile: only the entry itself is compared. */
export interface SetAttributes {
  readonly kind: "set"
  readonly path: string
  readonly type: EntryType
  readonly dev: number
  readonly ino: number
  readonly before: Attributes
  readonly after: Attributes
}

/** For good, where no trash can be made and that was agreed to. There is no way back. */
export interface Destroy {
  readonly kind: "destroy"
  readonly path: string
  readonly what: Identity
}

export type Primitive = Rename | MakeFolder | SetAttributes | Destroy

/** The primitives of one deed, in the order in which they are done. Undone in the opposite order, as a whole. */
export type Group = ReadonlyArray<Primitive>
