/** Noun phrases to Selections: the shortest way to see what the grammar takes a wording for. */
import { assert, describe, it } from "@effect/vitest"
import type { Selection } from "@zenus/core"
import { NO_REFERENTS, type Reading } from "#core/planner/grammar/Reading.ts"
import { readSelection } from "#core/planner/grammar/readSelection.ts"
import { tokenize } from "#core/planner/grammar/tokenize.ts"

const NOON = Date.UTC(2026, 10, 18, 12)
const reading = (text: string, more: Partial<Reading> = {}): Reading => ({
  source: text,
  tokens: tokenize(text),
  referents: NO_REFERENTS,
  look: () => null,
  bareNames: false,
  memo: new Map(),
  now: NOON,
  zone: "UTC",
  ...more
})
/** The best reading of all the words, or `null`. */
const selectionOf = (text: string, more: Partial<Reading> = {}): Selection | null => {
  const whole = reading(text, more)
  return (
    readSelection(whole, 0)
      .filter((one) => one.end === whole.tokens.length)
      .toSorted((a, b) => a.cost - b.cost)[0]?.value.selection ?? null
  )
}
const DAY = 86_400_000
const ago = (ms: number) => new Date(NOON - ms).toISOString()

const first = (text: string) => readSelection(reading(text, { bareNames: true }), 0)[0]?.value

describe("a noun phrase", () => {
  it.each<readonly [string, Selection]>([
    ["files", { type: "file" }],
    ["all the folders", { type: "folder" }],
    ["everything in work", { type: "any", in: ["work"] }],
    ["files and folders here", { type: "any", in: ["."] }],
    ["symbolic links under src", { type: "link", recursive: true, in: ["src"] }],
    ["pdfs", { extensions: ["pdf"] }],
    ["the pdf documents", { extensions: ["pdf"], kinds: ["Documents"] }],
    [".txt files", { extensions: ["txt"], type: "file" }],
    ["PHP and JS files", { extensions: ["php", "js"], type: "file" }],
    ["zip or tar.gz files", { extensions: ["zip", "tar.gz"], type: "file" }],
    ["photos", { kinds: ["Images"] }],
    ["python files", { extensions: ["py"], type: "file" }],
    ["'*.c' files", { names: ["*.c"], type: "file" }],
    ["src/*.js", { in: ["src"], names: ["*.js"] }],
    ["src/**/*.js", { in: ["src"], recursive: true, names: ["*.js"] }],
    ["a.out and *.o", { names: ["a.out", "*.o"] }],
    ["a.txt, b.txt and c.txt", { paths: ["a.txt", "b.txt", "c.txt"] }],
    ["the file notes.txt in work", { paths: ["work/notes.txt"] }],
    ["the files in Downloads and its subfolders", { type: "file", recursive: true, in: ["Downloads"] }],
    ["files directly in Documents", { type: "file", recursive: false, in: ["Documents"] }],
    ["files in docs, not in subfolders", { type: "file", recursive: false, in: ["docs"] }],
    ["files at most two levels deep", { type: "file", recursive: true, maxDepth: 2 }],
    ["files larger than 10 MB", { type: "file", size: { over: 10 * 1024 ** 2 } }],
    ["files of at least 1 GB", { type: "file", size: { atLeast: 1024 ** 3 } }],
    ["files between 1 and 5 MB", { type: "file", size: { atLeast: 1024 ** 2, atMost: 5 * 1024 ** 2 } }],
    ["files over half a gigabyte", { type: "file", size: { over: 512 * 1024 ** 2 } }],
    ["files of 10 MB or more", { type: "file", size: { atLeast: 10 * 1024 ** 2 } }],
    ["files modified in the last 7 days", { type: "file", modified: { from: ago(7 * DAY) } }],
    ["files older than 30 days", { type: "file", modified: { until: ago(30 * DAY) } }],
    ["files not modified for more than half a year", { type: "file", modified: { until: ago(182.5 * DAY) } }],
    [
      "files changed in 2022",
      { type: "file", modified: { from: "2022-01-01T00:00:00.000Z", until: "2023-01-01T00:00:00.000Z" } }
    ],
    ["files from before 2024-01-02", { type: "file", modified: { until: "2024-01-02T00:00:00.000Z" } }],
    ["files newer than a.txt", { type: "file", newerThan: "a.txt" }],
    ["empty folders", { empty: true, type: "folder", recursive: true }],
    ["hidden files in work", { hidden: "only", type: "file", in: ["work"] }],
    ["all files including hidden ones", { type: "file", hidden: "include" }],
    ["broken symlinks", { brokenLinks: true, type: "link", recursive: true }],
    ["files owned by root", { type: "file", owner: "root" }],
    ["files with permissions 777", { type: "file", mode: "777" }],
    ["files which do not have write access to others", { type: "file", mode: "!-002" }],
    ["files everybody can write to", { type: "file", mode: "-002" }],
    ["files in total", { type: "file" }],
    ["files whose name contains 'report'", { type: "file", nameContains: ["report"] }],
    ["files starting with fgh", { type: "file", names: ["fgh*"] }],
    ["files ending in .docx", { type: "file", extensions: ["docx"] }],
    ["files with spaces in their names", { type: "file", nameContains: [" "] }],
    ["directories named temp", { type: "folder", names: ["temp"] }],
    ["directories not named temp", { type: "folder", notNames: ["temp"] }],
    ["files containing the word refund", { type: "file", containing: [{ text: "refund" }], recursive: true }],
    ["files that do not contain 'x'", { type: "file", notContaining: [{ text: "x" }], recursive: true }],
    ["txt files except keep.txt", { extensions: ["txt"], type: "file", notNames: ["keep.txt"] }],
    ["files that are not pdfs", { type: "file", notExtensions: ["pdf"] }],
    ["files except in node_modules", { type: "file", notInPath: ["node_modules"] }],
    ["the 5 largest files", { order: { by: "size", descending: true }, type: "file", first: 5, recursive: true }],
    [
      "the newest file in work",
      { order: { by: "modified", descending: true }, type: "file", in: ["work"], first: 1, recursive: true }
    ],
    ["files sorted by size, largest first", { type: "file", order: { by: "size", descending: true } }],
    ["invoice pdfs", { extensions: ["pdf"], inPath: ["invoice"], anyCase: true, recursive: true }]
  ])("%s", (text, expected) => {
    assert.deepStrictEqual(selectionOf(text), expected)
  })

  it.each(["the thing you know", "nothing", "files that are nice", "files bigger", "files older than in Downloads"])(
    "is not read in: %s",
    (text) => {
      assert.isNull(selectionOf(text))
    }
  )

  it("takes a plain word for a name only in an order, or where it is one", () => {
    assert.isNull(selectionOf("build"))
    assert.deepStrictEqual(selectionOf("build", { bareNames: true }), { paths: ["build"] })
    assert.deepStrictEqual(selectionOf("build", { look: (path) => (path === "build" ? "folder" : null) })?.paths, [
      "build"
    ])
    assert.deepStrictEqual(selectionOf("logs"), { extensions: ["log"] })
    assert.deepStrictEqual(selectionOf("logs", { look: (path) => (path === "logs" ? "folder" : null) }), {
      paths: ["logs"]
    })
  })

  it("says how definite it is", () => {
    assert.strictEqual(first("the files")?.placed, false)
    assert.strictEqual(first("the files")?.filtered, false)
    assert.strictEqual(first("all files")?.universal, true)
    assert.strictEqual(first("the pdf file")?.single, true)
    assert.strictEqual(first("files in work")?.placed, true)
    assert.strictEqual(first("a.txt")?.named, true)
  })
})
