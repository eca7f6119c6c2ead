/** The limits of a run in rounds, as they stand on the command line. Throws `UsageError` for what cannot be meant. */
import { defaultLimits, type IterationLimits } from "@zenus/core/iterative"
import { has, type Invocation, valueOf } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"

const numberIn = (
  invocation: Invocation,
  flag: string,
  what: string,
  isRight: (value: number) => boolean
): number | null => {
  const text = valueOf(invocation, flag)
  if (text === undefined) return null
  const value = text.trim() === "" ? Number.NaN : Number(text)
  if (Number.isFinite(value) && isRight(value)) return value
  throw new UsageError(`--${flag}: expected ${what}, got ${text}.`, [`Write for example --${flag} 5`])
}

export const readLimits = (invocation: Invocation): IterationLimits => {
  if (has(invocation, "dry-run"))
    throw new UsageError(
      "--iterative and --dry-run do not go together: a later round depends on what an earlier one did.",
      ["See the first plan alone: zenus plan"]
    )
  const rounds = numberIn(
    invocation,
    "max-rounds",
    "a whole number from 1 to 100",
    (value) => Number.isInteger(value) && value >= 1 && value <= 100
  )
  const minutes = numberIn(
    invocation,
    "max-minutes",
    "minutes, above 0 and at most 1440",
    (value) => value > 0 && value <= 1_440
  )
  const usd = numberIn(
    invocation,
    "max-cost",
    "US dollars, above 0 and at most 10000",
    (value) => value > 0 && value <= 10_000
  )
  return {
    rounds: rounds ?? defaultLimits.rounds,
    ms: minutes === null ? defaultLimits.ms : minutes * 60_000,
    microUsd: usd === null ? defaultLimits.microUsd : Math.round(usd * 1e6)
  }
}
