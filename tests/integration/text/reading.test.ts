/** Every action of TextOps that only reads, on real files. */
import { execFileSync } from "node:child_process"
import { appendFileSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound, StepFailed } from "@zenus/core"
import { diffTrees, it, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { failAction, readAction } from "#kit/runAction.ts"
import { TextOps } from "#tools/text/TextOps.ts"

const action = (name: string) => {
  const found = TextOps.actions.find((one) => one.name === name)
  if (found === undefined) throw new Error(`TextOps has no ${name}`)
  return found
}
const inFolder = (cwd: string) => lookContext({ cwd, home: "/nonexistent" })
const answer = (cwd: string, name: string, args: unknown) => readAction(action(name), args, inFolder(cwd))
const lines = async (cwd: string, name: string, args: unknown) => (await answer(cwd, name, args)).lines
const text = async (cwd: string, name: string, args: unknown) => (await answer(cwd, name, args)).text
const failure = (cwd: string, name: string, args: unknown) => failAction(action(name), args, inFolder(cwd))
const program = (cwd: string, name: string, ...args: ReadonlyArray<string>) =>
  execFileSync(name, args, { cwd, encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } })

const write = (folder: string, files: Record<string, string | Uint8Array>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}
const one = (path: string) => ({ files: { paths: [path] } })

/** What every action that takes files must refuse or survive: missing, a folder where none fits, wrong arguments, hostile names. */
const mustRefuse = async (folder: string, name: string, more: object = {}): Promise<void> => {
  assert.instanceOf(await failure(folder, name, { ...one("missing.txt"), ...more }), PathNotFound)
  assert.instanceOf(await failure(folder, name, { ...more }), BadArgument, "neither files nor text")
  assert.instanceOf(await failure(folder, name, { ...one("a"), text: "x", ...more }), BadArgument, "both")
  assert.instanceOf(await failure(folder, name, { ...one("a"), ...more, colour: "red" }), BadArgument, "unknown field")
  execFileSync("mkfifo", [join(folder, `pipe-${name}`)])
  assert.instanceOf(await failure(folder, name, { ...one(`pipe-${name}`), ...more }), StepFailed)
}

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
    assert.isBelow(performance.now() - started, 2_000)
  })

  it("give bytes unchanged, and read what does not know its size", async ({ folder }) => {
    write(folder, { odd: Buffer.from([255, 10, 254, 10, 0]) })
    const { bytes } = await readAction(action("tail"), { ...one("odd"), lines: 2 }, inFolder(folder))
    assert.isDefined(bytes)
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

describe("TextOps.sort, unique and frequency", () => {
  it("agree with sort and uniq", async ({ folder }) => {
    write(folder, { w: "pear\napple\nfig\napple\n10\n9\npear\napple\n" })
    assert.strictEqual(
      await text(folder, "sort", one("w")),
      execFileSync("sort", ["w"], { cwd: folder, encoding: "utf8", env: { LC_ALL: "C" } })
    )
    assert.deepStrictEqual(await lines(folder, "sort", { ...one("w"), reverse: true, unique: true }), [
      "pear",
      "fig",
      "apple",
      "9",
      "10"
    ])
    assert.deepStrictEqual(await lines(folder, "unique", one("w")), ["pear", "apple", "fig", "10", "9"])
    assert.deepStrictEqual(await lines(folder, "unique", { ...one("w"), show: "repeated" }), ["pear", "apple"])
    assert.deepStrictEqual(await lines(folder, "unique", { ...one("w"), show: "single" }), ["fig", "10", "9"])
    assert.deepStrictEqual((await lines(folder, "frequency", one("w"))).slice(0, 3), ["3 apple", "2 pear", "1 10"])
    assert.deepStrictEqual(await lines(folder, "frequency", { ...one("w"), top: 1, bare: true }), ["apple"])
  })

  it("sort by columns and numbers, with the header on top", async ({ folder }) => {
    write(folder, { "p.csv": 'name,age\n"B, b",9\nA,36\nC,100\n' })
    assert.deepStrictEqual(await lines(folder, "sort", { ...one("p.csv"), by: "age", numeric: true }), [
      "name,age",
      '"B, b",9',
      "A,36",
      "C,100"
    ])
    assert.deepStrictEqual(
      await lines(folder, "sort", { ...one("p.csv"), by: -1, numeric: true, reverse: true, header: true }),
      ["name,age", "C,100", "A,36", '"B, b",9']
    )
    assert.instanceOf(await failure(folder, "sort", { ...one("p.csv"), by: "size" }), BadArgument)
    assert.instanceOf(await failure(folder, "sort", { ...one("p.csv"), by: 0 }), BadArgument)
  })

  it("join files with no line end between, and count words, characters and matches", async ({ folder }) => {
    write(folder, { a: "b\na", b: "a\n", t: "It's the cat. The CAT's hat!\n", ip: "10.0.0.1 x 10.0.0.2\n10.0.0.1\n" })
    assert.deepStrictEqual(await lines(folder, "sort", { files: { paths: ["a", "b"] } }), ["a", "a", "b"])
    assert.deepStrictEqual(
      (await lines(folder, "frequency", { ...one("t"), of: "words", anyCase: true })).slice(0, 2),
      ["2 the", "1 CAT's"]
    )
    assert.deepStrictEqual(await lines(folder, "frequency", { ...one("ip"), find: "(\\d+\\.){3}\\d+", regex: true }), [
      "2 10.0.0.1",
      "1 10.0.0.2"
    ])
    assert.deepStrictEqual(await lines(folder, "frequency", { text: "aab", of: "characters", order: "name" }), [
      "2 a",
      "1 b"
    ])
  })

  it("are empty for nothing, refuse what is too much, and take hostile names", async ({ folder, hostileNames }) => {
    write(folder, { a: "", huge: "" })
    for (const name of ["sort", "unique", "frequency"]) {
      assert.strictEqual(await text(folder, name, one("a")), "")
      await mustRefuse(folder, name)
      assert.include(await text(hostileNames.path, name, { files: { hidden: "include" } }), "escape sequence")
    }
    truncateSync(join(folder, "huge"), 300 * 1024 * 1024)
    assert.instanceOf(await failure(folder, "sort", one("huge")), StepFailed)
    assert.instanceOf(await failure(folder, "frequency", { ...one("a"), of: "matches" }), BadArgument)
    assert.instanceOf(await failure(folder, "unique", { ...one("a"), show: "none" }), BadArgument)
  })
})

describe("TextOps.columns and calculate", () => {
  const TABLE = 'name,age,city\nAda,36,London\n"Hopper, Grace",85,"New ""York"""\nAlan,41,London\n'

  it("take columns by number and name", async ({ folder }) => {
    write(folder, { "p.csv": TABLE, "t.tsv": "a\tb\n1\t2\n", "w.txt": "the  quick fox\nend\n" })
    const show = (more: object, path = "p.csv") => lines(folder, "columns", { ...one(path), ...more })
    assert.deepStrictEqual(await show({ columns: [2] }), ["age", "36", "85", "41"])
    assert.deepStrictEqual(await show({ columns: ["City"], noHeader: true }), ["London", 'New "York"', "London"])
    assert.deepStrictEqual(await show({ columns: ["age", "name"] }), [
      "age,name",
      "36,Ada",
      '85,"Hopper, Grace"',
      "41,Alan"
    ])
    assert.deepStrictEqual(await show({ columns: [1, -1], as: "tab", noHeader: true, header: true }), [
      "Ada\tLondon",
      'Hopper, Grace\t"New ""York"""',
      "Alan\tLondon"
    ])
    assert.deepStrictEqual(await show({ columns: [2] }, "t.tsv"), ["b", "2"])
    assert.deepStrictEqual(await show({ columns: [-1] }, "w.txt"), ["fox", "end"])
    assert.deepStrictEqual(await show({ columns: [2], separator: "," }, "w.txt"), ["quick,"])
    assert.deepStrictEqual(await show({ columns: ["city"], distinct: true, noHeader: true }), ["London", 'New "York"'])
  })

  it("take rows that fulfil conditions", async ({ folder }) => {
    write(folder, { "p.csv": TABLE })
    const where = (column: string | number, is: string, value: string, more = {}) =>
      lines(folder, "columns", {
        ...one("p.csv"),
        where: [{ column, is, value, ...more }],
        columns: [1],
        noHeader: true
      })
    assert.deepStrictEqual(await where("city", "is", "London"), ["Ada", "Alan"])
    assert.deepStrictEqual(await where("city", "is", "london"), [])
    assert.deepStrictEqual(await where("city", "is", "london", { anyCase: true }), ["Ada", "Alan"])
    assert.deepStrictEqual(await where("age", "over", "40"), ["Hopper, Grace", "Alan"])
    assert.deepStrictEqual(await where(2, "atMost", "41"), ["Ada", "Alan"])
    assert.deepStrictEqual(await where("name", "contains", ","), ["Hopper, Grace"])
    const none = await answer(folder, "columns", { ...one("p.csv"), where: [{ column: 2, is: "over", value: "1000" }] })
    assert.deepStrictEqual([none.text, none.note], ["", "No row fits."])
  })

  it("compute figures, and say what was no number", async ({ folder }) => {
    write(folder, { "p.csv": TABLE, n: "1\n2\nx\n" })
    const figure = async (what: string, more: object = {}) =>
      (await lines(folder, "calculate", { ...one("p.csv"), figure: what, of: "age", ...more }))[0]
    assert.strictEqual(await figure("sum"), "162")
    assert.strictEqual(await figure("average"), "54")
    assert.strictEqual(await figure("max"), "85")
    assert.strictEqual(await figure("sum", { where: [{ column: "city", is: "is", value: "London" }] }), "77")
    assert.strictEqual(await figure("distinct", { of: "city" }), "2")
    const sum = await answer(folder, "calculate", { ...one("n"), figure: "sum" })
    assert.deepStrictEqual([sum.lines, sum.note], [["3"], "1 of 3 cells are no numbers and were left out."])
  })

  it("refuse columns that are not there, and take hostile names and broken tables", async ({
    folder,
    hostileNames
  }) => {
    write(folder, { a: "x,y\n", "p.csv": TABLE, "broken.csv": 'a,"b\nc,d\n', empty: "" })
    await mustRefuse(folder, "columns")
    await mustRefuse(folder, "calculate", { figure: "sum" })
    const wrong = await failure(folder, "columns", { ...one("p.csv"), columns: ["cty"] })
    assert.deepStrictEqual([wrong.name, [...wrong.recovery]], ["BadArgument", ["Did you mean city?"]])
    assert.instanceOf(await failure(folder, "columns", { ...one("p.csv"), columns: [0] }), BadArgument)
    assert.instanceOf(await failure(folder, "calculate", { ...one("p.csv"), figure: "sum", of: "name" }), BadArgument)
    assert.deepStrictEqual(await lines(folder, "columns", { ...one("broken.csv"), columns: [1] }), ["a", "c"])
    assert.deepStrictEqual(await lines(folder, "columns", { ...one("empty"), columns: ["x"] }), [])
    assert.deepStrictEqual(await lines(hostileNames.path, "columns", { ...one("two\nlines.txt"), columns: [1] }), [
      "newline"
    ])
  })
})

describe("TextOps.transform", () => {
  it("changes case, order, width and numbers", async ({ folder }) => {
    write(folder, { f: "the Old man\nand é\n" })
    const as = (form: string, more = {}) => lines(folder, "transform", { ...one("f"), form, ...more })
    assert.deepStrictEqual(await as("upper"), ["THE OLD MAN", "AND É"])
    assert.deepStrictEqual(await as("lower"), ["the old man", "and é"])
    assert.deepStrictEqual(await as("title"), ["The Old Man", "And É"])
    assert.deepStrictEqual(await as("sentence"), ["The Old man", "And é"])
    assert.deepStrictEqual(await as("reverseLines"), ["and é", "the Old man"])
    assert.deepStrictEqual(await as("reverseText"), ["nam dlO eht", "é dna"])
    assert.deepStrictEqual(await as("number"), ["1 the Old man", "2 and é"])
    assert.deepStrictEqual(await as("wrap", { width: 8 }), ["the Old", "man", "and é"])
    assert.deepStrictEqual(await as("wrap", { width: 8, hard: true }), ["the Old ", "man", "and é"])
    assert.deepStrictEqual(await as("oneLine"), ["the Old man and é"])
    assert.deepStrictEqual(await as("oneLine", { separator: "" }), ["the Old manand é"])
    assert.deepStrictEqual(await lines(folder, "transform", { text: "  Hello world!\t ", form: "trim" }), [
      "Hello world!"
    ])
  })

  it("goes to base64 and back, as the program does", async ({ folder }) => {
    const bytes = Buffer.from(Array.from({ length: 100_001 }, (_, at) => (at * 7) % 256))
    write(folder, { bytes })
    const encoded = await text(folder, "transform", { ...one("bytes"), form: "base64" })
    assert.strictEqual(encoded, program(folder, "base64", "bytes"))
    writeFileSync(join(folder, "encoded"), encoded)
    const back = await readAction(action("transform"), { ...one("encoded"), form: "fromBase64" }, inFolder(folder))
    assert.strictEqual(back.text, bytes.toString("utf8"))
    assert.deepStrictEqual(await lines(folder, "transform", { text: "aGVsbG8=", form: "fromBase64" }), ["hello"])
    assert.deepStrictEqual(await lines(folder, "transform", { text: "aGVsbG8", form: "fromBase64" }), ["hello"])
    assert.deepStrictEqual(await lines(folder, "transform", { text: "hello", form: "base64" }), ["aGVsbG8="])
    assert.deepStrictEqual(await lines(folder, "transform", { text: "_-8", form: "fromBase64" }), [])
  })

  it("refuses what is no base64, no form and no width, and takes hostile names", async ({ folder, hostileNames }) => {
    write(folder, { a: "" })
    await mustRefuse(folder, "transform", { form: "upper" })
    for (const wrong of ["a*b=", "abcde", "ab=c", "aGVsbG8=aGVsbG8="]) {
      assert.instanceOf(await failure(folder, "transform", { text: wrong, form: "fromBase64" }), StepFailed, wrong)
    }
    assert.instanceOf(await failure(folder, "transform", { ...one("a"), form: "pretty" }), BadArgument)
    assert.instanceOf(await failure(folder, "transform", { ...one("a"), form: "wrap", width: 0 }), BadArgument)
    assert.strictEqual(await text(folder, "transform", { ...one("a"), form: "oneLine" }), "")
    assert.strictEqual(await text(hostileNames.path, "transform", { ...one("$HOME"), form: "upper" }), "VARIABLE\n")
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
