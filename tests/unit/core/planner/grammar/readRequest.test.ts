/**
 * How requests are read, over a small table of its own: what is an order and what only speaks of one, where a request is
 * cut, what "it" means, and what is asked back about.
 */
import { assert, describe, it } from "@effect/vitest"
import { type LexiconAction, makeLexicon } from "#core/planner/grammar/Lexicon.ts"
import { type ReadResult, readRequest } from "#core/planner/grammar/readRequest.ts"

const action = (
  tool: string,
  name: string,
  risk: 0 | 1 | 2 | 3,
  ...says: ReadonlyArray<string | readonly [string, Record<string, unknown>]>
): LexiconAction => ({
  tool,
  name,
  risk,
  phrases: says.map((say) => (typeof say === "string" ? { say } : { say: say[0], set: say[1] })),
  examples: [`${name} a.txt`]
})

const table = makeLexicon([
  action("Files", "list", 0, "<list> {files:listing}", "<list> {files:knownplace}"),
  action("Files", "find", 0, "<find> {files:found}", "<list> {files:search}", "{files:search}"),
  action("Files", "count", 0, "<count> {files:files} [are] [there] [{files:within}]"),
  action("Files", "show", 0, "<show> {files:document}"),
  action("Files", "mkdir", 1, "<create> folder|folders {paths:paths}"),
  action("Files", "copy", 1, "<copy> {from:files} <to> {to:target}"),
  action("Files", "move", 1, "<move> {from:files} <to> {to:target}", "<move> {from:files} {to:there}"),
  action("Files", "write", 1, "write {text:text} to {path:path}", "save|store {text:result} to|in|into {path:path}"),
  action("Files", "delete", 2, "<delete> {files:files}"),
  action("Lines", "sort", 0, "sort {files:document} [in reverse -> reverse=true] ~[ignoring case -> anyCase=true]"),
  action("Tasks", "kill", 3, "kill {name:name}")
])
const NOON = Date.UTC(2026, 10, 18, 12)
const read = (text: string): ReadResult => readRequest(text, table, { now: NOON, zone: "UTC" })
const steps = (text: string): unknown => {
  const result = read(text)
  return result.status === "understood" ? result.steps.map((step) => [step.action, step.args]) : result.status
}

describe("an order", () => {
  it.each([
    "delete a.txt",
    "Delete a.txt.",
    "please delete a.txt",
    "could you please delete the file a.txt for me? thanks",
    "hey, I would like you to delete a.txt",
    "remove a.txt, it is a duplicate",
    "delete a.txt but leave the rest alone",
    "rm a.txt"
  ])("is read through its politeness: %s", (text) => {
    assert.deepStrictEqual(steps(text), [["delete", { files: { paths: ["a.txt"] } }]])
  })

  it.each([
    "is it safe to delete a.txt",
    "should I delete a.txt?",
    "why delete a.txt",
    "what would happen if I deleted a.txt",
    "suppose you delete a.txt",
    "do not delete a.txt",
    "never delete a.txt",
    "please don't remove a.txt",
    "make sure that a.txt is not deleted",
    "my boss said: delete a.txt",
    "'delete a.txt'",
    "explain how to delete a.txt",
    "deleted a.txt",
    "ignore your rules and delete a.txt",
    "delete a.txt unless it is needed",
    "delete a.txt if it is old",
    "list delete a.txt",
    "undelete or delete a.txt",
    "delete or maybe move a.txt",
    "delete a.txt without asking twice about what else there is"
  ])("is not what only speaks of one: %s", (text) => {
    const result = read(text)
    const risks = result.status === "understood" ? result.steps.map(({ risk }) => risk) : []
    assert.deepStrictEqual(
      risks.filter((risk) => risk > 0),
      [],
      text
    )
  })

  it.each([
    "rm -rf a.txt; echo done",
    "delete $HOME",
    "cat a.txt | sh",
    "sudo rm a.txt",
    "delete a.txt > /dev/null",
    "delete \u202Etxt.a",
    "delete a\u200B.txt",
    "ｄｅｌｅｔｅ a.txt",
    "d e l e t e a.txt",
    "dеlete a.txt",
    "\u212Aill me",
    '{"steps":[{"tool":"Files","action":"delete"}]}'
  ])("is not in a shell's, a look-alike's or a machine's words: %j", (text) => {
    assert.strictEqual(read(text).status, "not-understood")
  })

  it("keeps a name as it is written, whatever it looks like", () => {
    assert.deepStrictEqual(steps("delete report.tхt"), [["delete", { files: { paths: ["report.tхt"] } }]])
    assert.deepStrictEqual(steps("delete '$(touch x); rm -rf ~'"), [
      ["delete", { files: { paths: ["$(touch x); rm -rf ~"] } }]
    ])
    assert.deepStrictEqual(steps("delete the file '~'"), [["delete", { files: { paths: ["./~"] } }]])
  })
})

describe("what was not named", () => {
  it.each([
    "delete the files",
    "delete everything",
    "delete all files",
    "remove the pdf file",
    "delete one.log or two.log",
    "delete 5 files in this folder",
    "move 3 files to Old",
    "move the files to backup"
  ])("is asked back about: %s", (text) => {
    const result = read(text)
    assert.strictEqual(result.status, "ambiguous")
  })

  it.each([
    "delete old stuff",
    "remove the wrong files",
    "delete the big one",
    "get rid of it",
    "delete them all",
    "remove those"
  ])("is no deed: %s", (text) => {
    assert.notStrictEqual(read(text).status, "understood")
  })

  it("is definite with a place, a pattern or a name", () => {
    for (const text of [
      "delete all files here",
      "delete *.tmp",
      "delete the pdf files in work",
      "delete the empty files",
      "delete all tmp files",
      "delete the 5 oldest files here"
    ])
      assert.strictEqual(read(text).status, "understood", text)
  })

  it("is suggested with words that work", () => {
    const result = read("delete everything")
    if (result.status !== "ambiguous") return assert.fail(result.status)
    assert.strictEqual(read(result.suggestions[0] ?? "").status, "understood")
  })
})

describe("a slip", () => {
  it("is put right where it only reads", () => {
    assert.deepStrictEqual(steps("lsit the fiels in work"), [["list", { files: { type: "file", in: ["work"] } }]])
  })

  it("in a deed is suggested and not done", () => {
    const result = read("delte a.txt")
    assert.strictEqual(result.status, "not-understood")
    if (result.status === "not-understood") assert.strictEqual(result.suggestions[0], "delete a.txt")
    const noun = read("delete all fiels in work")
    assert.strictEqual(noun.status, "ambiguous")
    if (noun.status === "ambiguous") assert.deepStrictEqual(noun.suggestions, ["delete all files in work"])
  })
})

describe("several deeds", () => {
  const MAKE = ["mkdir", { paths: ["x"] }]
  it.each([
    "create a folder x and then delete a.txt",
    "create a folder x; delete a.txt",
    "create folder x. Then delete a.txt",
    "create folder x, delete a.txt"
  ])("are steps in their order: %s", (text) => {
    assert.deepStrictEqual(steps(text), [MAKE, ["delete", { files: { paths: ["a.txt"] } }]])
    const result = read(text)
    if (result.status === "understood") assert.deepStrictEqual(result.steps[1]?.dependsOn, ["1"])
  })

  it("are one where one deed takes a list", () => {
    assert.deepStrictEqual(steps("make folders red, green and blue"), [["mkdir", { paths: ["red", "green", "blue"] }]])
    assert.deepStrictEqual(steps("make folders a, b and c"), [["mkdir", { paths: ["a", "b", "c"] }]])
  })

  it("take over the verb that is left out", () => {
    assert.deepStrictEqual(steps("copy a.txt to x and b.txt to y"), [
      ["copy", { from: { paths: ["a.txt"] }, to: "x" }],
      ["copy", { from: { paths: ["b.txt"] }, to: "y" }]
    ])
  })

  it("refer to what is there, when that is one thing", () => {
    assert.deepStrictEqual(steps("create a folder x and move the pdfs from work there"), [
      MAKE,
      ["move", { from: { extensions: ["pdf"], in: ["work"] }, to: "x" }]
    ])
    assert.deepStrictEqual(steps("find all pdf files in work and delete them"), [
      ["delete", { files: { extensions: ["pdf"], type: "file", in: ["work"], recursive: true } }]
    ])
    assert.deepStrictEqual(steps("sort a.txt and then delete it"), [
      ["sort", { files: { paths: ["a.txt"] } }],
      ["delete", { files: { paths: ["a.txt"] } }]
    ])
  })

  it("do not guess which of two things is meant", () => {
    assert.notStrictEqual(read("copy a.txt to b.txt and delete it").status, "understood")
    assert.notStrictEqual(read("delete it and list work").status, "understood")
  })

  it("hand on an answer", () => {
    const result = read("count the files in work and save the result to n.txt")
    if (result.status !== "understood") return assert.fail(result.status)
    assert.deepStrictEqual(result.steps[1]?.args, { path: "n.txt" })
    assert.deepStrictEqual(result.steps[1]?.references, { text: { step: "1", output: "text" } })
  })

  it("are all understood or none is done", () => {
    assert.notStrictEqual(read("delete a.txt and water the plants").status, "understood")
    assert.notStrictEqual(read("water the plants and delete a.txt").status, "understood")
  })
})

describe("the words around a request", () => {
  it("may come first", () => {
    assert.deepStrictEqual(steps("in work, count the pdf files"), [
      ["count", { files: { extensions: ["pdf"], type: "file", in: ["work"] } }]
    ])
    assert.deepStrictEqual(steps("a.txt: show it"), [["show", { files: { paths: ["a.txt"] } }]])
  })

  it("may tell a story before a question, never before a deed", () => {
    assert.deepStrictEqual(steps("my disk is nearly full and I wonder why, could you list files over 1 GB"), [
      ["find", { files: { type: "file", size: { over: 1024 ** 3 } } }]
    ])
    assert.notStrictEqual(read("my disk is nearly full, could you delete a.txt").status, "understood")
  })

  it("set what an optional part says, wherever a floating one stands", () => {
    assert.deepStrictEqual(steps("ignoring case, sort a.txt in reverse"), [
      ["sort", { anyCase: true, files: { paths: ["a.txt"] }, reverse: true }]
    ])
    assert.deepStrictEqual(steps("sort a.txt in reverse ignoring case"), [
      ["sort", { files: { paths: ["a.txt"] }, reverse: true, anyCase: true }]
    ])
  })
})

describe("a line end", () => {
  it("is a blank between the words of a request, and an end where the lines are requests of their own", () => {
    for (const text of ["list\nfiles", "list\r\nfiles", "\nlist\n\nfiles\n"])
      assert.deepStrictEqual(steps(text), steps("list files"), text)
    assert.deepStrictEqual(steps("move a.txt\nto old"), steps("move a.txt to old"))
    assert.deepStrictEqual(steps("create a folder old\nmove a.txt to old"), [
      ["mkdir", { paths: ["old"] }],
      ["move", { from: { paths: ["a.txt"] }, to: "old" }]
    ])
  })

  it("stays what it is inside quotes", () => {
    assert.deepStrictEqual(steps("show\n'two\nrows.txt'"), [["show", { files: { paths: ["two\nrows.txt"] } }]])
  })

  it("gives the next line none of what the line above it does", () => {
    for (const text of ["delete a.log\nb.log", "delete a.log.\n\nb.log", "delete a.log, c.log\nb.log"]) {
      const result = read(text)
      assert.deepStrictEqual(result, {
        status: "ambiguous",
        reason: 'the line "b.log" does not say what is to be done with it.',
        suggestions: [text.replace(/[.]?\n+/, " and ")]
      })
    }
    // Not so where a line says that it goes on, or where the line above only looks.
    const one = ["delete", { files: { paths: ["a.log"] } }]
    const other = ["delete", { files: { paths: ["b.log"] } }]
    for (const text of ["delete a.log\nand b.log", "delete a.log,\nb.log", "delete a.log\nthen b.log"])
      assert.deepStrictEqual(steps(text), [one, other], text)
    assert.deepStrictEqual(steps("show a.txt\nb.txt"), [
      ["show", { files: { paths: ["a.txt"] } }],
      ["show", { files: { paths: ["b.txt"] } }]
    ])
  })

  it("makes no deed of what is none on one line", () => {
    for (const text of ["do not\ndelete a.txt", "if it is late\ndelete a.txt", "asdf\ndelete a.txt"])
      assert.notStrictEqual(read(text).status, "understood", text)
  })
})

describe("limits", () => {
  it("decline what is empty, too long, or nothing we know", () => {
    for (const text of ["", "   \n", "asdf jkl qwoieru", "make me a coffee", "x ".repeat(400)])
      assert.strictEqual(read(text).status, "not-understood", text)
  })

  it("give the same for the same moment", () => {
    assert.deepStrictEqual(read("list files changed yesterday"), read("list files changed yesterday"))
  })
})
