/** Evaluates a Selection against a disk: which entries does the request speak of. */
import type { LookContext, Selection, Stat, ToolError } from "@zenus/core"
import type * as Effect from "effect/Effect"

export interface Selected {
  /** Absolute; its parent folder is a real path. */
  readonly path: string
  /** Of the entry itself (links not followed). Absent fields cost nothing: `stat` is only taken where a condition, the order or `needStat` asks for it. */
  readonly stat: Stat | null
}

export interface SelectOptions {
  /** Take the facts of every entry (deeds need them). Default false. */
  readonly needStat?: boolean
  /** What the request meant where the selection itself does not say `recursive`. Default false. */
  readonly recursiveByDefault?: boolean
  /** Cross onto other file systems while walking. Default true for reading; deeds pass false. */
  readonly crossMounts?: boolean
}

export interface Selecting {
  readonly entries: ReadonlyArray<Selected>
  /** Folders that could not be read, for a note. */
  readonly unreadable: ReadonlyArray<string>
  /** The start folders (real paths), for reads. */
  readonly roots: ReadonlyArray<string>
}

export declare const select: (selection: Selection, context: LookContext, options?: SelectOptions) => Effect.Effect<Selecting, ToolError>
