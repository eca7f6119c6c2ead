/**
 * What people type at a prompt without thinking of a grammar: a search that does not say where, new files without names, names
 * that are units or years as well, dates as names. Where two things can be meant it is asked, with both said.
 */
import { assert, describe, it } from "@effect/vitest"
import { understanding } from "#kit/understand.ts"

const HOME = ["/home/ann/Desktop", "/home/ann/Downloads", "/home/ann/Pictures"]
const { read, ...understood } = understanding({
  files: ["/w/one.txt", "/w/list"],
  folders: ["/w", "/w/b", "/w/2024", "/w/sub", ...HOME]
})

/** Action and arguments of each step; or the tag of the refusal and what is suggested. */
const meaning = async (text: string): Promise<unknown> => {
  const suggested = await understood.suggested(text)
  return suggested === null ? understood.meaning(text) : [await understood.meaning(text), ...suggested]
}

const EVERYWHERE = { type: "file", recursive: true }
const Y2024 = { from: "2024-01-01T00:00:00.000Z", until: "2025-01-01T00:00:00.000Z" }

describe("a search", () => {
  it.each(["find text TODO", "find the text TODO", "search for the word TODO", "look for the string TODO"])(
    "of a text is one in all files: %s",
    async (text) => assert.deepStrictEqual(await meaning(text), [["search", { find: "TODO", files: EVERYWHERE }]])
  )

  it("of text files is none", async () => {
    const txt = [["find", { files: { extensions: ["txt"], type: "file" } }]]
    assert.deepStrictEqual(await meaning("find text files"), txt)
    assert.deepStrictEqual(await meaning("find the text files"), txt)
  })

  it.each(["search for milk", "search milk", "look for milk please", "find milk", 'search for "milk"'])(
    "of a word alone is asked about, and both can be said: %s",
    async (text) => {
      const both = ["search for 'milk' in all files", "find files with 'milk' in their names"]
      assert.deepStrictEqual(await meaning(text), ["Ambiguous", ...both])
      assert.deepStrictEqual(await meaning(both[0] ?? ""), [["search", { find: "milk", files: EVERYWHERE }]])
      assert.deepStrictEqual(await meaning(both[1] ?? ""), [
        ["find", { files: { type: "file", nameContains: ["milk"] } }]
      ])
    }
  )

  it.each([
    ["search for 'milk.txt'", { names: ["milk.txt"], type: "any" }],
    ["search for photos", { kinds: ["Images"] }],
    ['search for "list"', { names: ["list"], type: "any" }]
  ])("of a name or a kind is clear: %s", async (text, files) => {
    assert.deepStrictEqual(await meaning(text), [["find", { files }]])
  })
})

describe("new things", () => {
  it.each([
    ["make 3000 empty files", "create the files file1.txt to file3000.txt"],
    ["create three files", "create the files file1.txt to file3.txt"],
    ["make 5 folders", "create the folders folder1 to folder5"]
  ])("without names are asked about: %s", async (text, suggestion) => {
    assert.deepStrictEqual(await meaning(text), ["Ambiguous", suggestion])
    assert.strictEqual((await read(suggestion))._tag, "Success")
  })

  it.each([
    ["create 3 files named a b c", "touch", { paths: ["a", "b", "c"], onlyNew: true }],
    ["create 2 text files called notes todo", "touch", { paths: ["notes", "todo"], onlyNew: true }],
    ["make 3 folders jan feb mar", "mkdir", { paths: ["jan", "feb", "mar"] }]
  ])("have as many names as were counted, with blanks alone between them: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })

  it("are not made where there are fewer names, or more", async () => {
    for (const text of ["create 3 files named x y", "create 2 files named x y z"])
      assert.strictEqual((await read(text))._tag, "Failure", text)
  })
})

describe("a name that is a unit or a year", () => {
  it.each([
    ["delete b", "delete", { files: { paths: ["b"] } }],
    ["delete 2024", "delete", { files: { paths: ["2024"] } }],
    ["show b", "list", { files: { in: ["b"] } }],
    ["list 2024", "list", { files: { in: ["2024"] } }],
    ["list files in 2024", "list", { files: { type: "file", in: ["2024"] } }],
    ["move one.txt to 2024", "move", { from: { paths: ["one.txt"] }, to: "2024" }],
    ["delete files larger than 5 b", "delete", { files: { type: "file", size: { over: 5 } } }],
    ["delete files modified in 2024", "delete", { files: { type: "file", modified: Y2024 } }],
    ["delete the folder 1999", "delete", { files: { paths: ["1999"] } }]
  ])("is that name where it is there: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })

  it.each(["delete k", "delete 1999", "list 1999"])("is none where nothing is called so: %s", async (text) => {
    assert.strictEqual((await read(text))._tag, "Failure")
  })

  it.each(["delete everything in 2024", "move the txt files from 2024 to sub", "delete files in 2024"])(
    "is asked about before a deed where it may be a time: %s",
    async (text) => {
      const both = [text.replace("2024", "the folder 2024"), text.replace("2024", "the year 2024")]
      assert.deepStrictEqual(await meaning(text), ["Ambiguous", ...both])
      for (const one of both) assert.strictEqual((await read(one))._tag, "Success", one)
      assert.strictEqual((await read(text.replace("2024", "2023")))._tag, "Success", "no folder is called so")
    }
  )
})

describe("dates as names", () => {
  it.each([
    ["rename the jpg files by their date", { extensions: ["jpg"], type: "file" }, "name"],
    ["rename one.txt to its date", { paths: ["one.txt"] }, "name"],
    ["rename all photos by date", { kinds: ["Images"] }, "name"],
    ["put the date in front of the jpg files", { extensions: ["jpg"], type: "file" }, "prefix"],
    ["add the date to the names of the jpg files", { extensions: ["jpg"], type: "file" }, "prefix"]
  ])("are those of the files: %s", async (text, files, date) => {
    assert.deepStrictEqual(await meaning(text), [["rename", { files, date }]])
  })

  it("are the word where that is said, and asked about where another date may be meant", async () => {
    const files = { extensions: ["jpg"], type: "file" }
    assert.deepStrictEqual(await meaning("add the prefix date to the jpg files"), [
      ["rename", { prefix: "date", files }]
    ])
    assert.deepStrictEqual(await meaning("rename one.txt to date"), [
      ["rename", { files: { paths: ["one.txt"] }, to: "date" }]
    ])
    for (const said of ["today's date", "current time"])
      assert.strictEqual(
        ((await meaning(`add ${said} to the names of the jpg files`)) as ReadonlyArray<string>)[0],
        "Ambiguous"
      )
  })
})

describe("files that are sorted", () => {
  const txt = { extensions: ["txt"], type: "file" }
  it("by size are a list, and go into folders where that is said", async () => {
    const list = [["find", { files: { ...txt, order: { by: "size" }, recursive: false } }]]
    assert.deepStrictEqual(await meaning("sort the txt files by size"), list)
    for (const text of ["organize the txt files by size", "sort the txt files into folders by size"])
      assert.deepStrictEqual(await meaning(text), [["organize", { files: txt, by: "size" }]], text)
  })

  it("by date may be either, and both can be said", async () => {
    const said = (await meaning("sort the txt files by date")) as ReadonlyArray<string>
    assert.deepStrictEqual(said.slice(0, 3), [
      "Ambiguous",
      "list the txt files by date",
      "organize the txt files by date"
    ])
    assert.deepStrictEqual(await meaning(said[1] ?? ""), [
      ["find", { files: { ...txt, order: { by: "modified" }, recursive: false } }]
    ])
    assert.deepStrictEqual(await meaning(said[2] ?? ""), [["organize", { files: txt, by: "date" }]])
  })
})

describe("a series of files", () => {
  const three = ["i1.jpg", "i2.jpg", "i3.jpg"]
  it.each([
    ["move i1.jpg to i3.jpg into sub", "move", { from: { paths: three }, to: "sub", asFolder: true }],
    ["copy i1.jpg through i3.jpg to sub", "copy", { from: { paths: three }, to: "sub" }],
    ["delete i1.jpg to i3.jpg", "delete", { files: { paths: three } }],
    ["zip i1.jpg to i3.jpg", "archive", { files: { paths: three }, format: "zip" }],
    ["zip i1.jpg to i3.zip", "archive", { files: { paths: ["i1.jpg"] }, to: "i3.zip" }],
    ["move i1.jpg to i3.jpg", "move", { from: { paths: ["i1.jpg"] }, to: "i3.jpg" }],
    ["copy i1.jpg to i3.jpg in sub", "copy", { from: { paths: ["i1.jpg"] }, to: "sub/i3.jpg" }],
    ["rename i1.jpg to i3.jpg", "rename", { files: { paths: ["i1.jpg"] }, to: "i3.jpg" }]
  ])("is one where its end is no new name: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })
})

describe("a year before files", () => {
  it("is no count of them, and asked about", async () => {
    assert.deepStrictEqual(((await meaning("delete the 2023 photos")) as ReadonlyArray<string>).slice(0, 2), [
      "Ambiguous",
      "delete the photos from 2023"
    ])
  })
})

describe("one's own folders", () => {
  it.each([
    ["copy one.txt to the desktop", "copy", { from: { paths: ["one.txt"] }, to: "~/Desktop" }],
    ["copy one.txt to my desktop", "copy", { from: { paths: ["one.txt"] }, to: "~/Desktop" }],
    ["put a copy of one.txt on my desktop", "copy", { from: { paths: ["one.txt"] }, to: "~/Desktop" }],
    ["sort my downloads by type please", "organize", { files: { in: ["~/Downloads"] }, by: "type" }],
    ["move one.txt to my pictures folder", "move", { from: { paths: ["one.txt"] }, to: "~/Pictures", asFolder: true }],
    ["move one.txt to pictures", "move", { from: { paths: ["one.txt"] }, to: "pictures" }],
    ["create a folder called desktop", "mkdir", { paths: ["desktop"] }]
  ])("are those in the home, but for a new one: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })
})

describe("words as they come", () => {
  const LOGS = { extensions: ["log"], recursive: true }
  it.each([
    ["remove one.txt it's not needed anymore", "delete", { files: { paths: ["one.txt"] } }],
    [
      "delete files older then 1 day",
      "delete",
      { files: { type: "file", modified: { until: "1969-12-31T00:00:00.000Z" } } }
    ],
    [
      "how many errors are in one.txt",
      "count",
      { matching: "error", files: { paths: ["one.txt"] }, show: "total", anyCase: true }
    ],
    ["show me the errors in one.txt", "search", { find: "error", files: { paths: ["one.txt"] }, anyCase: true }],
    ["how much space does this take up", "diskUsage", { files: { paths: ["."] } }],
    ["what's taking up all the space", "diskUsage", { show: "each", files: { in: ["."], type: "any" } }],
    [
      "show everything in here, also the hidden stuff",
      "list",
      { files: { type: "any", in: ["."], hidden: "include" } }
    ],
    ["thanks, now delete one.txt", "delete", { files: { paths: ["one.txt"] } }],
    ["how many files of each type are there", "count", { by: "extension" }],
    ["how many lines are in each log", "count", { files: LOGS, what: ["lines"], show: "each" }],
    ["how many lines does each log have", "count", { files: LOGS, what: ["lines"], show: "each" }],
    ["how many lines are in all logs", "count", { files: LOGS, what: ["lines"], show: "total" }]
  ])("are understood: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })

  it("for numbers are no names of a series", async () => {
    for (const text of ["calculate the sum of all the numbers from 1 to 10", "move 1 to 10 into sub"])
      assert.strictEqual((await read(text))._tag, "Failure", text)
  })

  it("that choose files are never dropped as an excuse, nor taken for a name", async () => {
    for (const text of ["delete files that are old", "delete one.txt if it is old", "delete every second photo"])
      assert.strictEqual((await read(text))._tag, "Failure", text)
  })
})

describe("slips of the pen in a deed", () => {
  it.each([
    ["delete all txt fils", "delete all txt files"],
    ["delet all bak fils", "delete all bak files"],
    ["move jpg flies to sub", "move jpg files to sub"],
    ["delte the two larggest txt files", "delete the two largest txt files"]
  ])("are never done, and put right in what is proposed first: %s", async (text, right) => {
    const [tag, first] = (await meaning(text)) as ReadonlyArray<string>
    assert.deepStrictEqual([tag, first], ["NotUnderstood", right])
    assert.strictEqual((await read(right))._tag, "Success")
  })
})

const beside = (...paths: ReadonlyArray<string>) => [["copy", { from: { paths }, beside: true }]]

describe("a copy", () => {
  it.each([
    ["make a copy of one.txt", beside("one.txt")],
    ["duplicate one.txt", beside("one.txt")],
    ["make a copy of one.txt and two.txt", beside("one.txt", "two.txt")],
    ["duplicate one.txt, two.txt and three.txt", beside("one.txt", "two.txt", "three.txt")]
  ])("without a place is one beside: %s", async (text, steps) => assert.deepStrictEqual(await meaning(text), steps))

  it.each([
    "make a copy of one.txt and call it z",
    "make a copy of one.txt named z",
    "make a duplicate of one.txt called z"
  ])("that is called something has that name: %s", async (text) =>
    assert.deepStrictEqual(await meaning(text), [["copy", { from: { paths: ["one.txt"] }, to: "z", asFolder: false }]])
  )
})

describe("a folder that is called as no name is", () => {
  it.each([
    "copy all files in many to sub",
    "move all files in several to sub",
    "copy all files in the folder many to sub"
  ])("is never made in the place where things go: %s", async (text) => {
    const result = await read(text)
    const steps = result._tag === "Success" ? result.success.steps : []
    assert.notMatch(JSON.stringify(steps), /sub\/(?:many|several)/)
  })
})

describe("a question about files", () => {
  it.each([
    ["is there anything bigger than 1 gb?", "find files bigger than 1 gb"],
    ["which files did I change last week", "which files changed last week"]
  ])("is the one that is said so: %s", async (text, other) => {
    const [[action]] = (await meaning(text)) as [[string]]
    assert.strictEqual(action, "find")
    assert.deepStrictEqual(await meaning(text), await meaning(other))
  })
})
