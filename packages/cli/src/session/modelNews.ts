/**
 * Who was asked for a plan and did not give one, and who did: one line when that changes, so that a shell or a script with many requests
 * is not told the same each time. A provider that is not set up is no news, unless a model of it was asked for by name; neither is one
 * that answers, unless it did not before.
 */
import { escapeName } from "@zenus/core"
import type { RouteAttempt } from "@zenus/core/models"

/** The last word of each provider that was set up and did not answer, in the order in which they were asked. */
const failuresIn = (attempts: ReadonlyArray<RouteAttempt>, namedModel: boolean): ReadonlyArray<RouteAttempt> => {
  const last = new Map(attempts.map((attempt) => [attempt.provider, attempt] as const))
  // Whose model was named comes first, and is missed where it was not asked.
  const meant = namedModel ? attempts[0]?.provider : undefined
  return [...last.values()].filter(
    ({ error, outcome, provider }) => outcome !== "answered" && (error !== "NotConfigured" || provider === meant)
  )
}

/** Who was asked and did answer, while another one's word was taken: without them it would read as if nobody had asked them. */
const untakenIn = (attempts: ReadonlyArray<RouteAttempt>, by: string): ReadonlyArray<string> => [
  ...new Set(attempts.flatMap(({ outcome, provider }) => (outcome === "answered" && provider !== by ? [provider] : [])))
]

/** A provider's own sentence begins with its name; others get it in front. */
const reasonOf = ({ provider, reason = "" }: RouteAttempt): string => {
  const who = escapeName(provider)
  const said = escapeName(reason.trim()).replace(/\.$/, "")
  return said === "" ? `${who} did not answer` : said.startsWith(`${who} `) ? said : `${who}: ${said}`
}

const answererOf = (by: string): string => (by === "rules" ? "the rules" : escapeName(by))

/** What is said of one asking after the other; `null` for nothing. `by` is who planned or answered, `rules` or a provider. */
export interface ModelNews {
  readonly hear: (attempts: ReadonlyArray<RouteAttempt>, by: string) => string | null
  /** Who answered last instead of whom, in words: `rules instead of anthropic`; `null` while the first one does. Not escaped. */
  readonly fallback: () => string | null
}

/** @param namedModel a model was asked for by name. */
export const makeModelNews = (namedModel = false): ModelNews => {
  let known = ""
  let fallback: string | null = null
  return {
    fallback: () => fallback,
    hear: (attempts, by) => {
      const failures = failuresIn(attempts, namedModel)
      const [first] = failures
      // The first one may be the last that was asked, after it had rested for the others.
      const isFirst = first?.provider === by || attempts[0]?.provider === by
      fallback = first === undefined || isFirst ? null : `${by} instead of ${first.provider}`
      const untaken = untakenIn(attempts, by)
      const now = failures.length === 0 ? "" : JSON.stringify([failures.map(({ provider }) => provider), untaken, by])
      if (now === known) return null
      known = now
      if (failures.length === 0) return `${answererOf(untaken.at(-1) ?? by)} answered again.`
      const parts = [
        ...failures.map(reasonOf),
        ...untaken.map((one) => `the answer of ${escapeName(one)} was not taken`)
      ]
      return `${parts.join("; ")}; ${answererOf(by)} answered.`
    }
  }
}
