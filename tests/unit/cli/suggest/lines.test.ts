/** What is offered of the lines that were typed, and in which order: pure. */
import { assert, describe, it } from "@effect/vitest"
import type { KeptLine } from "@zenus/core"
import { ageText } from "#cli/suggest/ageText.ts"
import { greyText } from "#cli/suggest/greyText.ts"
import { lineItem } from "#cli/suggest/lineItems.ts"
import { makeLineMemory } from "#cli/suggest/LineMemory.ts"
import { MAX_FOUND, searchLines } from "#cli/suggest/searchLines.ts"

const line = (text: string, at: number, more: Partial<KeptLine> = {}): KeptLine => ({
  text,
  at,
  kind: text.startsWith("!") ? "command" : "request",
  folder: "/work",
  outcome: "done",
  by: "shell",
  ...more
})
const memoryOf = (...lines: ReadonlyArray<KeptLine>) => {
  const memory = makeLineMemory()
  memory.add(lines)
  return memory
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

describe("ageText", () => {
  const ages: ReadonlyArray<readonly [ms: number, text: string]> = [
    [-DAY, "just now"],
    [0, "just now"],
    [MINUTE - 1, "just now"],
    [MINUTE, "1 minute ago"],
    [HOUR - 1, "59 minutes ago"],
    [HOUR, "1 hour ago"],
    [DAY - 1, "23 hours ago"],
    [DAY, "1 day ago"],
    [3 * DAY, "3 days ago"],
    [14 * DAY - 1, "13 days ago"],
    [14 * DAY, "2 weeks ago"],
    [60 * DAY, "2 months ago"],
    [364 * DAY, "12 months ago"],
    [365 * DAY, "1 year ago"],
    [3 * 365 * DAY, "3 years ago"]
  ]
  for (const [ms, text] of ages)
    it(`says "${text}" of ${ms} ms`, () => assert.strictEqual(ageText(1e12 - ms, 1e12), text))
})

describe("previous lines", () => {
  it("are this shell's, then this folder's, newest first and each once", () => {
    const memory = memoryOf(line("old here", 1), line("both", 2), line("elsewhere", 3, { folder: "/other" }))
    memory.addOwn("first")
    memory.addOwn("both")
    memory.addOwn("first")
    assert.deepStrictEqual(memory.previous("/work", "request"), ["first", "both", "old here"])
    assert.deepStrictEqual(memory.previous("/other", "request"), ["first", "both", "elsewhere"])
  })

  it("keep commands for one's own shell apart from requests", () => {
    const memory = memoryOf(line("!ls", 1), line("list files", 2))
    memory.addOwn("!make")
    memory.addOwn("count files")
    assert.deepStrictEqual(memory.previous("/work", "command"), ["!make", "!ls"])
    assert.deepStrictEqual(memory.previous("/work", "request"), ["count files", "list files"])
  })

  it("know a line that was typed meanwhile", () => {
    const memory = memoryOf(line("a", 1))
    assert.deepStrictEqual(memory.previous("/work", "request"), ["a"])
    memory.addOwn("b")
    assert.deepStrictEqual(memory.previous("/work", "request"), ["b", "a"])
    memory.add([line("c", 2)])
    assert.deepStrictEqual(memory.previous("/work", "request"), ["b", "c", "a"])
  })

  it("hold none of which a key was taken out, since it asks for something else", () => {
    assert.deepStrictEqual(memoryOf(line("use [key]", 1), line("a", 2)).previous("/work", "request"), ["a"])
  })

  it("are bounded, also where each is as long as a book", () => {
    const memory = makeLineMemory()
    for (let at = 0; at < 1_200; at++) memory.addOwn(`line ${at}`)
    assert.strictEqual(memory.previous("/", "request").length, 1_000)
    for (let at = 0; at < 9; at++) memory.addOwn(`${at}${"x".repeat(1_000_000)}`)
    assert.strictEqual(memory.previous("/", "request").length, 3)
    memory.addOwn("y".repeat(9_000_000))
    assert.strictEqual(memory.previous("/", "request").length, 1)
  })

  it("let go of the oldest", () => {
    const memory = memoryOf(...Array.from({ length: 20_000 }, (_, at) => line(`line ${at}`, at)))
    assert.strictEqual(memory.newest().length, 15_000)
    assert.strictEqual(memory.newest().at(-1)?.text, "line 5000")
  })

  it("take the newest of the same line, whichever comes first", () => {
    for (const lines of [
      [line("a", 5, { outcome: "failed" }), line("a", 9)],
      [line("a", 9), line("a", 5, { outcome: "failed" })]
    ])
      assert.deepStrictEqual(
        memoryOf(...lines)
          .newest()
          .map(({ at, outcome }) => [at, outcome]),
        [[9, "done"]]
      )
  })
})

describe("greyText", () => {
  const memory = memoryOf(
    line("find pdf files", 1),
    line("find old files", 2, { folder: "/other" }),
    line("find pictures", 3),
    line("find nonsense", 9, { outcome: "not-understood" }),
    line("find / and delete", 9, { outcome: "refused" }),
    line("find [key]", 9),
    line("find this\nand that", 9)
  )
  const grey = (text: string, folder = "/work"): string | null => greyText(memory, text, folder)

  it("is the rest of the newest line of this folder, else of the newest of another", () => {
    assert.strictEqual(grey("fi"), "nd pictures")
    assert.strictEqual(grey("find p"), "ictures")
    assert.strictEqual(grey("find pd"), "f files")
    assert.strictEqual(grey("find o"), "ld files")
    assert.strictEqual(grey("find ", "/other"), "old files")
    assert.strictEqual(grey("find p", "/nowhere"), "ictures")
  })

  it("is nothing for an empty line, a whole one, another case, or what is not known", () => {
    for (const text of ["", "find pictures", "Find", "xyz", " find"]) assert.isNull(grey(text), text)
  })

  it("is never a line that was not understood or refused, has no key any more or has several rows", () => {
    for (const text of ["find n", "find /", "find [", "find t"]) assert.isNull(grey(text), text)
  })

  it("knows at the next key what was typed meanwhile", () => {
    const typed = memoryOf(line("copy a to b", 1))
    assert.strictEqual(greyText(typed, "copy", "/work"), " a to b")
    typed.add([line("copy all to c", 2)])
    assert.strictEqual(greyText(typed, "copy a", "/work"), "ll to c")
  })

  it("is a line that failed or was stopped: that may be tried again", () => {
    const tried = memoryOf(line("copy a to b", 1, { outcome: "failed" }), line("move a", 1, { outcome: "interrupted" }))
    assert.strictEqual(greyText(tried, "copy", "/work"), " a to b")
    assert.strictEqual(greyText(tried, "move", "/work"), " a")
  })
})

const found = (query: string, ...lines: ReadonlyArray<KeptLine>): ReadonlyArray<string> =>
  searchLines(memoryOf(...lines).newest(), query, "/work").map(({ text }) => text)

describe("searchLines", () => {
  it("gives the newest for an empty query, wherever they were typed, each once", () => {
    assert.deepStrictEqual(
      found("", line("a", 1), line("b", 3, { folder: "/x" }), line("a", 2, { folder: "/y" }), line("c", 1)),
      ["b", "a", "c"]
    )
  })

  it("finds a line of last week by two letters of it", () => {
    const lines = Array.from({ length: 300 }, (_, at) => line(`list the files of day ${at}`, 1_000 + at))
    assert.deepStrictEqual(found("zq", line("compress quarterly report", 1), ...lines), [])
    assert.deepStrictEqual(found("qu", line("compress the quarterly report", 1), ...lines), [
      "compress the quarterly report"
    ])
    assert.deepStrictEqual(found("cq", line("compress the quarterly report", 1), ...lines), [
      "compress the quarterly report"
    ])
  })

  it("puts beginnings of words before their insides, and those before scattered letters", () => {
    assert.deepStrictEqual(found("li", line("list files", 1), line("publish it", 2), line("look inside", 3)), [
      "list files",
      "publish it",
      "look inside"
    ])
  })

  it("puts this folder before others among equals, and then the newest", () => {
    assert.deepStrictEqual(
      found(
        "list",
        line("list a", 1),
        line("list b", 2),
        line("list c", 9, { folder: "/x" }),
        line("list d", 8, { folder: "/x" })
      ),
      ["list b", "list a", "list c", "list d"]
    )
  })

  it("wants every word, in any order and any case", () => {
    const lines = [line("Move PDF files to old", 1), line("move files", 2)]
    assert.deepStrictEqual(found("old pdf", ...lines), ["Move PDF files to old"])
    assert.deepStrictEqual(found("MOVE", ...lines), ["move files", "Move PDF files to old"])
  })

  it("looks for commands behind a !, and for nothing else", () => {
    const lines = [line("!make test", 1), line("make a folder", 2)]
    assert.deepStrictEqual(found("!", ...lines), ["!make test"])
    assert.deepStrictEqual(found("make", ...lines), ["make a folder"])
  })

  it("lets a score decide only where letters are scattered", () => {
    assert.deepStrictEqual(found("dpf", line("delete pdf files", 1), line("do not put everything into folders", 2)), [
      "delete pdf files",
      "do not put everything into folders"
    ])
  })

  it("gives at most 200 of 10,000", () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => line(`delete the tmp files of run ${at}`, at))
    const memory = memoryOf(...lines)
    memory.newest()
    for (const query of ["de", "run 99", "dtf", "9 8 7", "xyz"]) {
      assert.isAtMost(searchLines(memory.newest(), query, "/work").length, MAX_FOUND)
    }
  })
})

describe("lineItem", () => {
  it("says where, when and with what end, and what was taken out", () => {
    assert.deepStrictEqual(lineItem(line("list files", 0, { folder: "/home/me/work" }), "/home/me", 3 * DAY), {
      insert: "list files",
      label: "list files",
      note: "~/work, 3 days ago, done"
    })
    assert.strictEqual(
      lineItem(line("use [key]", 0, { outcome: "not-understood" }), "/home/me", 0).note,
      "/work, just now, not understood, without its key"
    )
    assert.strictEqual(lineItem(line("!ls", 0, { outcome: null }), "/home/me", 0).note, "/work, just now")
  })
})
