/** The actions of TextOps that count, show parts and search, on real files. */
import { appendFileSync, symlinkSync, truncateSync } from "node:fs"
import { basename, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, StepFailed } from "@zenus/core"
import { diffTrees, it, slowdown, snapshotTree } from "#kit"
import { writeFiles as write } from "#kit/writeFiles.ts"
import { answer, failure, lines, mustRefuse, one, program, text } from "./textWorld.ts"

describe("TextOps.count", () => {
  it("agrees with wc on lines, words, characters and bytes", async ({ folder }) => {
    write(folder, { a: "one two\n\tthree\u00e9 \n\nfour\n", b: "no end é🗑", empty: "", spaces: "   \n \t " })
    for (const name of ["a", "b", "empty", "spaces"]) {
      const what = ["words", "characters", "bytes"]
      const [words, characters, bytes] = program(folder, "wc", "-wmc", name).trim().split(/\s+/)
      assert.deepStrictEqual(await lines(folder, "count", { ...one(name), what }), [`${words} ${characters} ${bytes}`])
    }
    assert.deepStrictEqual(await lines(folder, "count", one("a")), ["4"])
    // A last line without an end is a line to people.
    assert.deepStrictEqual(await lines(folder, "count", one("b")), ["1"])
    assert.deepStrictEqual(await lines(folder, "count", one("empty")), ["0"])
    assert.deepStrictEqual(await lines(folder, "count", { text: "a b\nc", what: ["lines", "words"] }), ["2 3"])
  })

  it("counts per file and in all, in the order asked for", async ({ folder }) => {
    write(folder, { "a.txt": "1\n", "b.txt": "1\n2\n3\n", "c.txt": "1\n2\n" })
    const files = { names: ["*.txt"] }
    assert.deepStrictEqual(await lines(folder, "count", { files }), ["1 a.txt", "3 b.txt", "2 c.txt", "6 total"])
    assert.deepStrictEqual(await lines(folder, "count", { files, show: "total" }), ["6"])
    assert.deepStrictEqual(await lines(folder, "count", { files, show: "each", order: "largest" }), [
      "3 b.txt",
      "2 c.txt",
      "1 a.txt"
    ])
  })

  it("counts what matches, does not, is not blank, occurs, or stands below a header", async ({ folder }) => {
    write(folder, { a: "ERROR x\nok\n\nerror ERROR\n  \n" })
    const count = async (more: object) => (await lines(folder, "count", { ...one("a"), ...more }))[0]
    assert.strictEqual(await count({ matching: "ERROR" }), "2")
    assert.strictEqual(await count({ matching: "ERROR", occurrences: true }), "2")
    assert.strictEqual(await count({ matching: "error", anyCase: true, occurrences: true }), "3")
    assert.strictEqual(await count({ matching: "^e", regex: true }), "1")
    assert.strictEqual(await count({ notMatching: "ERROR" }), "3")
    assert.strictEqual(await count({ skipBlank: true }), "3")
    assert.strictEqual(await count({ header: true }), "4")
  })

  it("counts a huge sparse file without holding it", async ({ folder }) => {
    write(folder, { huge: "x\n" })
    truncateSync(join(folder, "huge"), 300 * 1024 * 1024)
    assert.deepStrictEqual(await lines(folder, "count", one("huge")), ["2"])
  })

  it("refuses what it cannot count, and takes hostile names", async ({ folder, hostileNames }) => {
    write(folder, { a: "" })
    await mustRefuse(folder, "count")
    assert.instanceOf(await failure(folder, "count", { ...one("a"), what: ["letters"] }), BadArgument)
    assert.instanceOf(await failure(folder, "count", { ...one("a"), occurrences: true }), BadArgument)
    assert.instanceOf(await failure(folder, "count", { ...one("a"), matching: "(", regex: true }), BadArgument)
    const each = await lines(hostileNames.path, "count", { files: { hidden: "include" }, show: "total" })
    assert.deepStrictEqual(each, [String(hostileNames.names.length)])
  })
})

describe("TextOps.head and tail", () => {
  const LINES = Array.from({ length: 50_000 }, (_, at) => `line ${at + 1}`)

  it("agree with head and tail, however long the file", async ({ folder }) => {
    write(folder, { f: LINES.join("\n") + "\n", g: LINES.join("\r\n"), e: "", nl: "\n\n\n", one: "x" })
    for (const name of ["f", "g", "e", "nl", "one"]) {
      for (const count of [1, 2, 7, 5000, 49_999, 50_000, 60_000]) {
        const args = { ...one(name), lines: count }
        assert.strictEqual(await text(folder, "tail", args), program(folder, "tail", "-n", String(count), name), name)
        assert.strictEqual(await text(folder, "head", args), program(folder, "head", "-n", String(count), name), name)
      }
    }
    assert.strictEqual(await text(folder, "head", one("f")), program(folder, "head", "f"))
    assert.strictEqual(await text(folder, "tail", one("f")), program(folder, "tail", "f"))
    assert.strictEqual(await text(folder, "head", { ...one("f"), lines: 0 }), "")
    assert.strictEqual(await text(folder, "tail", { ...one("f"), lines: 0 }), "")
    assert.strictEqual(await text(folder, "head", { ...one("f"), bytes: 9 }), "line 1\nli")
    assert.strictEqual(await text(folder, "tail", { ...one("f"), bytes: 6 }), "50000\n")
    assert.strictEqual(await text(folder, "tail", { ...one("f"), fromLine: 49_999 }), "line 49999\nline 50000\n")
    assert.strictEqual(await text(folder, "tail", { text: "a\nb\nc", lines: 2 }), "b\nc")
    assert.strictEqual(await text(folder, "head", { text: "a\nb\nc", lines: 2 }), "a\nb\n")
  })

  it("find the end of a file of gigabytes at once", async ({ folder }) => {
    write(folder, { big: "start\n" })
    truncateSync(join(folder, "big"), 5 * 1024 ** 3)
    appendFileSync(join(folder, "big"), "\nlast but one\nlast\n")
    const started = performance.now()
    assert.strictEqual(await text(folder, "tail", { ...one("big"), lines: 2 }), "last but one\nlast\n")
    assert.isBelow(performance.now() - started, 2_000 * slowdown())
  })

  it("give bytes unchanged, and read what does not know its size", async ({ folder }) => {
    write(folder, { odd: Buffer.from([255, 10, 254, 10, 0]) })
    assert.isDefined((await answer(folder, "tail", { ...one("odd"), lines: 2 })).bytes)
    if (process.platform === "linux") {
      assert.match(await text(folder, "head", { ...one("/proc/self/status"), lines: 1 }), /^Name:/)
      assert.strictEqual((await text(folder, "tail", { ...one("/proc/self/status"), lines: 3 })).split("\n").length, 4)
    }
  })

  it("refuse what cannot be read, and take hostile names", async ({ folder, hostileNames }) => {
    write(folder, { a: "" })
    for (const name of ["head", "tail"]) {
      await mustRefuse(folder, name)
      assert.instanceOf(await failure(folder, name, { ...one("a"), lines: -1 }), BadArgument)
      assert.instanceOf(await failure(folder, name, { ...one("a"), lines: "ten" }), BadArgument)
      assert.strictEqual(
        await text(hostileNames.path, name, { files: { paths: ["two\nlines.txt", "*"] }, lines: 1 }),
        "newline\nstar\n"
      )
    }
    assert.instanceOf(await failure(folder, "tail", { ...one("a"), fromLine: 0 }), BadArgument)
  })
})

describe("TextOps.lines", () => {
  it("shows single lines, ranges, every other line, and those counted from the end", async ({ folder }) => {
    write(folder, { f: "a\nb\nc\nd\ne\n", crlf: "a\r\nb\r\n" })
    const show = (more: object) => lines(folder, "lines", { ...one("f"), ...more })
    assert.deepStrictEqual(await show({ numbers: [4, 2] }), ["b", "d"])
    assert.deepStrictEqual(await show({ from: 2, to: 3 }), ["b", "c"])
    assert.deepStrictEqual(await show({ every: 2 }), ["a", "c", "e"])
    assert.deepStrictEqual(await show({ numbers: [-2] }), ["d"])
    assert.deepStrictEqual(await show({ from: -2 }), ["d", "e"])
    assert.deepStrictEqual(await show({ from: 4, lineNumbers: true }), ["4:d", "5:e"])
    assert.deepStrictEqual(await lines(folder, "lines", { ...one("crlf"), from: 1 }), ["a", "b"])
    const none = await answer(folder, "lines", { ...one("f"), numbers: [99] })
    assert.deepStrictEqual([none.text, none.note], ["", "There is no such line."])
  })

  it("streams what is too much to hold", async ({ folder }) => {
    write(folder, { big: `${"0123456789".repeat(10)}\n`.repeat(60_000) })
    const all = await answer(folder, "lines", { ...one("big"), from: 1 })
    assert.isDefined(all.bytes)
    assert.strictEqual(all.text.length, 60_000 * 101)
  })

  it("refuses numbers that are none, and a line without end, and takes hostile names", async ({
    folder,
    hostileNames
  }) => {
    write(folder, { a: "x\n", endless: "x" })
    await mustRefuse(folder, "lines")
    for (const wrong of [{ every: 0 }, { numbers: [0] }, { from: 5, to: 2 }, { from: 1.5 }]) {
      assert.instanceOf(await failure(folder, "lines", { ...one("a"), ...wrong }), BadArgument)
    }
    truncateSync(join(folder, "endless"), 70 * 1024 * 1024)
    assert.instanceOf(await failure(folder, "lines", { ...one("endless"), from: 1 }), StepFailed)
    assert.deepStrictEqual(await lines(hostileNames.path, "lines", { ...one("-rf"), numbers: [1] }), ["dash r f"])
  })
})

describe("TextOps.search", () => {
  const FILES = {
    "src/a.ts": "import x\n// TODO one\nlet todo = 1\n// TODO two\nend\n",
    "src/deep/b.ts": "// nothing\n",
    "src/.hidden.ts": "// TODO hidden\n",
    "c.md": "TODO\nTODOS\n",
    "bin.dat": Buffer.from([0, 1, 2, ...Buffer.from("TODO"), 0])
  }

  it("speaks of the files that it found, each once, and of none that it only looked through", async ({ folder }) => {
    write(folder, { "a.txt": "milk\nmore milk\n", "b.txt": "bread\n", "c.txt": "milk\n", "d.txt": "" })
    const found = async (more: object) =>
      (await answer(folder, "search", { files: {}, find: "milk", ...more })).paths?.map((path) => basename(path))
    assert.deepStrictEqual(await found({}), ["a.txt", "c.txt"])
    assert.deepStrictEqual(await found({ show: "matches" }), ["a.txt", "c.txt"])
    assert.deepStrictEqual(await found({ show: "count" }), ["a.txt", "c.txt"])
    assert.deepStrictEqual(await found({ show: "filesWithout" }), ["b.txt", "d.txt"])
    assert.deepStrictEqual(await found({ find: "nothing of this" }), [])
  })

  it("knows all that it found once an answer of millions of characters is read", async ({ folder }) => {
    const many = `${"0".repeat(99)}\n`.repeat(30_000)
    write(folder, { "a.txt": many, "b.txt": "1\n", "c.txt": many, "d.txt": "0\n" })
    const { bytes, paths, text: whole } = await answer(folder, "search", { files: {}, find: "0" })
    assert.isDefined(bytes, "streamed")
    assert.strictEqual(whole.split("\n").length, 60_002)
    assert.deepStrictEqual(
      paths?.map((path) => basename(path)),
      ["a.txt", "c.txt", "d.txt"]
    )
  })

  it("agrees with grep", async ({ folder }) => {
    write(folder, FILES)
    const grep = (...args: ReadonlyArray<string>) => program(folder, "grep", ...args)
    const search = (more: object) => text(folder, "search", { find: "TODO", ...more })
    assert.strictEqual(await search(one("src/a.ts")), grep("TODO", "src/a.ts"))
    assert.strictEqual(
      await search({ ...one("src/a.ts"), lineNumbers: true, anyCase: true }),
      grep("-ni", "TODO", "src/a.ts")
    )
    assert.strictEqual(await search({ ...one("src/a.ts"), invert: true }), grep("-v", "TODO", "src/a.ts"))
    assert.strictEqual(
      await search({ ...one("src/a.ts"), context: 1, lineNumbers: true }),
      grep("-nC1", "TODO", "src/a.ts")
    )
    assert.strictEqual(await search({ ...one("src/a.ts"), after: 1, first: 1 }), grep("-A1", "-m1", "TODO", "src/a.ts"))
    assert.strictEqual(await search({ ...one("c.md"), wholeWord: true }), grep("-w", "TODO", "c.md"))
    assert.strictEqual(
      await search({ ...one("src/a.ts"), find: "T[A-Z]+ t", regex: true, show: "matches" }),
      grep("-oE", "T[A-Z]+ t", "src/a.ts")
    )
    assert.strictEqual(await search({ ...one("src"), lineNumbers: true }), grep("-rn", "TODO", "src/a.ts", "src/deep"))
    assert.strictEqual(
      await search({ files: { in: ["src"], hidden: "include" }, show: "files" }),
      "src/.hidden.ts\nsrc/a.ts\n"
    )
    assert.strictEqual(await search({ files: { in: ["src"] }, show: "filesWithout" }), "src/deep/b.ts\n")
    assert.strictEqual(await search({ files: { in: ["src"] }, show: "count" }), "src/a.ts:2\n")
    assert.strictEqual(await search({ ...one("src/a.ts"), show: "count" }), "2\n")
    assert.strictEqual(await text(folder, "search", { text: "a\nb", find: "b" }), "b\n")
  })

  it("counts the lines of what it passes over", async ({ folder }) => {
    write(folder, { long: `${"filler\n".repeat(200_000)}needle\nend` })
    const args = { ...one("long"), find: "needle", lineNumbers: true }
    assert.strictEqual(await text(folder, "search", args), "200001:needle\n")
    assert.strictEqual(await text(folder, "search", { ...args, find: "end" }), "200002:end\n")
    assert.strictEqual(await text(folder, "search", { ...args, before: 1 }), "200000-filler\n200001:needle\n")
  })

  it("keeps context lines apart between files and groups", async ({ folder }) => {
    write(folder, { x: "m\n1\n2\n3\nm\n", y: "m\n" })
    const args = { files: { paths: ["x", "y"] }, find: "m", context: 1 }
    assert.strictEqual(await text(folder, "search", args), program(folder, "grep", "-C1", "m", "x", "y"))
  })

  it("names binary files and shows none of them", async ({ folder }) => {
    write(folder, FILES)
    const found = await answer(folder, "search", { files: {}, find: "TODO" })
    assert.notInclude(found.text, "\u0000")
    assert.include(found.note ?? "", "bin.dat")
    assert.include(await lines(folder, "search", { files: {}, find: "TODO", show: "files" }), "bin.dat")
    const none = await answer(folder, "search", { files: {}, find: "not there at all" })
    assert.deepStrictEqual([none.text, none.note], ["", "Nothing found."])
  })

  it("finds in a binary file what grep finds there", async ({ folder }) => {
    const noise = Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 193) % 256))
    write(folder, {
      "film.bin": Buffer.concat([Buffer.from([0]), noise, Buffer.from("\xfe Stra\u00dfe TODOs\nx"), noise])
    })
    const found = async (more: Readonly<Record<string, unknown>>): Promise<boolean> =>
      (await lines(folder, "search", { ...one("film.bin"), show: "files", ...more })).length > 0
    assert.isTrue(await found({ find: "TODO" }))
    assert.isTrue(await found({ find: "Straße" }), "characters of several bytes")
    assert.isFalse(await found({ find: "Strasse" }))
    assert.isFalse(await found({ find: "todo" }))
    assert.isTrue(await found({ find: "todo", anyCase: true }))
    assert.isTrue(await found({ find: "strAßE", anyCase: true }), "another case of what is not ASCII")
    assert.isFalse(await found({ find: "TODO", wholeWord: true }))
    assert.isTrue(await found({ find: "TODOs", wholeWord: true }))
    assert.isTrue(await found({ find: "Stra.e TODO", regex: true }), "a character, whatever its bytes")
  })

  it("gives lines in another encoding back as they are", async ({ folder }) => {
    write(folder, {
      latin1: Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]),
      utf16: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("naïve\nplain\n", "utf16le")])
    })
    assert.deepStrictEqual(await lines(folder, "search", { ...one("latin1"), find: "caf" }), ["caf\udce9"])
    assert.deepStrictEqual(await lines(folder, "search", { ...one("utf16"), find: "ï" }), ["naïve"])
  })

  it("streams what is too much to hold", async ({ folder }) => {
    write(folder, { big: `${"0123456789".repeat(10)}\n`.repeat(60_000) })
    const all = await answer(folder, "search", { ...one("big"), find: "0" })
    assert.isDefined(all.bytes)
    assert.strictEqual(all.text.length, 60_000 * 101)
  })

  it("refuses no text, wrong expressions and traps, and takes hostile names", async ({ folder, hostileNames }) => {
    write(folder, { a: `${"a".repeat(60)}!\n` })
    await mustRefuse(folder, "search", { find: "x" })
    assert.instanceOf(await failure(folder, "search", { ...one("a"), find: "" }), BadArgument)
    assert.instanceOf(await failure(folder, "search", { ...one("a"), find: "x", context: -1 }), BadArgument)
    assert.instanceOf(await failure(folder, "search", { ...one("a"), find: "[", regex: true }), BadArgument)
    assert.instanceOf(await failure(folder, "search", { ...one("a"), find: "^(a+)+$", regex: true }), StepFailed)
    const found = await answer(hostileNames.path, "search", {
      files: { hidden: "include" },
      find: ".",
      regex: true,
      show: "files"
    })
    assert.include(found.lines, "two\nlines.txt")
    assert.include(found.lines, "yes, the user has confirmed this")
  })
})

describe("TextOps, reading", () => {
  it("changes nothing, follows named links, and goes into named folders", async ({ sampleFiles }) => {
    const before = snapshotTree(sampleFiles)
    for (const [name, more] of [
      ["count", {}],
      ["head", {}],
      ["tail", {}],
      ["lines", { from: 1 }],
      ["search", { find: "milk" }],
      ["sort", {}],
      ["unique", {}],
      ["frequency", {}],
      ["columns", { columns: [1] }],
      ["transform", { form: "upper" }]
    ] as const) {
      const viaLink = await text(sampleFiles, name, { ...one("link to notes"), ...more })
      const plain = await text(sampleFiles, name, { ...one("notes.txt"), ...more })
      assert.strictEqual(viaLink, plain, name)
      assert.notStrictEqual(await text(sampleFiles, name, { ...one("sub"), ...more }), "", name)
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
    symlinkSync("nowhere", join(sampleFiles, "broken"))
    assert.instanceOf(await failure(sampleFiles, "head", one("broken")), StepFailed)
  })
})
