/** Every action of TextOps that changes files or saves a result: done by the executor, and taken back. */
import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, PathNotFound, StepFailed } from "@zenus/core"
import * as fc from "fast-check"
import { diffTrees, type Home, it, snapshotTree } from "#kit"
import { askTool } from "#kit/askTool.ts"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { prepareAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import { MAX_EDITED } from "#tools/text/editFiles.ts"
import { writeFiles as write } from "#kit/writeFiles.ts"
import { TextOps } from "#tools/text/TextOps.ts"

const { action, failure } = askTool(TextOps)
const text = (...parts: ReadonlyArray<string>): string => readFileSync(join(...parts), "utf8")
const one = (path: string) => ({ files: { paths: [path] } })

const utf16 = (content: string) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(content, "utf16le").swap16()])

/** Plans, does, hands over what is there now, takes it back, and finds the tree byte for byte as it was. */
const thereAndBack = async (
  folder: string,
  home: Home,
  name: string,
  args: Record<string, unknown>,
  look: (done: Awaited<ReturnType<typeof perform>>) => void
): Promise<void> => {
  const options = { cwd: folder, zenusHome: home.zenusHome }
  const before = snapshotTree(folder)
  await prepareAction(action(name), args, lookContext({ cwd: folder }))
  assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [], "planning changes nothing")
  const done = await perform(action(name), args, options)
  assert.deepStrictEqual([done.status, done.error], ["done", null])
  look(done)
  const report = await undoLast(options)
  assert.deepStrictEqual([report.undone.length, report.stopped], [1, null])
  assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [], "undo brings everything back")
}

describe("TextOps.replace", () => {
  it("replaces in all selected files, and says before how often where", async ({ folder, home }) => {
    write(folder, { "a.txt": "foo foo\nbar\n", "b.txt": "no\n", "sub/c.txt": "foo\n", "d.md": "foo\n" })
    chmodSync(join(folder, "a.txt"), 0o640)
    const args = { files: { extensions: ["txt"], recursive: true }, find: "foo", with: "$& baz" }
    await thereAndBack(folder, home, "replace", args, (done) => {
      assert.strictEqual(text(folder, "a.txt"), "$& baz $& baz\nbar\n")
      assert.strictEqual(text(folder, "sub/c.txt"), "$& baz\n")
      assert.deepStrictEqual([text(folder, "b.txt"), text(folder, "d.md")], ["no\n", "foo\n"])
      assert.strictEqual(statSync(join(folder, "a.txt")).mode & 0o777, 0o640)
      assert.deepStrictEqual([done.risk, done.undo], [2, ["trash"]])
      assert.deepStrictEqual(
        done.effects.map(({ op, detail }) => [op, detail]),
        [
          ["modify", "2 occurrences"],
          ["modify", "1 occurrence"]
        ]
      )
      assert.deepStrictEqual(done.notes, ["a.txt: 2 occurrences", "sub/c.txt: 1 occurrence"])
      assert.strictEqual(done.answer, "3 occurrences changed in 2 files")
    })
  })

  it("reads expressions, any case, whole words, groups, and goes across lines only when told", async ({
    folder,
    home
  }) => {
    const cases: ReadonlyArray<readonly [before: string, args: object, after: string]> = [
      ["a1 b22\n", { find: "(\\w)(\\d+)", with: "$2$1", regex: true }, "1a 22b\n"],
      ["Foo food FOO\n", { find: "foo", with: "x", anyCase: true, wholeWord: true }, "x food x\n"],
      ["a\nb\n", { find: "a\nb", with: "c" }, "c\n"],
      ["a\nb\n", { find: "a\\nb", with: "c", regex: true }, "c\n"],
      ["a  \r\nb\t\r\n", { find: "\\s+$", with: "", regex: true }, "a\r\nb\r\n"],
      ["x x\nx\n", { find: "x", with: "", firstOnly: true }, " x\n\n"],
      ["3000, 13000", { find: "3000", with: "4000", wholeWord: true }, "4000, 13000"]
    ]
    for (const [before, args, after] of cases) {
      write(folder, { f: before })
      await thereAndBack(folder, home, "replace", { ...one("f"), ...args }, () =>
        assert.strictEqual(text(folder, "f"), after, JSON.stringify(args))
      )
    }
  })

  it("keeps encodings, byte order marks, line ends and bytes that are no text", async ({ folder, home }) => {
    write(folder, {
      latin1: Buffer.from([0xe9, 0x20, 0x61, 0x0d, 0x0a, 0xff, 0x61]),
      bom: Buffer.from("\ufeffa\r\né a"),
      wide: utf16("a é\r\na")
    })
    await thereAndBack(folder, home, "replace", { files: {}, find: "a", with: "bc" }, () => {
      assert.deepStrictEqual(
        readFileSync(join(folder, "latin1")),
        Buffer.from([0xe9, 0x20, 0x62, 0x63, 0x0d, 0x0a, 0xff, 0x62, 0x63])
      )
      assert.deepStrictEqual(readFileSync(join(folder, "bom")), Buffer.from("\ufeffbc\r\né bc"))
      assert.deepStrictEqual(readFileSync(join(folder, "wide")), utf16("bc é\r\nbc"))
    })
  })

  it("writes large results aside in a stream", async ({ folder, home }) => {
    write(folder, { big: `${"x".repeat(99)} foo\n`.repeat(400_000) })
    await thereAndBack(folder, home, "replace", { ...one("big"), find: "foo", with: "barbar" }, (done) => {
      assert.strictEqual(done.answer, "400,000 occurrences changed in 1 file")
      assert.strictEqual(statSync(join(folder, "big")).size, 400_000 * 107)
      assert.isFalse(readFileSync(join(folder, "big")).includes("foo"))
    })
  })

  it("does nothing where there is nothing, and says so", async ({ folder, home }) => {
    write(folder, { a: "x\n", empty: "" })
    const before = snapshotTree(folder)
    const done = await perform(
      action("replace"),
      { files: {}, find: "foo", with: "bar" },
      { cwd: folder, zenusHome: home.zenusHome }
    )
    assert.deepStrictEqual([done.status, done.effects.length, done.answer], ["done", 0, ""])
    assert.include(done.output?.note ?? "", "no occurrence found")
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("leaves binary files and links that were only found alone, and edits the file behind a named link", async ({
    folder,
    home
  }) => {
    write(folder, { "real.txt": "foo\n", bin: Buffer.from([0, 1, ...Buffer.from("foo")]), "out/x": "foo\n" })
    symlinkSync("out/x", join(folder, "link"))
    await thereAndBack(folder, home, "replace", { files: {}, find: "foo", with: "bar" }, (done) => {
      assert.deepStrictEqual([text(folder, "real.txt"), text(folder, "out/x")], ["bar\n", "foo\n"])
      assert.isTrue(done.notes.some((note) => note.includes("binary: bin")))
    })
    await thereAndBack(folder, home, "replace", { ...one("link"), find: "foo", with: "bar" }, () => {
      assert.strictEqual(text(folder, "out/x"), "bar\n")
      assert.isTrue(lstatSync(join(folder, "link")).isSymbolicLink())
    })
    assert.instanceOf(await failure(folder, "replace", { ...one("bin"), find: "foo", with: "bar" }), StepFailed)
  })

  it("fails a file that was changed between plan and deed", async ({ folder, home }) => {
    write(folder, { a: "foo\n" })
    const options = {
      cwd: folder,
      zenusHome: home.zenusHome,
      meanwhile: () => writeFileSync(join(folder, "a"), "foo changed\n")
    }
    const done = await perform(action("replace"), { ...one("a"), find: "foo", with: "bar" }, options)
    assert.strictEqual(done.status, "failed")
    assert.strictEqual(text(folder, "a"), "foo changed\n")
  })

  it("refuses what is missing, no text, no file, too large, or a trap; takes hostile names", async ({
    folder,
    home,
    hostileNames
  }) => {
    write(folder, { a: "x", trap: `${"a".repeat(60)}!`, "d/e": "" })
    assert.instanceOf(await failure(folder, "replace", { ...one("b"), find: "x", with: "" }), PathNotFound)
    assert.instanceOf(await failure(folder, "replace", { ...one("a"), find: "", with: "" }), BadArgument)
    assert.instanceOf(await failure(folder, "replace", { ...one("a"), find: "(", with: "", regex: true }), BadArgument)
    assert.instanceOf(await failure(folder, "replace", { find: "x", with: "" }), BadArgument)
    assert.instanceOf(await failure(folder, "replace", { ...one("d"), find: "x", with: "" }), StepFailed)
    assert.instanceOf(
      await failure(folder, "replace", { ...one("trap"), find: "^(a+)+$", with: "", regex: true }),
      StepFailed
    )
    truncateSync(join(folder, "a"), MAX_EDITED + 1)
    assert.instanceOf(await failure(folder, "replace", { ...one("a"), find: "x", with: "" }), StepFailed)
    await thereAndBack(
      hostileNames.path,
      home,
      "replace",
      { files: { hidden: "include" }, find: "\n", with: "!\n" },
      (done) => {
        assert.strictEqual(done.effects.length, hostileNames.names.length)
        assert.strictEqual(text(hostileNames.path, "two\nlines.txt"), "newline!\n")
        assert.strictEqual(text(hostileNames.path, "~"), "tilde!\n")
      }
    )
  })

  it("changes what sed would change", async ({ folder, home }) => {
    // The law: splitting and joining by hand gives the same, whatever the bytes.
    const piece = fc.constantFrom("ab", "a", "b", "\n", "é", "\r\n", " ")
    const property = fc.asyncProperty(
      fc.array(piece, { maxLength: 30 }),
      fc.constantFrom("ab", "a", "é", "aa"),
      fc.constantFrom("", "x", "ab"),
      async (pieces, find, by) => {
        const before = pieces.join("")
        write(folder, { f: before })
        const { deeds } = await prepareAction(
          action("replace"),
          { ...one("f"), find, with: by },
          lookContext({ cwd: folder })
        )
        const [deed] = deeds
        const after =
          deed?.do === "put" && deed.content.kind === "bytes" ? Buffer.from(deed.content.bytes).toString() : before
        assert.strictEqual(after, before.split(find).join(by))
      }
    )
    await fc.assert(property, { seed: 23, numRuns: 200 })
    assert.isDefined(home)
  })
})

describe("TextOps.deleteLines, keepLines and insertLines", () => {
  const LIST = "one\ntwo\n\none\n  \nthree"

  it("take out the lines that are meant", async ({ folder, home }) => {
    const cases: ReadonlyArray<readonly [args: object, after: string]> = [
      [{ matching: "one" }, "two\n\n  \nthree"],
      [{ notMatching: "o" }, "one\ntwo\none\n"],
      [{ blank: true }, "one\ntwo\none\nthree"],
      [{ repeated: true }, "one\ntwo\n\n  \nthree"],
      [{ numbers: [1, 6] }, "two\n\none\n  \n"],
      [{ from: 2, to: 5 }, "one\nthree"],
      [{ from: 1, to: 1 }, "two\n\none\n  \nthree"],
      [{ matching: "^t", regex: true }, "one\n\none\n  \n"],
      [{ matching: "ONE", anyCase: true, from: 2 }, "one\ntwo\n\n  \nthree"]
    ]
    write(folder, { f: LIST })
    for (const [args, after] of cases) {
      await thereAndBack(folder, home, "deleteLines", { ...one("f"), ...args }, (done) => {
        assert.strictEqual(text(folder, "f"), after, JSON.stringify(args))
        assert.strictEqual(done.risk, 2)
      })
    }
    await thereAndBack(folder, home, "keepLines", { ...one("f"), matching: "t" }, () =>
      assert.strictEqual(text(folder, "f"), "two\nthree")
    )
    await thereAndBack(folder, home, "keepLines", { ...one("f"), from: 2, to: 3 }, () =>
      assert.strictEqual(text(folder, "f"), "two\n\n")
    )
  })

  it("put lines in, with the line ends of the file", async ({ folder, home }) => {
    const cases: ReadonlyArray<readonly [before: string, args: object, after: string]> = [
      ["a\nb\n", { text: "x", at: "start" }, "x\na\nb\n"],
      ["a\nb\n", { text: "x" }, "a\nb\nx\n"],
      ["a\r\nb", { text: "x\ny" }, "a\r\nb\r\nx\r\ny\r\n"],
      ["a\nb\n", { text: "x", line: 2 }, "a\nx\nb\n"],
      ["a\nb\n", { text: "x", line: 3 }, "a\nb\nx\n"],
      ["a\nb\na\n", { text: "x", near: "a" }, "a\nx\nb\na\n"],
      ["a\nb\na\n", { text: "x", near: "a", at: "before", all: true }, "x\na\nb\nx\na\n"],
      ["b\na", { text: "x", near: "a" }, "b\na\nx\n"],
      ["", { text: "x" }, "x\n"],
      ["", { text: "x", at: "start" }, "x\n"]
    ]
    for (const [before, args, after] of cases) {
      write(folder, { f: before })
      await thereAndBack(folder, home, "insertLines", { ...one("f"), ...args }, () =>
        assert.strictEqual(text(folder, "f"), after, JSON.stringify([before, args]))
      )
    }
  })

  it("refuse what says nothing or is not there, do nothing for nothing, and take hostile names", async ({
    folder,
    home,
    hostileNames
  }) => {
    write(folder, { f: LIST, bin: Buffer.from([0, 10, 0]) })
    for (const name of ["deleteLines", "keepLines"]) {
      assert.instanceOf(await failure(folder, name, one("f")), BadArgument)
      assert.instanceOf(await failure(folder, name, { ...one("f"), numbers: [0] }), BadArgument)
      assert.instanceOf(await failure(folder, name, { ...one("f"), matching: "[", regex: true }), BadArgument)
      assert.instanceOf(await failure(folder, name, { ...one("g"), blank: true }), PathNotFound)
      assert.instanceOf(await failure(folder, name, { ...one("bin"), blank: true }), StepFailed)
      await thereAndBack(
        hostileNames.path,
        home,
        name,
        {
          files: { paths: ["two\nlines.txt"] },
          ...(name === "keepLines" ? { matching: "none" } : { matching: "newline" })
        },
        () => assert.strictEqual(text(hostileNames.path, "two\nlines.txt"), "")
      )
    }
    assert.instanceOf(await failure(folder, "insertLines", { ...one("f"), text: "x", at: "line" }), BadArgument)
    assert.instanceOf(await failure(folder, "insertLines", { ...one("f"), text: "x", at: "after" }), BadArgument)
    assert.instanceOf(await failure(folder, "insertLines", { ...one("g"), text: "x" }), PathNotFound)
    const nothing = await prepareAction(
      action("deleteLines"),
      { ...one("f"), matching: "zzz" },
      lookContext({ cwd: folder })
    )
    assert.deepStrictEqual([nothing.deeds, nothing.paths], [[], []])
    await thereAndBack(
      hostileNames.path,
      home,
      "insertLines",
      { files: { paths: ["-rf"] }, text: "$(touch pwned)" },
      () => {
        assert.strictEqual(text(hostileNames.path, "-rf"), "dash r f\n$(touch pwned)\n")
        assert.isFalse(existsSync(join(hostileNames.path, "pwned")))
      }
    )
  })
})

describe("TextOps, results that are saved", () => {
  it("make a new file, with the folders on the way", async ({ folder, home }) => {
    write(folder, { w: "b\na\nb\n", "p.csv": "n,c\nx,1\ny,2\n" })
    const cases: ReadonlyArray<readonly [name: string, args: object, saved: string]> = [
      ["sort", {}, "a\nb\nb\n"],
      ["unique", {}, "b\na\n"],
      ["frequency", {}, "2 b\n1 a\n"],
      ["transform", { form: "upper" }, "B\nA\nB\n"],
      ["transform", { form: "base64" }, "YgphCmIK\n"],
      ["columns", { ...one("p.csv"), columns: ["c"], noHeader: true }, "1\n2\n"]
    ]
    for (const [name, args, saved] of cases) {
      await thereAndBack(folder, home, name, { ...one("w"), ...args, to: "out/new.txt" }, (done) => {
        assert.strictEqual(text(folder, "out/new.txt"), saved)
        assert.deepStrictEqual([done.risk, done.undo], [1, ["yes"]])
        assert.deepStrictEqual(
          done.effects.map(({ op }) => op),
          ["create", "create"]
        )
      })
    }
  })

  it("replace a file that is there, at risk 2, also their own source", async ({ folder, home }) => {
    write(folder, { w: "b\na\n", old: "precious\n" })
    await thereAndBack(folder, home, "sort", { ...one("w"), to: "old" }, (done) => {
      assert.strictEqual(text(folder, "old"), "a\nb\n")
      assert.deepStrictEqual([done.risk, done.undo, done.effects[0]?.op], [2, ["trash"], "replace"])
      assert.include(done.explanation, "will be replaced")
    })
    await thereAndBack(folder, home, "transform", { ...one("w"), form: "upper", inPlace: true }, (done) => {
      assert.strictEqual(text(folder, "w"), "B\nA\n")
      assert.deepStrictEqual([done.risk, done.undo, done.effects[0]?.op], [2, ["trash"], "modify"])
    })
    await thereAndBack(folder, home, "transform", { ...one("w"), form: "upper", inPlace: true, to: "n" }, () => {
      assert.deepStrictEqual([text(folder, "w"), text(folder, "n")], ["b\na\n", "B\nA\n"])
    })
    await thereAndBack(folder, home, "sort", { ...one("w"), to: "w" }, (done) => {
      assert.strictEqual(text(folder, "w"), "a\nb\n")
      assert.deepStrictEqual([done.risk, done.effects[0]?.op], [2, "modify"])
    })
  })

  it("decode what is too large to show, and take hostile names", async ({ folder, home, hostileNames }) => {
    const bytes = Buffer.alloc(6_000_000, 0xee)
    write(folder, { encoded: bytes.toString("base64") })
    await thereAndBack(folder, home, "transform", { ...one("encoded"), form: "fromBase64", to: "decoded" }, () =>
      assert.isTrue(readFileSync(join(folder, "decoded")).equals(bytes))
    )
    await thereAndBack(
      hostileNames.path,
      home,
      "sort",
      { files: { paths: ["*", "two\nlines.txt"] }, to: "./${Y}" },
      () => assert.strictEqual(text(hostileNames.path, "${Y}"), "newline\nstar\n")
    )
  })

  it("refuse a folder, a device, and no base64", async ({ folder }) => {
    write(folder, { w: "b\n", "d/x": "" })
    for (const name of ["sort", "unique", "frequency", "columns"]) {
      assert.instanceOf(await failure(folder, name, { ...one("w"), to: "d" }), BadArgument, name)
      assert.instanceOf(await failure(folder, name, { ...one("w"), to: "" }), BadArgument, name)
      assert.instanceOf(await failure(folder, name, { ...one("missing"), to: "new" }), PathNotFound, name)
    }
    assert.instanceOf(await failure(folder, "transform", { text: "*", form: "fromBase64", to: "new" }), StepFailed)
    assert.isFalse(existsSync(join(folder, "new")))
  })
})
