/** Where a line refers to something: every form of the table, and sentences that only look as if they did. */
import { assert, describe, it } from "@effect/vitest"
import { findReferences, type Which } from "#cli/refer/findReferences.ts"

const said = (which: Which): string => {
  switch (which.type) {
    case "nths":
      return which.numbers.join(" ")
    case "first":
    case "last":
      return `${which.type} ${which.count}`
    case "line":
      return `line ${which.number}`
    case "except":
      return `all but ${said(which.which)}`
    default:
      return which.type
  }
}
const found = (line: string): ReadonlyArray<string> =>
  findReferences(line).map(({ strong, text, which }) => `${text} = ${said(which)}${strong ? "" : "?"}`)

describe("references in a line", () => {
  it.for([
    ["delete the second one", "the second one = 2"],
    ["now delete the second one", "the second one = 2"],
    ["ok, then please delete the 3rd", "the 3rd = 3"],
    ["show the first", "the first = 1"],
    ["show first", "first = 1"],
    ["please show last", "last = -1"],
    ["show the last one", "the last one = -1"],
    ["copy the second to last one to old", "the second to last one = -2"],
    ["how big is the tenth one?", "the tenth one = 10"],
    ["delete number 4", "number 4 = 4"],
    ["delete numbers 1, 3 and 5", "numbers 1, 3 and 5 = 1 3 5"],
    ["delete numbers 2 to 4", "numbers 2 to 4 = 2 3 4"],
    ["delete the first and the third one", "the first and the third one = 1 3"],
    ["move the 2nd, 3rd and 5th to old", "the 2nd, 3rd and 5th = 2 3 5"],
    ["delete the last two", "the last two = last 2"],
    ["delete the first three of them", "the first three of them = first 3"],
    ["delete the last two files", "the last two files = last 2?"],
    ["delete the second file", "the second file = 2?"],
    ["delete all of them", "all of them = all"],
    ["delete them all", "them all = all"],
    ["Delete THEM", "THEM = all"],
    ["move them to old", "them = all"],
    ["zip those files", "those files = all"],
    ["zip these", "these = all"],
    ["delete both of them", "both of them = all"],
    ["copy the same files to old", "the same files = all"],
    ["delete the files above", "the files above = all?"],
    ["delete everything but the first", "everything but the first = all but 1"],
    ["delete all except the last two", "all except the last two = all but last 2"],
    ["delete all of them but number 2", "all of them but number 2 = all but 2"],
    ["how big is it", "it = it"],
    ["how big is it?", "it = it"],
    ["delete that", "that = it"],
    ["delete that file", "that file = it"],
    ["copy this one to old", "this one = it"],
    ["copy the same to old", "the same = it"],
    ["delete the file", "the file = it?"],
    ["delete #2", "#2 = line 2"],
    ["how big are they?", "they = all"],
    ["delete the second one of #3", "the second one of #3 = 2"],
    ["zip the files of #12", "the files of #12 = all"],
    ["delete them from #2", "them from #2 = all"],
    ["show the first from #2 please", "the first from #2 = 1"]
  ] as const)("%s: %s", ([line, one]) => assert.deepStrictEqual(found(line), [one]))

  it("finds several, each where it stands", () => {
    assert.deepStrictEqual(found("compare the first one with the last one"), ["the first one = 1", "the last one = -1"])
    assert.deepStrictEqual(found("move the first one to a and the second one to b"), [
      "the first one = 1",
      "the second one = 2"
    ])
    const [first] = findReferences("please delete the second one now")
    assert.deepStrictEqual([first?.start, first?.end], [14, 28])
  })

  it("says which line it is of", () =>
    assert.deepStrictEqual(
      findReferences("compare the first one of #3 with the last one").map(({ from }) => from),
      [3, null]
    ))

  it.for([
    // What stands before in the same sentence is what it means.
    "zip the logs and delete them",
    "find tmp files, then delete them",
    "list pdf files and delete the second one",
    "if a.txt is empty delete it",
    // No references, whatever they look like.
    "delete 'the second one'",
    'move "it" to old',
    "rename a.txt to «them»",
    "list the first 10 lines of a.txt",
    "show the last line of a.txt",
    "what changed in the last week",
    "files of the last 7 days",
    "who changed f1.txt last",
    "which file did I change first?",
    "list this folder",
    "organize this directory",
    "delete it.txt",
    "delete a/it",
    "delete item",
    "commit --amend",
    "find files from last month",
    ""
  ])("none in: %s", (line) => assert.deepStrictEqual(found(line), []))

  it("reads the first clause alone where that is one, and leaves the rest to the rules", () =>
    assert.deepStrictEqual(found("copy the second one to old and delete it"), ["the second one = 2"]))

  it("looks at no line that is longer than people write", () =>
    assert.deepStrictEqual(found(`delete them ${"x".repeat(3_000)}`), []))
})
