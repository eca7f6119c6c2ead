/** What a person is told of a model that was named where nobody can be asked for one. */
import { assert, it } from "vitest"
import * as Effect from "effect/Effect"
import { namedInVain, type Models } from "#cli/wiring/models.ts"

const models = (model: string | null, areConfigured: boolean, provider: string | null = null): Models => ({
  choice: { provider, cascade: ["anthropic", "rules"], model },
  providers: [],
  areConfigured,
  services: Effect.die("nobody is asked"),
  news: () => []
})

it("is told of a model that nobody can be asked for, and of nothing else", () => {
  assert.deepStrictEqual(namedInVain(models("deepseek-\u001bchat", false)), [
    "The model deepseek-\\echat is not asked: no provider is set up. zenus doctor says what each needs."
  ])
  assert.deepStrictEqual(
    [models(null, false), models("x", true), models("x", false, "anthropic")].flatMap(namedInVain),
    []
  )
})
