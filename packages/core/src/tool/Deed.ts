/**
 * What a step will do to files, as data: five deeds, each with one known way back. A tool only says which;
 * the executor journals, performs, verifies and undoes them all in the same way, so no tool can
 * forget its inverse. Paths are absolute; a deed acts on the entry itself, never through a link.
 */
import type { Identity } from "../disk/Disk.ts"
import type { EffectOp, PlanEffect } from "../plan/Plan.ts"

/** Where the bytes of a new entry come from. */
export type Content =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  /** A copy with mode and times; fails when the source is no longer `identity`. */
  | { readonly kind: "copy"; readonly from: string; readonly identity: Identity | null }
  | { readonly kind: "symlink"; readonly target: string }
  | { readonly kind: "hardlink"; readonly of: string; readonly identity: Identity | null }
  /** Written by the step's own `stage` under this name (relative to the stage folder; may hold slashes). */
  | { readonly kind: "staged"; readonly name: string }

/** Fails when something is there, unless it is a folder already (then nothing is done and nothing undone). */
export interface MakeFolder {
  readonly do: "make-folder"
  readonly path: string
  readonly mode?: number
}
/** A rename within one file system. With `replaces`, the old target goes to the trash first. */
export interface Move {
  readonly do: "move"
  readonly from: string
  readonly to: string
  /** `null`: made by an earlier step, so not known when it was planned. */
  readonly identity: Identity | null
  readonly replaces?: Identity
}
/** A new file or link, made aside and renamed into place. With `replaces`, the old one goes to the trash; its mode and owner are kept unless said. */
export interface Put {
  readonly do: "put"
  readonly path: string
  readonly content: Content
  readonly bytes: number
  readonly as: "create" | "copy" | "link" | "archive" | "extract" | "modify" | "replace"
  readonly mode?: number
  readonly replaces?: Identity
  /** What the paths do not say, for the plan: `3 occurrences`. */
  readonly detail?: string
}
/** Into the trash, a folder with all that is in it by one rename. */
export interface TrashEntry {
  readonly do: "trash"
  readonly path: string
  readonly identity: Identity | null
  /** Bytes of everything in it. */
  readonly bytes: number
  /** Files and folders in it, itself included. */
  readonly entries: number
}
/** Mode, owner or times of an existing entry. */
export interface SetAttributes {
  readonly do: "set"
  readonly path: string
  readonly identity: Identity | null
  readonly mode?: number
  readonly uid?: number
  readonly gid?: number
  /** Milliseconds since 1970. */
  readonly mtimeMs?: number
  readonly detail: string
}
export type Deed = MakeFolder | Move | Put | TrashEntry | SetAttributes

/** The line of the plan that this deed is. */
export const effectOf = (deed: Deed): PlanEffect => {
  switch (deed.do) {
    case "make-folder":
      return { op: "create", to: deed.path }
    case "move":
      return {
        op: deed.replaces === undefined ? "move" : "replace",
        from: deed.from,
        to: deed.to,
        bytes: deed.identity === null || deed.identity.type === "folder" ? 0 : deed.identity.size
      }
    case "put": {
      const op: EffectOp = deed.replaces === undefined || deed.as === "modify" ? deed.as : "replace"
      const from = sourceOf(deed.content)
      const detail = deed.detail === undefined ? {} : { detail: deed.detail }
      return { op, ...(from === undefined ? {} : { from }), to: deed.path, bytes: deed.bytes, ...detail }
    }
    case "trash":
      return {
        op: "delete",
        from: deed.path,
        bytes: deed.bytes,
        ...(deed.entries > 1
          ? { detail: `with all in it: ${deed.entries - 1} ${deed.entries === 2 ? "entry" : "entries"}` }
          : {})
      }
    case "set":
      return {
        op: deed.mode !== undefined ? "mode" : deed.mtimeMs !== undefined ? "times" : "owner",
        to: deed.path,
        detail: deed.detail
      }
  }
}

const sourceOf = (content: Content): string | undefined =>
  content.kind === "copy" ? content.from : content.kind === "hardlink" ? content.of : undefined
