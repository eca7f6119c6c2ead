/** What a person hears of an asking: nothing where nobody was asked, the news once, and what all answers cost together. */
import { assert, describe, it } from "vitest"
import type { Event } from "@zenus/core"
import type { RouteAttempt, Routed } from "@zenus/core/models"
import { unknownUsage } from "@zenus/core/models"
import { makeAskingModels } from "#cli/session/askingModels.ts"
import { makeModelNews } from "#cli/session/modelNews.ts"
import { makeScreen } from "#cli/terminal/Screen.ts"

const answered: RouteAttempt = { provider: "deepseek", model: "d-1", outcome: "answered", durationMs: 1 }
const failed: RouteAttempt = {
  provider: "anthropic",
  model: "c-1",
  outcome: "failed",
  error: "Unreachable",
  reason: "anthropic cannot be reached.",
  durationMs: 1
}
const routed = (microUsd: number | null, attempts: ReadonlyArray<RouteAttempt> = [answered]): Routed => ({
  answer: { provider: "deepseek", model: "d-1", id: null, content: [], finishReason: "stop", usage: unknownUsage },
  cost: { microUsd, inputTokens: 10, outputTokens: 2, cachedInputTokens: null },
  attempts,
  cached: "no"
})
const asked = (answer: Routed): Event => ({ type: "model.asked", attempts: answer.attempts, routed: answer })

const start = (news = makeModelNews()) => {
  const notes: Array<string> = []
  const screen = { ...makeScreen({}, true), errIsTerminal: false, note: (line: string) => void notes.push(line) }
  return { notes, asking: makeAskingModels(screen, news, false) }
}

describe("asking models", () => {
  it("says and costs nothing where nobody was asked", () => {
    const { asking, notes } = start()
    asking.settled("rules")
    asking.end()
    assert.deepStrictEqual([notes, asking.cost()], [[], null])
  })

  it("says who failed and who answered, once in a session", () => {
    const news = makeModelNews()
    const first = start(news)
    first.asking.hear(asked(routed(5, [failed, answered])))
    first.asking.settled("deepseek")
    assert.deepStrictEqual(first.notes, ["anthropic cannot be reached; deepseek answered."])
    const second = start(news)
    second.asking.hear(asked(routed(5, [failed, answered])))
    second.asking.settled("deepseek")
    assert.deepStrictEqual(second.notes, [])
  })

  it("knows who had the last word", () => {
    const { asking } = start()
    assert.strictEqual(asking.spokesman(), "rules")
    asking.hear({ type: "model.asked", attempts: [failed], routed: null })
    assert.deepStrictEqual([asking.spokesman(), asking.cost()], ["rules", null])
    asking.hear(asked(routed(1)))
    assert.strictEqual(asking.spokesman(), "deepseek")
  })

  it("adds up what a plan and its mending cost; what is not known of one is not known of both", () => {
    const { asking } = start()
    asking.hear(asked(routed(1_000)))
    asking.hear(asked(routed(500)))
    assert.strictEqual(asking.cost(), "$0.0015 · 20 in, 4 out · deepseek/d-1")
    asking.hear(asked(routed(null)))
    assert.strictEqual(asking.cost(), "price unknown · 30 in, 6 out · deepseek/d-1")
  })

  it("says of whose call nobody knows what it cost, and takes it for no wait", () => {
    const { asking, notes } = start()
    const event = { type: "unanswered", provider: "anthropic", model: "m", microUsd: null } as const
    asking.hear({ type: "model.route", event })
    assert.strictEqual(asking.cost(), "a call of anthropic gave no answer; what it cost is not known")
    asking.hear(asked(routed(500)))
    assert.strictEqual(
      asking.cost(),
      "$0.0005 · 10 in, 2 out · deepseek/d-1; a call of anthropic gave no answer; what it cost is not known"
    )
    assert.deepStrictEqual(notes, [])
  })

  it("says nothing of money where nothing was paid", () => {
    const { asking } = start()
    asking.hear(asked(routed(0)))
    assert.isNull(asking.cost())
  })
})
