/** Stopped at every few instants; cutOff.slow.test.ts stops at every single one. */
import { describe } from "@effect/vitest"
import { it, stopWhileRedoing, stopWhileUndoing } from "./cutOff.ts"

describe("git deeds", () => {
  it("whose redo is cut off come back whole, or are done whole", ({ gitRepo, place }) =>
    stopWhileRedoing({ gitRepo, place }, 7))
  it("whose undo is cut off come back whole", ({ gitRepo, place }) => stopWhileUndoing({ gitRepo, place }, 7))
})
