import { assert, describe, it } from "@effect/vitest"
import { lastAreUtf8, requireUtf8 } from "#cli/args/undecoded.ts"
import { UsageError } from "#cli/args/UsageError.ts"

/** As /proc/self/cmdline has them; latin1, so that every byte can be written. */
const cmdline = (...args: ReadonlyArray<string>): Uint8Array =>
  Buffer.from(args.map((arg) => `${arg}\0`).join(""), "latin1")

describe("lastAreUtf8", () => {
  it("looks at as many as were asked for, and at no other", () => {
    assert.isTrue(lastAreUtf8(cmdline("node", "zenus.js", "delete", ""), 2))
    assert.isFalse(lastAreUtf8(cmdline("node", "delete \xff\xfe.txt", "--yes"), 2))
    assert.isTrue(lastAreUtf8(cmdline("node", "delete \xff\xfe.txt", "--yes"), 1), "of another program")
    assert.isFalse(lastAreUtf8(cmdline("\xff"), 1), "the first of all")
  })
})

describe("requireUtf8", () => {
  it("declines what was no UTF-8, and takes a name that does hold the sign", () => {
    const sign = Buffer.from("\ufffd").toString("latin1")
    assert.doesNotThrow(() => requireUtf8(["delete \ufffd.txt"], () => cmdline("node", `delete ${sign}.txt`)))
    assert.throws(() => requireUtf8(["delete \ufffd.txt"], () => cmdline("node", "delete \xff.txt")), UsageError)
    assert.throws(() => requireUtf8(["delete \ufffd.txt"], () => null), UsageError)
  })

  it("does not look at the true bytes where there is no sign of any", () => {
    requireUtf8(["delete naïve.txt"], () => assert.fail("looked"))
  })
})
