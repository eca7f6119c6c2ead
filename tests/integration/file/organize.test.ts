/** organize: on a real disk, through the executor. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound, StepFailed } from "@zenus/core"
import { diffTrees, hostileNameTable, it, makeHostileNames, slowdown, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { redoLast, undoLast } from "#kit/takeBack.ts"
import { organize } from "#tools/file/workflow/organize.ts"

const put = (folder: string, names: ReadonlyArray<string>): void => {
  for (const name of names) {
    mkdirSync(join(folder, name, ".."), { recursive: true })
    writeFileSync(join(folder, name), `${name}\n`)
  }
}

/** Paths of all files and links below, sorted. */
const files = (folder: string): ReadonlyArray<string> =>
  [...snapshotTree(folder)].flatMap(([path, { type }]) => (type === "folder" ? [] : [path])).toSorted()

describe("organize", () => {
  it("puts files into a folder for each kind, and leaves folders and hidden files alone", async ({
    sampleFiles,
    home
  }) => {
    const done = await perform(organize, {}, { cwd: sampleFiles, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.risk, 1)
    assert.deepStrictEqual(done.undo, ["yes"])
    assert.deepStrictEqual(files(sampleFiles), [
      ".config/settings.json",
      ".hidden",
      "Archives/backup.tar.gz",
      "Audio/song.mp3",
      "Code/script.sh",
      "Documents/data.csv",
      "Documents/empty.log",
      "Documents/notes.txt",
      "Documents/private.txt",
      "Documents/report.pdf",
      "Images/photo one.jpg",
      "Images/photo two.JPG",
      "Other/NOEXTENSION",
      "Other/link to notes",
      "Video/movie.mp4",
      "sub/deep/nested.txt",
      "sub/notes.txt"
    ])
    assert.strictEqual(done.explanation, "Organize 13 files (5.2 MB) by type into 7 folders")
    assert.include(done.notes, "Images: 2 files (195 KB)")
    assert.strictEqual(done.answer, "13 files (5.2 MB) organized by type into 7 folders")
    assert.strictEqual(done.effects.length, 20)
  })

  it("plans and writes nothing", async ({ sampleFiles }) => {
    const before = snapshotTree(sampleFiles)
    await prepareAction(organize, { by: "extension" }, lookContext({ cwd: sampleFiles }))
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
  })

  it("is taken back and done again, byte for byte, with modes, times and inodes", async ({ sampleFiles, home }) => {
    const options = { cwd: sampleFiles, zenusHome: home.zenusHome }
    const before = snapshotTree(sampleFiles)
    await perform(organize, {}, options)
    const organized = snapshotTree(sampleFiles)
    const { undone, stopped } = await undoLast(options)
    assert.isNull(stopped)
    assert.strictEqual(undone.length, 1)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles), { inodes: true }), [])
    await redoLast(options)
    assert.deepStrictEqual(diffTrees(organized, snapshotTree(sampleFiles), { folderTimes: false }), [])
  })

  it("finds nothing to do the second time", async ({ sampleFiles, home }) => {
    const options = { cwd: sampleFiles, zenusHome: home.zenusHome }
    await perform(organize, { by: "type" }, options)
    const again = await perform(organize, { by: "type" }, options)
    assert.strictEqual(again.explanation, "Nothing to organize: no file fits")
    assert.strictEqual(again.risk, 0)
    const below = await perform(organize, { by: "type", files: { recursive: true } }, options)
    assert.deepStrictEqual(
      below.effects.map((effect) => effect.to?.slice(sampleFiles.length + 1)),
      ["Documents/nested.txt", "Documents/notes (2).txt"]
    )
    assert.include(below.notes, "In place already: 12 files.")
  })

  it("leaves what was put into a folder of a kind by hand, and hidden files even when they are named", async ({
    folder
  }) => {
    put(folder, ["Images/about.txt", "Images/2020/old.jpg", "sub/a.jpg", ".hidden.jpg", "2026-11/x.txt"])
    const planned = async (args: Record<string, unknown>) =>
      (await prepareAction(organize, args, lookContext({ cwd: folder }))).paths?.map((path) =>
        path.slice(folder.length + 1)
      )
    assert.deepStrictEqual(await planned({ files: { recursive: true } }), ["Documents/x.txt", "Images/a.jpg"])
    assert.deepStrictEqual(await planned({ files: { names: [".*"] } }), [])
    assert.deepStrictEqual(await planned({ files: { paths: [".hidden.jpg"], hidden: "include" } }), [])
    const byDate = await planned({ by: "date", files: { recursive: true } })
    assert.isFalse(byDate?.some((path) => path.endsWith("x.txt")))
  })

  it("makes a folder for each extension, whatever its case, and one for none", async ({ folder, home }) => {
    put(folder, ["a.TXT", "b.txt", "c.tar.gz", "d", "Mr. Smith goes", "e.", "x.__proto__", "pdf/old.pdf", "n.pdf"])
    await perform(organize, { by: "extension" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual(files(folder), [
      "__proto__/x.__proto__",
      "gz/c.tar.gz",
      "no extension/Mr. Smith goes",
      "no extension/d",
      "no extension/e.",
      "pdf/n.pdf",
      "pdf/old.pdf",
      "txt/a.TXT",
      "txt/b.txt"
    ])
  })

  it("sorts by the day of the time zone that the request came from", async ({ folder }) => {
    put(folder, ["eve.txt", "may.txt"])
    utimesSync(join(folder, "eve.txt"), 0, Date.UTC(2025, 11, 31, 23, 30) / 1000)
    utimesSync(join(folder, "may.txt"), 0, Date.UTC(2026, 4, 5, 10) / 1000)
    const folders = async (every: string, timeZone: string) =>
      (await prepareAction(organize, { every }, lookContext({ cwd: folder, timeZone }))).paths?.map((path) =>
        path.slice(folder.length + 1)
      )
    assert.deepStrictEqual(await folders("year", "UTC"), ["2025/eve.txt", "2026/may.txt"])
    assert.deepStrictEqual(await folders("year", "Europe/Berlin"), ["2026/eve.txt", "2026/may.txt"])
    assert.deepStrictEqual(await folders("month", "Europe/Berlin"), ["2026-01/eve.txt", "2026-05/may.txt"])
    assert.deepStrictEqual(await folders("day", "Pacific/Auckland"), ["2026-01-01/eve.txt", "2026-05-05/may.txt"])
  })

  it("sorts by size at the borders of its table", async ({ folder }) => {
    const MB = 1024 * 1024
    for (const size of [0, MB - 1, MB, MB + 1]) writeFileSync(join(folder, String(size)), Buffer.alloc(size))
    const { paths } = await prepareAction(organize, { by: "size" }, lookContext({ cwd: folder }))
    assert.deepStrictEqual(paths?.map((path) => path.slice(folder.length + 1)).toSorted(), [
      "Medium/1048576",
      "Medium/1048577",
      "Small/0",
      "Small/1048575"
    ])
  })

  it("keeps both where a name is taken, or leaves the file, or stops before it begins", async ({ folder, home }) => {
    put(folder, ["a.jpg", "Images/a.jpg", "Images/a (2).jpg", "b.jpg"])
    const before = snapshotTree(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const failed = await failAction(organize, {}, lookContext({ cwd: folder, onCollision: "fail" }))
    assert.instanceOf(failed, StepFailed)
    assert.match(failed.message, /1 name is taken: Images\/a\.jpg/)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    const skipping = await prepareAction(organize, {}, lookContext({ cwd: folder, onCollision: "skip" }))
    assert.deepStrictEqual(skipping.paths, [join(folder, "Images/b.jpg")])
    put(folder, ["Documents/c.txt", "c.txt"])
    const partly = await prepareAction(organize, {}, lookContext({ cwd: folder, onCollision: "skip" }))
    assert.match(partly.explanation, /^Organize 1 file \(.*\) by type into 1 folder$/)
    rmSync(join(folder, "c.txt"))
    rmSync(join(folder, "Documents"), { recursive: true })
    const done = await perform(organize, {}, options)
    assert.include(done.notes, '1 name is taken: both are kept, the new one as "Images/a (3).jpg".')
    assert.deepStrictEqual(files(folder), ["Images/a (2).jpg", "Images/a (3).jpg", "Images/a.jpg", "Images/b.jpg"])
    assert.strictEqual(readFileSync(join(folder, "Images/a (3).jpg"), "utf8"), "a.jpg\n")
    assert.strictEqual(readFileSync(join(folder, "Images/a.jpg"), "utf8"), "Images/a.jpg\n")
  })

  it("moves links to files as links and says which will lead nowhere; other links stay", async ({ folder, home }) => {
    put(folder, ["a.jpg", "sub/b.txt"])
    symlinkSync("a.jpg", join(folder, "near.jpg"))
    symlinkSync(join(folder, "sub/b.txt"), join(folder, "far.txt"))
    symlinkSync("sub", join(folder, "to a folder"))
    symlinkSync("nowhere", join(folder, "broken"))
    const done = await perform(organize, {}, { cwd: folder, zenusHome: home.zenusHome })
    assert.include(done.notes, "1 link will lead nowhere from the new place: near.jpg.")
    assert.strictEqual(readlinkSync(join(folder, "Images/near.jpg")), "a.jpg")
    assert.strictEqual(readFileSync(join(folder, "Documents/far.txt"), "utf8"), "sub/b.txt\n")
    assert.isTrue(lstatSync(join(folder, "to a folder")).isSymbolicLink())
    assert.isTrue(lstatSync(join(folder, "broken")).isSymbolicLink())
  })

  it("takes another name for a folder whose name a file has, and goes through a link to a folder", async ({
    folder,
    home
  }) => {
    put(folder, ["Images", "a.jpg", "b.txt", "store/old.txt"])
    symlinkSync("store", join(folder, "Documents"))
    const done = await perform(organize, {}, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.include(done.notes, "Another name, because something else has the first one: Images -> Images (2).")
    assert.deepStrictEqual(files(folder), [
      "Documents",
      "Images (2)/a.jpg",
      "Other/Images",
      "store/b.txt",
      "store/old.txt"
    ])
  })

  it("organizes the named files each where it is, and everything elsewhere with `to`", async ({ folder }) => {
    put(folder, ["one/a.jpg", "two/b.jpg", "two/c.txt"])
    const planned = async (args: Record<string, unknown>) =>
      (await prepareAction(organize, args, lookContext({ cwd: folder }))).deeds.map((deed) =>
        (deed.do === "move" ? deed.to : deed.do === "make-folder" ? `${deed.path}/` : "?").slice(folder.length + 1)
      )
    assert.deepStrictEqual(await planned({ files: { paths: ["one/a.jpg", "two/b.jpg"] } }), [
      "one/Images/",
      "two/Images/",
      "one/Images/a.jpg",
      "two/Images/b.jpg"
    ])
    assert.deepStrictEqual(await planned({ files: { in: ["one", "two"] }, to: "all/sorted" }), [
      "all/",
      "all/sorted/",
      "all/sorted/Images/",
      "all/sorted/Documents/",
      "all/sorted/Images/a.jpg",
      "all/sorted/Images/b.jpg",
      "all/sorted/Documents/c.txt"
    ])
    // A folder among the paths stands for the files in it.
    assert.deepStrictEqual(await planned({ files: { paths: ["one"] } }), ["one/Images/", "one/Images/a.jpg"])
  })

  it("treats hostile names as names, byte for byte", async ({ folder, home }) => {
    const { names } = makeHostileNames(join(folder, "files"))
    put(folder, ["files/-rf.jpg"])
    const done = await perform(organize, { files: { in: ["files"] } }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    // The dotted ones are hidden and stay; all others arrive with what they held.
    const shown = names.filter(({ bytes }) => bytes[0] !== 0x2e)
    const arrived = readdirSync(Buffer.from(join(folder, "files")), { encoding: "buffer", withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap((entry) => {
        const inside = Buffer.concat([Buffer.from(join(folder, "files/")), entry.name])
        return readdirSync(inside, { encoding: "buffer" }).map((name) => ({
          name: name.toString("latin1"),
          text: readFileSync(Buffer.concat([inside, Buffer.from("/"), name]), "utf8")
        }))
      })
      .filter(({ name }) => name !== "-rf.jpg")
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    assert.deepStrictEqual(
      arrived,
      shown
        .map(({ bytes, label }) => ({ name: bytes.toString("latin1"), text: `${label}\n` }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    )
    assert.isFalse(existsSync(join(folder, "pwned")))
    assert.strictEqual(hostileNameTable.length - shown.length, 2)
  })

  it("does nothing in an empty folder, and says what is not there or no folder", async ({ folder }) => {
    const context = lookContext({ cwd: folder })
    const empty = await prepareAction(organize, {}, context)
    assert.deepStrictEqual([empty.deeds.length, empty.explanation], [0, "Nothing to organize: no file fits"])
    const gone = await failAction(organize, { files: { in: ["Downlods"] } }, context)
    assert.instanceOf(gone, PathNotFound)
    put(folder, ["a.jpg", "file"])
    const blocked = await failAction(organize, { to: "file" }, context)
    assert.instanceOf(blocked, BadArgument)
    assert.match(blocked.message, /"file" is no folder/)
    assert.instanceOf(await failAction(organize, { by: "colour" }, context), BadArgument)
    assert.instanceOf(await failAction(organize, { folder: "x" }, context), BadArgument)
  })

  it("numbers thousands of equal names without their square", async ({ folder }) => {
    for (let n = 0; n < 3000; n++) put(folder, [`d${n}/same.txt`])
    const before = performance.now()
    const { paths } = await prepareAction(organize, { files: { recursive: true } }, lookContext({ cwd: folder }))
    assert.isBelow(performance.now() - before, 5_000 * slowdown())
    assert.strictEqual(new Set(paths).size, 3000)
    assert.include(paths ?? [], join(folder, "Documents/same (3000).txt"))
  })

  it("stops at a file that was changed since the plan, and says which", async ({ folder, home }) => {
    put(folder, ["a.jpg", "b.jpg"])
    const done = await perform(
      organize,
      {},
      { cwd: folder, zenusHome: home.zenusHome, meanwhile: () => writeFileSync(join(folder, "b.jpg"), "changed since") }
    )
    assert.strictEqual(done.status, "failed")
    assert.match(done.error?.message ?? "", /b\.jpg was changed after the plan was made/)
    assert.strictEqual(readFileSync(join(folder, "b.jpg"), "utf8"), "changed since")
  })

  // People lost files when a tool sorted a crowded folder: equal names, missing targets, files that may not be read.
  it("survives the organise disaster: equal names, missing folders, an unreadable file", async ({ folder, home }) => {
    const kinds = ["jpg", "pdf", "mp3", "mp4", "zip", "ts", "dat", "txt", "png", "csv"]
    for (let n = 0; n < 970; n++) put(folder, [`file ${n}.${kinds[n % kinds.length] ?? ""}`])
    for (let n = 0; n < 30; n++) put(folder, [`from ${n}/equal.jpg`])
    chmodSync(join(folder, "file 7.txt"), 0o000)
    const contents = (names: ReadonlyArray<string>) =>
      names.map((name) => readFileSync(join(folder, name), "utf8")).toSorted()
    const whole = snapshotTree(folder)
    const before = contents(files(folder))
    const done = await perform(
      organize,
      { by: "type", files: { recursive: true } },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.strictEqual(done.status, "done")
    assert.match(done.answer, /^1,000 files \(/)
    const after = files(folder)
    assert.strictEqual(after.length, 1000)
    assert.deepStrictEqual(contents(after), before)
    assert.isTrue(after.every((name) => /^(Images|Documents|Audio|Video|Archives|Code|Other)\/[^/]+$/.test(name)))
    assert.include(done.notes, '29 names are taken: both are kept, the new ones as "name (2)".')
    for (const note of done.notes) {
      const [, kind = "", count] = /^(\w+): (\d+) files \(/.exec(note) ?? []
      if (count !== undefined) assert.strictEqual(readdirSync(join(folder, kind)).length, Number(count))
    }
    assert.strictEqual(lstatSync(join(folder, "Documents/file 7.txt")).mode & 0o777, 0)
    assert.isNull((await undoLast({ cwd: folder, zenusHome: home.zenusHome })).stopped)
    assert.deepStrictEqual(diffTrees(whole, snapshotTree(folder), { inodes: true }), [])
  })
})
