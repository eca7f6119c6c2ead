/** What a person can do about a provider that was not called. */
import { assert, describe, it } from "vitest"
import { NotConfigured } from "#core/routing/routeErrors.ts"

describe("NotConfigured", () => {
  it("names the variable of a key that is missing, and asks the doctor about the rest", () => {
    const missing = new NotConfigured("openai", "no key: set OPENAI_API_KEY")
    assert.strictEqual(missing.message, "openai was not called: no key: set OPENAI_API_KEY.")
    assert.deepStrictEqual(missing.recovery, [
      "Set OPENAI_API_KEY to a key of openai.",
      "zenus doctor says whether it is taken."
    ])
    assert.deepStrictEqual(new NotConfigured("openai", "the base URL is none").recovery, [
      "zenus doctor says what each provider needs."
    ])
  })
})
