import { assert, describe, it } from "@effect/vitest"
import {
  checkMessage,
  checkRefName,
  checkRevision,
  MAX_MESSAGE_LENGTH,
  MAX_NAME_LENGTH,
  readAddress,
  redactAddress
} from "#tools/git/gitArguments.ts"

const where = { cwd: "/home/ada/work", home: "/home/ada" }
const read = (text: string) => readAddress("clone", text, where)
const tag = (value: object | null): string | null =>
  value === null ? null : "_tag" in value ? String(value._tag) : "ok"

describe("checkRefName", () => {
  it("takes what git takes", () => {
    for (const name of [
      "main",
      "feature/search",
      "v1.0",
      "a-b_c",
      "ünï-🗑️",
      "x".repeat(MAX_NAME_LENGTH),
      "a.b/c",
      "@x"
    ]) {
      assert.isNull(checkRefName("x", "branch", name), name)
    }
  })

  it("refuses what git would read as an option, and tells apart what is merely wrong", () => {
    for (const name of ["-d", "--delete", "-"]) assert.strictEqual(tag(checkRefName("x", "tag", name)), "DeedRefused")
    for (const name of [
      "",
      "a b",
      "a\tb",
      "a\nb",
      "a\0b",
      "a~b",
      "a^b",
      "a:b",
      "a?b",
      "a*b",
      "a[b",
      "a\\b",
      "a..b",
      "@",
      "a@{b",
      "/a",
      "a/",
      "a//b",
      ".a",
      "a/.b",
      "a.lock",
      "a.lock/b",
      "a.",
      "HEAD",
      "x".repeat(MAX_NAME_LENGTH + 1),
      "\udc80"
    ]) {
      assert.strictEqual(tag(checkRefName("x", "branch", name)), "BadArgument", JSON.stringify(name))
    }
  })

  it("says what is wrong with the name", () => {
    assert.strictEqual(
      checkRefName("createBranch", "branch", "a b")?.message,
      'createBranch: no branch can be called "a b": the name holds a space or one of ~ ^ : ? * [ \\.'
    )
  })
})

describe("checkRevision", () => {
  it("takes every way to name a commit, and ranges", () => {
    for (const text of ["HEAD", "HEAD~2", "main@{yesterday}", "v1..v2", "a1b2c3d", "v1^{commit}", ":/fix"]) {
      assert.isNull(checkRevision("log", text))
    }
  })

  it("refuses options, and what no revision is", () => {
    assert.strictEqual(tag(checkRevision("log", "--output=x")), "DeedRefused")
    for (const text of ["", "a\nb", "a\0", "x".repeat(MAX_NAME_LENGTH + 1), "\udcff"]) {
      assert.strictEqual(tag(checkRevision("log", text)), "BadArgument")
    }
  })
})

describe("checkMessage", () => {
  it("takes any text but an empty one, one with NUL, and one beyond the limit", () => {
    assert.isNull(checkMessage("commit", "-m\n# x"))
    assert.isNull(checkMessage("commit", "x".repeat(MAX_MESSAGE_LENGTH)))
    for (const text of ["", " \n ", "a\0b", "\udcff", "x".repeat(MAX_MESSAGE_LENGTH + 1)]) {
      assert.strictEqual(tag(checkMessage("commit", text)), "BadArgument")
    }
  })
})

describe("readAddress", () => {
  it("knows the addresses that only move data, and what a clone of them is called", () => {
    const table: ReadonlyArray<readonly [string, "network" | "local", string, string]> = [
      ["https://example.com/team/tool.git", "network", "https://example.com/team/tool.git", "tool"],
      ["HTTP://example.com/tool/", "network", "HTTP://example.com/tool/", "tool"],
      ["ssh://git@example.com:22/~ada/tool.git", "network", "ssh://git@example.com:22/~ada/tool.git", "tool"],
      ["git://example.com/tool", "network", "git://example.com/tool", "tool"],
      ["git@example.com:team/tool.git", "network", "git@example.com:team/tool.git", "tool"],
      ["example.com:tool", "network", "example.com:tool", "tool"],
      ["file:///srv/tool.git", "local", "file:///srv/tool.git", "tool"],
      ["/srv/tool.git", "local", "/srv/tool.git", "tool"],
      ["../tool", "local", "/home/ada/tool", "tool"],
      ["./a:b", "local", "/home/ada/work/a:b", "b"],
      ["~/tool", "local", "/home/ada/tool", "tool"],
      ["~", "local", "/home/ada/work/~", "~"]
    ]
    for (const [text, kind, address, name] of table) {
      const found = read(text)
      assert.deepStrictEqual(found, { kind, text: address, shown: address, name }, text)
    }
  })

  it("refuses options, programs as transports, unknown schemes and hosts that are options", () => {
    for (const text of [
      "-u",
      "--upload-pack=touch",
      "ext::sh -c x",
      "fd::17/foo",
      "EXT::sh",
      "my-helper::x",
      "ftp://example.com/x",
      "rsync://x/y",
      "javascript://x/y",
      "ssh://-oProxyCommand=x/y",
      "ssh://a@-oProxyCommand=x/y",
      "-oProxyCommand=x:y",
      "a@-x:y",
      "host:-x",
      "https:///x",
      "file://other/x"
    ]) {
      assert.strictEqual(tag(read(text)), "DeedRefused", text)
    }
  })

  it("takes no text that is no address at all", () => {
    for (const text of ["", "a\nb", "a\0b", "\u001b[2J", "x".repeat(5_000), "\udcff"]) {
      assert.strictEqual(tag(read(text)), "BadArgument", JSON.stringify(text.slice(0, 10)))
    }
  })

  it("never shows a password", () => {
    const found = read("https://ada:s3cret@example.com/tool.git")
    assert.strictEqual("shown" in found ? found.shown : "", "https://ada:***@example.com/tool.git")
    assert.strictEqual(redactAddress("a https://x:y@h/p b ssh://u@h/p"), "a https://x:***@h/p b ssh://u@h/p")
  })
})
