/**
 * Why a paid call was not made: it fits into no day, its limit is spent, other calls hold the rest, or nobody knows what it would
 * cost. Nothing was charged for it. What may surprise: what a call may cost is counted with the longest answer that it may give, which
 * is usually far more than it costs in the end.
 */
import * as Schema from "effect/Schema"
import type { Recoverable } from "../errors/Recoverable.ts"
import { escapeName } from "../errors/escapeName.ts"
import { formatMs } from "../resilience/formatMs.ts"
import { toUsd } from "./priceUsage.ts"

/** How money is written for a person, everywhere: `$12.30`, `$5`; below a dollar with two digits that count: `$0.041`, `$0.0004`. */
export const formatUsd = (microUsd: number): string => {
  const usd = toUsd(microUsd)
  if (microUsd % 1_000_000 === 0) return `$${usd}`
  if (usd >= 1) return `$${usd.toFixed(2)}`
  const [, cents = "", rest = ""] = /^(\d\.\d\d?)(\d*)$/.exec(usd.toPrecision(2)) ?? []
  return `$${Number(cents + rest) >= 1 ? "1" : cents + rest.replace(/0+$/, "")}`
}

/** `size`: not even an unspent limit has room for the call. `held`: when calls that run now have ended there may be room. */
export type SpendObstacle = "size" | "spent" | "held"

/** A limit leaves no room for this call; a free model, or the next day or month, does. */
export class SpendLimitReached
  extends Schema.TaggedError<SpendLimitReached>()("SpendLimitReached", {
    window: Schema.Literals(["day", "month"]),
    limitMicroUsd: Schema.Finite,
    /** Where calls stop, a share of the limit. */
    stopMicroUsd: Schema.Finite,
    spentMicroUsd: Schema.Finite,
    /** For calls that run now, or that were cut off. */
    heldMicroUsd: Schema.Finite,
    /** The most that the refused call may have cost. */
    neededMicroUsd: Schema.Finite,
    resetsInMs: Schema.Finite
  })
  implements Recoverable
{
  /** What is in the way. */
  get obstacle(): SpendObstacle {
    if (this.neededMicroUsd > this.stopMicroUsd) return "size"
    const isSpent =
      this.spentMicroUsd >= this.stopMicroUsd || this.spentMicroUsd + this.neededMicroUsd > this.stopMicroUsd
    return isSpent ? "spent" : "held"
  }
  override get message(): string {
    const held = this.heldMicroUsd === 0 ? "" : ` and ${formatUsd(this.heldMicroUsd)} held for other calls`
    const stop = `calls stop at ${formatUsd(this.stopMicroUsd)} of ${formatUsd(this.limitMicroUsd)} a ${this.window}`
    const counted = `${formatUsd(this.spentMicroUsd)} are spent${held}`
    const end: Readonly<Record<SpendObstacle, string>> = {
      size: "even an unspent limit has no room for the longest answer that it may give",
      spent: `the ${this.window} ends in ${formatMs(this.resetsInMs)}`,
      held: "what is held is mostly let go of when those calls end"
    }
    return `A paid call of up to ${formatUsd(this.neededMicroUsd)} was not made: ${stop}, and ${counted}; ${end[this.obstacle]}.`
  }
  get recovery(): ReadonlyArray<string> {
    const raise = `Raise costs.limits.${this.window}: zenus config set costs.limits.${this.window} ${this.#roomyUsd()}`
    return [
      ...(this.obstacle === "held" ? ["Try again in a moment."] : []),
      raise,
      "Or use what costs nothing: --provider ollama, or rules."
    ]
  }
  /** The least limit with room for this call beside all others, in dollars, up to whole cents. */
  #roomyUsd(): string {
    const share = this.limitMicroUsd === 0 ? 0.95 : this.stopMicroUsd / this.limitMicroUsd
    const needed = this.spentMicroUsd + this.heldMicroUsd + this.neededMicroUsd
    return (Math.ceil(needed / Math.max(share, 0.01) / 10_000 + 1e-9) / 100).toFixed(2)
  }
}

/** There is a limit, and no known price to hold against it. */
export class PriceUnknown
  extends Schema.TaggedError<PriceUnknown>()("PriceUnknown", { provider: Schema.String, model: Schema.String })
  implements Recoverable
{
  override get message(): string {
    return `${escapeName(this.provider)}'s model ${escapeName(this.model)} was not called: its price is not known, and a limit for costs is set.`
  }
  get recovery(): ReadonlyArray<string> {
    return [
      "Write its price into the config (costs.prices), or choose a model whose price is known.",
      "Or take the limits out of the config: costs.limits.day and .month."
    ]
  }
}
