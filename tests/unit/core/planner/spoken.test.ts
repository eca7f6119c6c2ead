/**
 * Words that could be taken too literally: what speaks of something is no text to write down, what says how files are to be
 * is no name of a new one, and what is added to a file leaves its content there.
 */
import { assert, describe, it } from "@effect/vitest"
import { understanding } from "#kit/understand.ts"

const { meaning, read } = understanding({
  files: ["/w/one.txt", "/w/two.txt", "/w/notes"],
  folders: ["/w", "/w/sub", "/etc"]
})

describe("a file that is added to another", () => {
  it.each([
    "append one.txt to two.txt",
    "add one.txt to two.txt",
    "append the contents of one.txt to two.txt",
    "put one.txt at the end of two.txt",
    "add the text of one.txt to the end of two.txt"
  ])("goes behind what that one holds: %s", async (text) => {
    assert.deepStrictEqual(await meaning(text), [
      ["join", { files: { paths: ["one.txt"] }, to: "two.txt", existing: "append" }]
    ])
  })

  it("is joined with it where it is said so, and an archive takes it in", async () => {
    assert.deepStrictEqual(await meaning("merge one.txt into two.txt"), [
      ["join", { files: { paths: ["one.txt"] }, to: "two.txt" }]
    ])
    assert.deepStrictEqual(await meaning("add one.txt to all.zip"), [
      ["archive", { files: { paths: ["one.txt"] }, to: "all.zip" }]
    ])
  })
})

describe("words that speak of something", () => {
  it.each([
    ["save the output to x.txt", "save 'the output' to x.txt"],
    ["write a poem to x.txt", "write 'a poem' to x.txt"],
    ["create a text file called x.txt containing the names of all photos", null],
    ["add a line to two.txt", "add 'a line' to two.txt"],
    ["add numbers to two.txt", "add 'numbers' to two.txt"],
    ["append output of the build to two.txt", "append 'output of the build' to two.txt"],
    ["overwrite one.txt with two.txt", "overwrite one.txt with 'two.txt'"],
    ["overwrite one.txt with other.txt", "overwrite one.txt with 'other.txt'"],
    ["add .bak to one.txt", "add '.bak' to one.txt"],
    ["write notes to x.txt", "write 'notes' to x.txt"]
  ])("are not written down: %s", async (text, quoted) => {
    const result = await read(text)
    assert.strictEqual(result._tag, "Failure")
    if (result._tag !== "Failure") return
    assert.strictEqual(result.failure._tag, "Ambiguous")
    if (quoted === null) return
    assert.deepStrictEqual(result.failure.suggestions, [quoted])
    assert.notStrictEqual((await read(quoted))._tag, "Failure")
  })

  it.each([
    ["add milk to two.txt", "append", { text: "milk", path: "two.txt" }],
    ["append buy milk and eggs to two.txt", "append", { text: "buy milk and eggs", path: "two.txt" }],
    ["append done to two.txt", "append", { text: "done", path: "two.txt" }],
    ["add the line the end to two.txt", "append", { text: "the end", path: "two.txt" }],
    ["write the word list to x.txt", "write", { text: "list", path: "x.txt" }],
    ["add 'the output' to two.txt", "append", { text: "the output", path: "two.txt" }],
    ["write hello world to x.txt", "write", { text: "hello world", path: "x.txt" }]
  ])("are the text where they can be nothing else, or are said to be: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })
})

describe("what says how files are to be", () => {
  it.each([
    "make all files executable",
    "make the files executable",
    "make files readable",
    "make all files lowercase",
    "make every file uppercase",
    "make all folders private",
    "make a folder private",
    "make all folders archive"
  ])("names no new one: %s", async (text) => {
    assert.oneOf(await meaning(text), ["Ambiguous", "NotUnderstood"])
  })

  it.each([
    ["make a folder called private", "mkdir", ["private"]],
    ["create a file named executable", "touch", ["executable"]],
    ["make a folder 'private'", "mkdir", ["private"]],
    ["make the folder work", "mkdir", ["work"]],
    ["create the folders red, green and blue", "mkdir", ["red", "green", "blue"]]
  ])("is a name where it is said to be one, and other words are: %s", async (text, action, paths) => {
    assert.deepStrictEqual(await meaning(text), [[action, { paths, ...(action === "touch" ? { onlyNew: true } : {}) }]])
  })

  it("is a change of the file's text, where that can be so, and shown where it is said to be", async () => {
    const files = { paths: ["one.txt"] }
    assert.deepStrictEqual(await meaning("make one.txt uppercase"), [
      ["transform", { files, form: "upper", inPlace: true }]
    ])
    assert.deepStrictEqual(await meaning("lowercase one.txt"), [["transform", { files, form: "lower", inPlace: true }]])
    assert.deepStrictEqual(await meaning("show one.txt in upper case"), [["transform", { files, form: "upper" }]])
    assert.deepStrictEqual(await meaning("make one.txt uppercase and save it as x.txt"), [
      ["transform", { files, form: "upper", to: "x.txt" }]
    ])
  })

  it("is a permission of what is named", async () => {
    assert.deepStrictEqual(await meaning("make one.txt executable"), [
      ["permissions", { files: { paths: ["one.txt"] }, mode: "a+x" }]
    ])
    assert.deepStrictEqual(await meaning("make all files in sub executable"), [
      ["permissions", { files: { type: "file", in: ["sub"] }, mode: "a+x" }]
    ])
  })
})
