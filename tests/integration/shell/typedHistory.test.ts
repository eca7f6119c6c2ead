/** The history of the shell on a real state file: what the arrow keys, the search and the grey suggestion give, and what never stops it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { openSqliteStore } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { makeTypedHistory, type TypedHistory, type TypedHistoryOptions } from "#cli/suggest/TypedHistory.ts"
import { it, slowdown } from "#kit"

const DAY = 86_400_000

/** One shell; its notes come back with whatever `use` gives. */
const inShell = async <A>(
  stateFile: string,
  use: (history: TypedHistory) => Effect.Effect<A>,
  more: Partial<TypedHistoryOptions> = {}
): Promise<{ readonly value: A; readonly notes: ReadonlyArray<string> }> => {
  const notes: Array<string> = []
  const options: TypedHistoryOptions = {
    stateFile,
    keys: [],
    session: "a",
    home: "/home/me",
    now: () => 100 * DAY,
    note: (line) => void notes.push(line),
    ...more
  }
  const value = await Effect.runPromise(Effect.scoped(Effect.flatMap(makeTypedHistory(options), use)))
  return { value, notes }
}
const type = (history: TypedHistory, ...lines: ReadonlyArray<string>) =>
  Effect.forEach(lines, (line) => history.submitted(line, "/work")("done"), { discard: true })

/** All that is offered. */
const look = (history: TypedHistory) =>
  Effect.sync(() => [
    ...history.previous("/work", "request"),
    ...history.search("", "/work").map(({ insert }) => insert),
    history.suggest(" wed", "/work"),
    history.suggest("wed", "/work")
  ])

describe("makeTypedHistory", () => {
  it("gives this shell's lines, then this folder's, and finds one of last week by two letters", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inShell(file, (history) => type(history, "compress the quarterly report", "list files"), {
      now: () => 93 * DAY
    })
    const { value } = await inShell(
      file,
      (history) =>
        Effect.gen(function* () {
          yield* type(history, "count files", "delete x", "count files")
          return {
            here: history.previous("/work", "request"),
            elsewhere: history.previous("/other", "request"),
            found: history.search("qu", "/work"),
            grey: history.suggest("comp", "/work")
          }
        }),
      { session: "b" }
    )
    assert.deepStrictEqual(value, {
      here: ["count files", "delete x", "list files", "compress the quarterly report"],
      elsewhere: ["count files", "delete x"],
      found: [
        {
          insert: "compress the quarterly report",
          label: "compress the quarterly report",
          note: "/work, 7 days ago, done"
        }
      ],
      grey: "ress the quarterly report"
    })
  })

  it("knows a line that begins with a space in no list, neither now nor later", async ({ base }) => {
    const file = join(base, "zenus.db")
    const { value } = await inShell(file, (history) =>
      Effect.andThen(type(history, " wedding presents", "list files"), look(history))
    )
    assert.deepStrictEqual(value, ["list files", "list files", null, null])
    assert.deepStrictEqual((await inShell(file, look, { session: "b" })).value, [
      "list files",
      "list files",
      null,
      null
    ])
  })

  it("gives a key back in the session that typed it, and to nobody else", async ({ base }) => {
    const file = join(base, "state", "zenus.db")
    const key = `sk-live-${"a1B2".repeat(6)}`
    const own = "my own secret"
    const { value } = await inShell(
      file,
      (history) =>
        Effect.gen(function* () {
          yield* type(history, `use ${key}`, `say ${own}`)
          return [history.previous("/work", "request"), history.search("use", "/work").map(({ label }) => label)]
        }),
      { keys: [own] }
    )
    assert.deepStrictEqual(value, [[`say ${own}`, `use ${key}`], ["use [key]"]])
    for (const name of readdirSync(join(base, "state"))) {
      const bytes = readFileSync(join(base, "state", name), "latin1")
      assert.isFalse(bytes.includes(key))
      assert.isFalse(bytes.includes(own))
    }
  })

  it("keeps outcomes, and suggests nothing that was refused", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inShell(file, (history) => history.submitted("delete /", "/work")("refused"))
    const { value } = await inShell(
      file,
      (history) =>
        Effect.sync(() => [history.suggest("del", "/work"), history.search("del", "/work").map(({ note }) => note)]),
      { session: "b" }
    )
    assert.deepStrictEqual(value, [null, ["/work, just now, refused"]])
  })

  it("keeps what had no answer when the shell ended, as stopped", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inShell(file, (history) => Effect.sync(() => void history.submitted("back up the folder docs", "/work")))
    const { value } = await inShell(file, (history) => Effect.sync(() => history.search("", "/work")), { session: "b" })
    assert.deepStrictEqual(
      value.map(({ label, note }) => [label, note]),
      [["back up the folder docs", "/work, just now, stopped"]]
    )
  })

  it("knows at the next prompt what another shell typed meanwhile", async ({ base }) => {
    const file = join(base, "zenus.db")
    const { value } = await inShell(file, (history) =>
      Effect.gen(function* () {
        yield* type(history, "a1")
        const before = history.previous("/work", "request")
        yield* Effect.promise(() => inShell(file, (other) => type(other, "b1"), { session: "b" }))
        const same = history.previous("/work", "request")
        history.expire()
        return [before, same, history.previous("/work", "request")]
      })
    )
    assert.deepStrictEqual(value, [["a1"], ["a1"], ["a1", "b1"]])
  })

  it("waits for nobody, and writes with the next line what could not be written", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inShell(file, (history) => type(history, "before"))
    const holder = openSqliteStore({ file, create: true })
    assert.isNotNull(holder)
    const { notes } = await inShell(
      file,
      (history) =>
        Effect.gen(function* () {
          const began = performance.now()
          holder.transaction(() => Effect.runSync(type(history, "meanwhile")))
          assert.isBelow(performance.now() - began, 1_000 * slowdown())
          assert.deepStrictEqual(history.previous("/work", "request"), ["meanwhile", "before"])
          yield* type(history, "after")
        }),
      { session: "b" }
    )
    holder.close()
    assert.deepStrictEqual(notes, [])
    const { value } = await inShell(file, (history) => Effect.sync(() => history.previous("/work", "request")), {
      session: "c"
    })
    assert.sameMembers([...value], ["after", "meanwhile", "before"])
  })

  it("says once that lines cannot be kept, and goes on", async ({ base }) => {
    writeFileSync(join(base, "taken"), "")
    const { notes, value } = await inShell(join(base, "taken", "zenus.db"), (history) =>
      Effect.map(type(history, "a", "b"), () => history.previous("/work", "request"))
    )
    assert.deepStrictEqual(value, ["b", "a"])
    assert.strictEqual(notes.length, 1)
    assert.match(notes[0] ?? "", /^What you type is not kept for another time\. The state file .* cannot be written: /)
  })

  it("searches all lines, also those that were not read yet", async ({ base }) => {
    const file = join(base, "zenus.db")
    const many = Array.from({ length: 1_200 }, (_, at) => `list the files of day ${at}`)
    await inShell(file, (history) => type(history, "compress the quarterly report", ...many))
    const { value } = await inShell(
      file,
      (history) =>
        Effect.sync(() => {
          history.load()
          const first = history.previous("/work", "request").length
          return [first, history.search("quarter", "/work").length, history.loadOlder()]
        }),
      { session: "b" }
    )
    assert.deepStrictEqual(value, [500, 1, false])
  })

  it("makes no state file by being asked", async ({ base }) => {
    const file = join(base, "state", "zenus.db")
    await inShell(file, (history) => Effect.sync(() => history.search("a", "/work")))
    assert.isFalse(existsSync(join(base, "state")))
  })
})
