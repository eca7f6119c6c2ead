/** What a model's answer cost, as one line for a person. Pure. Nothing where nothing was paid; an unknown price is said, never taken for none. */
import { escapeName, groupDigits } from "@zenus/core"
import { formatUsd, type Routed } from "@zenus/core/models"

const count = (tokens: number | null): string => (tokens === null ? "?" : groupDigits(tokens))

/** `$0.0012 · 812 in, 54 out · anthropic/claude-…`; null for what was free or kept. */
export const costLine = ({ answer, cost }: Pick<Routed, "answer" | "cost">): string | null => {
  if (cost.microUsd === 0) return null
  const price = cost.microUsd === null ? "price unknown" : formatUsd(cost.microUsd)
  const tokens = `${count(cost.inputTokens)} in, ${count(cost.outputTokens)} out`
  return `${price} · ${tokens} · ${escapeName(answer.provider)}/${escapeName(answer.model)}`
}
