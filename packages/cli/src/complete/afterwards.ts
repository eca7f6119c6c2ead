/** What a person is told beside an answer: who was tried before, that it is cut off or old, what it cost. Lines for standard error. Pure. */
import { escapeText } from "@zenus/core"
import type { RouteAttempt, Routed } from "@zenus/core/models"
import { costLine, withUnanswered } from "../render/costLine.ts"

const wasNeverSetUp = ({ error, reason = "" }: RouteAttempt): boolean =>
  error === "NotConfigured" && reason.startsWith("no key")

/** Nobody needs to hear that a provider which was never set up was not asked, unless it was meant; one that was set up wrongly is news. */
const isNews = (one: RouteAttempt, meant: boolean): boolean =>
  one.outcome === "failed" || (one.outcome === "skipped" && one.error !== "PlansOnly" && (meant || !wasNeverSetUp(one)))

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`)

/** Why others did not answer, the last word of each. */
const before = ({ answer, attempts, cached }: Routed, namedModel: boolean): ReadonlyArray<string> => {
  // Whoever gave a kept answer may be among those that do not answer now.
  const by = cached === "no" ? answer.provider : null
  const others = attempts.filter((one, at) => one.provider !== by && isNews(one, namedModel && at === 0))
  return [...new Map(others.map((one) => [one.provider, one.reason ?? one.error ?? ""] as const))].map(
    ([provider, reason]) => sentence(reason.startsWith(`${provider} `) ? reason : `${provider}: ${reason}`)
  )
}

const nobody: ReadonlySet<string> = new Set()

/**
 * @param namedModel a model was asked for by name: whose it is comes first, and is missed where it was not asked.
 * @param unanswered providers whose calls gave no answer and may have cost something.
 */
export const afterwards = (routed: Routed, namedModel = false, unanswered = nobody): ReadonlyArray<string> => {
  const tried = before(routed, namedModel)
  const cost = withUnanswered(costLine(routed), unanswered)
  return [
    ...(tried.length === 0 || routed.cached !== "no" ? [] : [`${tried.join(" ")} ${routed.answer.provider} answered.`]),
    ...(routed.cached === "fresh" ? ["This answer was kept: nobody was asked, and nothing was paid."] : []),
    ...(routed.cached === "stale"
      ? [["Nobody answered now, so this is an older answer that was kept.", ...tried].join(" ")]
      : []),
    ...(routed.answer.finishReason === "length"
      ? ["The answer is cut off: the model reached its limit of tokens."]
      : []),
    ...(cost === null ? [] : [cost])
  ].map((line) => escapeText(line))
}
