/** What a question needs of whoever puts it to a person: one for terminals on which rows can be drawn anew, one for plain lines. */
import type * as Effect from "effect/Effect"
import type { Asked, Outcome } from "./Question.ts"

export interface Inquiry {
  /** Why it is asked, and what: sentences, not yet broken into rows. */
  readonly why: string
  readonly text: string
  readonly colour: (text: string) => string
  readonly asked: Omit<Asked, "drawnAtMs">
}

/** An answer that ends the question; hints, help and pastes do not. */
export type Given = Exclude<Outcome, { readonly type: "hint" | "pasted" | "help" | "no-step" }>

/** Lines that are made when they are looked at; an array is one. */
export interface Lines {
  readonly length: number
  /** From 0; undefined where there is none. */
  readonly at: (index: number) => string | undefined
}

export interface QuestionFace {
  /** Pending input is dropped before; an end of input is a no. */
  readonly ask: (inquiry: Inquiry) => Effect.Effect<Given>
  /** Shows lines that may be many; nothing is answered meanwhile. */
  readonly page: (lines: Lines) => Effect.Effect<void>
}
