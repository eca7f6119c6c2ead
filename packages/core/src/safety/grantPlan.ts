/** From verdict to ConfirmedPlan: the only caller of its constructor. */
import type { Verdict } from "../plan/Verdict.ts"
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"
import type { Reply } from "./Confirm.ts"
import { ConfirmedPlan } from "./ConfirmedPlan.ts"

export interface ConsentFlags {
  /** `--yes`: stands for a yes at risk 2. */
  readonly yes: boolean
  /** `--allow-irreversible`: with `yes`, stands for the typed word at risk 3. */
  readonly allowIrreversible: boolean
}

/** Whether the flags alone answer the verdict. */
export const flagsAnswer = (verdict: Verdict, flags: ConsentFlags): boolean =>
  (verdict._tag === "Confirm" && flags.yes) ||
  (verdict._tag === "ConfirmIrreversible" && flags.yes && flags.allowIrreversible)

/** `null` where the verdict, the flags and the answer do not add up to consent. */
export const grantPlan = (
  resolved: ResolvedPlan,
  verdict: Verdict,
  flags: ConsentFlags,
  answer: Reply | null
): ConfirmedPlan | null => {
  if (verdict._tag === "Refuse") return null
  if (verdict._tag === "Allow") return ConfirmedPlan.grant(resolved, verdict.risk >= 2 ? "allow-rule" : "not-needed")
  if (flagsAnswer(verdict, flags)) return ConfirmedPlan.grant(resolved, "flags")
  return answer?._tag === "Yes" ? ConfirmedPlan.grant(resolved, "person") : null
}
