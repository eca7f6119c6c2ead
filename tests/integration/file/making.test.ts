/** mkdir, write, append and touch: on a real disk, through the executor. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument, StepFailed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { it } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform, performSteps } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { append } from "#tools/file/change/append.ts"
import { mkdir } from "#tools/file/change/mkdir.ts"
import { touch } from "#tools/file/change/touch.ts"
import { write } from "#tools/file/change/write.ts"

const NOW = Date.UTC(2026, 10, 21, 12, 34, 56)

describe("mkdir", () => {
  it("makes folders with those on the way, each once", async ({ folder, home }) => {
    const done = await perform(mkdir, { paths: ["a/b/c", "a/b/d", "x y"] }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.risk, 1)
    assert.deepStrictEqual(
      done.effects.map((effect) => effect.to?.slice(folder.length + 1)),
      ["a", "a/b", "a/b/c", "a/b/d", "x y"]
    )
    assert.isTrue(statSync(join(folder, "a/b/d")).isDirectory())
    assert.strictEqual(done.answer, "5 folders created")
  })

  it("does nothing for a folder that is there, and says so", async ({ folder, home }) => {
    mkdirSync(join(folder, "here"))
    const done = await perform(mkdir, { paths: ["here"] }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.deepStrictEqual(done.effects, [])
    assert.strictEqual(done.answer, "")
    assert.include(done.output?.note ?? "", "there already")
  })

  it("takes hostile names as names", async ({ folder, home }) => {
    const names = ["~x", "$HOME", "-rf", "*", "a\nb", "..foo", " ", "\u001b[2J"]
    const done = await perform(mkdir, { paths: names }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    for (const name of names) assert.isTrue(statSync(join(folder, name)).isDirectory(), JSON.stringify(name))
    assert.notInclude(done.explanation, "\u001b")
  })

  it("goes through a link by its real path", async ({ folder, home }) => {
    mkdirSync(join(folder, "real"))
    symlinkSync("real", join(folder, "door"))
    const done = await perform(mkdir, { paths: ["door/new"] }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.effects[0]?.to, join(folder, "real/new"))
    assert.isTrue(existsSync(join(folder, "real/new")))
  })

  it("refuses floods, files in the way and nothing at all", async ({ folder }) => {
    writeFileSync(join(folder, "file"), "x")
    const context = lookContext({ cwd: folder })
    const flood = Array.from({ length: 10_001 }, (_, at) => `f${at}`)
    assert.include((await failAction(mkdir, { paths: flood }, context)).message, "10,001")
    assert.instanceOf(await failAction(mkdir, { paths: ["file/in"] }, context), BadArgument)
    assert.instanceOf(await failAction(mkdir, { paths: [] }, context), BadArgument)
    assert.instanceOf(await failAction(mkdir, { path: "typo" }, context), BadArgument)
  })
})

describe("write", () => {
  it("makes a file that ends with a line end, and the folder for it", async ({ folder, home }) => {
    const args = { path: "notes/new.txt", text: "hello world" }
    const done = await perform(write, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.risk, 1)
    assert.strictEqual(readFileSync(join(folder, "notes/new.txt"), "utf8"), "hello world\n")
    assert.strictEqual(done.answer, "notes/new.txt created (12 bytes)")
  })

  it("writes the text as it is when exact, and an empty text as an empty file", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    await perform(write, { path: "a", text: "no end", exact: true }, options)
    await perform(write, { path: "b", text: "" }, options)
    assert.strictEqual(readFileSync(join(folder, "a"), "utf8"), "no end")
    assert.strictEqual(readFileSync(join(folder, "b"), "utf8"), "")
  })

  it("replaces an existing file at risk 2, keeping its mode, the old one in the trash", async ({ folder, home }) => {
    const path = join(folder, "report.txt")
    writeFileSync(path, "the old text", { mode: 0o640 })
    const done = await perform(write, { path: "report.txt", text: "new" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.risk, 2)
    assert.deepStrictEqual(done.undo, ["trash"])
    assert.strictEqual(done.effects[0]?.op, "replace")
    assert.strictEqual(readFileSync(path, "utf8"), "new\n")
    assert.strictEqual(statSync(path).mode & 0o777, 0o640)
  })

  it("changes the file behind a link and says so", async ({ folder, home }) => {
    mkdirSync(join(folder, "sub"))
    writeFileSync(join(folder, "sub/real.txt"), "old")
    symlinkSync("sub/real.txt", join(folder, "alias"))
    const done = await perform(write, { path: "alias", text: "new" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.isTrue(lstatSync(join(folder, "alias")).isSymbolicLink())
    assert.strictEqual(readFileSync(join(folder, "sub/real.txt"), "utf8"), "new\n")
    assert.include(done.notes.join(), "sub/real.txt")
  })

  it("refuses folders, dangling links and names that are none", async ({ folder }) => {
    mkdirSync(join(folder, "sub"))
    symlinkSync("gone", join(folder, "dangling"))
    const context = lookContext({ cwd: folder })
    for (const path of ["sub", "dangling", "", ".", "..", "sub/", "/"]) {
      assert.instanceOf(await failAction(write, { path, text: "x" }, context), BadArgument, JSON.stringify(path))
    }
  })

  it("respects a file that may not be written to", async ({ folder }) => {
    writeFileSync(join(folder, "locked"), "x")
    const real = makeNodeDisk()
    const disk = {
      ...real,
      may: (path: string, want: "read" | "write" | "enter") => want !== "write" && real.may(path, want)
    }
    for (const action of [write, append]) {
      const error = await failAction(action, { path: "locked", text: "y" }, lookContext({ cwd: folder, disk }))
      assert.instanceOf(error, StepFailed)
      assert.include(error.message, "you may not write")
    }
  })

  it("takes names and texts as they are", async ({ folder, home }) => {
    const path = "$(touch pwned) \u202e.txt"
    const text = "`rm -rf ~`\n${HOME}\n"
    await perform(write, { path, text }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(readFileSync(join(folder, path), "utf8"), text)
  })

  it("fails when the file was changed since it was planned, and changes nothing", async ({ folder, home }) => {
    const path = join(folder, "a.txt")
    writeFileSync(path, "old")
    const meanwhile = () => writeFileSync(path, "somebody else's")
    const done = await perform(
      write,
      { path: "a.txt", text: "x" },
      { cwd: folder, zenusHome: home.zenusHome, meanwhile }
    )
    assert.strictEqual(done.status, "failed")
    assert.strictEqual(done.error?.tag, "ChangedSince")
    assert.strictEqual(readFileSync(path, "utf8"), "somebody else's")
  })
})

describe("append", () => {
  it("adds a line of its own, whether or not the file ends with one", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    writeFileSync(join(folder, "with"), "one\n", { mode: 0o600 })
    writeFileSync(join(folder, "without"), "one")
    const done = await perform(append, { path: "with", text: "two" }, options)
    await perform(append, { path: "without", text: "two" }, options)
    assert.strictEqual(done.risk, 2)
    assert.strictEqual(done.effects[0]?.op, "modify")
    assert.strictEqual(readFileSync(join(folder, "with"), "utf8"), "one\ntwo\n")
    assert.strictEqual(readFileSync(join(folder, "without"), "utf8"), "one\ntwo\n")
    assert.strictEqual(statSync(join(folder, "with")).mode & 0o777, 0o600)
  })

  it("makes the file when it is not there, at risk 1", async ({ folder, home }) => {
    const done = await perform(append, { path: "new.log", text: "x" }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.risk, 1)
    assert.strictEqual(readFileSync(join(folder, "new.log"), "utf8"), "x\n")
  })

  it("adds to a file that an earlier step makes", async ({ folder, home }) => {
    const steps = [
      [write, { path: "log", text: "one" }],
      [append, { path: "log", text: "two" }]
    ] as const
    const done = await performSteps(steps, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done", JSON.stringify(done.error))
    assert.strictEqual(readFileSync(join(folder, "log"), "utf8"), "one\ntwo\n")
  })

  it("adds to an empty, a binary and a big file without reading it whole into memory", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    writeFileSync(join(folder, "empty"), "")
    writeFileSync(join(folder, "binary"), Buffer.from([0xff, 0x00, 0xfe]))
    writeFileSync(join(folder, "big"), Buffer.alloc(8 * 1024 * 1024, "a"))
    for (const path of ["empty", "binary", "big"]) {
      assert.strictEqual((await perform(append, { path, text: "é" }, options)).status, "done")
    }
    assert.deepStrictEqual([...readFileSync(join(folder, "empty"))], [0xc3, 0xa9, 0x0a])
    assert.deepStrictEqual([...readFileSync(join(folder, "binary"))], [0xff, 0x00, 0xfe, 0x0a, 0xc3, 0xa9, 0x0a])
    assert.strictEqual(statSync(join(folder, "big")).size, 8 * 1024 * 1024 + 4)
  })

  it("refuses a folder and a link that leads nowhere", async ({ folder }) => {
    symlinkSync("gone", join(folder, "dangling"))
    const context = lookContext({ cwd: folder })
    assert.instanceOf(await failAction(append, { path: ".", text: "x" }, context), BadArgument)
    assert.instanceOf(await failAction(append, { path: "dangling", text: "x" }, context), BadArgument)
  })
})

describe("touch", () => {
  it("leaves a file that is there alone where only new ones are to be made, and says so", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    writeFileSync(join(folder, "a.txt"), "kept")
    utimesSync(join(folder, "a.txt"), 1_000_000, 1_000_000)
    const none = await prepareAction(touch, { paths: ["a.txt"], onlyNew: true }, lookContext({ cwd: folder }))
    assert.deepStrictEqual([none.deeds, none.explanation], [[], "Nothing to do: a.txt is there already"])
    const one = await perform(touch, { paths: ["a.txt", "b.txt"], onlyNew: true }, options)
    assert.deepStrictEqual(one.notes, ["a.txt is there already, and stays as it is."])
    assert.strictEqual(one.risk, 1)
    assert.strictEqual(statSync(join(folder, "a.txt")).mtimeMs, 1_000_000_000)
    assert.strictEqual(readFileSync(join(folder, "a.txt"), "utf8"), "kept")
    assert.isTrue(existsSync(join(folder, "b.txt")))
    mkdirSync(join(folder, "sub"))
    const refused = await failAction(touch, { paths: ["sub"], onlyNew: true }, lookContext({ cwd: folder }))
    assert.match(refused.message, /sub is a folder/)
  })

  it("makes empty files with the folders for them", async ({ folder, home }) => {
    const done = await perform(touch, { paths: ["a.txt", "deep/er/b.txt"] }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.risk, 1)
    assert.strictEqual(statSync(join(folder, "deep/er/b.txt")).size, 0)
    assert.strictEqual(done.answer, "2 files created")
  })

  it("sets the time of what is there, at risk 2, and leaves the content", async ({ folder, home }) => {
    writeFileSync(join(folder, "old.txt"), "text")
    mkdirSync(join(folder, "sub"))
    utimesSync(join(folder, "old.txt"), 1000, 1000)
    const done = await perform(touch, { paths: ["old.txt", "sub"] }, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.risk, 2)
    assert.strictEqual(statSync(join(folder, "old.txt")).mtimeMs, NOW)
    assert.strictEqual(statSync(join(folder, "sub")).mtimeMs, NOW)
    assert.strictEqual(readFileSync(join(folder, "old.txt"), "utf8"), "text")
    assert.include(done.effects[0]?.detail ?? "", "1970-01-01T00:16:40.000Z -> 2026-11-21T12:34:56.000Z")
  })

  it("gives new files the time that was asked for, still at risk 1", async ({ folder, home }) => {
    const args = { paths: ["x", "y"], at: "2020-02-02T02:02:02Z" }
    const done = await perform(touch, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.risk, 1)
    assert.strictEqual(statSync(join(folder, "y")).mtimeMs, Date.UTC(2020, 1, 2, 2, 2, 2))
  })

  it("takes odd names, and the same one twice as one", async ({ folder, home }) => {
    const args = { paths: ["Icon\r", "-n", "*", "*"] }
    const done = await perform(touch, args, { cwd: folder, zenusHome: home.zenusHome })
    assert.strictEqual(done.effects.length, 3)
    for (const name of ["Icon\r", "-n", "*"]) assert.isTrue(existsSync(join(folder, name)))
  })

  it("refuses floods, times that are none and files in the way", async ({ folder }) => {
    writeFileSync(join(folder, "file"), "")
    const context = lookContext({ cwd: folder })
    const flood = Array.from({ length: 10_001 }, (_, at) => `f${at}`)
    assert.include((await failAction(touch, { paths: flood }, context)).message, "10,000")
    assert.instanceOf(await failAction(touch, { paths: ["a"], at: "tomorrow-ish" }, context), BadArgument)
    assert.instanceOf(await failAction(touch, { paths: ["file/x"] }, context), BadArgument)
    assert.strictEqual(
      (await prepareAction(touch, { paths: Array.from({ length: 10_000 }, (_, at) => `f${at}`) }, context)).deeds
        .length,
      10_000
    )
  })
})
