/** archive: on a real disk, through the executor; what it makes is checked by the system's own tar, unzip and gzip. */
import { execFileSync } from "node:child_process"
import { existsSync, lstatSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, DeedRefused, PathNotFound } from "@zenus/core"
import { diffTrees, it, makeHostileNames, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import { archive } from "#tools/file/pack/archive.ts"
import { facts, has, makeDocs, run } from "./packedDocs.ts"

const UNPACK: Record<string, ReadonlyArray<string>> = {
  zip: ["unzip", "-q"],
  tar: ["tar", "xpf"],
  "tar.gz": ["tar", "xpzf"],
  "tar.bz2": ["tar", "xpjf"],
  "tar.xz": ["tar", "xpJf"]
}

describe("archive", () => {
  it("makes archives that the system's programs unpack to the same tree", async ({ folder, home }) => {
    makeDocs(folder, 700_000, "a.txt")
    const before = snapshotTree(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    for (const [form, [program = "", ...flags]] of Object.entries(UNPACK)) {
      if (!has(program) || (form === "tar.bz2" && !has("bzip2")) || (form === "tar.xz" && !has("xz"))) continue
      const done = await perform(archive, { files: { paths: ["docs"] }, to: `out.${form}` }, options)
      assert.strictEqual(done.status, "done", `${form} ${JSON.stringify(done.error)}`)
      assert.strictEqual(done.risk, 1)
      assert.strictEqual(done.explanation, `Archive docs (5 files and 3 folders, 686 KB) into out.${form}`)
      const out = join(folder, `unpacked ${form}`)
      mkdirSync(out)
      run(out, program, ...flags, `../out.${form}`)
      assert.deepStrictEqual(facts(join(out, "docs")), facts(join(folder, "docs")), form)
      assert.include(done.answer, `archived into out.${form} (`)
      run(folder, "rm", "-r", out)
      assert.isNull((await undoLast(options)).stopped)
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { folderTimes: false }), [])
  })

  it("names entries as tar would: below the working folder, or from what is said", async ({ folder, home }) => {
    makeDocs(folder, 700_000, "a.txt")
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const names = async (args: Record<string, unknown>, cwd = folder) => {
      const done = await perform(archive, { ...args, to: "x.tar" }, { ...options, cwd })
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      const listed = run(cwd, "tar", "tf", "x.tar").trim().split("\n").toSorted()
      await undoLast({ ...options, cwd })
      return listed
    }
    assert.deepStrictEqual(await names({ files: { paths: ["docs/sub"] } }), [
      "docs/sub/",
      "docs/sub/b.sh",
      "docs/sub/empty/"
    ])
    assert.deepStrictEqual(await names({ files: { paths: ["docs/sub"] }, relativeTo: "docs" }), [
      "sub/",
      "sub/b.sh",
      "sub/empty/"
    ])
    assert.deepStrictEqual(await names({ files: { paths: ["docs/sub"] }, contents: true }), ["b.sh", "empty/"])
    assert.deepStrictEqual(await names({ files: { paths: ["../a.txt", "b.sh"] } }, join(folder, "docs/sub")), [
      "a.txt",
      "sub/b.sh"
    ])
    assert.deepStrictEqual(await names({ files: { paths: ["docs"] }, exclude: ["*.bin", "docs/sub", ".hidden"] }), [
      "docs/",
      "docs/a.txt",
      "docs/link"
    ])
    assert.deepStrictEqual(await names({ files: { in: ["docs"], recursive: true, names: ["*.txt", "*.sh"] } }), [
      "docs/a.txt",
      "docs/sub/b.sh"
    ])
  })

  it("puts the folder itself in without the archive that is already there", async ({ folder, home }) => {
    makeDocs(folder, 700_000, "a.txt")
    const options = { cwd: join(folder, "docs"), zenusHome: home.zenusHome }
    await perform(archive, { files: { paths: ["."] }, to: "all.zip" }, options)
    const again = await perform(archive, { files: { paths: ["."] }, to: "all.zip" }, options)
    assert.strictEqual(again.status, "done", JSON.stringify(again.error))
    assert.strictEqual(again.risk, 2)
    assert.deepStrictEqual(again.undo, ["trash"])
    const listed = run(join(folder, "docs"), "unzip", "-Z1", "all.zip").trim().split("\n").toSorted()
    assert.deepStrictEqual(listed, [".hidden", "a.txt", "large.bin", "link", "sub/", "sub/b.sh", "sub/empty/"])
  })

  it("takes a free name of its own, or the form that is said", async ({ folder }) => {
    makeDocs(folder, 700_000, "a.txt")
    writeFileSync(join(folder, "docs.tar.gz"), "")
    const path = async (args: Record<string, unknown>) =>
      (
        await prepareAction(archive, { files: { paths: ["docs"] }, ...args }, lookContext({ cwd: folder }))
      ).paths?.[0]?.slice(folder.length + 1)
    assert.strictEqual(await path({}), "docs (2).tar.gz")
    assert.strictEqual(await path({ format: "zip" }), "docs.zip")
    assert.strictEqual(await path({ format: "gz" }), "docs (2).tar.gz")
    assert.strictEqual(await path({ to: "docs/sub", format: "zip" }), "docs/sub/docs.zip")
    assert.strictEqual(await path({ to: "new/", format: "tar" }), "new/docs.tar")
    assert.strictEqual(await path({ to: "new/safe", format: "tar" }), "new/safe.tar")
    assert.strictEqual(await path({ to: "safe.TGZ", format: "zip" }), "safe.TGZ")
    assert.strictEqual(await path({ files: { paths: ["docs/a.txt"] }, format: "zip" }), "docs/a.zip")
  })

  it("keeps hostile names byte for byte, in tar and in zip", async ({ folder, home }) => {
    const { names } = makeHostileNames(join(folder, "odd"))
    const wanted = names.map(({ bytes }) => bytes.toString("latin1")).toSorted()
    for (const form of ["tar.gz", "zip"]) {
      const done = await perform(
        archive,
        { files: { paths: ["odd"] }, to: `out.${form}` },
        { cwd: folder, zenusHome: home.zenusHome }
      )
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      const out = join(folder, `unpacked ${form}`)
      mkdirSync(out)
      if (form === "zip") {
        // unzip itself rewrites some of these names; python's reader gives them as they are stored.
        const script =
          "import sys,zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist():\n sys.stdout.buffer.write((i.filename.encode('utf-8') if i.flag_bits & 0x800 else i.filename.encode('cp437'))+b'\\0')"
        const listed = execFileSync("python3", ["-c", script, join(folder, "out.zip")]).toString("latin1")
        const found = listed.split("\0").filter((name) => name !== "" && name !== "odd/")
        assert.deepStrictEqual(found.map((name) => name.slice("odd/".length)).toSorted(), wanted)
        run(folder, "unzip", "-tq", "out.zip")
      } else {
        run(out, "tar", "xpzf", "../out.tar.gz")
        assert.deepStrictEqual(
          [...snapshotTree(join(out, "odd")).keys()].filter((name) => name !== ".").toSorted(),
          wanted
        )
      }
    }
    assert.isFalse(existsSync(join(folder, "pwned")))
  })

  it("compresses single files as gzip does: the original goes, unless it is to stay", async ({ folder, home }) => {
    makeDocs(folder, 700_000, "a.txt")
    const options = { cwd: join(folder, "docs"), zenusHome: home.zenusHome }
    const before = snapshotTree(folder)
    for (const [form, test] of [
      ["gz", "gzip"],
      ["bz2", "bzip2"],
      ["xz", "xz"]
    ] as const) {
      if (!has(test)) continue
      const done = await perform(archive, { files: { names: ["*.txt", "*.bin"] }, format: form }, options)
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      const sizes = done.effects.map(({ bytes = 0, op }) => [op, bytes > 0] as const)
      assert.isTrue(
        sizes.every(([op, isTold]) => isTold === (op === "delete")),
        "each file counts once"
      )
      assert.strictEqual(done.risk, 2)
      assert.deepStrictEqual(done.undo, ["trash"])
      assert.isFalse(existsSync(join(folder, "docs/a.txt")))
      const packed = lstatSync(join(folder, `docs/a.txt.${form}`))
      assert.strictEqual(packed.mtimeMs, 1_700_000_000_000)
      run(join(folder, "docs"), test, "-t", `a.txt.${form}`)
      assert.strictEqual(run(join(folder, "docs"), test, "-dc", `a.txt.${form}`), "a\n".repeat(1000))
      const again = await perform(archive, { files: { names: ["a.txt.*"] }, format: form }, options)
      assert.include(again.notes, `Left out, ending in .${form} already: a.txt.${form}.`)
      assert.isNull((await undoLast(options)).stopped)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [], form)
    }
    const kept = await perform(
      archive,
      { files: { paths: ["a.txt"] }, format: "gz", keepSource: true, to: "packed/a.gz", level: 9 },
      options
    )
    assert.strictEqual(kept.risk, 1)
    assert.isTrue(existsSync(join(folder, "docs/a.txt")))
    assert.strictEqual(run(join(folder, "docs"), "gzip", "-dc", "packed/a.gz"), "a\n".repeat(1000))
  })

  it("takes the originals away only when that is said, and when all of them are in it", async ({ folder, home }) => {
    makeDocs(folder, 700_000, "a.txt")
    const before = snapshotTree(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const done = await perform(archive, { files: { paths: ["docs"] }, format: "zip", keepSource: false }, options)
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(done.risk, 2)
    assert.isFalse(existsSync(join(folder, "docs")))
    run(folder, "unzip", "-tq", "docs.zip")
    assert.isNull((await undoLast(options)).stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    const fail = (args: Record<string, unknown>) =>
      failAction(archive, { files: { paths: ["docs"] }, keepSource: false, ...args }, lookContext({ cwd: folder }))
    assert.match((await fail({ exclude: ["*.bin"] })).message, /not all of them would be in the archive/)
    assert.match((await fail({ to: "docs/x.zip" })).message, /docs cannot go away, because the archive would be in it/)
  })

  it("sets time and owner of a tar's entries", async ({ folder, home }) => {
    makeDocs(folder, 700_000, "a.txt")
    await perform(
      archive,
      { files: { paths: ["docs"] }, to: "x.tgz", time: "2023-01-01T00:00:00Z", owner: 0, group: 0 },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    const listed = run(folder, "tar", "--numeric-owner", "--utc", "-tvzf", "x.tgz").trim().split("\n")
    assert.isTrue(listed.every((line) => / 0\/0 .* 2023-01-01 00:00/.test(line)))
  })

  it("refuses what cannot be, before anything is written", async ({ folder }) => {
    makeDocs(folder, 700_000, "a.txt")
    writeFileSync(join(folder, "x.zip"), "")
    mkdirSync(join(folder, "y.zip"))
    const before = snapshotTree(folder)
    const fail = (args: Record<string, unknown>, more = {}) =>
      failAction(archive, args, lookContext({ cwd: folder, ...more }))
    assert.instanceOf(await fail({ files: { paths: ["dosc"] } }), PathNotFound)
    assert.instanceOf(await fail({ files: { paths: ["x.zip"] }, to: "x.zip" }), DeedRefused)
    assert.match(
      (await fail({ files: { paths: ["docs"] }, to: "docs.gz" })).message,
      /gz holds a single file, and docs is a folder/
    )
    assert.match(
      (await fail({ files: { paths: ["docs"] }, to: "docs.rar" })).message,
      /the ending of docs\.rar says no form/
    )
    assert.match(
      (await fail({ files: { paths: ["docs/a.txt", "docs/.hidden"] }, to: "b.gz" })).message,
      /gz holds a single file, and 2 are meant/
    )
    assert.match((await fail({ files: { paths: ["docs"] }, level: 10 })).message, /level 10/)
    assert.match((await fail({ files: { paths: ["docs"] }, time: "soon" })).message, /"soon" is no time/)
    assert.instanceOf(await fail({ files: { paths: ["docs"] }, format: "rar" }), BadArgument)
    const without = await fail({ files: { paths: ["docs"] }, format: "tar.xz" }, { env: new Map([["PATH", folder]]) })
    assert.match(without.message, /the program xz is needed for that and is not installed/)
    const none = await prepareAction(archive, { files: { names: ["*.jpg"] } }, lookContext({ cwd: folder }))
    assert.strictEqual(none.deeds.length, 0)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("leaves nothing when a file changes while it is read", async ({ folder, home }) => {
    makeDocs(folder, 700_000, "a.txt")
    const done = await perform(
      archive,
      { files: { paths: ["docs"] }, to: "x.zip" },
      { cwd: folder, zenusHome: home.zenusHome, meanwhile: () => writeFileSync(join(folder, "docs/a.txt"), "later") }
    )
    assert.strictEqual(done.status, "failed")
    assert.match(done.error?.message ?? "", /docs\/a\.txt was changed after the plan/)
    assert.isFalse(existsSync(join(folder, "x.zip")))
  })
})
