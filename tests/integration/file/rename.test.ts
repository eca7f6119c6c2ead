/** rename: on a real disk, through the executor. */
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound, type ReadDisk, type Stat, StepFailed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, it, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { rename } from "#tools/file/change/rename.ts"

const text = (...parts: ReadonlyArray<string>): string => readFileSync(join(...parts), "utf8")
/** Files that hold their own names. */
const fill = (folder: string, names: ReadonlyArray<string>): void => {
  for (const name of names) writeFileSync(join(folder, name), name)
}
/** New name to what is in it, which is the old name. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, text(folder, name)])
  )

describe("rename one thing", () => {
  it("beside the old name, or by a path", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    mkdirSync(join(folder, "Documents"))
    fill(join(folder, "Documents"), ["cv.pdf", "kitten.png"])
    const done = await perform(rename, { files: { paths: ["Documents/cv.pdf"] }, to: "Documents/resume.pdf" }, options)
    await perform(rename, { files: { paths: ["Documents/kitten.png"] }, to: "cat.png" }, options)
    assert.deepStrictEqual(contents(join(folder, "Documents")), { "cat.png": "kitten.png", "resume.pdf": "cv.pdf" })
    assert.strictEqual(done.explanation, "Rename Documents/cv.pdf to Documents/resume.pdf")
    assert.strictEqual(done.risk, 1)
  })

  it("a folder with all in it, by one rename", async ({ folder, home }) => {
    mkdirSync(join(folder, "Projects/demo/deep"), { recursive: true })
    fill(join(folder, "Projects/demo"), ["main.py"])
    const before = snapshotTree(join(folder, "Projects/demo"))
    const args = { files: { paths: ["Projects/demo"] }, to: "Projects/prototype" }
    const done = await perform(rename, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.effects.length, 1)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(join(folder, "Projects/prototype")), { inodes: true }), [])
  })

  it("replaces a file of that name at risk 2, and numbers it when asked", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    fill(folder, ["a", "b", "c", "d"])
    const done = await perform(rename, { files: { paths: ["a"] }, to: "b" }, options)
    assert.deepStrictEqual([done.risk, done.undo], [2, ["trash"]])
    await perform(rename, { files: { paths: ["c"] }, to: "d", existing: "keep-both" }, options)
    assert.deepStrictEqual(contents(folder), { b: "a", "d (2)": "c", d: "d" })
    const none = await perform(rename, { files: { paths: ["b"] }, to: "d", existing: "skip" }, options)
    assert.strictEqual(none.effects.length, 0)
  })

  it("takes any name as a name", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const names = ["~", "$HOME", "-rf", "*", "two\nlines", "..foo", " ", "\u202egnp.exe"]
    fill(folder, names)
    for (const [at, name] of names.entries()) {
      const args = { files: { paths: [`./${name}`] }, to: `new${at}` }
      assert.strictEqual((await perform(rename, args, options)).status, "done", JSON.stringify(name))
      const back = { files: { paths: [`new${at}`] }, to: name }
      assert.strictEqual((await perform(rename, back, options)).status, "done", JSON.stringify(name))
    }
    assert.deepStrictEqual(readdirSync(folder).toSorted(), names.toSorted())
  })

  it("does nothing where the name is that already", async ({ folder, home }) => {
    fill(folder, ["a"])
    const done = await perform(rename, { files: { paths: ["a"] }, to: "a" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.effects.length], ["done", 0])
  })

  it("refuses what cannot be", async ({ folder }) => {
    fill(folder, ["a", "b"])
    mkdirSync(join(folder, "docs"))
    linkSync(join(folder, "a"), join(folder, "a-too"))
    const context = lookContext({ cwd: folder })
    const refused = (args: Record<string, unknown>) => failAction(rename, args, context)
    assert.instanceOf(await refused({ files: { paths: ["gone"] }, to: "x" }), PathNotFound)
    const bad: ReadonlyArray<Record<string, unknown>> = [
      { files: { paths: ["a", "b"] }, to: "x" },
      { files: { paths: ["a"] }, to: "docs" },
      { files: { paths: ["docs"] }, to: "a" },
      { files: { paths: ["a"] }, to: "a-too" },
      { files: { paths: ["a"] }, to: "" },
      { files: { paths: ["a"] }, to: ".." },
      { files: { paths: ["a"] }, to: "x".repeat(256) },
      { files: { paths: ["a"] }, to: "nul\0" },
      { files: { paths: ["a"] }, to: "x", prefix: "y" },
      { files: { paths: ["a"] } },
      { files: {}, replace: { text: "", with: "x" } },
      { files: {}, replace: { text: "(", with: "x", regex: true } },
      { files: {}, replace: { text: "a", with: "/" } },
      { files: {}, prefix: "y".repeat(255) },
      { files: {}, number: { digits: 100 } }
    ]
    for (const args of bad) assert.instanceOf(await refused(args), BadArgument, JSON.stringify(args))
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["a", "a-too", "b", "docs"])
  })
})

describe("rename many", () => {
  const rules: ReadonlyArray<readonly [what: string, args: Record<string, unknown>, expected: Record<string, string>]> =
    [
      ["a text", { replace: { text: "IMG_", with: "trip_" } }, { "trip_1.JPG": "IMG_1.JPG" }],
      ["spaces", { spaces: "_" }, { "my_long_name.txt": "my long name.txt" }],
      ["an extension", { files: { extensions: ["htm"] }, extension: ".html" }, { "index.html": "index.htm" }],
      ["a prefix", { files: { extensions: ["htm"] }, prefix: "old_" }, { "old_index.htm": "index.htm" }],
      ["a suffix", { files: { extensions: ["htm"] }, suffix: "-v2" }, { "index-v2.htm": "index.htm" }],
      [
        "what stands behind the extension",
        { files: { extensions: ["htm"] }, append: ".old" },
        { "index.htm.old": "index.htm" }
      ],
      ["the case", { case: "lower" }, { "img_1.jpg": "IMG_1.JPG" }],
      ["a beginning", { replace: { text: "in", with: "out", at: "start" } }, { "outdex.htm": "index.htm" }],
      [
        "an end before the extension",
        { replace: { text: "name", with: "title", at: "end" } },
        { "my long title.txt": "my long name.txt" }
      ],
      [
        "an expression",
        { replace: { text: "IMG_(\\d)", with: "photo$1-", regex: true } },
        { "photo1-.JPG": "IMG_1.JPG" }
      ]
    ]
  for (const [what, args, expected] of rules) {
    it(`by ${what}`, async ({ folder, home }) => {
      fill(folder, ["IMG_1.JPG", "my long name.txt", "index.htm"])
      const done = await perform(rename, { files: {}, ...args }, { cwd: folder, zenusHome: home.zenusHome })
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      for (const [name, old] of Object.entries(expected)) assert.strictEqual(text(folder, name), old)
      assert.strictEqual(readdirSync(folder).length, 3)
    })
  }

  it("numbers in the order of the selection", async ({ folder, home }) => {
    fill(folder, ["b.jpg", "a.jpg", "c.png"])
    const args = { files: {}, number: { name: "trip", digits: 3, start: 9 } }
    await perform(rename, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual(contents(folder), {
      "trip_009.jpg": "a.jpg",
      "trip_010.jpg": "b.jpg",
      "trip_011.png": "c.png"
    })
  })

  it("by the time of the last change, local and without colons, and again with nothing to do", async ({
    folder,
    home
  }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    fill(folder, ["a.jpg", "b.jpg", "c.tar.gz"])
    const at = new Date("2024-05-01T22:03:04.900Z")
    for (const name of ["a.jpg", "b.jpg", "c.tar.gz"]) utimesSync(join(folder, name), at, at)
    const zone = { timeZone: "Europe/Berlin" }
    const args = { files: {}, date: "name" }
    const expected = {
      "2024-05-02 00.03.04 (2).jpg": "b.jpg",
      "2024-05-02 00.03.04.jpg": "a.jpg",
      "2024-05-02 00.03.04.tar.gz": "c.tar.gz"
    }
    const done = await perform(rename, args, { ...options, ...zone })
    assert.deepStrictEqual(contents(folder), expected)
    assert.include(done.notes, "The date is that of the last change of each file.")
    assert.strictEqual((await perform(rename, args, { ...options, ...zone })).effects.length, 0)
    assert.deepStrictEqual(contents(folder), expected)
    fill(folder, ["d.txt"])
    utimesSync(join(folder, "d.txt"), at, at)
    const inFront = { files: {}, date: "prefix" }
    await perform(rename, inFront, { ...options, ...zone })
    assert.deepStrictEqual(contents(folder), { ...expected, "2024-05-02 d.txt": "d.txt" })
    assert.strictEqual((await perform(rename, inFront, { ...options, ...zone })).effects.length, 0)
  })

  it("shifts a chain of names without losing one", async ({ folder, home }) => {
    fill(folder, ["1", "2", "3", "4"])
    const chain = { files: {}, number: { name: "", start: 2, separator: "" } }
    const done = await perform(rename, chain, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.deepStrictEqual(contents(folder), { "2": "1", "3": "2", "4": "3", "5": "4" })
  })

  it("swaps two names by a temporary one", async ({ folder, home }) => {
    fill(folder, ["ab", "ba"])
    const args = { files: {}, replace: { text: "^(.)(.)$", with: "$2$1", regex: true } }
    const done = await perform(rename, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.deepStrictEqual(contents(folder), { ab: "ba", ba: "ab" })
    assert.strictEqual(done.effects.length, 3)
  })

  it("keeps both where two get one name or the name is taken, and says so", async ({ folder, home }) => {
    fill(folder, ["a b.txt", "a-b.txt", "a_b.txt"])
    const args = { files: { names: ["a b.txt", "a-b.txt"] }, replace: { text: "[ -]", with: "_", regex: true } }
    const done = await perform(rename, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual(contents(folder), {
      "a_b (2).txt": "a b.txt",
      "a_b (3).txt": "a-b.txt",
      "a_b.txt": "a_b.txt"
    })
    assert.include(done.notes.join(), "2 names are taken")
  })

  it("leaves those that stay their names, down the whole chain, under skip", async ({ folder, home }) => {
    fill(folder, ["1", "2", "3", "keep4"])
    // 3 cannot become keep4's name, so 2 cannot become 3, nor 1 become 2.
    mkdirSync(join(folder, "4"))
    const args = { files: { names: ["[123]"] }, number: { name: "", start: 2, separator: "" }, existing: "skip" }
    const done = await perform(rename, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.effects.length], ["done", 0])
    assert.instanceOf(await failAction(rename, { ...args, existing: "fail" }, lookContext({ cwd: folder })), StepFailed)
  })

  it("renames what lies in a folder before the folder", async ({ folder, home }) => {
    mkdirSync(join(folder, "old a/old b"), { recursive: true })
    writeFileSync(join(folder, "old a/old b/old c.txt"), "c")
    const args = { files: { type: "any", recursive: true }, replace: { text: "old", with: "new" }, spaces: "_" }
    const done = await perform(rename, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(text(folder, "new_a/new_b/new_c.txt"), "c")
    assert.deepStrictEqual(done.output?.paths, [
      join(folder, "new_a"),
      join(folder, "new_a/new_b"),
      join(folder, "new_a/new_b/new_c.txt")
    ])
  })

  it("does nothing to names that are as wanted, hidden ones and folders", async ({ folder, home }) => {
    fill(folder, ["fine.txt", ".hidden name"])
    mkdirSync(join(folder, "a folder"))
    const done = await perform(rename, { files: {}, spaces: "_" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual([done.status, done.effects.length, done.answer], ["done", 0, ""])
    assert.isTrue(existsSync(join(folder, ".hidden name")))
  })

  it("renames links, not what they lead to", async ({ folder, home }) => {
    fill(folder, ["real.txt"])
    symlinkSync("real.txt", join(folder, "link.txt"))
    const args = { files: { names: ["link*"] }, extension: "md" }
    await perform(rename, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.isTrue(lstatSync(join(folder, "link.md")).isSymbolicLink())
    assert.isTrue(existsSync(join(folder, "real.txt")))
  })

  it("changes hostile names by the rule alone", async ({ hostileNames, home }) => {
    const cwd = hostileNames.path
    const args = { files: { hidden: "include", notNames: ["n*.txt"] }, prefix: "x" }
    const done = await perform(rename, args, { cwd, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    const names = readdirSync(cwd, { encoding: "buffer" })
      .map((name) => name.toString("latin1"))
      .toSorted()
    const expected = hostileNames.names.map(
      ({ bytes, label }) => (label === "255 bytes" ? "" : "x") + bytes.toString("latin1")
    )
    assert.deepStrictEqual(names, expected.toSorted())
  })

  it("stops where a file was changed since, and says which", async ({ folder, home }) => {
    fill(folder, ["a.txt", "b.txt"])
    const meanwhile = () => writeFileSync(join(folder, "a.txt"), "longer than before")
    const options = { cwd: folder, zenusHome: home.zenusHome, meanwhile }
    const done = await perform(rename, { files: {}, extension: "md" }, options)
    assert.strictEqual(done.status, "failed")
    assert.strictEqual(done.error?.tag, "ChangedSince")
    assert.include(done.error?.message ?? "", "a.txt")
    assert.isTrue(existsSync(join(folder, "a.txt")))
  })

  it("plans a change of case by temporary names where both cases are one name", async ({ folder }) => {
    fill(folder, ["A.TXT", "b.txt"])
    const real = makeNodeDisk()
    const other = (path: string): string => (path === folder.toUpperCase() ? folder : path.replace(/a\.txt$/, "A.TXT"))
    const folding = (path: string): Stat | null =>
      real.lstat(path) ?? real.lstat(other(path)) ?? real.lstat(path.replace(/\/FOLDER$/, "/folder"))
    const disk: ReadDisk = { ...real, lstat: folding }
    const args = { files: {}, case: "lower" }
    const { deeds } = await prepareAction(rename, args, lookContext({ cwd: folder, disk }))
    assert.deepStrictEqual(
      deeds.map((deed) =>
        deed.do === "move" ? [deed.from, deed.to].map((path) => path.slice(folder.length + 1)) : []
      ),
      [
        ["A.TXT", ".zenus-rename-1"],
        [".zenus-rename-1", "a.txt"]
      ]
    )
  })
})
