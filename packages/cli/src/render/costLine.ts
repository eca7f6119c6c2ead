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

/** The same beside calls of these providers, which gave no answer and may have cost something. */
export const withUnanswered = (known: string | null, providers: ReadonlySet<string>): string | null => {
  if (providers.size === 0) return known
  const unknown = `a call of ${[...providers].map(escapeName).join(", ")} gave no answer; what it cost is not known`
  return known === null ? unknown : `${known}; ${unknown}`
}
