/** What the safety room says of a plan. */
import * as Schema from "effect/Schema"
import { Refusal, Risk } from "./Plan.ts"

export const AllowVerdict = Schema.TaggedStruct("Allow", { risk: Risk })
/** A yes is needed; `why` lists the reasons in words. */
export const ConfirmVerdict = Schema.TaggedStruct("Confirm", { risk: Risk, why: Schema.Array(Schema.String) })
/** The shown word must be typed, or both flags given. */
export const ConfirmIrreversibleVerdict = Schema.TaggedStruct("ConfirmIrreversible", {
  risk: Risk,
  why: Schema.Array(Schema.String),
  word: Schema.String
})
export const RefuseVerdict = Schema.TaggedStruct("Refuse", { stepId: Schema.String, refusal: Refusal })

export const Verdict = Schema.Union([AllowVerdict, ConfirmVerdict, ConfirmIrreversibleVerdict, RefuseVerdict])
export type Verdict = typeof Verdict.Type
