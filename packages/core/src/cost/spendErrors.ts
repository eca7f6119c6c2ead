/** Why a paid call was not made: its limit is spent, or nobody knows what it would cost. Nothing was charged for it. */
import * as Schema from "effect/Schema"
import type { Recoverable } from "../errors/Recoverable.ts"
import { escapeName } from "../errors/escapeName.ts"
import { formatMs } from "../resilience/formatMs.ts"
import { toUsd } from "./priceUsage.ts"

/** `$12.30`; small sums with as many digits as they need. */
export const formatUsd = (microUsd: number): string => {
  const usd = toUsd(microUsd)
  if (microUsd % 10_000 === 0) return `$${usd.toFixed(microUsd % 1_000_000 === 0 ? 0 : 2)}`
  return `$${usd >= 1 ? usd.toFixed(2) : usd.toPrecision(2)}`
}

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
  override get message(): string {
    const held = this.heldMicroUsd === 0 ? "" : ` and ${formatUsd(this.heldMicroUsd)} held for other calls`
    const stop = `calls stop at ${formatUsd(this.stopMicroUsd)} of ${formatUsd(this.limitMicroUsd)} a ${this.window}`
    return `A paid call of up to ${formatUsd(this.neededMicroUsd)} was not made: ${stop}, and ${formatUsd(this.spentMicroUsd)} are spent${held}; the ${this.window} ends in ${formatMs(this.resetsInMs)}.`
  }
  get recovery(): ReadonlyArray<string> {
    return [
      `Raise costs.limits.${this.window} in the config.`,
      "Or use what costs nothing: --provider ollama, or rules."
    ]
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
      "Choose a model whose price is known.",
      "Or take the limits out of the config: costs.limits.day and .month."
    ]
  }
}
