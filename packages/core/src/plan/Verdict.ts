/** What the safety room says of a plan. */
import * as Schema from "effect/Schema"
import { Refusal, Risk } from "./Plan.ts"

export const Allow = Schema.TaggedStruct("Allow", { risk: Risk })
/** A yes is needed; `why` lists the reasons in words. */
export const Confirm = Schema.TaggedStruct("Confirm", { risk: Risk, why: Schema.Array(Schema.String) })
/** The shown word must be typed, or both flags given. */
export const ConfirmIrreversible = Schema.TaggedStruct("ConfirmIrreversible", {
  risk: Risk,
  why: Schema.Array(Schema.String),
  word: Schema.String
})
export const Refuse = Schema.TaggedStruct("Refuse", { stepId: Schema.String, refusal: Refusal })

export const Verdict = Schema.Union([Allow, Confirm, ConfirmIrreversible, Refuse])
export type Verdict = typeof Verdict.Type
