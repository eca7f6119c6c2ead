/**
 * What the cheapest calls would be held for: without them a limit looks fine as long as little of it is spent, though none of the
 * calls that are wanted may fit into it any more. Only providers of the cascade that can be called and whose prices are known count; who
 * costs nothing needs no room.
 */
import * as Effect from "effect/Effect"
import type { FoundProvider } from "@zenus/core"
import { type LeastCall, type LeastCalls, leastPlan, leastQuestion, PriceTable, priceUsage } from "@zenus/core/models"
import { toolsText } from "../wiring/toolsText.ts"

const cheapest = (calls: ReadonlyArray<LeastCall>): LeastCall | null =>
  calls.toSorted((a, b) => a.microUsd - b.microUsd)[0] ?? null

export interface Callers {
  readonly providers: ReadonlyArray<FoundProvider>
  readonly cascade: ReadonlyArray<string>
  readonly stopAt: number
  /** Wall-clock milliseconds: prices change. */
  readonly now: number
}

export const leastCalls = ({
  cascade,
  now,
  providers,
  stopAt
}: Callers): Effect.Effect<LeastCalls, never, PriceTable> =>
  Effect.gen(function* () {
    const prices = yield* PriceTable
    const asked = providers.filter(({ isLocal, name, whyNot }) => whyNot === null && !isLocal && cascade.includes(name))
    const lines = yield* Effect.forEach(asked, ({ model, name: provider }) =>
      model === null
        ? Effect.succeed([])
        : Effect.map(prices.lineOf(provider, model, now), (line) => (line === null ? [] : [{ provider, model, line }]))
    )
    const callsOf = (usage: ReturnType<typeof leastQuestion>): ReadonlyArray<LeastCall> =>
      lines.flat().flatMap(({ line, model, provider }) => {
        const microUsd = priceUsage(usage, line)
        return microUsd === null || microUsd === 0 ? [] : [{ provider, model, microUsd }]
      })
    return {
      stopAt,
      question: cheapest(callsOf(leastQuestion())),
      plan: lines.flat().length === 0 ? null : cheapest(callsOf(leastPlan(toolsText())))
    }
  })
