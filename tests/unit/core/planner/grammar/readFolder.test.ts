/** Folders that everybody names by what they are: read as that folder, never as a folder of that name. */
import { assert, describe, it } from "@effect/vitest"
import { lexiconOf, makeToolbox } from "@zenus/core"
import type { Look } from "#core/planner/grammar/Reading.ts"
import { readRequest } from "#core/planner/grammar/readRequest.ts"
import { allTools } from "#tools/index.ts"

const lexicon = lexiconOf(makeToolbox(allTools))
const read = (text: string, look?: Look) =>
  readRequest(text, lexicon, { now: Date.UTC(2026, 10, 18, 12), zone: "UTC", ...(look === undefined ? {} : { look }) })
const steps = (text: string, look?: Look): unknown => {
  const result = read(text, look)
  return result.status === "understood" ? result.steps.map((step) => [step.action, step.args]) : result.status
}
const folder =
  (name: string): Look =>
  (path) =>
    path === name ? "folder" : null

describe("a folder named by what it is", () => {
  it.each([
    ["my home folder", "~"],
    ["the home directory", "~"],
    ["the parent folder", ".."],
    ["the parent directory", ".."],
    ["the folder above this one", ".."],
    ["the root folder", "/"],
    ["this folder", "."],
    ["the current directory", "."]
  ])("is that one to a deed: %s is %s", (words, path) => {
    assert.deepStrictEqual(steps(`delete ${words}`), [["delete", { files: { paths: [path] } }]])
  })

  it("is that one to a question", () => {
    assert.deepStrictEqual(steps("list the parent folder"), [["list", { files: { in: [".."] } }]])
    assert.deepStrictEqual(steps("list the files in the parent directory"), [
      ["list", { files: { type: "file", in: [".."] } }]
    ])
  })

  it.each([
    ["organize this folder by type", "organize"],
    ["replace 'a' by 'b' in the current directory", "replace"]
  ])("stands for what is in it where a phrase can say so: %s", (text, action) => {
    const result = read(text)
    const [step] = result.status === "understood" ? result.steps : []
    assert.strictEqual(step?.action, action)
    assert.deepInclude(step?.args["files"], { in: ["."] })
  })

  it("is asked back about where a folder bears the word itself", () => {
    assert.strictEqual(steps("delete the home folder", folder("home")), "ambiguous")
    assert.strictEqual(steps("delete the parent folder", folder("parent")), "ambiguous")
    assert.deepStrictEqual(steps("delete my home folder", folder("home")), [["delete", { files: { paths: ["~"] } }]])
  })

  it("is asked back about where another folder was spoken of", () => {
    assert.strictEqual(steps("create a folder x and then delete this folder"), "ambiguous")
  })

  it("stays that one behind a quantity, and is nothing behind a number", () => {
    assert.deepStrictEqual(steps("delete all my home folder"), [["delete", { files: { paths: ["~"] } }]])
    assert.notStrictEqual(read("delete 3 my home folder").status, "understood")
  })
})
