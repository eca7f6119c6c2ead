/** What a model's answer cost, as one line for a person. Pure. Nothing where nothing was paid; an unknown price is said, never taken for none. */
import { escapeName, groupDigits } from "@zenus/core"
import type { Routed } from "@zenus/core/models"

/** Dollars with at least two significant digits and at most six decimals: `0.0012`, `1.25`. */
export const formatUsd = (microUsd: number): string => {
  const usd = microUsd / 1e6
  if (usd >= 1 || usd === 0) return usd.toFixed(2)
  const decimals = Math.min(6, Math.max(2, 1 - Math.floor(Math.log10(usd))))
  return usd.toFixed(decimals)
}

const count = (tokens: number | null): string => (tokens === null ? "?" : groupDigits(tokens))

/** `0.0012 $ · 812 in, 54 out · anthropic/claude-…`; null for what was free or kept. */
export const costLine = ({ answer, cost }: Pick<Routed, "answer" | "cost">): string | null => {
  if (cost.microUsd === 0) return null
  const price = cost.microUsd === null ? "price unknown" : `${formatUsd(cost.microUsd)} $`
  const tokens = `${count(cost.inputTokens)} in, ${count(cost.outputTokens)} out`
  return `${price} · ${tokens} · ${escapeName(answer.provider)}/${escapeName(answer.model)}`
}
