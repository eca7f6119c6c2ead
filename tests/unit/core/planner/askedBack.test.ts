/**
 * Orders whose words can be read and that leave open what is to be done, and what is to be kept. A newcomer's finds: each of them
 * was a plan that took more than was said.
 */
import { assert, describe, it } from "@effect/vitest"
import type { Selection } from "@zenus/core"
import { understanding } from "#kit/understand.ts"

const { meaning, read, suggested } = understanding({
  files: ["/w/a.txt", "/w/b.txt", "/w/one.log", "/w/two.log"],
  folders: ["/w", "/w/Documents", "/w/Photos", "/w/Old", "/w/logs", "/w/photos", "/w/music", "/w/work"]
})
const notJpg = { type: "file", notExtensions: ["jpg"] }

describe("a deed with an exception", () => {
  it.each([
    ["delete everything except jpg files", "delete", { files: notJpg }],
    ["delete everything that is not a jpg", "delete", { files: notJpg }],
    ["delete everything except *.jpg", "delete", { files: { type: "file", notNames: ["*.jpg"] } }],
    ["delete everything without an extension", "delete", { files: { type: "file", notNames: ["*.*"] } }],
    ["move everything except jpg files to backup", "move", { from: notJpg, to: "backup", asFolder: true }]
  ])("takes no folder that could hold what is to be kept: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })

  it("reads a kind to be kept by its extensions, and no word of the exception as part of a path", async () => {
    for (const text of ["delete all except images", "delete everything that is not a photo"]) {
      const result = await read(text)
      const steps = result._tag === "Success" ? result.success.steps : []
      const files = steps.map(({ args }) => args["files"] as Selection)
      assert.deepStrictEqual(
        files.map((one) => [one.type, Object.keys(one).toSorted()]),
        [["file", ["notExtensions", "type"]]]
      )
      assert.includeMembers([...(files[0]?.notExtensions ?? [])], ["jpg", "png", "gif"])
    }
  })

  it.each([
    ["delete everything except l.txt", "delete", { files: { type: "any", notNames: ["l.txt"], keeps: ["l.txt"] } }],
    [
      "move all files except a.txt and nope.txt to Old",
      "move",
      {
        from: { type: "file", notNames: ["a.txt", "nope.txt"], keeps: ["a.txt", "nope.txt"] },
        to: "Old",
        asFolder: true
      }
    ],
    [
      "delete everything except the folder Photos",
      "delete",
      { files: { type: "any", notInPath: ["Photos"], keeps: ["Photos"] } }
    ],
    [
      "delete everything under work except a.txt",
      "delete",
      { files: { type: "file", in: ["work"], recursive: true, notNames: ["a.txt"], keeps: ["a.txt"] } }
    ]
  ])("says which names must be there: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })

  it.each([
    ["delete all folders except photos", { type: "folder", notInPath: ["photos"], keeps: ["photos"] }],
    ["delete everything except work", { type: "any", notInPath: ["work"], keeps: ["work"] }],
    ["delete everything outside of work", { type: "any", notInPath: ["work"], keeps: ["work"] }],
    ["delete all files apart from a.txt", { type: "file", notNames: ["a.txt"], keeps: ["a.txt"] }],
    ["delete everything with the exception of a.txt", { type: "any", notNames: ["a.txt"], keeps: ["a.txt"] }],
    [
      "delete all txt files not in work and one.log",
      {
        extensions: ["txt"],
        type: "file",
        notInPath: ["work", "one.log"],
        notNames: ["one.log"],
        keeps: ["work", "one.log"]
      }
    ]
  ])("keeps a folder as a folder and a file as a file: %s", async (text, files) => {
    assert.deepStrictEqual(await meaning(text), [["delete", { files }]])
  })

  it.each([
    "delete everything except jpg files and a.txt",
    "delete everything excluding a.txt, b.txt and work",
    "delete all files except 'a.txt' and photos",
    "delete everything except photos",
    "delete all folders not starting with a",
    "delete all folders under work except those starting with a"
  ])("is asked back about where more may be to be kept: %s", async (text) => {
    assert.strictEqual(await meaning(text), "Ambiguous")
  })

  it("ends where a deed of its own begins", async () => {
    assert.deepStrictEqual(await meaning("delete all files except a.txt and then delete b.txt"), [
      ["delete", { files: { type: "file", notNames: ["a.txt"], keeps: ["a.txt"] } }],
      ["delete", { files: { paths: ["b.txt"] } }]
    ])
  })

  it("asks for no name where nothing is done", async () => {
    assert.deepStrictEqual(await meaning("find all files except l.txt"), [
      ["find", { files: { type: "file", notNames: ["l.txt"] } }]
    ])
  })
})

describe("two places", () => {
  it.each([
    ["delete files in Documents and Old", { type: "file", in: ["Documents", "Old"] }],
    ["delete files in Documents, Old", { type: "file", in: ["Documents", "Old"] }],
    ["delete everything inside Documents and Old", { type: "any", in: ["Documents", "Old"] }]
  ])("are both looked into: %s", async (text, files) => {
    assert.deepStrictEqual(await meaning(text), [["delete", { files }]])
  })

  it("are both organized and packed", async () => {
    assert.deepStrictEqual(await meaning("organize Documents and Photos by type"), [
      ["organize", { files: { paths: ["Documents", "Photos"] }, by: "type" }]
    ])
    assert.deepStrictEqual(await meaning("zip files in Documents and Old"), [
      ["archive", { files: { type: "file", in: ["Documents", "Old"] }, format: "zip" }]
    ])
  })

  it("are never what lies in one and the other as a whole", async () => {
    assert.strictEqual(await meaning("delete the files in Documents older than 3 days and Old"), "Ambiguous")
    assert.deepStrictEqual(await meaning("delete the txt files in Documents and a.txt"), [
      ["delete", { files: { extensions: ["txt"], in: ["Documents"], type: "file" } }],
      ["delete", { files: { paths: ["a.txt"] } }]
    ])
  })

  it("is where files are taken from, and not where an archive goes", async () => {
    assert.deepStrictEqual(await meaning("zip all jpg files in Photos"), [
      ["archive", { files: { extensions: ["jpg"], type: "file", in: ["Photos"] }, format: "zip" }]
    ])
    assert.deepStrictEqual(await meaning("zip all jpg files into Photos"), [
      ["archive", { files: { extensions: ["jpg"], type: "file" }, to: "Photos", format: "zip" }]
    ])
  })
})

describe("a choice that is left to us", () => {
  it.each([
    "delete one of the logs",
    "delete 1 of the logs",
    "delete any log",
    "delete any of the logs",
    "delete some files",
    "move some of the txt files to Old",
    "clean up everything",
    "clean up everything in this folder",
    "delete a.txt?"
  ])("is asked back about: %s", async (text) => {
    assert.strictEqual(await meaning(text), "Ambiguous")
  })

  it("is none where all of a kind are meant, or somebody is asked to do it", async () => {
    assert.deepStrictEqual(await meaning("delete any tmp files"), [
      ["delete", { files: { extensions: ["tmp"], type: "file" } }]
    ])
    assert.deepStrictEqual(await meaning("delete any file larger than 1 GB"), [
      ["delete", { files: { type: "file", size: { over: 1024 ** 3 } } }]
    ])
    assert.deepStrictEqual(await meaning("could you delete a.txt?"), [["delete", { files: { paths: ["a.txt"] } }]])
  })

  it("is suggested nothing that takes more", async () => {
    assert.deepStrictEqual(await suggested("delete some files"), ["list some files"])
    assert.deepStrictEqual(await suggested("clean up everything"), [
      "organize this folder by type",
      "delete the empty files in this folder",
      "list everything here"
    ])
  })
})

describe("an order without a number", () => {
  it.each([
    ["delete the oldest files", ["delete the 5 oldest files", "delete the 5 oldest files in this folder"]],
    ["delete the newest logs", ["delete the 5 newest logs", "delete the 5 newest logs in this folder"]],
    ["move the newest files to Old", ["move the 5 newest files to Old"]]
  ])("takes nothing away: %s", async (text, first) => {
    assert.strictEqual(await meaning(text), "Ambiguous")
    assert.deepStrictEqual((await suggested(text))?.slice(0, first.length), first)
  })

  it("is one for one thing, and shows ten", async () => {
    assert.deepStrictEqual(await meaning("delete the oldest file"), [
      ["delete", { files: { type: "file", order: { by: "modified" }, first: 1, recursive: true } }]
    ])
    assert.deepStrictEqual(await meaning("find the oldest files"), [
      ["find", { files: { type: "file", order: { by: "modified" }, first: 10, recursive: true } }]
    ])
  })

  it("does not say which folder is the largest, where that one would go", async () => {
    assert.strictEqual(await meaning("delete the biggest folder"), "Ambiguous")
    assert.strictEqual(await meaning("move the smallest folder to Old"), "Ambiguous")
  })
})

describe("files that are the same", () => {
  it.each([
    ["delete both duplicates", { duplicates: "all-but-first", recursive: true, type: "file" }],
    [
      "delete duplicates except dup.txt",
      { duplicates: "all-but-first", keeps: ["dup.txt"], notNames: ["dup.txt"], recursive: true, type: "file" }
    ]
  ])("keep one of each: %s", async (text, files) => {
    assert.deepStrictEqual(await meaning(text), [["delete", { files }]])
  })

  it("keep one of each where they are moved, and are all copied", async () => {
    const all = { type: "file", duplicates: "content", recursive: true }
    assert.deepStrictEqual(await meaning("move duplicates to Old"), [
      ["move", { from: { ...all, duplicates: "all-but-first" }, to: "Old", asFolder: true }]
    ])
    assert.deepStrictEqual(await meaning("copy duplicates to Old"), [
      ["copy", { from: all, to: "Old", asFolder: true }]
    ])
  })
})

describe("what lies below", () => {
  const txt = { extensions: ["txt"], type: "file", recursive: true, minDepth: 2 }
  it.each([
    ["delete txt files in subfolders only", txt],
    ["delete txt files only in subfolders", txt],
    ["delete txt files one level down", { ...txt, maxDepth: 2 }]
  ])("is not what lies here: %s", async (text, files) => {
    assert.deepStrictEqual(await meaning(text), [["delete", { files }]])
  })
})

describe('"it" behind an archive that was made', () => {
  it("is asked back about where it is to be moved, with a name for each", async () => {
    assert.strictEqual(await meaning("zip Documents and move it to Old"), "Ambiguous")
    assert.deepStrictEqual(await suggested("zip Documents and move it to Old"), [
      "zip Documents and move the folder 'Documents' to Old"
    ])
  })
})

describe("a list that is written into a file", () => {
  it.each([
    ["write the list of files to x.txt", "list", { files: { type: "file" } }, "x.txt"],
    ["save the names of all photos to photos.txt", "find", { files: { kinds: ["Images"] } }, "photos.txt"],
    [
      "put a list of the files in Documents into docs.txt",
      "list",
      { files: { type: "file", in: ["Documents"] } },
      "docs.txt"
    ]
  ])("is listed, and what was listed goes there: %s", async (text, action, args, path) => {
    const [first, second, ...more] = (await meaning(text)) as ReadonlyArray<readonly [string, Record<string, unknown>]>
    assert.deepStrictEqual(first, [action, args])
    assert.deepStrictEqual([second?.[0], second?.[1]["path"], more], ["write", path, []])
  })

  it("is the very words where they are quoted", async () => {
    assert.deepStrictEqual(await meaning("write 'the list of files' to x.txt"), [
      ["write", { text: "the list of files", path: "x.txt" }]
    ])
  })
})

describe("old", () => {
  it.each([
    ["delete all old log files", ["delete all log files older than 30 days"]],
    ["delete old files", ["delete files older than 30 days"]],
    ["clean up old files", ["clean up files older than 30 days"]],
    ["find old files", ["find files older than 30 days"]],
    ["move old files to Old", ["move files older than 30 days to Old"]]
  ])("is an age without a number: %s", async (text, suggestions) => {
    assert.strictEqual(await meaning(text), "Ambiguous")
    assert.deepStrictEqual(await suggested(text), suggestions)
  })

  it.each([
    ["delete .old files", { extensions: ["old"], type: "file" }],
    ["delete files with the old extension", { type: "file", extensions: ["old"] }],
    ["delete the Old folder", { paths: ["Old"] }],
    ["delete the folder Old", { paths: ["Old"] }]
  ])("is an extension or a name where that is said: %s", async (text, files) => {
    assert.deepStrictEqual(await meaning(text), [["delete", { files }]])
  })

  it("is never left out", async () => {
    assert.strictEqual(await meaning("delete old backups"), "Ambiguous")
  })
})

describe("a kind of files and a folder of that name", () => {
  it.each([
    "delete documents",
    "delete my documents",
    "delete logs",
    "delete the logs",
    "clear the logs",
    "clean up the logs",
    "move photos to backup",
    "move music and photos to backup",
    "organize documents by type"
  ])("are two things: %s", async (text) => {
    assert.strictEqual(await meaning(text), "Ambiguous")
  })

  it("are told apart by what is suggested", async () => {
    const suggestions = ["delete the folder Documents", "delete all documents in this folder"]
    assert.deepStrictEqual(await suggested("delete my documents"), suggestions)
    assert.deepStrictEqual(await meaning("delete the folder Documents"), [
      ["delete", { files: { paths: ["Documents"] } }]
    ])
    assert.deepStrictEqual(await meaning("delete all documents in this folder"), [
      ["delete", { files: { kinds: ["Documents"], in: ["."] } }]
    ])
  })

  it.each([
    ["delete photos in Documents", "delete", { files: { kinds: ["Images"], in: ["Documents"] } }],
    ["delete all photos", "delete", { files: { kinds: ["Images"] } }],
    ["zip logs", "archive", { files: { paths: ["logs"] }, format: "zip" }],
    ["search for a in photos", "search", { find: "a", files: { type: "file", in: ["photos"], recursive: true } }],
    ["replace a with b in photos", "replace", { find: "a", with: "b", files: { type: "file", in: ["photos"] } }]
  ])("are one where the words say which: %s", async (text, action, args) => {
    assert.deepStrictEqual(await meaning(text), [[action, args]])
  })
})

describe("hidden", () => {
  it("is included, and no text of a file", async () => {
    assert.deepStrictEqual(await meaning("delete all files in Documents including hidden"), [
      ["delete", { files: { type: "file", in: ["Documents"], hidden: "include" } }]
    ])
  })
})
