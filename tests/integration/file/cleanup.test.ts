/** cleanup: on a real disk, through the executor. */
import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, it, makeHostileNames, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import { cleanup } from "#tools/file/workflow/cleanup.ts"
import { emptyFoldersBelow } from "#tools/file/workflow/emptyFolders.ts"

const DAY = 86_400
const now = Date.UTC(2026, 10, 21, 12, 34, 56) / 1000

/** Names ending in / are folders; a text of its own in each file. */
const make = (folder: string, entries: Readonly<Record<string, string | null>>): void => {
  for (const [name, text] of Object.entries(entries)) {
    const path = join(folder, name)
    mkdirSync(text === null ? path : join(path, ".."), { recursive: true })
    if (text !== null) writeFileSync(path, text)
  }
}

const everything = (folder: string): ReadonlyArray<string> => [...snapshotTree(folder).keys()].toSorted()

const planned = async (folder: string, args: Record<string, unknown>) => {
  const { deeds } = await prepareAction(cleanup, args, lookContext({ cwd: folder }))
  return deeds.map((deed) => (deed.do === "trash" ? deed.path.slice(folder.length + 1) : deed.do)).toSorted()
}

describe("cleanup", () => {
  it("takes temporary files here and below, and nothing that only looks like one", async ({ folder, home }) => {
    make(folder, {
      "a.tmp": "1",
      "B.TMP": "2",
      "notes.txt~": "3",
      "sub/deep/#draft#": "4",
      "sub/~$report.docx": "5",
      "x.pyc": "6",
      "~": "stays",
      temp: "stays",
      "a.bak": "stays",
      "movie.part": "stays",
      "tmp/a.txt.old": "stays",
      ".hidden.tmp": "stays",
      ".cache/b.tmp": "stays",
      "node_modules/x/y.tmp": "stays",
      ".git/z.tmp": "stays"
    })
    const before = snapshotTree(folder)
    const done = await perform(cleanup, { what: ["temporary"] }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.risk, 2)
    assert.deepStrictEqual(done.undo, ["trash"])
    assert.strictEqual(done.explanation, "Clean up 6 files (6 bytes): into the trash")
    assert.deepStrictEqual(done.notes, ["Temporary: 6 files (6 bytes)."])
    assert.deepStrictEqual([...before.keys()].filter((path) => !everything(folder).includes(path)).toSorted(), [
      "B.TMP",
      "a.tmp",
      "notes.txt~",
      "sub/deep/#draft#",
      "sub/~$report.docx",
      "x.pyc"
    ])
  })

  it("takes hidden temporary files when hidden ones are meant", async ({ folder }) => {
    make(folder, { ".DS_Store": "1", ".a.swp": "2", "b.txt": "3", ".env": "4" })
    assert.deepStrictEqual(await planned(folder, { what: ["temporary"], files: { hidden: "include" } }), [
      ".DS_Store",
      ".a.swp"
    ])
  })

  it("takes empty files but those that are empty on purpose", async ({ folder }) => {
    make(folder, { "a.txt": "", "pkg/__init__.py": "", "b.txt": "b", "sub/.gitkeep": "", "sub/c": "" })
    symlinkSync("b.txt", join(folder, "link"))
    assert.deepStrictEqual(await planned(folder, { what: ["empty-files"] }), ["a.txt", "sub/c"])
    const { notes } = await prepareAction(cleanup, { what: ["empty-files"] }, lookContext({ cwd: folder }))
    assert.include(notes ?? [], "Empty on purpose, so they stay: pkg/__init__.py.")
  })

  it("takes folders that are empty, or will be, each outermost as a whole", async ({ folder, home }) => {
    make(folder, {
      "a/b/c": null,
      "full/keep.txt": "x",
      "full/empty": null,
      "becomes/one.tmp": "1",
      "becomes/deeper/two.tmp": "2",
      "hides/.secret": "x",
      ".hidden/empty": null,
      ".git/refs": null,
      "node_modules/.cache": null
    })
    const before = snapshotTree(folder)
    const only = await planned(folder, { what: ["empty-folders"] })
    assert.deepStrictEqual(only, ["a", "full/empty"])
    const done = await perform(
      cleanup,
      { what: ["empty-folders", "temporary"] },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(done.explanation, "Clean up 2 files (2 bytes) and 6 empty folders: into the trash")
    assert.deepStrictEqual(everything(folder), [
      ".",
      ".git",
      ".git/refs",
      ".hidden",
      ".hidden/empty",
      "full",
      "full/keep.txt",
      "hides",
      "hides/.secret",
      "node_modules",
      "node_modules/.cache"
    ])
    assert.isNull((await undoLast({ cwd: folder, zenusHome: home.zenusHome })).stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })

  it("never takes the start folder itself, and enters no link", async ({ folder }) => {
    const below = await emptyFoldersBelow(
      folder,
      new Set(),
      () => true,
      () => true,
      makeNodeDisk()
    )
    assert.deepStrictEqual(below.empty, [])
    make(folder, { "start/x": null, "outside/empty": null })
    symlinkSync("../outside", join(folder, "start/link"))
    assert.deepStrictEqual(await planned(folder, { what: ["empty-folders"], files: { in: ["start"] } }), ["start/x"])
  })

  it("takes what is older than so many days, to the moment", async ({ folder }) => {
    make(folder, { old: "1", edge: "2", new: "3" })
    utimesSync(join(folder, "old"), 0, now - 30 * DAY - 1)
    utimesSync(join(folder, "edge"), 0, now - 30 * DAY)
    utimesSync(join(folder, "new"), 0, now)
    assert.deepStrictEqual(await planned(folder, { what: ["old"], olderThanDays: 30 }), ["old"])
  })

  it("keeps the oldest of equal files, and one of them whatever else goes", async ({ folder, home }) => {
    make(folder, { "a.txt": "same", "b.txt": "same", "sub/c.txt": "same", "d.tmp": "same", "e.txt": "else" })
    for (const [name, age] of [
      ["a.txt", 1],
      ["b.txt", 3],
      ["sub/c.txt", 2],
      ["d.tmp", 9]
    ] as const)
      utimesSync(join(folder, name), 0, now - age * DAY)
    assert.deepStrictEqual(await planned(folder, { what: ["duplicates"] }), ["a.txt", "b.txt", "sub/c.txt"])
    const done = await perform(
      cleanup,
      { what: ["duplicates", "temporary"] },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.deepStrictEqual(everything(folder), [".", "b.txt", "e.txt", "sub"])
    assert.strictEqual(readFileSync(join(folder, "b.txt"), "utf8"), "same")
    assert.deepStrictEqual(done.notes, [
      "Temporary: 1 file (4 bytes).",
      "Duplicates: 2 files (8 bytes).",
      "Kept of the duplicates: b.txt."
    ])
  })

  it("touches exactly what is meant among hostile names", async ({ folder, home }) => {
    const { path, names } = makeHostileNames(join(folder, "files"))
    make(folder, { "files/$HOME.tmp": "1", "files/-rf~": "2", "files/\u001b[2J.tmp": "3" })
    const done = await perform(cleanup, { what: ["temporary"] }, { cwd: path, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.effects.length, 3)
    const left = [...snapshotTree(path).keys()].filter((name) => name !== ".").toSorted()
    assert.deepStrictEqual(left, names.map(({ bytes }) => bytes.toString("latin1")).toSorted())
  })

  it("finds nothing in an empty folder, and refuses what it cannot know", async ({ folder }) => {
    assert.deepStrictEqual(
      await planned(folder, { what: ["temporary", "empty-files", "empty-folders", "duplicates"] }),
      []
    )
    const fail = (args: Record<string, unknown>) => failAction(cleanup, args, lookContext({ cwd: folder }))
    assert.match((await fail({ what: [] })).message, /it is not said what shall go/)
    assert.match((await fail({ what: ["old"] })).message, /how old is old/)
    assert.instanceOf(await fail({ what: ["old"], olderThanDays: -1 }), BadArgument)
    assert.instanceOf(await fail({ what: ["everything"] }), BadArgument)
    assert.instanceOf(await fail({}), BadArgument)
    assert.instanceOf(await fail({ what: ["temporary"], files: { in: ["gone"] } }), PathNotFound)
  })

  it("stops at a folder that is not empty any more", async ({ folder, home }) => {
    make(folder, { "a/b": null })
    const done = await perform(
      cleanup,
      { what: ["empty-folders"] },
      { cwd: folder, zenusHome: home.zenusHome, meanwhile: () => writeFileSync(join(folder, "a/b/new.txt"), "new") }
    )
    assert.strictEqual(done.status, "failed")
    assert.strictEqual(readFileSync(join(folder, "a/b/new.txt"), "utf8"), "new")
  })
})
