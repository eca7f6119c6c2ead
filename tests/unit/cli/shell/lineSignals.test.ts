import { assert, describe, it } from "vitest"
import { makeLineSignals } from "#cli/shell/lineSignals.ts"
import type { SignalName, Signals } from "#cli/args/Signals.ts"

const real = (last: SignalName | null = null): Signals & { readonly forgotten: () => number } => {
  let forgotten = 0
  return {
    last: () => last,
    forget: () => void (forgotten += 1),
    take: () => assert.fail("nothing of a line takes from the process itself"),
    forgotten: () => forgotten
  }
}

describe("signals of a line", () => {
  it("go to whoever took them last, and to nobody who has let go", () => {
    const heard: Array<string> = []
    const { raise, signals } = makeLineSignals(real())
    assert.isFalse(raise("SIGINT"))
    signals.take((name) => heard.push(`outer ${name}`))
    const release = signals.take((name) => heard.push(`inner ${name}`))
    assert.isTrue(raise("SIGINT"))
    assert.strictEqual(signals.last(), "SIGINT")
    release()
    release()
    assert.isTrue(raise("SIGHUP"))
    assert.deepStrictEqual(heard, ["inner SIGINT", "outer SIGHUP"])
  })

  it("are forgotten for the process as well", () => {
    const process = real("SIGTERM")
    const { raise, signals } = makeLineSignals(process)
    assert.strictEqual(signals.last(), "SIGTERM")
    signals.take(() => {})
    raise("SIGINT")
    signals.forget()
    assert.strictEqual(process.forgotten(), 1)
    assert.strictEqual(signals.last(), "SIGTERM")
  })
})
