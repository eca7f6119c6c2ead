/**
 * The one thing the executor takes. Only this room can make one: the constructor is private to the module and the
 * brand cannot be written by hand, so "forgot to judge" and "forgot to ask" do not compile.
 */
import type { ResolvedPlan } from "../tool/ResolvedPlan.ts"

const key: unique symbol = Symbol("@zenus/core/safety/ConfirmedPlan")

/** Who agreed: nobody had to, the person at the prompt, or the flags of the command. */
export type Consent = "not-needed" | "person" | "flags" | "allow-rule"

export class ConfirmedPlan {
  readonly [key] = true
  readonly resolved: ResolvedPlan
  readonly consent: Consent
  private constructor(resolved: ResolvedPlan, consent: Consent) {
    this.resolved = resolved
    this.consent = consent
  }
  /** For this room's `confirm` alone; `tests/house` names any other caller. */
  static grant(resolved: ResolvedPlan, consent: Consent): ConfirmedPlan {
    return new ConfirmedPlan(resolved, consent)
  }
}
