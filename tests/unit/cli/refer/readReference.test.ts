/** Lines that point at a list with hardly a word: a number alone, "which of them is the largest". */
import { assert, describe, it } from "@effect/vitest"
import type { IntentIR } from "@zenus/core"
import * as Effect from "effect/Effect"
import type { Meaning } from "#cli/line/Meaning.ts"
import { readReference } from "#cli/refer/readReference.ts"
import { block, listing, readingWorld, type WorldParts } from "#kit/readingWorld.ts"

const NAMES = ["/w/a.txt", "/w/b.txt", "/w/c.txt", "/w/2023/"]
const LIST = [listing(1, ["a.txt", "b.txt", "c.txt"], { text: "list files" })]

interface Parts extends WorldParts {
  readonly isNumbered?: boolean
}

/** What is done, as the arguments of its only step; what is asked, as its first line; `null` where the line is left to others. */
const read = ({ isNumbered = false, ...parts }: Parts) =>
  Effect.fnUntraced(function* (line: string) {
    const world = { ...readingWorld({ names: NAMES, blocks: LIST, ...parts }), isNumbered }
    const meaning: Meaning | null = yield* readReference(line, world)
    if (meaning?.type === "say") return meaning.lines[0]
    if (meaning?.type !== "request") return null
    const intent: IntentIR | undefined = yield* Effect.orDie(
      (meaning.translators?.[0]?.translate(Object.create(null), () => undefined) ??
        Effect.succeed(undefined)) as Effect.Effect<IntentIR | undefined>
    )
    return intent?.steps[0] === undefined ? meaning.text : { [intent.steps[0].action]: intent.steps[0].args }
  })

describe("a number alone behind a verb", () => {
  const numbered = read({ isNumbered: true })
  it.effect.each([
    ["delete 2", { delete: { files: { paths: ["b.txt"] } } }],
    ["please delete 1 and 3.", { delete: { files: { paths: ["a.txt", "c.txt"] } } }],
    ["move 3 to old", { move: { from: { paths: ["c.txt"] }, to: "old" } }],
    ["show 1", { read: { files: { paths: ["a.txt"] } } }],
    ["delete 4", "There is no fourth one: #1 named 3 things."]
  ] as const)("is its place where lists have numbers: %s", ([line, meaning]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* numbered(line), meaning)
    })
  )

  it.effect("is asked about where lists have none, and where something is called so", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* read({})("delete 2"), 'What do you mean by "2"?')
      const called = read({ isNumbered: true, names: [...NAMES, "/w/2"] })
      assert.strictEqual(yield* called("delete 2"), 'What do you mean by "2"? Something here is called 2.')
    })
  )

  it.effect.each(["delete 2023", "undo 3 of them or so", "list 5 files", "kill 4242", "delete 2 files"])(
    "is none where the rules read it, or more is said: %s",
    (line) =>
      Effect.gen(function* () {
        assert.isNull(yield* numbered(line))
      })
  )

  it.effect("is left to others where nothing was listed", () =>
    Effect.gen(function* () {
      assert.isNull(yield* read({ isNumbered: true, blocks: [] })("delete 2"))
    })
  )
})

const files = (order: object, first = 1) => ({
  find: { files: { paths: ["a.txt", "b.txt", "c.txt"], type: "any", order, first } }
})

describe("the most of a list", () => {
  it.effect.each([
    ["which of them is the largest", files({ by: "size", descending: true })],
    ["Which one of these is biggest?", files({ by: "size", descending: true })],
    ["what are the 2 newest of them?", files({ by: "modified", descending: true }, 2)],
    ["show me the oldest one of them", files({ by: "modified" })],
    ["which is the smallest?", files({ by: "size" })],
    ["which one is the newest file", files({ by: "modified", descending: true })]
  ] as const)("is found in it: %s", ([line, meaning]) =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* read({})(line), meaning)
    })
  )

  it.effect("is found in the list behind one thing that was spoken of, and asked about where nothing was found", () =>
    Effect.gen(function* () {
      const one = block(2, { action: "FileOps.stat", args: { files: { paths: ["b.txt"] } }, items: ["6 bytes"] })
      assert.deepStrictEqual(
        yield* read({ blocks: [...LIST, one] })("which of them is the oldest"),
        files({ by: "modified" })
      )
      assert.strictEqual(
        yield* read({ blocks: [...LIST, listing(2, [])] })("which of them is the oldest"),
        'What do you mean by "them"? #2 found nothing.'
      )
    })
  )

  it.effect("is not told of folders by their size, nor of a list that there is not", () =>
    Effect.gen(function* () {
      const blocks = [listing(1, ["a.txt", "2023"])]
      assert.isNull(yield* read({ blocks })("which of them is the largest"))
      assert.isNull(yield* read({ blocks: [] })("which is the largest?"))
    })
  )
})

describe("a reference that is the name of something here as well", () => {
  it.effect.each(["move last to new", "copy first to new", "delete them", "delete it"])("is asked about: %s", (line) =>
    Effect.gen(function* () {
      const named = read({ names: [...NAMES, "/w/last", "/w/first", "/w/them", "/w/it"] })
      assert.include(yield* named(line), "Something here is called so")
    })
  )

  it.effect("is that where nothing was spoken of, and in quotes or behind ./", () =>
    Effect.gen(function* () {
      const named = read({ names: [...NAMES, "/w/last"] })
      assert.isNull(yield* named("delete './last'"))
      assert.isNull(yield* named("delete the file last"))
      assert.isNull(yield* named("move ./last to new"))
      assert.isNull(yield* read({ names: ["/w/last"], blocks: [] })("delete last"))
    })
  )
})
