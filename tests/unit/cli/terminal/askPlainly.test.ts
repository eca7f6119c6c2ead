/** Answers in plain lines: one line is one, several that come together are a paste, however late a busy machine reads them. */
import { PassThrough } from "node:stream"
import * as Effect from "effect/Effect"
import { afterEach, assert, beforeEach, describe, it, vi } from "vitest"
import type { Signals } from "#cli/args/Signals.ts"
import { askPlainly } from "#cli/terminal/askPlainly.ts"

// Immediates stay what they are: between a timer and the next of them, what has come is read.
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }))
afterEach(() => void vi.useRealTimers())

const turn = (): Promise<void> => new Promise((resume) => void setImmediate(resume))

const asking = async () => {
  const stdin = new PassThrough()
  const notes: Array<string> = []
  let given: string | null = null
  const signals: Signals = { take: () => () => undefined, forget: () => undefined, last: () => null }
  const terminal = { stdin: stdin as unknown as NodeJS.ReadStream, note: (line: string) => notes.push(line), signals }
  const asked = { word: null, answers: new Set(["yes", "no"] as const), steps: [] }
  const inquiry = { why: "This deletes.", text: "Do it?", colour: (text: string) => text, asked }
  Effect.runFork(
    Effect.map(askPlainly(terminal, inquiry), ({ type }) => {
      given = type
    })
  )
  vi.advanceTimersByTime(30)
  vi.advanceTimersByTime(300)
  return {
    notes,
    type: (line: string) => void stdin.emit("data", Buffer.from(line)),
    pass: async (ms: number): Promise<string | null> => {
      vi.advanceTimersByTime(ms)
      await turn()
      return given
    },
    /** What comes after the timer rang, and before anybody has looked. */
    late: (ms: number, line: string): void => {
      vi.advanceTimersByTime(ms)
      stdin.emit("data", Buffer.from(line))
    }
  }
}

describe("askPlainly", () => {
  it("takes one line for an answer", async () => {
    const { pass, type } = await asking()
    type("y\n")
    assert.strictEqual(await pass(20), "yes")
  })

  it("takes several for a paste, which answers nothing", async () => {
    const { notes, pass, type } = await asking()
    type("y\n")
    assert.isNull(await pass(19))
    type("y\n")
    assert.isNull(await pass(19))
    assert.isNull(await pass(1))
    assert.include(notes.join("\n"), "Pasted text does not answer")
    type("n\n")
    assert.strictEqual(await pass(20), "no")
  })

  it("reads what has come before it judges, when its timer is late", async () => {
    const { late, notes, pass, type } = await asking()
    type("y\n")
    late(20, "y\n")
    assert.isNull(await pass(0))
    assert.isNull(await pass(20))
    assert.include(notes.join("\n"), "Pasted text does not answer")
  })
})
