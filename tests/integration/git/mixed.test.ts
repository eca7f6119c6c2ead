/**
 * Deeds of git and deeds on files in one transaction, and several transactions: each is looked at when its turn comes, so that what
 * goes first is no false stop, and a true one stops there.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it as base } from "#kit"
import { doSteps, type Place, redo, undo } from "./throughExecutor.ts"
import { assertSame, stateOf } from "./world.ts"

const it = base.extend("place", ({ gitRepo, home, env }): Place => ({
  cwd: gitRepo.path,
  home: home.path,
  zenusHome: home.zenusHome,
  env
}))

type Steps = Parameters<typeof doSteps>[1]

const more = (file: string): Steps[number] => ["file.append", { path: file, text: "more" }]

/** After an edit the file is looked at once more before each later step, so that what git does to it is no surprise. */
const edited: ReadonlyArray<Steps[number]> = [more("README.md"), ["discard", { paths: ["README.md"] }]]

const mixtures: ReadonlyArray<readonly [what: string, steps: Steps]> = [
  ["a file is edited, then git brings it back", edited],
  [
    "git brings a file back, it is shut, then moved",
    [
      ...edited,
      ["file.permissions", { files: { paths: ["README.md"] }, mode: "600" }],
      ["file.move", { from: { paths: ["README.md"] }, to: "moved.md" }]
    ]
  ],
  ["git brings the user's file back, then it is added to", [["discard", { paths: ["README.md"] }], more("README.md")]],
  ["a file is added to twice", [more("README.md"), more("README.md")]],
  [
    "git brings a file back, it is moved, and all is committed",
    [
      ...edited,
      ["file.move", { from: { paths: ["README.md"] }, to: "moved.md" }],
      ["commit", { message: "Mine", all: true }]
    ]
  ],
  [
    "edited, committed, switched, moved on the other side, committed there",
    [
      more("README.md"),
      ["commit", { message: "Mine", all: true }],
      ["switch", { to: "side" }],
      ["file.move", { from: { paths: ["README.md"] }, to: "moved.md" }],
      ["commit", { message: "Theirs", all: true }]
    ]
  ]
]

describe("git deeds and file deeds in one transaction", () => {
  it.for(mixtures)("%s: comes back, is done again, comes back", async ([, steps], { place, gitRepo }) => {
    gitRepo.git("branch", "side", "HEAD~1")
    appendFileSync(join(gitRepo.path, "README.md"), "of the user\n")
    const before = stateOf(gitRepo)
    const done = await doSteps(place, steps)
    assert.deepStrictEqual([done.status, done.error], ["done", null])
    const made = stateOf(gitRepo)
    assert.isNull((await undo(place, { dryRun: true })).stopped)
    assertSame(made, stateOf(gitRepo))
    const undone = await undo(place)
    assert.isNull(undone.stopped)
    assert.deepStrictEqual(
      undone.undone.map(({ restored }) => restored),
      [steps.length]
    )
    assertSame(before, stateOf(gitRepo))
    assert.isNull((await redo(place)).stopped)
    const again = stateOf(gitRepo)
    assert.deepStrictEqual(diffTrees(made.tree, again.tree, { folderTimes: false }), [])
    assert.isNull((await undo(place)).stopped)
    assertSame(before, stateOf(gitRepo))
  })

  it("undo that is barred at a deed of git stops there, and goes on once the way is free", async ({
    place,
    gitRepo
  }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "of the user\n")
    const before = stateOf(gitRepo)
    const done = await doSteps(place, [...edited, ["file.move", { from: { paths: ["README.md"] }, to: "moved.md" }]])
    assert.deepStrictEqual([done.status, done.error], ["done", null])
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Theirs")
    const stopped = (await undo(place)).stopped
    assert.strictEqual(stopped?.path, gitRepo.path)
    assert.match(stopped?.why ?? "", /other commits on the branch main|other commits on main/)
    // What went before it is taken back, and no more.
    assert.isFalse(existsSync(join(gitRepo.path, "moved.md")))
    assert.notInclude(readFileSync(join(gitRepo.path, "README.md"), "utf8"), "of the user")
    assert.strictEqual(gitRepo.git("log", "-1", "--format=%s").trim(), "Theirs")
    gitRepo.git("reset", "-q", "--soft", "HEAD~1")
    assert.isNull((await undo(place)).stopped)
    assertSame(before, stateOf(gitRepo))
  })

  it("undo stops before anything where a file that git does not touch was changed", async ({ place, gitRepo }) => {
    const done = await doSteps(place, [more("README.md"), ["commit", { message: "Mine", all: true }]])
    assert.deepStrictEqual([done.status, done.error], ["done", null])
    appendFileSync(join(gitRepo.path, "README.md"), "of the user\n")
    const theirs = stateOf(gitRepo)
    const expected = { path: join(gitRepo.path, "README.md"), why: "it was changed since" }
    for (const dryRun of [true, false]) {
      const { stopped } = await undo(place, { dryRun })
      assert.deepStrictEqual({ path: stopped?.path, why: stopped?.why }, expected)
      assertSame(theirs, stateOf(gitRepo))
    }
  })
})

describe("several git transactions", () => {
  it("a dry run over them says what undo then does", async ({ place, gitRepo }) => {
    gitRepo.git("branch", "side", "HEAD~1")
    const before = stateOf(gitRepo)
    writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
    const withFile = stateOf(gitRepo)
    for (const steps of [
      [["commit", { message: "First", all: true }]],
      [more("README.md"), ["commit", { message: "Second", all: true }]],
      [["switch", { to: "side" }]],
      [["createBranch", { name: "topic", switch: true }]]
    ] satisfies ReadonlyArray<Steps>) {
      assert.strictEqual((await doSteps(place, steps)).status, "done")
    }
    const made = stateOf(gitRepo)
    const dry = await undo(place, { dryRun: true, count: 4 })
    assert.isNull(dry.stopped)
    assertSame(made, stateOf(gitRepo))
    const undone = await undo(place, { count: 4 })
    assert.deepStrictEqual(undone, dry)
    assert.deepStrictEqual(
      undone.undone.map(({ restored }) => restored),
      [1, 1, 2, 1]
    )
    assertSame(withFile, stateOf(gitRepo))
    assert.isFalse(existsSync(join(gitRepo.path, ".git/refs/heads/topic")))
    assert.strictEqual(before.refs, stateOf(gitRepo).refs)
  })

  it("a dry run over a clone and work in it says what undo then does", async ({ place, gitRepo, folder }) => {
    const there = { ...place, cwd: folder }
    for (const steps of [
      [["clone", { url: gitRepo.path, to: "copy" }]],
      [more("copy/README.md")],
      [["commit", { message: "Mine", all: true, repository: "copy" }]]
    ] satisfies ReadonlyArray<Steps>) {
      const done = await doSteps(there, steps)
      assert.deepStrictEqual([done.status, done.error], ["done", null])
    }
    const dry = await undo(there, { dryRun: true, count: 3 })
    assert.isNull(dry.stopped)
    assert.deepStrictEqual(await undo(there, { count: 3 }), dry)
    assert.deepStrictEqual(readdirSync(folder), [])
    for (let count = 1; count <= 3; count++) assert.isNull((await redo(there)).stopped)
    assert.include(readFileSync(join(folder, "copy/README.md"), "utf8"), "more")
    // Somebody's own commit is not taken along.
    assert.isNull((await undo(there, { count: 2 })).stopped)
    gitRepo.git("-C", join(folder, "copy"), "commit", "-q", "--allow-empty", "-m", "Theirs")
    assert.match((await undo(there)).stopped?.path ?? "", /copy\/\.git\/refs\/heads\/main$/)
  })

  it("a dry run stops at the newest, where somebody went on", async ({ place, gitRepo }) => {
    for (const name of ["a.txt", "b.txt"]) {
      writeFileSync(join(gitRepo.path, name), name)
      assert.strictEqual((await doSteps(place, [["commit", { message: name, all: true }]])).status, "done")
    }
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Theirs")
    const dry = await undo(place, { dryRun: true, count: 2 })
    assert.match(dry.stopped?.why ?? "", /branch main was moved/)
    assert.isEmpty(dry.undone)
  })
})
