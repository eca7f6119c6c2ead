/** The actions of FileOps that count, measure and compare, on real files. */
import { createHash } from "node:crypto"
import { linkSync, mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { execFileSync, spawnSync } from "node:child_process"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound, StepFailed } from "@zenus/core"
import { diffTrees, it, snapshotTree } from "#kit"
import { askTool } from "#kit/askTool.ts"
import { lookContext } from "#kit/lookContext.ts"
import { prepareAction } from "#kit/runAction.ts"
import { writeFiles as write } from "#kit/writeFiles.ts"
import { FileOps } from "#tools/file/FileOps.ts"

const { action, answer, failure, lines } = askTool(FileOps)

describe("FileOps.count", () => {
  it("counts deep, shallow, by extension and distinct ones", async ({ sampleFiles }) => {
    const count = async (files: unknown) => (await lines(sampleFiles, "count", { files }))[0]
    assert.strictEqual(await count({}), "15")
    assert.strictEqual(await count({ recursive: false }), "13")
    assert.strictEqual(await count({ type: "folder" }), "2")
    assert.strictEqual(await count({ extensions: ["nothing"] }), "0")
    assert.strictEqual(await count({ paths: ["sub"] }), "2")
    assert.deepStrictEqual((await lines(sampleFiles, "count", { by: "extension" })).slice(0, 3), [
      "4 txt",
      "2 (none)",
      "2 jpg"
    ])
    assert.deepStrictEqual(await lines(sampleFiles, "count", { by: "extension", distinct: true }), ["10"])
    assert.include(await lines(sampleFiles, "count", { by: "kind" }), "2 Images")
    assert.deepStrictEqual(await lines(sampleFiles, "count", { files: { in: ["sub"] }, by: "folder" }), [
      "1 sub",
      "1 sub/deep"
    ])
  })
  it("fails for what is not there or not a group, and counts hostile names", async ({ hostileNames }) => {
    assert.deepStrictEqual(await lines(hostileNames.path, "count", { files: { hidden: "include" } }), [
      String(hostileNames.names.length)
    ])
    assert.instanceOf(await failure(hostileNames.path, "count", { files: { in: ["nowhere"] } }), PathNotFound)
    assert.instanceOf(await failure(hostileNames.path, "count", { by: "colour" }), BadArgument)
    assert.instanceOf(await failure(hostileNames.path, "count", { files: { first: "many" } }), BadArgument)
  })
})

describe("FileOps.diskUsage", () => {
  it("sums everything, hidden ones too, and a hard link once", async ({ folder }) => {
    write(folder, { "a/x": "1".repeat(100), "a/.h/y": "2".repeat(50), "b/z": "3".repeat(10), w: "4" })
    linkSync(join(folder, "a/x"), join(folder, "a/x2"))
    symlinkSync("a", join(folder, "l"))
    const total = async (files: unknown, more = {}) => (await lines(folder, "diskUsage", { files, ...more }))[0]
    assert.strictEqual(await total({}), String(100 + 50 + 10 + 1 + 1))
    assert.strictEqual(await total({ paths: ["a"] }), "150")
    assert.strictEqual(await total({ in: ["a"], recursive: true, type: "any" }), "150")
    assert.strictEqual(await total({ names: ["x", "z"] }), "110")
    assert.strictEqual(await total({ type: "file", in: ["b"] }), "10")
    assert.strictEqual(await total({ paths: ["a"] }, { unit: "KB" }), "0.15")
    const du = Number(execFileSync("du", ["-sk", "a"], { cwd: folder, encoding: "utf8" }).split("\t")[0])
    assert.strictEqual(Number(await total({ paths: ["a"] }, { onDisk: true })) / 1024, du)
  })
  it("lists each entry with all in it, the largest first", async ({ folder }) => {
    write(folder, { "a/x": "1".repeat(100), "b/c/z": "3".repeat(2000), w: "4" })
    assert.deepStrictEqual(await lines(folder, "diskUsage", { show: "each" }), ["2000 b/", "100 a/", "1 w"])
    assert.deepStrictEqual(await lines(folder, "diskUsage", { show: "each", files: { type: "folder" }, top: 1 }), [
      "2000 b/"
    ])
    assert.deepStrictEqual(await lines(folder, "diskUsage", { show: "each", over: 99, smallestFirst: true }), [
      "100 a/",
      "2000 b/"
    ])
    assert.deepStrictEqual(await lines(folder, "diskUsage", { show: "each", files: { paths: ["b"] } }), ["2000 b/c/"])
  })
  it("fails for what is not there, is zero for nothing, and measures hostile names", async ({
    folder,
    hostileNames
  }) => {
    assert.deepStrictEqual(await lines(folder, "diskUsage", {}), ["0"])
    assert.instanceOf(await failure(folder, "diskUsage", { files: { paths: ["x"] } }), PathNotFound)
    assert.instanceOf(await failure(folder, "diskUsage", { show: "all" }), BadArgument)
    const sum = hostileNames.names.reduce((bytes, { label }) => bytes + label.length + 1, 0)
    assert.deepStrictEqual(await lines(hostileNames.path, "diskUsage", {}), [String(sum)])
  })
})

describe("FileOps.checksum", () => {
  it("gives what the programs give", async ({ folder }) => {
    write(folder, { a: "alpha\n", empty: "", "sub/b": Buffer.alloc(700_000, 7) })
    for (const algorithm of ["md5", "sha1", "sha256", "sha512"]) {
      const ours = await lines(folder, "checksum", { files: { recursive: true }, algorithm })
      const theirs = ["a", "empty", "sub/b"].map((name) =>
        execFileSync(`${algorithm}sum`, [name], { cwd: folder, encoding: "utf8" }).trim()
      )
      assert.deepStrictEqual(ours, theirs)
    }
    assert.deepStrictEqual(await lines(folder, "checksum", { text: "abc" }), [
      createHash("sha256").update("abc").digest("hex")
    ])
  })
  it("fails for folders, missing files, unknown kinds, and neither or both", async ({ folder, hostileNames }) => {
    mkdirSync(join(folder, "d"))
    assert.instanceOf(await failure(folder, "checksum", { files: { paths: ["d"] } }), StepFailed)
    assert.instanceOf(await failure(folder, "checksum", { files: { paths: ["x"] } }), PathNotFound)
    assert.instanceOf(await failure(folder, "checksum", { files: {}, algorithm: "crc" }), BadArgument)
    assert.instanceOf(await failure(folder, "checksum", {}), BadArgument)
    assert.instanceOf(await failure(folder, "checksum", { files: {}, text: "x" }), BadArgument)
    assert.strictEqual(
      (await lines(hostileNames.path, "checksum", { files: { hidden: "include" } })).length,
      hostileNames.names.length
    )
  })
})

describe("FileOps.compare", () => {
  it("says whether two files are the same, of any size", async ({ folder }) => {
    write(folder, { a: "x\n", b: "x\n", c: "y\n", empty: "" })
    for (const name of ["h1", "h2"]) {
      writeFileSync(join(folder, name), "start")
      truncateSync(join(folder, name), 40_000_000)
    }
    const verdict = async (left: string, right: string) => (await lines(folder, "compare", { left, right }))[0]
    assert.strictEqual(await verdict("a", "b"), "identical")
    assert.strictEqual(await verdict("a", "c"), "different")
    assert.strictEqual(await verdict("a", "empty"), "different")
    assert.strictEqual(await verdict("h1", "h2"), "identical")
  })

  it("gives a unified diff that patch can apply", async ({ folder }) => {
    const old = Array.from({ length: 40 }, (_, at) => `line ${at}`)
    const changed = old.toSpliced(5, 1, "five").toSpliced(20, 0, "new", "lines").toSpliced(35, 2)
    write(folder, { old: old.join("\n") + "\n", new: changed.join("\n") })
    const found = await answer(folder, "compare", { left: "old", right: "new", show: "differences" })
    assert.deepStrictEqual(found.lines.slice(0, 2), ["--- old", "+++ new"])
    writeFileSync(join(folder, "p"), found.text)
    execFileSync("patch", ["-s", "old", "p"], { cwd: folder })
    assert.deepStrictEqual(await lines(folder, "compare", { left: "old", right: "new" }), ["identical"])
    assert.deepStrictEqual(
      (await answer(folder, "compare", { left: "old", right: "new", show: "differences" })).lines,
      []
    )
  })

  it("counts and lists lines of one side or both", async ({ folder }) => {
    write(folder, { a: "1\n2\n3\n3\n", b: "2\n3\n4\n" })
    const show = (what: string) => lines(folder, "compare", { left: "a", right: "b", show: what })
    assert.deepStrictEqual(await show("count"), ["3"])
    assert.deepStrictEqual(await show("onlyLeft"), ["1", "3"])
    assert.deepStrictEqual(await show("onlyRight"), ["4"])
    assert.deepStrictEqual(await show("common"), ["2", "3"])
  })

  it("tells what differs between folders", async ({ folder }) => {
    write(folder, {
      "l/same": "s",
      "l/diff": "1",
      "l/left/x": "",
      "l/left/y": "",
      "r/same": "s",
      "r/diff": "2",
      "r/.right": ""
    })
    const show = (more: object) => lines(folder, "compare", { left: "l", right: "r", ...more })
    assert.deepStrictEqual(await show({}), [
      "only in the first: l/left",
      "only in the second: r/.right",
      "different: l/diff"
    ])
    assert.deepStrictEqual(await show({ show: "onlyRight" }), ["r/.right"])
    assert.deepStrictEqual(await show({ show: "common" }), ["l/same"])
    assert.deepStrictEqual(await show({ byName: true, show: "count" }), ["2"])
    assert.deepStrictEqual(await show({ show: "verdict" }), ["different"])
    assert.deepStrictEqual(await lines(folder, "compare", { left: "l", right: "l", show: "verdict" }), ["identical"])
  })

  it("fails for a file beside a folder, what is missing, and huge files line by line", async ({
    folder,
    hostileNames
  }) => {
    write(folder, { a: "x", "d/e": "" })
    truncateSync(join(folder, "a"), 200 * 1024 * 1024)
    assert.instanceOf(await failure(folder, "compare", { left: "a", right: "d" }), BadArgument)
    assert.instanceOf(await failure(folder, "compare", { left: "a", right: "b" }), PathNotFound)
    assert.instanceOf(await failure(folder, "compare", { left: "a", right: "a", show: "differences" }), StepFailed)
    write(folder, { bin: Buffer.from([0, 1]), other: "text" })
    assert.deepStrictEqual(await lines(folder, "compare", { left: "bin", right: "other", show: "differences" }), [
      "Binary files bin and other differ"
    ])
    const names = { left: "./~", right: "two\nlines.txt" }
    assert.deepStrictEqual(await lines(hostileNames.path, "compare", names), ["different"])
    assert.deepStrictEqual(await lines(hostileNames.path, "compare", { left: ".", right: ".", show: "verdict" }), [
      "identical"
    ])
  })
})

describe("FileOps.duplicates", () => {
  it("groups copies by content or name", async ({ folder }) => {
    write(folder, { "a/x.txt": "same", "b/X.txt": "same", "c/x.txt": "other", d: "twice!", e: "twice!" })
    const found = await answer(folder, "duplicates", {})
    assert.deepStrictEqual(found.lines, ["a/x.txt", "b/X.txt", "", "d", "e"])
    assert.strictEqual(found.note, "2 groups, 10 bytes in copies.")
    assert.deepStrictEqual(await lines(folder, "duplicates", { by: "name" }), ["a/x.txt", "c/x.txt"])
    assert.deepStrictEqual(await lines(folder, "duplicates", { by: "name", anyCase: true }), [
      "a/x.txt",
      "b/X.txt",
      "c/x.txt"
    ])
  })
  it("finds none, fails for what is missing, and takes hostile names", async ({ folder, hostileNames }) => {
    assert.strictEqual((await answer(folder, "duplicates", {})).note, "Nothing found.")
    assert.instanceOf(await failure(folder, "duplicates", { files: { in: ["x"] } }), PathNotFound)
    assert.instanceOf(await failure(folder, "duplicates", { by: "colour" }), BadArgument)
    writeFileSync(join(hostileNames.path, "copy"), "newline\n")
    assert.deepStrictEqual(await lines(hostileNames.path, "duplicates", {}), ["copy", "two\nlines.txt"])
  })
})

describe("FileOps.archiveList", () => {
  it("lists names, or names with their facts", async ({ folder }) => {
    write(folder, { "t/a.txt": "12345", "t/-rf": "" })
    execFileSync("tar", ["-czf", "t.tgz", "t/a.txt", "t/-rf"], { cwd: folder })
    assert.deepStrictEqual(await lines(folder, "archiveList", { archive: "t.tgz" }), ["t/a.txt", "t/-rf"])
    const detailed = await lines(folder, "archiveList", { archive: "t.tgz", details: true })
    assert.match(detailed[0] ?? "", /^-rw-r--r-- 5 \d{4}-\d\d-\d\d \d\d:\d\d t\/a\.txt$/)
  })
  it.for([
    ["bzip2", "-cjf"],
    ["xz", "-cJf"]
  ] as const)("lists what %s packed, a tree and a single file", async ([program, flags], { folder, skip }) => {
    if (spawnSync(program, ["--help"], { stdio: "ignore" }).error !== undefined) skip()
    write(folder, { "t/a.txt": "12345", "t/-rf": "", single: "1234567" })
    execFileSync("tar", [flags, "packed", "t/a.txt", "t/-rf"], { cwd: folder })
    assert.deepStrictEqual(await lines(folder, "archiveList", { archive: "packed" }), ["t/a.txt", "t/-rf"])
    execFileSync(program, ["-k", "single"], { cwd: folder })
    const ending = program === "xz" ? "xz" : "bz2"
    const detailed = await lines(folder, "archiveList", { archive: `single.${ending}`, details: true })
    assert.match(detailed[0] ?? "", /^-\S+ 7 .* single$/)
    writeFileSync(join(folder, "cut"), readFileSync(join(folder, "packed")).subarray(0, 60))
    assert.instanceOf(await failure(folder, "archiveList", { archive: "cut" }), StepFailed)
  })
  it("fails for what is no archive, a folder, or missing, and lists hostile names", async ({
    folder,
    hostileNames
  }) => {
    write(folder, { "x.zip": "no zip", "d/y": "" })
    assert.instanceOf(await failure(folder, "archiveList", { archive: "x.zip" }), StepFailed)
    assert.instanceOf(await failure(folder, "archiveList", { archive: "d" }), StepFailed)
    assert.instanceOf(await failure(folder, "archiveList", { archive: "y.zip" }), PathNotFound)
    execFileSync("tar", ["-cf", join(folder, "h.tar"), "-C", hostileNames.path, "."])
    const names = (await lines(folder, "archiveList", { archive: "h.tar" })).map((name) => name.slice(2))
    assert.strictEqual(names.length, hostileNames.names.length + 1)
    assert.include(names, "two\nlines.txt")
  })
})

describe("FileOps, reading", () => {
  it("changes nothing, not even while it plans", async ({ sampleFiles }) => {
    const before = snapshotTree(sampleFiles)
    for (const [name, args] of [
      ["list", {}],
      ["find", { files: { containing: [{ text: "milk" }] } }],
      ["read", { files: { paths: ["notes.txt"] } }],
      ["stat", { files: { paths: ["sub"] } }],
      ["tree", {}],
      ["count", {}],
      ["diskUsage", {}],
      ["checksum", { files: {} }],
      ["compare", { left: "notes.txt", right: "sub/notes.txt" }],
      ["duplicates", {}]
    ] as const) {
      const prepared = await prepareAction(action(name), args, lookContext({ cwd: sampleFiles }))
      assert.deepStrictEqual([prepared.deeds, prepared.own], [[], undefined])
      await answer(sampleFiles, name, args)
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
    assert.isNotEmpty(readdirSync(sampleFiles))
  })
})
