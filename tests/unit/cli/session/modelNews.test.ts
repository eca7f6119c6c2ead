/** Who failed and who answered: said once when it changes. */
import { assert, describe, it } from "vitest"
import type { RouteAttempt } from "@zenus/core/models"
import { makeModelNews } from "#cli/session/modelNews.ts"

const failed = (provider: string, reason: string, error = "Unreachable"): RouteAttempt => ({
  provider,
  model: "m",
  outcome: error === "CircuitOpen" || error === "NotConfigured" ? "skipped" : "failed",
  error,
  reason,
  durationMs: 1
})
const answered = (provider: string): RouteAttempt => ({ provider, model: "m", outcome: "answered", durationMs: 1 })

const missing = (provider: string) => failed(provider, `no key: set ${provider.toUpperCase()}_API_KEY`, "NotConfigured")

describe("model news", () => {
  it("says nothing of a provider that answers, or of one that is not set up", () => {
    const news = makeModelNews()
    assert.isNull(news.hear([answered("anthropic")], "anthropic"))
    assert.isNull(news.hear([failed("anthropic", "no key", "NotConfigured"), answered("deepseek")], "deepseek"))
  })

  it("says once who failed and why and who answered instead, and once that it is over", () => {
    const news = makeModelNews()
    const down = [failed("anthropic", "anthropic cannot be reached: refused."), answered("deepseek")]
    assert.strictEqual(news.hear(down, "deepseek"), "anthropic cannot be reached: refused; deepseek answered.")
    assert.isNull(
      news.hear([failed("anthropic", "its circuit is open", "CircuitOpen"), answered("deepseek")], "deepseek")
    )
    const both = [
      failed("anthropic", "its circuit is open", "CircuitOpen"),
      failed("deepseek", "deepseek cannot be reached.")
    ]
    assert.strictEqual(
      news.hear(both, "rules"),
      "anthropic: its circuit is open; deepseek cannot be reached; the rules answered."
    )
    assert.isNull(news.hear(both, "rules"))
    assert.strictEqual(news.hear([answered("anthropic")], "anthropic"), "anthropic answered again.")
    assert.isNull(news.hear([answered("anthropic")], "anthropic"))
  })

  it("knows who answers instead of whom, until the first one does again", () => {
    const news = makeModelNews()
    assert.isNull(news.fallback())
    const down = failed("anthropic", "refused")
    news.hear([down, answered("deepseek")], "deepseek")
    assert.strictEqual(news.fallback(), "deepseek instead of anthropic")
    news.hear([down, failed("deepseek", "refused")], "rules")
    assert.strictEqual(news.fallback(), "rules instead of anthropic")
    news.hear([missing("anthropic"), answered("deepseek")], "deepseek")
    assert.isNull(news.fallback())
    news.hear([down, answered("deepseek")], "deepseek")
    news.hear([answered("anthropic")], "anthropic")
    assert.isNull(news.fallback())
    news.hear([down, failed("deepseek", "refused"), answered("anthropic")], "anthropic")
    assert.isNull(news.fallback())
  })

  it("names who was asked and answered in vain, beside those who failed", () => {
    const news = makeModelNews()
    const open = failed("anthropic", "its circuit is open", "CircuitOpen")
    assert.strictEqual(
      news.hear([open, answered("deepseek")], "rules"),
      "anthropic: its circuit is open; the answer of deepseek was not taken; the rules answered."
    )
    assert.strictEqual(
      news.hear([open, answered("deepseek")], "deepseek"),
      "anthropic: its circuit is open; deepseek answered."
    )
    assert.strictEqual(news.hear([answered("anthropic")], "rules"), "anthropic answered again.")
  })

  it("misses the provider whose model was named, and no other that is not set up", () => {
    assert.strictEqual(
      makeModelNews(true).hear([missing("deepseek"), missing("openai"), answered("anthropic")], "anthropic"),
      "deepseek: no key: set DEEPSEEK_API_KEY; anthropic answered."
    )
  })

  it("tells the last word of a provider that was tried more than once, and is no news where it answered in the end", () => {
    const news = makeModelNews()
    assert.isNull(news.hear([failed("anthropic", "anthropic is overloaded."), answered("anthropic")], "anthropic"))
    assert.strictEqual(
      news.hear([failed("x", "x is overloaded."), failed("x", "x broke off."), answered("y")], "y"),
      "x broke off; y answered."
    )
  })

  it("shows what a provider says with its control characters escaped", () => {
    const line = makeModelNews().hear([failed("x", "\u001b[2Jgone")], "rules")
    assert.strictEqual(line, "x: \\e[2Jgone; the rules answered.")
  })
})
