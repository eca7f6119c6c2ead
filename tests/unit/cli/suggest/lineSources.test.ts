/** When what is needed is read: after the prompt, and never while somebody types. */
import { assert, describe, it } from "@effect/vitest"
import { makeToolbox } from "@zenus/core"
import { makeSources } from "#cli/suggest/lineSources.ts"
import type { TypedHistory } from "#cli/suggest/TypedHistory.ts"

/** A history of so many pieces, and a clock and a queue that are moved by hand. */
const world = (pieces: number) => {
  const log: Array<string> = []
  const waiting: Array<{ readonly work: () => void; readonly at: number }> = []
  let now = 1_000
  let left = pieces
  const history: TypedHistory = {
    submitted: () => () => assert.fail("nothing is submitted"),
    previous: (folder, kind) => [`${kind} of ${folder}`],
    search: (query, folder) => [{ insert: `${query} in ${folder}`, label: "", note: "" }],
    suggest: (text, folder) => `${text} in ${folder}`,
    isHiddenAt: () => assert.fail("nothing is submitted"),
    expire: () => void log.push("expire"),
    load: () => void log.push("load"),
    loadOlder: () => {
      log.push("older")
      left -= 1
      return left > 0
    }
  }
  const later = (work: () => void, ms = 0): void => void waiting.push({ work, at: now + ms })
  const sources = makeSources({ history, words: [], toolbox: makeToolbox([]), home: "/", now: () => now, later })
  /** Lets time pass, and runs what is due. */
  const pass = (ms: number): void => {
    now += ms
    for (;;) {
      const due = waiting.findIndex(({ at }) => at <= now)
      const [one] = due < 0 ? [] : waiting.splice(due, 1)
      if (one === undefined) return
      one.work()
    }
  }
  return { log, sources, pass, waiting }
}

describe("makeSources", () => {
  it("reads nothing before the prompt is drawn, and then all, piece by piece", () => {
    const { log, pass, sources } = world(3)
    sources.at("/work")
    assert.deepStrictEqual(log, ["expire"])
    pass(0)
    assert.deepStrictEqual(log, ["expire", "load", "older", "older", "older"])
  })

  it("reads no old lines while somebody types, and goes on when they stop", () => {
    const { log, pass, sources, waiting } = world(2)
    const line = sources.at("/work")
    line.suggest("f")
    pass(0)
    assert.deepStrictEqual(log, ["expire", "load"])
    pass(200)
    line.suggest("fi")
    pass(200)
    line.complete("fi", 2)
    // The next prompt, while it still waits: there is one reader.
    sources.at("/work")
    pass(200)
    assert.deepStrictEqual(log, ["expire", "load", "expire", "load"])
    pass(300)
    pass(300)
    assert.deepStrictEqual(log, ["expire", "load", "expire", "load", "older", "older"])
    assert.deepStrictEqual(waiting, [])
  })

  it("asks for the folder in which the line is typed", () => {
    const { sources } = world(0)
    const line = sources.at("/work")
    assert.deepStrictEqual(line.previous, ["request of /work"])
    assert.deepStrictEqual(line.commands, ["command of /work"])
    assert.deepStrictEqual(
      line.search("a").map(({ insert }) => insert),
      ["a in /work"]
    )
    assert.strictEqual(sources.at("/other").suggest("b"), "b in /other")
  })
})
