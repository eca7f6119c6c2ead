/** Requests whose words are weighed against what lies in the folder: a name in quotes, a word that is a kind and a folder. */
import { assert, describe, it } from "@effect/vitest"
import { fromRules, makeToolbox, Request } from "@zenus/core"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"

const FILES = new Set(["/w/*", "/w/a.txt", "/w/f?.txt", "/w/main.py", "/w/sub/n.txt"])
const FOLDERS = new Set(["/w", "/w/docs", "/w/sub"])
const rules = fromRules(makeToolbox(allTools), (path) =>
  FOLDERS.has(path) ? "folder" : FILES.has(path) ? "file" : null
)

/** Action and arguments of each step; or the tag of the refusal. */
const meaning = async (text: string): Promise<unknown> => {
  const request = new Request({ text, cwd: "/w", home: "/home/ann", at: 0, timeZone: "UTC", mode: "plan" })
  const result = await Effect.runPromise(Effect.result(rules.translate(request)))
  return result._tag === "Failure"
    ? result.failure._tag
    : result.success.steps.map(({ action, args }) => [action, args] as const)
}

describe("a quoted name with pattern signs", () => {
  it.each([
    ['delete "*"', "delete", { files: { paths: ["*"] } }],
    ['delete the file named "*"', "delete", { files: { paths: ["*"] } }],
    ["delete a file called '*'", "delete", { files: { paths: ["*"] } }],
    ['move "*" to sub', "move", { from: { paths: ["*"] }, to: "sub" }],
    ['rename "*" to star', "rename", { files: { paths: ["*"] }, to: "star" }],
    ['delete "f?.txt" and a.txt', "delete", { files: { paths: ["f?.txt", "a.txt"] } }],
    ['delete files named "*"', "delete", { files: { type: "file", names: ["[*]"] } }],
    ['copy every file named "*" to sub', "copy", { from: { type: "file", names: ["[*]"] }, to: "sub", asFolder: true }],
    ["delete the files named '*' and a.txt", "delete", { files: { type: "file", names: ["[*]", "a.txt"] } }],
    ['show "f?.txt"', "read", { files: { paths: ["f?.txt"] } }],
    ['find "f?.txt"', "find", { files: { names: ["f[?].txt"], type: "any" } }],
    ['delete all files except "*"', "delete", { files: { type: "file", notNames: ["[*]"], keeps: ["*"] } }],
    ['extract "*" from a.zip', "extract", { only: ["[*]"], files: { paths: ["a.zip"] } }]
  ])("is the file of that name: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })

  it.each([
    ['delete "*.jpg"', { names: ["*.jpg"] }],
    ["delete *.jpg", { names: ["*.jpg"] }],
    ['delete "g?.txt"', { names: ["g?.txt"] }],
    ['delete files matching "*"', { type: "file", names: ["*"] }],
    ['delete all "f?.txt" files', { type: "file", names: ["f?.txt"] }]
  ])("is a pattern where no such file is, or where it is said to be one: %s", async (text, files) => {
    assert.deepStrictEqual(await meaning(text), [["delete", { files }]])
  })

  it("names a file of the folder behind it, not a text in its files", async () => {
    assert.deepStrictEqual(await meaning('delete "n.txt" in sub'), [["delete", { files: { paths: ["sub/n.txt"] } }]])
    assert.deepStrictEqual(await meaning('delete "TODO" in a.txt'), [
      ["replace", { find: "TODO", files: { paths: ["a.txt"] }, with: "" }]
    ])
  })
})

describe("a word that is a kind of files and a folder here", () => {
  it.each([
    ["move the folder docs to sub", "move", { from: { paths: ["docs"] }, to: "sub" }],
    ["zip docs", "archive", { files: { paths: ["docs"] }, format: "zip" }],
    ["list docs", "list", { files: { in: ["docs"] } }],
    ["show docs", "list", { files: { in: ["docs"] } }]
  ])("is that folder: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })

  it.each([
    ["delete docs in sub", "delete", { files: { extensions: ["doc"], in: ["sub"] } }],
    ["how many docs are there", "count", { files: { extensions: ["doc"] } }],
    ["count docs", "count", { files: { extensions: ["doc"] } }],
    ["find docs", "find", { files: { extensions: ["doc"] } }],
    ["list pdfs", "find", { files: { extensions: ["pdf"] } }]
  ])("stays the kind where it is counted, sought or said to lie elsewhere: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })
})

describe("two readings of the same words", () => {
  it.each([
    [
      "delete all zip files in the current directory",
      "delete",
      { files: { extensions: ["zip"], type: "file", in: ["."] } }
    ],
    [
      "rename all .txt files to .bak in the current directory tree",
      "rename",
      { files: { extensions: ["txt"], type: "file", recursive: true, in: ["."] }, extension: "bak" }
    ],
    [
      "move the directory named 'x-y' and residing under the current one to z/",
      "move",
      { from: { paths: ["x-y"] }, to: "z/", asFolder: true }
    ],
    ["delete files named a.txt", "delete", { files: { type: "file", names: ["a.txt"] } }],
    ["delete every file named a.txt", "delete", { files: { type: "file", names: ["a.txt"] } }],
    ["delete the file named a.txt in sub", "delete", { files: { paths: ["sub/a.txt"] } }]
  ])("are no question where one of them is said by everybody: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })
})

describe("line numbers", () => {
  it.each([
    "print the file with line numbers: main.py",
    "show with line numbers: main.py",
    "show main.py with line numbers",
    "cat main.py including line numbers",
    "print main.py and number each line",
    "show the lines of main.py numbered"
  ])("are shown wherever they are said: %s", async (text) => {
    assert.deepStrictEqual(await meaning(text), [["lines", { files: { paths: ["main.py"] }, lineNumbers: true }]])
  })

  it("go with the first lines too", async () => {
    assert.deepStrictEqual(await meaning("show the first 3 lines of main.py with line numbers"), [
      ["lines", { files: { paths: ["main.py"] }, to: 3, lineNumbers: true }]
    ])
  })

  it("are not dropped with the words before a colon", async () => {
    assert.strictEqual(await meaning("print the file with its wheels off: main.py"), "NotUnderstood")
    assert.deepStrictEqual(await meaning("print the file: main.py"), [["read", { files: { paths: ["main.py"] } }]])
  })
})
