/**
 * What a request means where words or the folder decide between a file, its text, and a list: as a person would expect it of
 * a shown file, of files in an order, and of a new file that is there already.
 */
import { assert, describe, it } from "@effect/vitest"
import { fromRules, makeToolbox, Request } from "@zenus/core"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"

const FILES = new Set(["/w/one.txt", "/w/.secret", "/w/recipe", "/etc/hosts"])
const FOLDERS = new Set(["/w", "/w/sub", "/etc"])
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

describe("a file that is shown", () => {
  it.each([
    ["show /etc/hosts", "/etc/hosts"],
    ["show me /etc/hosts", "/etc/hosts"],
    ["print /etc/hosts", "/etc/hosts"],
    ["show the contents of /etc/hosts", "/etc/hosts"],
    ["what is in /etc/hosts", "/etc/hosts"],
    ["show .secret", ".secret"],
    ["show recipe", "recipe"]
  ])("is its content, whatever its name: %s", async (text, path) => {
    assert.deepStrictEqual(await meaning(text), [["read", { files: { paths: [path] } }]])
  })

  it("is listed where it is a folder", async () => {
    assert.deepStrictEqual(await meaning("show sub"), [["list", { files: { in: ["sub"] } }]])
    assert.deepStrictEqual(await meaning("show /etc"), [["list", { files: { in: ["/etc"] } }]])
  })
})

describe("files in an order", () => {
  it.each([
    ["sort files by size", { by: "size" }],
    ["list files by size", { by: "size" }],
    ["sort my files by date", { by: "modified" }],
    ["order the files by size, largest first", { by: "size", descending: true }],
    ["list files sorted by date", { by: "modified" }]
  ])("are listed, those of this folder: %s", async (text, order) => {
    assert.deepStrictEqual(await meaning(text), [["find", { files: { type: "file", order, recursive: false } }]])
  })

  it("stay in their folder by size, time and kind too, where they are listed", async () => {
    const big = { type: "file", size: { over: 1024 ** 2 } }
    assert.deepStrictEqual(await meaning("list files larger than 1 MB"), [
      ["find", { files: { ...big, recursive: false } }]
    ])
    assert.deepStrictEqual(await meaning("list pdf files larger than 1 MB in sub"), [
      ["find", { files: { ...big, extensions: ["pdf"], in: ["sub"], recursive: false } }]
    ])
    for (const text of [
      "find files larger than 1 MB",
      "which files are larger than 1 MB",
      "show files larger than 1 MB"
    ])
      assert.deepStrictEqual(await meaning(text), [["find", { files: big }]])
    assert.deepStrictEqual(await meaning("list files larger than 1 MB recursively"), [
      ["find", { files: { ...big, recursive: true } }]
    ])
  })

  it("stay in their folder without some of them too, and go below where they are ranked or searched", async () => {
    assert.deepStrictEqual(await meaning("list files not ending in txt"), [
      ["find", { files: { type: "file", notNames: ["*txt"], recursive: false } }]
    ])
    assert.deepStrictEqual(await meaning("list files under sub sorted by size"), [
      ["find", { files: { type: "file", in: ["sub"], order: { by: "size" }, recursive: true } }]
    ])
    for (const text of ["list the largest files", "list empty files", "list files containing TODO"]) {
      const [step] = (await meaning(text)) as ReadonlyArray<readonly [string, { readonly files: object }]>
      assert.deepInclude(step?.[1].files, { recursive: true }, text)
    }
  })

  it("are no lines to sort, unless their lines are spoken of", async () => {
    assert.deepStrictEqual(await meaning("sort one.txt"), [["sort", { files: { paths: ["one.txt"] } }]])
    assert.deepStrictEqual(await meaning("sort the lines of the txt files in sub"), [
      ["sort", { files: { type: "file", extensions: ["txt"], in: ["sub"] } }]
    ])
    assert.oneOf(await meaning("sort all csv files alphabetically"), ["Ambiguous", "NotUnderstood"])
  })
})

describe("a text that is searched here", () => {
  it.each([
    "search for 'TODO' here",
    'search "TODO" here',
    "search for 'TODO' in this folder",
    "search for 'TODO' in ."
  ])("is looked for in the files: %s", async (text) => {
    assert.deepStrictEqual(await meaning(text), [
      ["search", { find: "TODO", files: { type: "file", in: ["."], recursive: true } }]
    ])
  })
})

describe("a new file", () => {
  it("leaves one that is there as it is; touched, its time is set", async () => {
    assert.deepStrictEqual(await meaning("create one.txt"), [["touch", { paths: ["one.txt"], onlyNew: true }]])
    assert.deepStrictEqual(await meaning("touch one.txt"), [["touch", { paths: ["one.txt"] }]])
  })
})

describe("names that are changed in a folder", () => {
  const files = { type: "file", in: ["sub"] }
  it.each([
    ["rename IMG_ to trip_ in sub", { files, replace: { text: "IMG_", with: "trip_" } }],
    ["replace spaces with underscores in file names in sub", { files, spaces: "_" }],
    ["remove spaces from names in sub", { files, spaces: "" }],
    ["make all file names in sub lowercase", { files, case: "lower" }],
    ["rename all .txt to .md", { files: { type: "file", extensions: ["txt"] }, extension: "md" }]
  ])("are those of the files in it: %s", async (text, args) => {
    assert.deepStrictEqual(await meaning(text), [["rename", args]])
  })

  it("are one file's where one is named", async () => {
    assert.deepStrictEqual(await meaning("rename .bashrc to .profile"), [
      ["rename", { files: { paths: [".bashrc"] }, to: ".profile" }]
    ])
  })

  it("are no text: that is replaced in the files of the folder, and never in the folder itself", async () => {
    assert.deepStrictEqual(await meaning("change every 1 to 2 in sub"), [["replace", { find: "1", with: "2", files }]])
  })
})

describe("other questions", () => {
  it("unpacks the archives of a folder, or all that is in an archive", async () => {
    assert.deepStrictEqual(await meaning("extract everything in this folder"), [
      ["extract", { files: { type: "file", in: ["."], kinds: ["Archives"] } }]
    ])
    assert.deepStrictEqual(await meaning("extract everything from all.zip"), [
      ["extract", { files: { paths: ["all.zip"] } }]
    ])
  })

  it("looks below for what somebody has, and ranks several where several are asked for", async () => {
    assert.deepStrictEqual(await meaning("do I have a file called low.pdf"), [
      ["exists", { paths: ["low.pdf"], type: "file", below: true }]
    ])
    const order = { by: "size", descending: true }
    assert.deepStrictEqual(await meaning("which files take up the most space"), [
      ["find", { files: { type: "file", order, first: 10 } }]
    ])
    assert.deepStrictEqual(await meaning("which file takes up the most space"), [
      ["find", { files: { type: "file", order, first: 1 } }]
    ])
  })

  it("does not find what it is told to take away", async () => {
    assert.oneOf(await meaning("take one.txt out of the folder"), ["Ambiguous", "NotUnderstood"])
    assert.deepStrictEqual(await meaning("take the files in sub"), [["find", { files: { type: "file", in: ["sub"] } }]])
    assert.deepStrictEqual(await meaning("take each file ending in .docx within sub and copy it to out/"), [
      [
        "copy",
        { from: { type: "file", extensions: ["docx"], in: ["sub"], recursive: true }, to: "out/", asFolder: true }
      ]
    ])
    assert.deepStrictEqual(await meaning("list all subdirectories of sub that are not named subdir1"), [
      ["find", { files: { type: "folder", in: ["sub"], notNames: ["subdir1"] } }]
    ])
  })

  it("tells made from changed", async () => {
    const today = { from: "1970-01-01T00:00:00.000Z", until: "1970-01-02T00:00:00.000Z" }
    assert.deepStrictEqual(await meaning("find files created today"), [
      ["find", { files: { type: "file", created: today } }]
    ])
    assert.deepStrictEqual(await meaning("find files changed today"), [
      ["find", { files: { type: "file", modified: today } }]
    ])
    assert.oneOf(await meaning("find files created after one.txt"), ["Ambiguous", "NotUnderstood"])
  })
})
