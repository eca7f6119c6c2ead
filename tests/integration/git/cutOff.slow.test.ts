/** Stopped between any two changes of the disk; cutOff.test.ts in short. */
import { describe } from "@effect/vitest"
import { it, stopWhileRedoing, stopWhileUndoing } from "./cutOff.ts"

describe("git deeds", () => {
  it("whose redo is cut off come back whole, or are done whole", ({ gitRepo, place }) =>
    stopWhileRedoing({ gitRepo, place }, 1))
  it("whose undo is cut off come back whole", ({ gitRepo, place }) => stopWhileUndoing({ gitRepo, place }, 1))
})
