/** extract: on a real disk, through the executor; with archives that the system's own programs made, and with traps. */
import {
  chmodSync,
  existsSync,
  linkSync,
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
import { deflateRawSync, gzipSync } from "node:zlib"
import { assert, describe } from "@effect/vitest"
import { BadArgument, DeedRefused, PathNotFound } from "@zenus/core"
import { diffTrees, it, makeHostileNames, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import type { ArchiveHeader } from "#tools/archive/ArchiveEntry.ts"
import { encodeTarHeader, paddingOf, TAR_END } from "#tools/archive/tarFormat.ts"
import { zipCentralHeader, zipEnd, zipLocalHeader } from "#tools/archive/zipFormat.ts"
import { archive } from "#tools/file/pack/archive.ts"
import { extract } from "#tools/file/pack/extract.ts"
import { facts, has, makeDocs, run } from "./packedDocs.ts"

const PACK: ReadonlyArray<readonly [ending: string, ...command: ReadonlyArray<string>]> = [
  ["zip", "zip", "-qry"],
  ["tar", "tar", "cf"],
  ["tar.gz", "tar", "czf"],
  ["tar.bz2", "tar", "cjf"],
  ["tar.xz", "tar", "cJf"]
]

type Made = Partial<Omit<ArchiveHeader, "name">> & {
  readonly name: string
  readonly text?: string
  readonly flag?: string
}

/** A tar as nobody should pack it. */
const makeTar = (path: string, entries: ReadonlyArray<Made>): void => {
  const parts = entries.flatMap(({ flag, text = "", ...entry }) => {
    const content = Buffer.from(text)
    const header = Buffer.from(
      encodeTarHeader({
        type: "file",
        mode: 0o644,
        mtimeNs: 0n,
        target: "",
        uid: 0,
        gid: 0,
        size: content.length,
        ...entry
      })
    )
    if (flag !== undefined) {
      header.write(flag, 156, "latin1")
      header.write("        ", 148, "latin1")
      const sum = header.reduce((total, byte) => total + byte, 0)
      header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1")
    }
    return entry.type === undefined || entry.type === "file"
      ? [header, content, new Uint8Array(paddingOf(content.length))]
      : [header]
  })
  writeFileSync(path, Buffer.concat([...parts, TAR_END]))
}

/** A zip whose directory says what it is told to. */
const makeZip = (
  path: string,
  names: ReadonlyArray<readonly [name: string, unixMode: number, text: string, claims?: number]>
) => {
  const parts: Array<Uint8Array> = []
  const directory: Array<Uint8Array> = []
  let offset = 0
  for (const [name, unixMode, text, claims] of names) {
    const packed = deflateRawSync(text)
    const header = { name, unixMode, mtimeMs: 0, method: 8 } as const
    const sizes = { crc32: 0, compressed: packed.length, size: claims ?? text.length }
    const local = zipLocalHeader(header, sizes, false)
    directory.push(zipCentralHeader(header, sizes, offset, false))
    parts.push(local, packed)
    offset += local.length + packed.length
  }
  const length = directory.reduce((sum, one) => sum + one.length, 0)
  writeFileSync(path, Buffer.concat([...parts, ...directory, zipEnd(names.length, offset, length)]))
}

describe("extract", () => {
  it("unpacks what the system's programs packed, to the same tree, and takes it back", async ({ folder, home }) => {
    makeDocs(folder, 3_000_000, "../docs/a.txt")
    const options = { cwd: folder, zenusHome: home.zenusHome }
    for (const [ending, program = "", ...flags] of PACK) {
      if (!has(program) || (ending === "tar.bz2" && !has("bzip2")) || (ending === "tar.xz" && !has("xz"))) continue
      run(folder, program, ...flags, `out.${ending}`, "docs")
      const before = snapshotTree(folder)
      const done = await perform(extract, { files: { paths: [`out.${ending}`] }, to: "there/in" }, options)
      assert.strictEqual(done.status, "done", `${ending} ${JSON.stringify(done.error)}`)
      assert.strictEqual(done.risk, 1)
      assert.strictEqual(done.explanation, `Extract out.${ending} into there/in (5 files and 3 folders, 2.9 MB)`)
      assert.deepStrictEqual(facts(join(folder, "there/in/docs")), facts(join(folder, "docs")), ending)
      assert.strictEqual(done.effects.filter((effect) => effect.op === "extract").length, 5)
      assert.isNull((await undoLast(options)).stopped)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [], ending)
    }
  })

  it("takes back out what archive put in, hostile names too", async ({ folder, home }) => {
    const { names } = makeHostileNames(join(folder, "odd"))
    const options = { cwd: folder, zenusHome: home.zenusHome }
    for (const to of ["odd.zip", "odd.tar.gz"]) {
      await perform(archive, { files: { paths: ["odd"] }, to }, options)
      const done = await perform(extract, { files: { paths: [to] }, to: `from ${to}` }, options)
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      assert.deepStrictEqual(facts(join(folder, `from ${to}/odd`)), facts(join(folder, "odd")))
    }
    assert.isAbove(names.length, 30)
    assert.isFalse(existsSync(join(folder, "pwned")))
  })

  it("makes a folder of the archive's name for several top entries, and overwrites nothing", async ({
    folder,
    home
  }) => {
    makeDocs(folder, 3_000_000, "../docs/a.txt")
    run(join(folder, "docs"), "tar", "czf", "../many.tar.gz", "a.txt", "sub")
    run(folder, "zip", "-qr", "one.zip", "docs")
    const before = snapshotTree(folder)
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const paths = async (args: Record<string, unknown>) => {
      const done = await perform(extract, args, options)
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      return done.output?.paths?.map((path) => path.slice(folder.length + 1))
    }
    assert.deepStrictEqual(await paths({ files: { paths: ["many.tar.gz"] } }), ["many"])
    assert.deepStrictEqual(await paths({ files: { paths: ["many.tar.gz"] } }), ["many (2)"])
    assert.deepStrictEqual(await paths({ files: { paths: ["many.tar.gz"] }, to: "." }), ["a.txt", "sub"])
    assert.deepStrictEqual(await paths({ files: { paths: ["many.tar.gz"] }, to: "." }), ["a (2).txt", "sub (2)"])
    assert.deepStrictEqual(await paths({ files: { paths: ["one.zip"] } }), ["docs (2)"])
    const after = snapshotTree(folder)
    assert.deepStrictEqual(
      diffTrees(before, after).filter((line) => !line.startsWith("new") && !line.includes('"."')),
      []
    )
  })

  it("unpacks only what is asked for, and hard links as what they are", async ({ folder, home }) => {
    makeDocs(folder, 3_000_000, "../docs/a.txt")
    linkSync(join(folder, "docs/a.txt"), join(folder, "docs/twin.txt"))
    run(folder, "tar", "cf", "x.tar", "docs/a.txt", "docs/twin.txt", "docs/sub")
    const options = { cwd: folder, zenusHome: home.zenusHome }
    const done = await perform(extract, { files: { paths: ["x.tar"] }, to: "all" }, options)
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(lstatSync(join(folder, "all/docs/twin.txt")).ino, lstatSync(join(folder, "all/docs/a.txt")).ino)
    await perform(extract, { files: { paths: ["x.tar"] }, to: "twin", only: ["tw*"] }, options)
    assert.deepStrictEqual(readdirSync(join(folder, "twin/docs")), ["twin.txt"])
    assert.strictEqual(readFileSync(join(folder, "twin/docs/twin.txt"), "utf8"), "a\n".repeat(1000))
    await perform(extract, { files: { paths: ["x.tar"] }, to: "sub", only: ["docs/sub"] }, options)
    assert.deepStrictEqual(readdirSync(join(folder, "sub/docs/sub")).toSorted(), ["b.sh", "empty"])
    const none = await prepareAction(
      extract,
      { files: { paths: ["x.tar"] }, only: ["*.jpg"] },
      lookContext({ cwd: folder })
    )
    assert.deepStrictEqual([none.deeds.length, none.notes], [0, ["x.tar: nothing in it fits."]])
  })

  it("unpacks single files as gunzip does: the packed one goes, unless it is to stay", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    for (const [ending, program] of [
      ["gz", "gzip"],
      ["bz2", "bzip2"],
      ["xz", "xz"]
    ] as const) {
      if (!has(program)) continue
      writeFileSync(join(folder, "a.txt"), "text\n".repeat(500))
      chmodSync(join(folder, "a.txt"), 0o640)
      utimesSync(join(folder, "a.txt"), 1_600_000_000, 1_600_000_000)
      run(folder, program, "a.txt")
      const before = snapshotTree(folder)
      const done = await perform(extract, { files: { paths: [`a.txt.${ending}`] } }, options)
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      assert.strictEqual(done.risk, 2)
      assert.strictEqual(
        done.explanation,
        `Extract a.txt.${ending} to a.txt (1 file, 2.4 KB), and the original to the trash`
      )
      assert.deepStrictEqual(readdirSync(folder), ["a.txt"])
      assert.strictEqual(readFileSync(join(folder, "a.txt"), "utf8"), "text\n".repeat(500))
      const stat = lstatSync(join(folder, "a.txt"))
      assert.deepStrictEqual([stat.mode & 0o777, stat.mtimeMs], [0o640, 1_600_000_000_000])
      assert.isNull((await undoLast(options)).stopped)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
      const kept = await perform(
        extract,
        { files: { paths: [`a.txt.${ending}`] }, keepSource: true, to: "out" },
        options
      )
      assert.strictEqual(kept.risk, 1)
      assert.isTrue(existsSync(join(folder, "out/a.txt")))
      rmSync(join(folder, "out"), { recursive: true })
      rmSync(join(folder, `a.txt.${ending}`))
    }
  })

  it("removes the archive afterwards when that is said", async ({ folder, home }) => {
    makeDocs(folder, 3_000_000, "../docs/a.txt")
    run(folder, "tar", "czf", "x.tgz", "docs")
    rmSync(join(folder, "docs"), { recursive: true })
    const done = await perform(
      extract,
      { files: { names: ["*.tgz"] }, keepSource: false },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.strictEqual(done.risk, 2)
    assert.deepStrictEqual(readdirSync(folder), ["docs"])
  })

  it("refuses archives that would reach outside, with how many entries and which", async ({ folder }) => {
    writeFileSync(join(folder, "outside.txt"), "mine")
    mkdirSync(join(folder, "in"))
    const before = snapshotTree(folder)
    const traps: ReadonlyArray<readonly [name: string, expected: RegExp, entries: ReadonlyArray<Made>]> = [
      [
        "up",
        /2 of its 3 entries \(\.\.\/outside\.txt, \.\.\.\) would come to lie outside/,
        [{ name: "a" }, { name: "../outside.txt", text: "x" }, { name: "b/../../c" }]
      ],
      ["absolute", /1 of its 1 entries \(\/etc\/x\) would come to lie outside/, [{ name: "/etc/x", text: "x" }]],
      ["link out", /1 of its 1 entries \(l\) lead outside/, [{ name: "l", type: "link", target: "../.." }]],
      ["absolute link", /lead outside/, [{ name: "l", type: "link", target: "/etc" }]],
      [
        "link over link",
        /lead outside/,
        [
          { name: "d/up", type: "link", target: "../." },
          { name: "d/b", type: "link", target: ".." },
          { name: "x", type: "link", target: "d/b/.." }
        ]
      ],
      [
        "behind a link",
        /2 of its 3 entries .* behind a link or a file/,
        [{ name: "l", type: "link", target: "." }, { name: "l/x", text: "x" }, { name: "l/y" }]
      ],
      [
        "behind a file",
        /1 of its 2 entries .* behind a link or a file/,
        [
          { name: "f", text: "x" },
          { name: "f/x", text: "x" }
        ]
      ],
      ["hard link out", /would come to lie outside/, [{ name: "h", type: "hardlink", target: "../outside.txt" }]],
      ["device", /1 of its 2 entries \(null\) are devices/, [{ name: "ok" }, { name: "null", flag: "3" }]],
      ["pipe", /are devices, pipes or sockets/, [{ name: "p", flag: "6" }]],
      ["long", /names of more than 255 bytes/, [{ name: `${"n".repeat(256)}` }]]
    ]
    for (const [name, expected, entries] of traps) {
      makeTar(join(folder, "in/trap.tar"), entries)
      const failed = await failAction(
        extract,
        { files: { paths: ["trap.tar"] } },
        lookContext({ cwd: join(folder, "in") })
      )
      assert.instanceOf(failed, DeedRefused, name)
      assert.match(failed.message, expected, name)
    }
    for (const [at, mode] of [
      ["../z", 0o100644],
      ["/z", 0o100644],
      ["z", 0o120777],
      ["z", 0o020666]
    ] as const) {
      makeZip(join(folder, "in/trap.zip"), [[at, mode, mode === 0o120777 ? "../../etc" : "x"]])
      const failed = await failAction(
        extract,
        { files: { paths: ["trap.zip"] } },
        lookContext({ cwd: join(folder, "in") })
      )
      // Its checksum is wrong as well: a link's target is read while the entries are listed.
      if (mode !== 0o120777) assert.instanceOf(failed, DeedRefused, at)
    }
    rmSync(join(folder, "in/trap.tar"))
    rmSync(join(folder, "in/trap.zip"))
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { folderTimes: false }), [])
  })

  it("lets links stay inside, and follows none while it unpacks", async ({ folder, home }) => {
    mkdirSync(join(folder, "in"))
    makeTar(join(folder, "in/ok.tar"), [
      { name: "top/real/x", text: "x" },
      { name: "top/a/l", type: "link", target: "../real/x" },
      { name: "./top/b/", type: "folder" },
      { name: "top/b/up", type: "link", target: ".." }
    ])
    // Somebody has put a link where the archive's folder will go.
    symlinkSync("..", join(folder, "in/top"))
    const done = await perform(
      extract,
      { files: { paths: ["ok.tar"] } },
      { cwd: join(folder, "in"), zenusHome: home.zenusHome }
    )
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(readFileSync(join(folder, "in/top (2)/a/l"), "utf8"), "x")
    assert.strictEqual(readlinkSync(join(folder, "in/top")), "..")
    assert.deepStrictEqual(readdirSync(folder), ["in"])
  })

  it("refuses bombs by what would come out, also when the directory lies", async ({ folder, home }) => {
    const context = lookContext({ cwd: folder })
    const megabyte = gzipSync(Buffer.alloc(1024 * 1024))
    writeFileSync(join(folder, "bomb.gz"), Buffer.concat(Array.from({ length: 300 }, () => megabyte)))
    const gz = await failAction(extract, { files: { paths: ["bomb.gz"] } }, context)
    assert.instanceOf(gz, DeedRefused)
    assert.match(gz.message, /more than 256 MB would come out of \d+ KB, at most 250 times as much is believed/)
    const small = await failAction(extract, { files: { paths: ["bomb.gz"] }, maxSize: 1000 }, context)
    assert.match(small.message, /more than 1000 bytes would come out/)
    writeFileSync(join(folder, "zeros.gz"), gzipSync(Buffer.alloc(1_000_000)))
    const said = await prepareAction(extract, { files: { paths: ["zeros.gz"] }, maxSize: 1_000_000 }, context)
    assert.strictEqual(said.deeds.length, 2)
    makeZip(join(folder, "claims.zip"), [["a", 0o100644, "x", 0xffff_0000]])
    const claims = await failAction(extract, { files: { paths: ["claims.zip"] } }, context)
    assert.match(claims.message, /more than 256 MB would come out of/)
    // It says 10 bytes and holds 100,000: nothing of it is put into place.
    makeZip(join(folder, "lies.zip"), [["a", 0o100644, "x".repeat(100_000), 10]])
    const lies = await perform(extract, { files: { paths: ["lies.zip"] } }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(lies.status, "failed")
    assert.isFalse(existsSync(join(folder, "a")))
  })

  it("leaves nothing of an archive that is damaged, cut off, empty or none", async ({ folder, home }) => {
    makeDocs(folder, 3_000_000, "../docs/a.txt")
    run(folder, "tar", "czf", "x.tgz", "docs")
    run(folder, "zip", "-qry", "x.zip", "docs")
    const whole = readFileSync(join(folder, "x.tgz"))
    const zipped = readFileSync(join(folder, "x.zip"))
    const damaged = Buffer.from(zipped)
    // In the content of a file, which begins behind its name and the extra fields.
    const header = damaged.indexOf("docs/large.bin") - 30
    const at = header + 30 + damaged.readUInt16LE(header + 26) + damaged.readUInt16LE(header + 28) + 3
    damaged[at] = (damaged[at] ?? 0) ^ 0xff
    writeFileSync(join(folder, "cut.tgz"), whole.subarray(0, whole.length / 2))
    writeFileSync(join(folder, "tail.tgz"), whole.subarray(0, whole.length - 6))
    writeFileSync(join(folder, "cut.zip"), zipped.subarray(0, zipped.length / 2))
    writeFileSync(join(folder, "damaged.zip"), damaged)
    writeFileSync(join(folder, "empty.zip"), "")
    writeFileSync(join(folder, "text.zip"), "no archive\n")
    mkdirSync(join(folder, "folder.zip"))
    const before = snapshotTree(folder)
    for (const name of ["cut.tgz", "tail.tgz", "cut.zip", "damaged.zip", "empty.zip", "text.zip", "folder.zip"]) {
      const failed = await perform(
        extract,
        { files: { paths: [name] }, to: "out" },
        { cwd: folder, zenusHome: home.zenusHome }
      ).then(
        (done) => done.status,
        (error: unknown) => (error instanceof Error ? "failed" : "thrown")
      )
      assert.strictEqual(failed, "failed", name)
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    assert.instanceOf(
      await failAction(extract, { files: { paths: ["gone.zip"] } }, lookContext({ cwd: folder })),
      PathNotFound
    )
    writeFileSync(join(folder, "file"), "")
    const blocked = await failAction(extract, { files: { paths: ["x.zip"] }, to: "file" }, lookContext({ cwd: folder }))
    assert.instanceOf(blocked, BadArgument)
  })

  it("takes set-id bits from files and takes the last of equal names", async ({ folder, home }) => {
    makeTar(join(folder, "x.tar"), [
      { name: "top/s", text: "1", mode: 0o6755 },
      { name: "top/s", text: "2", mode: 0o4711 }
    ])
    const done = await perform(extract, { files: { paths: ["x.tar"] } }, { cwd: folder, zenusHome: home.zenusHome })
    assert.deepStrictEqual(done.notes, [
      "x.tar: 1 name is in it more than once, and the last is taken.",
      "x.tar: 1 file comes without set-id and sticky bits."
    ])
    assert.strictEqual(readFileSync(join(folder, "top/s"), "utf8"), "2")
    assert.strictEqual(lstatSync(join(folder, "top/s")).mode & 0o7777, 0o711)
  })
})
