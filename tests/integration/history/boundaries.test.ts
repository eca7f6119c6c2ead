/** Stopped at every few instants; boundaries.slow.test.ts stops at every single one. */
import { describe } from "@effect/vitest"
import { it } from "#kit"
import { scripts, stopWhileActing, stopWhileRecovering, stopWhileRedoing, stopWhileUndoing } from "#kit/boundaries.ts"

describe.each(scripts)("a process that stops: %s", (...script) => {
  it("while it acts", ({ base }) => stopWhileActing({ base, script, stride: 7 }))
  it("while it is undone", ({ base }) => stopWhileUndoing({ base, script, stride: 7 }))
  it("while it is done again", ({ base }) => stopWhileRedoing({ base, script, stride: 9 }))
  it("while it recovers", ({ base }) => stopWhileRecovering({ base, script, stride: 17 }))
})
