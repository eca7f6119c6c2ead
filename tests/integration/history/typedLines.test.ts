/** Lines that were typed, on a real state file: by several shells at once, without keys, bounded, and never in anybody's way. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { History, Journal, type KeptLine, Owner, type ReadMark, type TypedLine, TypedLines } from "@zenus/core"
import { openSqliteStore, SqliteStoreLayer } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { it, slowdown } from "#kit"
import { KEPT_LINES, READ_LINES } from "#core/history/TypedLines.ts"
import { secretSamples } from "../../kit/secretSamples.ts"

const owner = Layer.succeed(Owner, { me: { pid: 1, startTime: "1", boot: "b" }, lives: () => false })

/** One process: its lines and the journal, on the same file. */
const process = (file: string, session: string, keys: ReadonlyArray<string> = []) => {
  const store = SqliteStoreLayer({ file, busyTimeoutMs: 20 })
  const journal = Layer.provideMerge(Journal.layer, Layer.merge(store, owner))
  return Layer.merge(Layer.provide(TypedLines.layer({ session, keys }), store), Layer.provide(History.layer, journal))
}
const inProcess = <A, E>(file: string, session: string, work: Effect.Effect<A, E, TypedLines | History>) =>
  work.pipe(Effect.provide(process(file, session)), Effect.provide(TestClock.layer()), Effect.runPromise)

const typed = (text: string, at: number, more: Partial<TypedLine> = {}): TypedLine => ({
  text,
  kind: "request",
  folder: "/work",
  at,
  endedAt: at + 10,
  outcome: "done",
  ...more
})
const keep = (...lines: ReadonlyArray<TypedLine>) => Effect.flatMap(TypedLines, (one) => one.keep(lines))
const since = (mark: ReadMark | null) => Effect.flatMap(TypedLines, (one) => one.since(mark))
const texts = (lines: ReadonlyArray<KeptLine>): ReadonlyArray<string> => lines.map(({ text }) => text)
/** What `zenus run` or the shell leaves in the journal, at this instant. */
const asked = (request: string, at: number) =>
  Effect.gen(function* () {
    yield* TestClock.setTime(at)
    const history = yield* History
    yield* history.record({ request, cwd: "/other", provider: "rules", status: "refused", plan: null, error: null })
  })

describe("TypedLines", () => {
  it("gives the next shell each line with folder, time, kind and outcome, oldest first", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(file, "a", keep(typed("list files", 100), typed("!ls", 200, { kind: "command", outcome: null })))
    await inProcess(file, "a", keep(typed("two\nrows \udcff", 300, { folder: "/odd\udcff", outcome: "failed" })))
    const { lines } = await inProcess(file, "b", since(null))
    assert.deepStrictEqual(lines, [
      { text: "list files", kind: "request", folder: "/work", at: 100, outcome: "done", by: "shell" },
      { text: "!ls", kind: "command", folder: "/work", at: 200, outcome: null, by: "shell" },
      { text: "two\nrows \udcff", kind: "request", folder: "/odd\udcff", at: 300, outcome: "failed", by: "shell" }
    ])
  })

  it("knows when something was asked that is in no list", async ({ base }) => {
    const file = join(base, "zenus.db")
    const isHiddenAt = (at: number) =>
      inProcess(
        file,
        "b",
        Effect.flatMap(TypedLines, (one) => one.isHiddenAt(at))
      )
    assert.isFalse(await isHiddenAt(100), "no file, no line")
    await inProcess(file, "a", keep(typed(" list files", 100), typed("list files", 200)))
    const times = [99, 100, 105, 110, 111, 205]
    assert.deepStrictEqual(await Promise.all(times.map(isHiddenAt)), [false, true, true, true, false, false])
  })

  it("makes no file to read, and a private one to write", async ({ base }) => {
    const file = join(base, "state", "zenus.db")
    assert.deepStrictEqual((await inProcess(file, "a", since(null))).lines, [])
    await inProcess(file, "a", keep())
    assert.isFalse(existsSync(file))
    await inProcess(file, "a", keep(typed("list files", 100)))
    assert.strictEqual(statSync(file).mode & 0o777, 0o600)
  })

  it("gives two shells at once each other's lines and never their own, each once", ({ base }) => {
    const file = join(base, "zenus.db")
    return inProcess(
      file,
      "a",
      Effect.gen(function* () {
        yield* keep(typed("a1", 100))
        const { mark } = yield* since(null)
        yield* Effect.promise(() => inProcess(file, "b", keep(typed("b1", 150), typed("b2", 250))))
        yield* keep(typed("a2", 200))
        const next = yield* since(mark)
        assert.deepStrictEqual(texts(next.lines), ["b1", "b2"])
        assert.deepStrictEqual(texts((yield* since(next.mark)).lines), [])
      })
    )
  })

  it("keeps the newest 10,000 and lets the oldest go", async ({ base }) => {
    const file = join(base, "zenus.db")
    const many = Array.from({ length: KEPT_LINES + 5 }, (_, at) => typed(`line ${at}`, at))
    await inProcess(file, "a", keep(...many))
    await inProcess(file, "a", keep(typed("the last", 1e6)))
    const pieces = await inProcess(
      file,
      "b",
      Effect.gen(function* () {
        const service = yield* TypedLines
        const all = [yield* service.since(null)]
        for (let last = all.at(-1); last !== undefined && last.mark.oldest > 1; last = all.at(-1))
          all.push(yield* service.before(last.mark))
        return all.map(({ lines }) => lines)
      })
    )
    assert.deepStrictEqual(
      pieces.map(({ length }) => length),
      Array.from({ length: KEPT_LINES / READ_LINES }, () => READ_LINES)
    )
    assert.strictEqual(pieces.at(-1)?.[0]?.text, "line 6")
    assert.strictEqual(pieces[0]?.at(-1)?.text, "the last")
    assert.strictEqual(new Set(pieces.flatMap(texts)).size, KEPT_LINES)
  })

  it("has no key in any byte of its files, and nothing of a line that begins with a space", async ({ base }) => {
    const file = join(base, "state", "zenus.db")
    const lines = secretSamples.map(({ text }, at) => typed(`remember ${text}`, at))
    await inProcess(file, "a", keep(...lines, typed(" list the wedding presents", 1e6)))
    const { lines: offered } = await inProcess(file, "b", since(null))
    assert.strictEqual(offered.length, secretSamples.length)
    const folder = join(base, "state")
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), "latin1"))
    for (const { secret, what } of secretSamples)
      for (const content of bytes) assert.isFalse(content.includes(secret.split("\n")[0] ?? secret), what)
    for (const content of bytes) assert.isFalse(content.includes("wedding presents"))
  })

  it("offers what zenus run was asked, and not a second time what a typed line led to", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(
      file,
      "a",
      Effect.gen(function* () {
        yield* asked("asked by run", 1_000)
        yield* asked("delete the second one, in other words", 2_005)
        yield* keep(typed("delete the second one", 2_000))
        yield* asked("list my secrets", 3_000)
        yield* keep(typed(" list my secrets", 2_995))
        yield* asked(" begun with a space", 4_000)
        yield* asked(`list ${"x".repeat(5_000)}`, 4_500)
      })
    )
    const { lines } = await inProcess(file, "b", Effect.andThen(TestClock.setTime(10_000), since(null)))
    assert.deepStrictEqual(
      lines.map(({ at, by, folder, outcome, text }) => [at, by, folder, outcome, text]),
      [
        [1_000, "run", "/other", "refused", "asked by run"],
        [2_000, "shell", "/work", "done", "delete the second one"]
      ]
    )
  })

  it("waits with what was asked a moment ago until it is known whose it was", ({ base }) => {
    const file = join(base, "zenus.db")
    return inProcess(
      file,
      "b",
      Effect.gen(function* () {
        yield* asked("asked by run", 1_000)
        yield* asked("asked by run, too", 4_950)
        yield* asked("asked by a shell", 5_000)
        yield* TestClock.setTime(5_100)
        const first = yield* since(null)
        assert.deepStrictEqual(texts(first.lines), ["asked by run"])
        yield* Effect.promise(() => inProcess(file, "a", keep(typed("typed in a shell", 4_990, { endedAt: 5_020 }))))
        yield* asked("asked later", 6_000)
        yield* TestClock.setTime(9_000)
        assert.deepStrictEqual(texts((yield* since(first.mark)).lines), [
          "asked by run, too",
          "typed in a shell",
          "asked later"
        ])
      })
    )
  })

  it("says at once that another holds the file, with nothing written", async ({ base }) => {
    const file = join(base, "zenus.db")
    await inProcess(file, "a", keep(typed("before", 100)))
    const other = openSqliteStore({ file, create: true })
    assert.isNotNull(other)
    const began = performance.now()
    const error = other.transaction(() =>
      Effect.runSync(Effect.flip(keep(typed("meanwhile", 200))).pipe(Effect.provide(process(file, "b"))))
    )
    assert.strictEqual(error._tag, "StoreBusy")
    // The store's own patience would be 5,000 ms.
    assert.isBelow(performance.now() - began, 1_000 * slowdown())
    other.close()
    assert.deepStrictEqual(texts((await inProcess(file, "c", since(null))).lines), ["before"])
  })

  it("says that it cannot write, and has nothing to give then", async ({ base }) => {
    writeFileSync(join(base, "taken"), "")
    const file = join(base, "taken", "zenus.db")
    const error = await inProcess(file, "a", Effect.flip(keep(typed("after", 200))))
    assert.strictEqual(error._tag, "StoreUnwritable")
  })
})
