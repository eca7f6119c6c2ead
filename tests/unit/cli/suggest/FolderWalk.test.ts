/** Names of a real folder, found in slices. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { makeFolderWalks, type WalkOptions } from "#cli/suggest/FolderWalk.ts"
import { it } from "#kit"

const make = (root: string, ...paths: ReadonlyArray<string>): void => {
  for (const path of paths) {
    const at = join(root, path)
    mkdirSync(path.endsWith("/") ? at : join(at, ".."), { recursive: true })
    if (!path.endsWith("/")) writeFileSync(at, "")
  }
}
/** Slices that were asked for, run one by one. */
const byHand = () => {
  const waiting: Array<() => void> = []
  return {
    schedule: (slice: () => void) => void waiting.push(slice),
    waiting,
    runAll: () => {
      for (let slice = waiting.shift(); slice !== undefined; slice = waiting.shift()) slice()
    }
  }
}
const walkOf = (root: string, more: Partial<WalkOptions> = {}): ReadonlyArray<string> => {
  const hand = byHand()
  const walks = makeFolderWalks(() => 0, hand.schedule)
  const walked = walks.of({ root, deep: true, hidden: false, heavy: false, ...more })
  hand.runAll()
  assert.isTrue(walked.isWhole)
  assert.deepStrictEqual(
    walked.paths.map((path, index) => path.slice(walked.names[index] ?? 0)),
    walked.paths.map((path) => `${path.split("/").findLast((part) => part !== "")}${path.endsWith("/") ? "/" : ""}`)
  )
  return walked.paths.toSorted()
}

describe("makeFolderWalks", () => {
  const tree = [
    "a.txt",
    "sub/b.txt",
    "sub/deep/c",
    ".hidden/d",
    ".env",
    "node_modules/x/index.js",
    ".git/HEAD",
    "sub/node_modules/y"
  ]

  it("finds what lies in a folder and under it, without what is hidden and what is heavy", ({ folder }) => {
    make(folder, ...tree)
    assert.deepStrictEqual(walkOf(folder), [
      "a.txt",
      "node_modules/",
      "sub/",
      "sub/b.txt",
      "sub/deep/",
      "sub/deep/c",
      "sub/node_modules/"
    ])
    assert.deepStrictEqual(walkOf(folder, { deep: false }), ["a.txt", "node_modules/", "sub/"])
  })

  it("finds the hidden, and goes into the heavy, where that is asked", ({ folder }) => {
    make(folder, ...tree)
    const hidden = walkOf(folder, { hidden: true })
    assert.includeMembers([...hidden], [".env", ".hidden/d", ".git/"])
    assert.notInclude(hidden, ".git/HEAD")
    assert.includeMembers([...walkOf(folder, { hidden: true, heavy: true })], [".git/HEAD", "node_modules/x/index.js"])
  })

  it("names a link and never goes through it", ({ folder }) => {
    make(folder, "real/x")
    symlinkSync(join(folder, "real"), join(folder, "link"))
    symlinkSync("..", join(folder, "real", "up"))
    assert.deepStrictEqual(walkOf(folder), ["link", "real/", "real/up", "real/x"])
  })

  it("leaves out names that no line can hold, and folders that cannot be read", ({ folder }) => {
    make(folder, "ok")
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x2e])]), "")
    assert.deepStrictEqual(walkOf(folder), ["ok"])
    assert.deepStrictEqual(walkOf(join(folder, "nowhere")), [])
    assert.deepStrictEqual(walkOf(join(folder, "ok")), [])
  })

  it("gives the first at once, tells of more, and looks again some seconds later", ({ folder }) => {
    make(folder, ...Array.from({ length: 30 }, (_, at) => `dir${at}/`))
    for (let at = 0; at < 30; at++) make(folder, ...Array.from({ length: 70 }, (_, one) => `dir${at}/${one}`))
    let now = 0
    const hand = byHand()
    const walks = makeFolderWalks(() => now, hand.schedule)
    const options = { root: folder, deep: true, hidden: false, heavy: false }
    let told = 0
    const stop = walks.onChange(() => told++)
    const first = walks.of(options)
    assert.isAbove(first.paths.length, 0)
    hand.runAll()
    assert.strictEqual(first.paths.length, 30 * 71)
    make(folder, "new")
    assert.strictEqual(walks.of(options), first)
    now = 5_001
    assert.strictEqual(walks.of(options).paths.includes("new"), true)
    hand.runAll()
    stop()
    walks.forget()
    const before = told
    make(folder, "newer")
    assert.isTrue(walks.of(options).paths.includes("newer"))
    hand.runAll()
    assert.strictEqual(told, before)
  })

  it("stops with a walk when another folder is asked for", ({ folder }) => {
    make(folder, ...Array.from({ length: 1_500 }, (_, at) => `a/${at}`), "b/y")
    const hand = byHand()
    let time = 0
    // Each look at the clock, one in 64 names, finds a millisecond gone: some 600 names in the first slice.
    const walks = makeFolderWalks(() => time++, hand.schedule)
    const first = walks.of({ root: join(folder, "a"), deep: true, hidden: false, heavy: false })
    const count = first.paths.length
    assert.isTrue(count > 500 && count < 700, String(count))
    const other = walks.of({ root: join(folder, "b"), deep: true, hidden: false, heavy: false })
    hand.runAll()
    assert.deepStrictEqual(other.paths, ["y"])
    assert.strictEqual(first.paths.length, count)
  })
})
