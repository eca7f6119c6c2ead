/**
 * What reading a line may look at: the lines before it, what the rules make of a sentence, what lies at a path, the history. Nothing
 * of it can change anything. A reader of lines takes this and no session, so that it is tested with values.
 */
import type { Ambiguous, HistoryEntry, IntentIR, NotUnderstood } from "@zenus/core"
import type * as Effect from "effect/Effect"
import type { Meaning } from "./Meaning.ts"
import type { ShellState } from "./ShellState.ts"

export interface ReadingWorld {
  readonly state: Pick<ShellState, "cwd" | "mode" | "blocks">
  readonly home: string
  /** What the rules make of a sentence, here or in another folder (absolute). Asks no model, does nothing. */
  readonly rules: (text: string, cwd?: string) => Effect.Effect<IntentIR | NotUnderstood | Ambiguous>
  /** The folder that a sentence leads to, as it is written; `null` for every other. */
  readonly folderOf: (line: string) => Effect.Effect<string | null>
  /** What is at an absolute path; `null` for nothing. */
  readonly typeAt: (path: string) => "file" | "folder" | null
  /** What was done at all, newest first; empty where that cannot be read. */
  readonly history: Effect.Effect<ReadonlyArray<HistoryEntry>>
  /** One transaction of it; `null` where it is not known. */
  readonly transaction: (id: string) => Effect.Effect<HistoryEntry | null>
  /** Whether lists are shown with numbers; absent: no. */
  readonly isNumbered?: boolean
  /** Whether models plan first. */
  readonly hasModels: boolean
  /** Whether a program of this name could be started here. None is. */
  readonly isProgram: (name: string) => boolean
}

/** One way to read a line, trimmed and not empty; `null` leaves it to the next. */
export type Reader = (line: string, world: ReadingWorld) => Effect.Effect<Meaning | null>

export const isUnderstood = (read: IntentIR | NotUnderstood | Ambiguous): read is IntentIR => "steps" in read

/** A sentence as it is compared: lower case, one blank between words, no politeness and no full stop around it. */
export const plainWords = (line: string): string => {
  const opened = line
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/\s+/g, " ")
    .replace(/[\s.!?]+$/, "")
    .trim()
  return opened
    .replace(
      /^(?:(?:ok|okay|now|so|and|then|please|no|wait|oh|hm+|hey|actually|can you|could you|would you)\b,? )+(?=\S)/,
      ""
    )
    .replace(/,? (?:please|now|thanks|thank you)$/, "")
}

/** The newest request that was asked in a folder, by the journal. Undoing is no request, and neither is our own housekeeping. */
export const lastAskedIn = (cwd: string, history: ReadonlyArray<HistoryEntry>): HistoryEntry | undefined =>
  history.find((entry) => entry.cwd === cwd && (entry.kind === "run" || entry.kind === "outcome"))
