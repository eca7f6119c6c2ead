/** A request in rounds, killed after each of its commits in turn. */
import { describe } from "@effect/vitest"
import { it as kit } from "#kit"
import { commitsOf, killAndGoOn, withModel } from "#kit/killRounds.ts"

const it = withModel(kit)

describe("a request in rounds that is killed", () => {
  it("goes on behind each commit there is", { timeout: 900_000 }, async ({ base, env, model }) => {
    const all = await commitsOf({ base, env, model })
    for (let at = 1; at < all; at++) await killAndGoOn({ base, env, model }, at)
  })
})
