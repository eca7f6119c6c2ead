/** Paths as text: the POSIX rules that planning and safety lean on, with names that want to be more than names. */
import { assert, describe, it } from "@effect/vitest"
import {
  basename,
  child,
  dirname,
  extension,
  hasEscapedBytes,
  isInside,
  normalize,
  relativeTo,
  resolve
} from "#core/disk/PathText.ts"

describe("normalize", () => {
  const table: ReadonlyArray<readonly [path: string, expected: string]> = [
    ["", "."],
    [".", "."],
    ["/", "/"],
    ["//", "/"],
    ["/..", "/"],
    ["/../../etc", "/etc"],
    ["..", ".."],
    ["../..", "../.."],
    ["a/../..", ".."],
    ["../a/../../b", "../../b"],
    ["a//b/./c/", "a/b/c"],
    ["/a/b/../c", "/a/c"],
    ["..foo", "..foo"],
    ["...", "..."],
    ["~/x", "~/x"],
    ["$HOME/*", "$HOME/*"],
    [" / ", " / "]
  ]
  it.each(table)("reads %j as %j", (path, expected) => assert.strictEqual(normalize(path), expected))

  it("changes nothing the second time", () => {
    for (const [, path] of table) assert.strictEqual(normalize(path), path)
  })
})

describe("resolve", () => {
  it("lets an absolute path stand and puts a relative one under the folder", () => {
    assert.strictEqual(resolve("/home/ada", "/etc/../tmp"), "/tmp")
    assert.strictEqual(resolve("/home/ada", "../eve/./x"), "/home/eve/x")
    assert.strictEqual(resolve("/", "../x"), "/x")
    assert.strictEqual(resolve("/home/ada", ""), "/home/ada")
  })

  it("does not expand a home or a variable", () => {
    assert.strictEqual(resolve("/home/ada", "~"), "/home/ada/~")
    assert.strictEqual(resolve("/home/ada", "$HOME"), "/home/ada/$HOME")
  })
})

describe("the parts of a path", () => {
  it("come back together", () => {
    for (const path of ["/a", "/a/b", "/a/ b ", "/a/..foo", "/\udcff/x"]) {
      assert.strictEqual(child(dirname(path), basename(path)), path)
    }
  })

  it("end at the root", () => {
    assert.strictEqual(dirname("/"), "/")
    assert.strictEqual(dirname("/a"), "/")
    assert.strictEqual(basename("/"), "")
    assert.strictEqual(dirname("a"), ".")
  })

  it("have an extension only after a name", () => {
    assert.strictEqual(extension("/a.b/c"), "")
    assert.strictEqual(extension("/a/.profile"), "")
    assert.strictEqual(extension("/a/x.tar.GZ"), "GZ")
    assert.strictEqual(extension("/a/x."), "")
    assert.strictEqual(extension("/a/.x.y"), "y")
  })
})

describe("isInside", () => {
  it("goes by whole names", () => {
    assert.isTrue(isInside("/a/b", "/a/b"))
    assert.isTrue(isInside("/a/b", "/a/b/c"))
    assert.isFalse(isInside("/a/b", "/a/bc"))
    assert.isFalse(isInside("/a/b", "/a"))
    assert.isTrue(isInside("/", "/a"))
    assert.isTrue(isInside("/", "/"))
  })
})

describe("relativeTo", () => {
  it("is relative below the folder and absolute elsewhere", () => {
    assert.strictEqual(relativeTo("/a", "/a"), ".")
    assert.strictEqual(relativeTo("/a", "/a/b/c"), "b/c")
    assert.strictEqual(relativeTo("/a", "/ab"), "/ab")
    assert.strictEqual(relativeTo("/", "/ab"), "ab")
  })
})

describe("hasEscapedBytes", () => {
  it("tells an escaped byte from half of a character", () => {
    assert.isFalse(hasEscapedBytes("plain"))
    assert.isFalse(hasEscapedBytes("🗑️"))
    assert.isTrue(hasEscapedBytes("a\udcff"))
    assert.isTrue(hasEscapedBytes("🗑️\udc80"))
  })
})
