/** Orders that zenus does not take: said clearly with what it has instead, and never read as a name. */
import { assert, describe, it } from "@effect/vitest"
import { lexiconOf, makeToolbox } from "@zenus/core"
import type { Look } from "#core/planner/grammar/Reading.ts"
import { readRequest } from "#core/planner/grammar/readRequest.ts"
import { allTools } from "#tools/index.ts"

const lexicon = lexiconOf(makeToolbox(allTools))
const read = (text: string, look?: Look) =>
  readRequest(text, lexicon, { now: Date.UTC(2026, 10, 18, 12), zone: "UTC", ...(look === undefined ? {} : { look }) })
const reasonOf = (text: string, look?: Look): string => {
  const result = read(text, look)
  return result.status === "not-understood" ? result.reason : result.status
}
const adviceOf = (text: string): string => {
  const result = read(text)
  return result.status === "not-understood" ? (result.advice ?? []).join(" ") : result.status
}
/** Each name is a folder here. */
const folders =
  (...names: ReadonlyArray<string>): Look =>
  (path) =>
    names.includes(path) ? "folder" : null

describe("a folder that is to be cleaned up", () => {
  it.each(["clean up this folder", "please clean this directory up", "clean the folder"])(
    "is asked about, since nothing says what is to go: %s",
    (text) => {
      const result = read(text)
      assert.match(reasonOf(text), /^it does not say what is to go/)
      assert.include(result.status === "not-understood" ? result.suggestions : [], "find empty files in this folder")
    }
  )

  it("is none of it once something says so", () => {
    assert.notMatch(reasonOf("clean up empty files in this folder"), /what is to go/)
  })
})

describe("the trash", () => {
  it.each([
    "empty the trash",
    "please empty my trash can",
    "clear the recycle bin",
    "delete everything in the trash",
    "could you empty the zenus trash now?",
    "list files and then empty the trash"
  ])("is not emptied on an order, and the retention is named: %s", (text) => {
    assert.match(reasonOf(text), /^zenus does not empty its trash on an order/)
    assert.match(adviceOf(text), /zenus config set trash\.retention/)
  })

  it("is a folder where one of that name lies", () => {
    const result = read("empty the folder trash", folders("trash"))
    assert.deepStrictEqual(result.status === "understood" && result.steps[0]?.args, {
      contents: true,
      files: { paths: ["trash"] }
    })
  })

  it.each([
    "is the trash full?",
    "do not empty the trash",
    "how big is the trash",
    "what happens when I empty the trash"
  ])("is not spoken of as an order in: %s", (text) => {
    assert.notMatch(reasonOf(text), /does not empty its trash/)
  })
})

describe("a disk", () => {
  it.each([
    "wipe the disk",
    "format the disk",
    "format my hard drive",
    "erase the whole drive",
    "reformat this partition please",
    "delete everything on this computer",
    "erase all data from the disk"
  ])("is never wiped: %s", (text) => {
    assert.match(reasonOf(text), /^zenus never wipes or formats a disk/)
  })

  it("is a folder where one of that name lies", () => {
    assert.strictEqual(read("delete the folder disk", folders("disk")).status, "understood")
  })

  it.each(["how full is the disk", "show disk usage"])("may be asked about: %s", (text) => {
    assert.strictEqual(read(text).status, "understood")
  })
})

describe("a deletion for good", () => {
  it.each([
    "permanently delete a.txt",
    "please delete all tmp files for good",
    "delete a.txt forever",
    "list files and delete a.txt permanently"
  ])("is none that zenus does, and the trash is named: %s", (text) => {
    assert.match(reasonOf(text), /^zenus deletes into a trash/)
    assert.match(adviceOf(text), /undo brings it back/)
  })

  it("is none of it where a folder is called so", () => {
    assert.strictEqual(read("delete the folder forever", folders("forever")).status, "understood")
  })
})
