/** The actions of TextOps that sort, count, take columns and change the form of a text, on real files. */
import { execFileSync } from "node:child_process"
import { truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, StepFailed } from "@zenus/core"
import { it } from "#kit"
import { writeFiles as write } from "#kit/writeFiles.ts"
import { answer, failure, lines, mustRefuse, one, program, text } from "./textWorld.ts"

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
    const back = await answer(folder, "transform", { ...one("encoded"), form: "fromBase64" })
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
