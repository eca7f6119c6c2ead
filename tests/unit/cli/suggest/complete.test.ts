/** What may stand where the cursor is: words, names and sentences, without a disk. */
import { assert, describe, it } from "@effect/vitest"
import { makeToolbox } from "@zenus/core"
import { allTools } from "@zenus/tools"
import { completeLine, type CompletionWorld } from "#cli/suggest/completeLine.ts"
import { makeSentences } from "#cli/suggest/completePhrase.ts"
import type { WalkOptions } from "#cli/suggest/FolderWalk.ts"
import { makeRankPaths, MAX_PATHS_SHOWN } from "#cli/suggest/rankPaths.ts"
import { wordAt } from "#cli/suggest/wordAt.ts"

const walked = (paths: ReadonlyArray<string>) => ({
  paths,
  lows: paths.map((path) => path.toLowerCase()),
  names: paths.map((path) => path.replace(/\/$/, "").lastIndexOf("/") + 1),
  isWhole: true
})

describe("wordAt", () => {
  /** `|` is the cursor. */
  const words: ReadonlyArray<readonly [line: string, from: number, to: number, text: string, quoted: boolean]> = [
    ["|", 0, 0, "", false],
    ["find fi|", 5, 7, "fi", false],
    ["find |", 5, 5, "", false],
    ["fi|nd files", 0, 2, "fi", false],
    ["move 'my fi|", 5, 11, "my fi", true],
    ["move 'my fi|'", 5, 12, "my fi", true],
    ["move 'a b' to 'c|", 14, 16, "c", true],
    ["move 'a b' t|", 11, 12, "t", false],
    ["move 'a b/'|", 5, 11, "a b/", true],
    ["move 'a b'|", 10, 10, "", false],
    ["show it's fi|", 10, 12, "fi", false],
    ["move \"a' b|", 5, 10, "a' b", true],
    ["say “a b|", 4, 8, "a b", true]
  ]
  for (const [line, from, to, text, quoted] of words)
    it(`at ${line} is ${JSON.stringify(text)}`, () =>
      assert.deepStrictEqual(wordAt(line.replace("|", ""), line.indexOf("|")), { from, to, text, quoted }))
})

const ranked = (typed: string, ...paths: ReadonlyArray<string>) => makeRankPaths().rank(walked(paths), typed)

describe("makeRankPaths", () => {
  it("puts beginnings of names first, then of their words, insides, paths, and scattered letters", () => {
    assert.deepStrictEqual(
      ranked("rep", "x/r-e-p.txt", "reports/a.txt", "prepare.sh", "my-report.txt", "report.txt", "r/e/p/b"),
      ["report.txt", "my-report.txt", "prepare.sh", "reports/a.txt", "x/r-e-p.txt", "r/e/p/b"]
    )
    assert.deepStrictEqual(ranked("rb", "r/e/p/b", "crab"), ["crab", "r/e/p/b"])
  })

  it("puts nearer and shorter ones first among equals, whatever their case", () => {
    assert.deepStrictEqual(ranked("a", "x/a", "ab", "A", "x/y/a", "aa"), ["A", "aa", "ab", "x/a", "x/y/a"])
    assert.deepStrictEqual(ranked("README", "src/readme.md", "readme.txt"), ["readme.txt", "src/readme.md"])
  })

  it("looks at whole paths once a / is typed, and gives the nearest by name before anything is", () => {
    assert.deepStrictEqual(ranked("src/m", "src/main.ts", "m.ts", "lib/src/m.ts"), ["src/main.ts", "lib/src/m.ts"])
    assert.deepStrictEqual(ranked("", "x/a", "c", "b/", "a"), ["a", "b/", "c", "x/a"])
    assert.deepStrictEqual(ranked("nothing", "a"), [])
  })

  it("gives at most 200 of 100,000", () => {
    const many = walked(Array.from({ length: 100_000 }, (_, at) => `dir${at % 400}/report-${at}.txt`))
    const ranking = makeRankPaths()
    for (const typed of ["", "r", "rep", "99", "dir7/", "rpt9", "xyz"]) {
      assert.isAtMost(ranking.rank(many, typed).length, MAX_PATHS_SHOWN)
    }
  })
})

describe("a ranking that goes on", () => {
  it("gives the same as one that begins anew, key by key, also while paths are still found", () => {
    const all = Array.from({ length: 5_000 }, (_, at) => `dir${at % 7}/${"abcxyz".charAt(at % 6)}-report-${at}.txt`)
    const paths: Array<string> = []
    const growing = { paths, lows: paths, names: new Array<number>() }
    const ranking = makeRankPaths()
    for (const typed of [
      "r",
      "re",
      "rep9",
      "rep",
      "rep4",
      "rep42",
      "dir3/",
      "dir3/x",
      "x",
      "",
      "xr",
      "xr49",
      "xr4999"
    ]) {
      const more = all.slice(paths.length, paths.length + 400)
      paths.push(...more)
      growing.names.push(...more.map((path) => path.indexOf("/") + 1))
      assert.deepStrictEqual(ranking.rank(growing, typed), makeRankPaths().rank(growing, typed), typed)
    }
  })
})

describe("a ranking that stopped early", () => {
  it("looks at all paths again when more is typed", () => {
    const many = walked(Array.from({ length: 3_000 }, (_, at) => `report-${at}`))
    const ranking = makeRankPaths()
    assert.strictEqual(ranking.rank(many, "rep").length, MAX_PATHS_SHOWN)
    assert.deepStrictEqual(ranking.rank(many, "report-2999"), ["report-2999"])
  })
})

describe("completeLine", () => {
  const tree: Readonly<Record<string, ReadonlyArray<string>>> = {
    "/home/me/work": [
      "notes.txt",
      "my notes.txt",
      "build/",
      "large.bin",
      "Reports/",
      "it's",
      "a' b\" c” d» e` f“ g’ h"
    ],
    "/home/me/work/build": ["out.js"],
    "/home/me": ["work/", "Documents/"],
    "/etc": ["hosts"]
  }
  const asked: Array<WalkOptions> = []
  // Time stands still: the first slice looks at all phrases.
  const sentences = makeSentences(makeToolbox(allTools), {
    now: () => 0,
    later: () => assert.fail("one slice is enough")
  })
  const world: CompletionWorld = {
    walks: {
      of: (options) => {
        asked.push(options)
        return walked(options.deep ? ["notes.txt", "src/main.ts", "src/", "my notes.txt"] : (tree[options.root] ?? []))
      }
    },
    ranking: makeRankPaths(),
    cwd: "/home/me/work",
    home: "/home/me",
    words: [
      ["plan", "show the plan"],
      ["help", "this"],
      ["history", "what was asked"]
    ],
    sentences
  }
  /** `|` is the cursor; what the line becomes with each item. */
  const lines = (line: string): ReadonlyArray<string> => {
    const at = line.indexOf("|")
    const text = line.replace("|", "")
    const found = completeLine(text, at, world)
    return found?.items.map(({ insert }) => text.slice(0, found.from) + insert + text.slice(found.to)) ?? []
  }
  const labels = (line: string) => completeLine(line, line.length, world)?.items.map(({ label }) => label) ?? []

  it("gives the shell's own words behind a /, those that begin so first", () => {
    assert.deepStrictEqual(lines("/|"), ["/plan ", "/help ", "/history "])
    assert.deepStrictEqual(lines("/h|"), ["/help ", "/history "])
    assert.deepStrictEqual(lines("/lp|"), ["/help "])
    assert.deepStrictEqual(completeLine("/pl", 3, world)?.items[0], {
      insert: "/plan ",
      label: "/plan",
      note: "show the plan"
    })
  })

  it("gives files behind an @, as a request names them", () => {
    assert.deepStrictEqual(lines("delete @no|"), ["delete notes.txt", "delete 'my notes.txt'"])
    assert.deepStrictEqual(lines("move @sr| to x"), ["move src/ to x", "move src/main.ts to x"])
    assert.deepStrictEqual(lines("show @~/Do|"), ["show ~/Documents/"])
    assert.deepStrictEqual(lines("mail me@no|").includes("mail menotes.txt"), false)
  })

  /** Of each walk: whether what is hidden, and what is heavy, is asked for. */
  const options = (line: string): ReadonlyArray<boolean> => {
    asked.length = 0
    completeLine(line, line.length, world)
    return asked.flatMap(({ heavy, hidden }) => [hidden, heavy])
  }

  it("looks at what is hidden, or heavy, only where that is typed", () => {
    assert.deepStrictEqual(options("show @a"), [false, false])
    assert.deepStrictEqual(options("show @.b"), [true, false])
    assert.deepStrictEqual(options("show @src/.b"), [true, false])
    assert.deepStrictEqual(options("show @.git/c"), [true, true])
    assert.deepStrictEqual(options("show @node_modules/c"), [false, true])
    assert.deepStrictEqual(options("show ../a"), [false, false])
    assert.deepStrictEqual(options("show build/.a"), [true, false])
  })

  it("goes on with a path, in quotes where it needs them, and leaves out what no quotes hold", () => {
    assert.deepStrictEqual(lines("show bu|"), ["show build/"])
    assert.deepStrictEqual(lines("show build/|"), ["show build/out.js"])
    assert.deepStrictEqual(lines("show ~|"), ["show ~/"])
    assert.deepStrictEqual(lines("show ~/wo|"), ["show ~/work/"])
    assert.deepStrictEqual(lines("show /etc/h|"), ["show /etc/hosts"])
    assert.deepStrictEqual(lines("/etc/h|"), ["/etc/hosts"])
    assert.deepStrictEqual(lines("show 'my n|"), ["show 'my notes.txt'"])
    assert.deepStrictEqual(lines("show 'my n|'"), ["show 'my notes.txt'"])
    assert.deepStrictEqual(lines("show 'it|"), ["show 'it's'"])
    assert.deepStrictEqual(lines("show a'|"), [])
    assert.deepStrictEqual(lines("show rep|"), ["show Reports/"])
  })

  it("shows names and sentences together where a word may be the beginning of either", () => {
    const found = labels("find files la")
    assert.strictEqual(found[0], "large.bin")
    assert.include(found, "larger than 100 MB")
    assert.include(labels("find files larges"), "largest")
    assert.include(labels("find files larg"), "larger than 100 MB")
    assert.deepStrictEqual(lines("find files larger th|"), ["find files larger than 100 MB"])
  })

  it("gives sentences at the beginning of a line, and goes on with them", () => {
    assert.include(lines("|"), "list the files in Downloads")
    assert.isTrue(lines("fi|").every((line) => line.startsWith("fi")))
    assert.include(lines("find dup|"), "find duplicate files")
    assert.include(lines("Find  Dup|"), "Find  duplicate files")
    assert.include(lines("/plan find dup|"), "/plan find duplicate files")
    assert.include(lines("sort words.txt al|"), "sort words.txt alphabetically")
    assert.isFalse(lines("no|").includes("notes.txt"))
  })

  it("proposes conditions behind the files that are meant, and what is written replaces what was begun", () => {
    for (const line of ["delete the pdf files old|", "move my photos older th|"])
      assert.isTrue(
        lines(line).some((one) => one.endsWith("older than 30 days")),
        line
      )
    assert.notInclude(labels("git old"), "older than 30 days")
  })

  it("gives folders alone where one goes to a folder", () => {
    for (const word of ["cd", "/cd", "/cwd", "go to", "Change to"]) {
      assert.deepStrictEqual(lines(`${word} bu|`), [`${word} build/`])
      assert.deepStrictEqual(lines(`${word} no|`), [])
      assert.deepStrictEqual(lines(`${word} ./|`), [`${word} ./Reports/`, `${word} ./build/`])
    }
    assert.deepStrictEqual(lines("show ./no|"), ["show ./notes.txt"])
  })

  it("proposes no sentence in a text as long as a page", () => {
    const never = { ...world, sentences: { after: () => assert.fail("a page is no sentence") } }
    assert.isNull(completeLine(`find ${"x ".repeat(600)}dup`, 1_208, never))
  })

  it("is an empty list, not none, while files are still looked for", () => {
    const looking = { ...world, walks: { of: () => ({ ...walked(["a.txt"]), isWhole: false }) } }
    assert.deepStrictEqual(completeLine("show @zz", 8, looking), { from: 5, to: 8, items: [], isWhole: false })
    assert.deepStrictEqual(completeLine("show ./zz", 9, looking), { from: 5, to: 9, items: [], isWhole: false })
    assert.isNull(completeLine("show @zz", 8, world))
  })

  it("walks the phrases in slices, and tells when it has all of them", () => {
    const waiting: Array<() => void> = []
    let time = 0
    // Each look at the clock finds a millisecond gone: four phrases a slice.
    const slow = makeSentences(makeToolbox(allTools), { now: () => time++, later: (work) => void waiting.push(work) })
    let told = 0
    const stop = slow.onChange(() => told++)
    assert.deepStrictEqual(slow.after("sort mine.txt ", "alp"), { items: [], isWhole: false })
    slow.after("sort other.txt ", "alp")
    assert.deepStrictEqual(slow.after("find ", "dup").items[0]?.label, "find duplicate files")
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) {
      assert.strictEqual(told, 0)
      // A part of them would jump when the others come.
      assert.lengthOf(slow.after("find ", "dup").items, 1)
      work()
    }
    assert.strictEqual(told, 1)
    assert.isTrue(slow.after("find ", "dup").isWhole)
    assert.isAbove(slow.after("find ", "dup").items.length, 1)
    stop()
    slow.after("sort x ", "a")
    for (let work = waiting.shift(); work !== undefined; work = waiting.shift()) work()
    assert.strictEqual(told, 1)
  })

  it("proposes paths alone for one's own shell, and nothing where nothing fits", () => {
    assert.deepStrictEqual(lines("!cat no|"), ["!cat notes.txt"])
    assert.deepStrictEqual(lines("!fi|"), [])
    assert.deepStrictEqual(lines("!rm files old|"), [])
    assert.isNull(completeLine("xyzzy plugh", 11, world))
  })
})
