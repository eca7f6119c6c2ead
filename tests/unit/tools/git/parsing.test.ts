/** What git prints, taken apart: values in, values out. */
import { assert, describe, it } from "@effect/vitest"
import { parseAuthor } from "#tools/git/actions/authors.ts"
import { parseBlame } from "#tools/git/actions/blame.ts"
import { parseCounts } from "#tools/git/actions/diff.ts"
import { inWords, shortMarks, whereWords } from "#tools/git/actions/status.ts"
import { parseCommit } from "#tools/git/commits.ts"
import { parseNameStatus } from "#tools/git/deedParts.ts"
import { progressOf, tellGit } from "#tools/git/gitDeed.ts"
import { diffRefs, parseRefs, sameHead, shortRef } from "#tools/git/references.ts"
import { itemsOf, linesOf, pathQuestion } from "#tools/git/runGit.ts"
import { parseStatus } from "#tools/git/status.ts"

const bytes = (text: string) => new TextEncoder().encode(text)
const oid = (digit: string) => digit.repeat(40)

describe("parseStatus", () => {
  const text = [
    `# branch.oid ${oid("a")}`,
    "# branch.head main",
    "# branch.upstream origin/main",
    "# branch.ab +2 -1",
    `1 M. N... 100644 100644 100644 ${oid("1")} ${oid("2")} a b.txt`,
    `1 .D N... 100644 100644 000000 ${oid("1")} ${oid("1")} gone\nhere`,
    `1 .M SC.. 160000 160000 160000 ${oid("1")} ${oid("1")} module`,
    `u UU N... 100644 100644 100644 100644 ${oid("1")} ${oid("2")} ${oid("3")} both.txt`,
    "? new folder/x",
    "! build/"
  ].join("\0")

  it("reads branch, counts and every kind of entry, names as they are", () => {
    const status = parseStatus(`${text}\0`)
    assert.deepInclude(status, { branch: "main", commit: oid("a"), upstream: "origin/main", ahead: 2, behind: 1 })
    assert.deepStrictEqual(
      status.entries.map((entry) => [entry.path, shortMarks(entry), inWords(entry), entry.submodule]),
      [
        ["a b.txt", "M ", "modified, staged", false],
        ["gone\nhere", " D", "deleted", false],
        ["module", " M", "modified", true],
        ["both.txt", "UU", "in conflict", false],
        ["new folder/x", "??", "untracked", false],
        ["build/", "!!", "ignored", false]
      ]
    )
    assert.strictEqual(whereWords(status), "On branch main, 2 ahead and 1 behind origin/main.")
  })

  it("reads a repository without commits, a detached head, and nothing", () => {
    const young = parseStatus("# branch.oid (initial)\0# branch.head main\0")
    assert.deepInclude(young, { branch: "main", commit: null, upstream: null, ahead: null })
    assert.strictEqual(whereWords(young), "On branch main, no commit yet.")
    const detached = parseStatus(`# branch.oid ${oid("b")}\0# branch.head (detached)\0`)
    assert.strictEqual(whereWords(detached), "At commit bbbbbbb, on no branch.")
    assert.deepStrictEqual(parseStatus("").entries, [])
  })
})

describe("parsers", () => {
  it("references, and what changed between two looks", () => {
    const old = parseRefs(
      bytes(`${oid("1")} \0refs/heads/main\n${oid("1")} refs/remotes/origin/main\0refs/remotes/origin/HEAD\n`)
    )
    assert.deepStrictEqual(old.get("refs/remotes/origin/HEAD"), { oid: oid("1"), symref: "refs/remotes/origin/main" })
    const now = parseRefs(
      bytes(
        `${oid("2")} \0refs/heads/main\n${oid("2")} refs/remotes/origin/main\0refs/remotes/origin/HEAD\n${oid("2")} \0refs/tags/v1\n`
      )
    )
    assert.deepStrictEqual(
      diffRefs(old, now).map((change) => [change.name, change.old?.oid ?? null, change.new?.oid ?? null]),
      [
        ["refs/heads/main", oid("1"), oid("2")],
        ["refs/tags/v1", null, oid("2")]
      ]
    )
    assert.deepStrictEqual(diffRefs(now, now), [])
    assert.isTrue(
      sameHead({ branch: "refs/heads/main", commit: null }, { branch: "refs/heads/main", commit: oid("1") })
    )
    assert.isFalse(sameHead({ branch: null, commit: oid("2") }, { branch: null, commit: oid("1") }))
    assert.strictEqual(shortRef("refs/remotes/origin/a/b"), "origin/a/b")
    assert.strictEqual(parseRefs(new Uint8Array()).size, 0)
  })

  it("commits, authors, counts, changed paths", () => {
    assert.deepStrictEqual(parseCommit("h\u001fs\u001fAda\u001fa@x\u001f1700000000\u001fA\u001fB"), {
      hash: "h",
      short: "s",
      author: "Ada",
      email: "a@x",
      at: 1_700_000_000_000,
      subject: "A\u001fB"
    })
    assert.deepStrictEqual(parseAuthor("    12\tAda <of> L. <a@x>"), { commits: 12, name: "Ada <of> L.", email: "a@x" })
    assert.deepStrictEqual(parseCounts("3\t1\ta\tb\0-\t-\tx.bin\0"), [
      { path: "a\tb", added: 3, removed: 1 },
      { path: "x.bin", added: null, removed: null }
    ])
    assert.deepStrictEqual(parseCounts("\0"), [])
    assert.deepStrictEqual(parseNameStatus("A\0new\0D\0gone\0T\0kind\0M\0two\nlines\0"), [
      { path: "new", how: "new" },
      { path: "gone", how: "gone" },
      { path: "kind", how: "changed" },
      { path: "two\nlines", how: "changed" }
    ])
  })

  it("blame, with lines that look like its own headings", () => {
    const lines = [
      `${oid("a")} 1 1 2`,
      "author Ada",
      "author-time 1700000000",
      "filename x",
      "\tauthor Mallory",
      `${oid("a")} 2 2`,
      "author Ada",
      "author-time 1700000000",
      "filename x",
      `\t${oid("b")} 3 3`
    ]
    assert.deepStrictEqual(
      parseBlame(`${lines.join("\n")}\n`).map((one) => [one.line, one.author, one.text]),
      [
        [1, "Ada", "author Mallory"],
        [2, "Ada", `${oid("b")} 3 3`]
      ]
    )
  })

  it("progress: the last figures of a piece, or none", () => {
    assert.deepStrictEqual(progressOf("Counting: 10% (1/10)\rReceiving objects:  42% (420/1000), 1 MiB\r"), {
      done: 420,
      total: 1000,
      phase: "Receiving objects"
    })
    assert.deepStrictEqual(progressOf("remote: Compressing objects: 100% (7/7), done.\n")?.phase, "Compressing objects")
    assert.isNull(progressOf("remote: Enumerating objects: 5, done.\n"))
    const told: Array<unknown> = []
    const hear = tellGit((...news) => void told.push(news))
    for (const piece of ["Updating files:  10% (1/10)\rUpda", "ting files:  20% (2/10)\r", "done.\n"]) hear(piece)
    assert.deepStrictEqual(
      told,
      [1, 2].map((done) => [done, 10, "things", "Updating files"]),
      "a piece that begins in the midst of the words"
    )
  })

  it("lists end with their mark, and an empty one is empty", () => {
    assert.deepStrictEqual(itemsOf("a\0\0b\0"), ["a", "", "b"])
    assert.deepStrictEqual(itemsOf(""), [])
    assert.deepStrictEqual(linesOf("a\n\nb"), ["a", "", "b"])
    assert.deepStrictEqual(linesOf(""), [])
  })

  it("paths that no argument can hold are picked from the whole answer", () => {
    const { args, means } = pathQuestion(["a", "bad\udcff"])
    assert.deepStrictEqual(args, [])
    assert.deepStrictEqual(["a", "a/b", "ab", "bad\udcff", "bad\udcff/x", "other"].map(means), [
      true,
      true,
      false,
      true,
      true,
      false
    ])
    assert.deepStrictEqual(pathQuestion(["a"]).args, ["a"])
    assert.isTrue(pathQuestion([".", "bad\udcff"]).means("anything"))
  })
})
