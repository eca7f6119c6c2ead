/**
 * What a line means, before anything is done about it. A value, so that reading a line can be tested without a terminal, a disk or
 * an engine; no meaning but `command`, which only a `!` makes, ever reaches a shell.
 */
import type { Request, Translator } from "@zenus/core"

export type Meaning =
  /** Goes the way of every request: planned, judged, asked about, done. */
  | {
      readonly type: "request"
      /** What is written into the history, and read by whoever plans. */
      readonly text: string
      /** Absent: the shell's. */
      readonly mode?: Request["mode"]
      /** Who plans instead of the session's own; absent: those. */
      readonly translators?: ReadonlyArray<Translator>
      /** Where it is asked, absolute; absent: where the shell stands. */
      readonly cwd?: string
      /** What is said before it, each a line. */
      readonly said?: ReadonlyArray<string>
      /** What was done for it already, one sentence, said where it then does nothing itself. */
      readonly beforehand?: string
      /** The paths that it referred to without naming them, absolute. */
      readonly refers?: ReadonlyArray<string>
      /** The number of the line that it asks anew. */
      readonly again?: number
    }
  /** One of the shell's own words, with what follows it. */
  | {
      readonly type: "word"
      readonly name: string
      readonly rest: string
      /** What is said before it, each a line. */
      readonly said?: ReadonlyArray<string>
    }
  /** For the user's own shell: what follows the `!`. */
  | { readonly type: "command"; readonly text: string }
  /** Takes back exactly these, in this order. */
  | { readonly type: "undo"; readonly transactions: ReadonlyArray<string>; readonly dryRun: boolean }
  /** Takes back the last so many, newest first: those of this shell, and where it has fewer, of the journal. */
  | { readonly type: "undo-last"; readonly count: number; readonly dryRun: boolean }
  | { readonly type: "redo"; readonly dryRun: boolean }
  /** Where the shell goes, as it was written. */
  | { readonly type: "folder"; readonly path: string }
  /** Answered without a deed: "What do you mean by it?" `code` as of the exit codes. */
  | { readonly type: "say"; readonly lines: ReadonlyArray<string>; readonly code: number }
  | { readonly type: "leave" }
