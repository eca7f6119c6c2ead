/** split and join: on a real disk, through the executor; checked against the system's split and cat. */
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { join as joinPath } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound, StepFailed } from "@zenus/core"
import { diffTrees, it, makeHostileNames, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import { join } from "#tools/file/pack/join.ts"
import { byNumbers, endsByParts, endsBySize, gapOf, pieceNames } from "#tools/file/pack/pieces.ts"
import { split } from "#tools/file/pack/split.ts"

const numbers = Array.from({ length: 1000 }, (_, at) => `line ${at}\n`).join("")

const sizes = (folder: string, names: ReadonlyArray<string>) =>
  names.map((name) => statSync(joinPath(folder, name)).size)

describe("split", () => {
  it("splits by size, lines and parts; joined again it is the same, and each is taken back", async ({
    folder,
    home
  }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    writeFileSync(joinPath(folder, "data.csv"), numbers)
    chmodSync(joinPath(folder, "data.csv"), 0o600)
    const before = snapshotTree(folder)
    const ways: ReadonlyArray<readonly [Record<string, number>, ReadonlyArray<number>]> = [
      [{ size: 4000 }, [4000, 4000, numbers.length - 8000]],
      [{ size: numbers.length }, [numbers.length]],
      [{ parts: 3 }, [2963, 2963, 2964]],
      [{ lines: 999 }, [numbers.length - 9, 9]],
      [{ lines: 1000 }, [numbers.length]]
    ]
    for (const [way, expected] of ways) {
      const done = await perform(split, { path: "data.csv", ...way }, options)
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      assert.strictEqual(done.risk, 1)
      const names = pieceNames("data.csv.part", expected.length)
      assert.deepStrictEqual(sizes(folder, names), expected, JSON.stringify(way))
      assert.strictEqual(statSync(joinPath(folder, names[0] ?? "")).mode & 0o777, 0o600)
      assert.strictEqual(names.map((name) => readFileSync(joinPath(folder, name), "utf8")).join(""), numbers)
      const joined = await perform(join, { files: { names: ["data.csv.part*"] } }, options)
      assert.strictEqual(
        joined.answer,
        `${expected.length === 1 ? "1 file" : `${expected.length} files`} (8.7 KB) joined to "data (2).csv"`
      )
      assert.strictEqual(readFileSync(joinPath(folder, "data (2).csv"), "utf8"), numbers)
      assert.isNull((await undoLast(options)).stopped)
      assert.isNull((await undoLast(options)).stopped)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    }
  })

  it("makes the same pieces as the system's split", async ({ folder, home }) => {
    writeFileSync(joinPath(folder, "x"), `${numbers}no line end`)
    execFileSync("split", ["-l", "300", "-d", "-a", "3", "--numeric-suffixes=1", "x", "theirs."], { cwd: folder })
    const done = await perform(
      split,
      { path: "x", lines: 300, prefix: "ours." },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.strictEqual(done.answer, "x split into 4 pieces: ours.001 to ours.004")
    for (const n of ["001", "002", "003", "004"]) {
      assert.deepStrictEqual(readFileSync(joinPath(folder, `ours.${n}`)), readFileSync(joinPath(folder, `theirs.${n}`)))
    }
  })

  it("takes another beginning for all pieces where one name is taken, another folder, and lets the file go", async ({
    folder,
    home
  }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    writeFileSync(joinPath(folder, "x"), "123456")
    writeFileSync(joinPath(folder, "x.part002"), "mine")
    const before = snapshotTree(folder)
    const done = await perform(split, { path: "x", parts: 2, keepSource: false }, options)
    assert.strictEqual(done.risk, 2)
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["x (2).part001", "x (2).part002", "x.part002"])
    assert.isNull((await undoLast(options)).stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    await perform(split, { path: "x", parts: 2, to: "a/b" }, options)
    assert.deepStrictEqual(readdirSync(joinPath(folder, "a/b")), ["x.part001", "x.part002"])
    const failed = await failAction(split, { path: "x", parts: 2 }, lookContext({ cwd: folder, onCollision: "fail" }))
    assert.instanceOf(failed, StepFailed)
  })

  it("refuses what it cannot do, and does nothing for an empty file", async ({ folder }) => {
    writeFileSync(joinPath(folder, "x"), "1\n2\n3\n")
    writeFileSync(joinPath(folder, "empty"), "")
    mkdirSync(joinPath(folder, "sub"))
    const context = lookContext({ cwd: folder })
    const fail = (args: Record<string, unknown>) => failAction(split, { path: "x", ...args }, context)
    assert.match((await fail({})).message, /it is not said how/)
    assert.match((await fail({ size: 1, lines: 1 })).message, /in more than one way/)
    assert.match((await fail({ size: 0 })).message, /0 is no size/)
    assert.match((await fail({ size: 1.5 })).message, /1\.5 is no size/)
    assert.instanceOf(await fail({ lines: 0.5 }), BadArgument)
    assert.match((await fail({ parts: 10_001 })).message, /more than 10,000 pieces/)
    assert.match((await fail({ size: 1, prefix: "../x" })).message, /holds a slash/)
    assert.instanceOf(await fail({ path: "gone", size: 1 }), PathNotFound)
    assert.instanceOf(await fail({ path: "sub", size: 1 }), StepFailed)
    writeFileSync(joinPath(folder, "many"), "\n".repeat(20_000))
    assert.match((await fail({ path: "many", lines: 1 })).message, /more than 10,000 pieces/)
    assert.match((await fail({ path: "many", size: 1 })).message, /more than 10,000 pieces/)
    for (const way of [{ size: 1 }, { lines: 1 }, { parts: 2 }]) {
      const empty = await prepareAction(split, { path: "empty", ...way }, context)
      assert.strictEqual(empty.explanation, "Nothing to split: the file is empty")
    }
  })

  it("treats hostile names as names", async ({ folder, home }) => {
    const { names, path } = makeHostileNames(joinPath(folder, "odd"))
    // A name of 255 bytes has no room for a number.
    const usable = names.filter(({ bytes }) => bytes.length < 240 && bytes.every((byte) => byte < 0x80))
    for (const { bytes } of usable) {
      const done = await perform(
        split,
        { path: `./${bytes.toString()}`, parts: 2 },
        { cwd: path, zenusHome: home.zenusHome }
      )
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      const pieces = ["001", "002"].map((n) =>
        readFileSync(Buffer.concat([Buffer.from(`${path}/`), bytes, Buffer.from(`.part${n}`)]), "utf8")
      )
      assert.strictEqual(pieces.join(""), readFileSync(Buffer.concat([Buffer.from(`${path}/`), bytes]), "utf8"))
    }
    assert.isAbove(usable.length, 25)
  })
})

describe("join", () => {
  it("joins in the order in which files are named, or by their names with numbers as numbers", async ({
    folder,
    home
  }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    for (const name of ["a1.txt", "a10.txt", "a9.txt"]) writeFileSync(joinPath(folder, name), `${name}\n`)
    symlinkSync("a9.txt", joinPath(folder, "link.txt"))
    const all = await perform(join, { files: { names: ["a*.txt"] }, to: "all.log" }, options)
    assert.strictEqual(readFileSync(joinPath(folder, "all.log"), "utf8"), "a1.txt\na9.txt\na10.txt\n")
    assert.deepStrictEqual(all.notes, ["In this order: a1.txt, a9.txt and a10.txt."])
    const again = await perform(
      join,
      { files: { paths: ["link.txt", "a1.txt"] }, to: "all.log", existing: "replace" },
      options
    )
    assert.strictEqual(again.risk, 2)
    assert.deepStrictEqual(again.undo, ["trash"])
    assert.strictEqual(readFileSync(joinPath(folder, "all.log"), "utf8"), "a9.txt\na1.txt\n")
    assert.isNull((await undoLast(options)).stopped)
    assert.strictEqual(readFileSync(joinPath(folder, "all.log"), "utf8"), "a1.txt\na9.txt\na10.txt\n")
    await perform(
      join,
      { files: { names: ["a*.txt"], order: { by: "name", descending: true } }, to: "back.log", keepSource: false },
      options
    )
    assert.strictEqual(readFileSync(joinPath(folder, "back.log"), "utf8"), "a9.txt\na10.txt\na1.txt\n")
    assert.deepStrictEqual(readdirSync(folder).toSorted(), ["all.log", "back.log", "link.txt"])
  })

  it("keeps what is in the file that others are added to, byte for byte, and gives it back", async ({
    folder,
    home
  }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    for (const [name, text] of [
      ["a", "a without an end"],
      ["b", "b\n"],
      ["to.log", "own\n"]
    ] as const)
      writeFileSync(joinPath(folder, name), text)
    chmodSync(joinPath(folder, "to.log"), 0o640)
    symlinkSync("to.log", joinPath(folder, "link.log"))
    const before = snapshotTree(folder)
    const one = await perform(join, { files: { paths: ["b"] }, to: "to.log" }, options)
    assert.deepStrictEqual([one.risk, one.undo], [2, ["trash"]])
    assert.strictEqual(readFileSync(joinPath(folder, "to.log"), "utf8"), "own\nb\n")
    await perform(join, { files: { paths: ["a", "b"] }, to: "link.log", existing: "append" }, options)
    assert.strictEqual(readFileSync(joinPath(folder, "to.log"), "utf8"), "own\nb\na without an endb\n")
    assert.strictEqual(statSync(joinPath(folder, "to.log")).mode & 0o777, 0o640)
    await perform(join, { files: { paths: ["a"] }, to: "new.log", existing: "append" }, options)
    assert.strictEqual(readFileSync(joinPath(folder, "new.log"), "utf8"), "a without an end")
    for (let n = 0; n < 3; n++) assert.isNull((await undoLast(options)).stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("asks which is meant before several files become one that is there, and adds to no archive or to itself", async ({
    folder
  }) => {
    const context = lookContext({ cwd: folder })
    for (const name of ["a", "b", "c", "x.zip"]) writeFileSync(joinPath(folder, name), name)
    symlinkSync("a", joinPath(folder, "link"))
    const fail = async (paths: ReadonlyArray<string>, to: string, more = {}) =>
      (await failAction(join, { files: { paths }, to, ...more }, context)).message
    assert.match(await fail(["a", "b"], "c"), /c is there already/)
    assert.match(await fail(["a"], "x.zip"), /x.zip is an archive/)
    assert.match(await fail(["a"], "a", { existing: "append" }), /a is one of the files/)
    assert.match(await fail(["a"], "link", { existing: "append" }), /a is one of the files/)
  })

  it("does not make a whole of pieces that are not all there", async ({ folder }) => {
    const context = lookContext({ cwd: folder })
    const fail = async (names: ReadonlyArray<string>, more = {}) => {
      for (const name of names) writeFileSync(joinPath(folder, name), name)
      return (await failAction(join, { files: { paths: names }, ...more }, context)).message
    }
    assert.match(await fail(["x.part001", "x.part003"]), /piece 2 of x is missing/)
    assert.match(await fail(["x.part002", "x.part003"]), /the first piece of x is missing/)
    assert.match(await fail(["x.part001", "y.part002"]), /pieces of different files/)
    assert.match(await fail(["x.part001", "other"]), /pieces of different files/)
    assert.match(await fail(["x.part001", "x.part01"]), /piece 1 of x is there twice/)
    assert.match(await fail(["a", "b"]), /it is not said what they become/)
    assert.match(await fail(["a", "b"], { to: "b" }), /b is one of the files that are joined/)
    mkdirSync(joinPath(folder, "sub"))
    assert.match(await fail(["a", "b"], { to: "sub" }), /sub is a folder/)
    assert.instanceOf(await failAction(join, { files: { paths: ["gone"] }, to: "z" }, context), PathNotFound)
    assert.instanceOf(await failAction(join, { files: { paths: ["sub"] }, to: "z" }, context), StepFailed)
    assert.strictEqual((await prepareAction(join, { files: { names: ["*.jpg"] }, to: "z" }, context)).deeds.length, 0)
  })

  it("leaves nothing when a piece changes while it is read", async ({ folder, home }) => {
    for (const name of ["a", "b"]) writeFileSync(joinPath(folder, name), name)
    const done = await perform(
      join,
      { files: { paths: ["a", "b"] }, to: "c" },
      { cwd: folder, zenusHome: home.zenusHome, meanwhile: () => writeFileSync(joinPath(folder, "b"), "later") }
    )
    assert.strictEqual(done.status, "failed")
    assert.match(done.error?.message ?? "", /b was changed after the plan/)
    assert.isFalse(existsSync(joinPath(folder, "c")))
  })
})

describe("pieces", () => {
  it("end where they should, at the borders too", () => {
    assert.deepStrictEqual(endsBySize(0, 5), [])
    assert.deepStrictEqual(endsBySize(5, 5), [5])
    assert.deepStrictEqual(endsBySize(6, 5), [5, 6])
    assert.deepStrictEqual(endsByParts(10, 3), [3, 6, 10])
    assert.deepStrictEqual(endsByParts(2, 5), [1, 2])
    assert.deepStrictEqual(endsByParts(0, 5), [])
    assert.deepStrictEqual(pieceNames("a", 1000).slice(-2), ["a0999", "a1000"])
    assert.isNull(gapOf(["/a/x.part001", "/b/x.part2"]))
    assert.isNull(gapOf(["/a/x", "/b/y"]))
    assert.deepStrictEqual(["p10", "p9", "p1"].toSorted(byNumbers), ["p1", "p9", "p10"])
  })
})
