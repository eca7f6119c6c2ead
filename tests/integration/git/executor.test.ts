/** Git deeds as people get them: resolved, journaled, reported, taken back and done again by other processes. */
import { appendFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as base } from "#kit"
import { doSteps, type Place, redo, undo } from "./throughExecutor.ts"
import { assertSame, stateOf } from "./world.ts"

const it = base.extend("place", ({ gitRepo, home, env }): Place => ({
  cwd: gitRepo.path,
  home: home.path,
  zenusHome: home.zenusHome,
  env
}))

describe("git through the executor", () => {
  it("does several git steps in one transaction, takes all back, does all again", async ({ place, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "more\n")
    writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
    gitRepo.git("branch", "side", "HEAD~1")
    const before = stateOf(gitRepo)
    const done = await doSteps(place, [
      ["createBranch", { name: "topic", switch: true }],
      ["add", { all: true }],
      ["commit", { message: "On the topic" }],
      ["createTag", { name: "v1" }],
      ["switch", { to: "side" }]
    ])
    assert.strictEqual(done.status, "done")
    // When it was planned, the switch at its end would have carried changes along.
    assert.strictEqual(done.risk, 2)
    assert.deepStrictEqual(
      done.steps.map((step) => step.status),
      ["done", "done", "done", "done", "done"]
    )
    const made = stateOf(gitRepo)
    assert.isNull((await undo(place, { dryRun: true })).stopped)
    assertSame(made, stateOf(gitRepo))
    assert.deepStrictEqual(
      (await undo(place)).undone.map((one) => one.restored),
      [5]
    )
    assertSame(before, stateOf(gitRepo))
    assert.isNull((await redo(place)).stopped)
    const again = stateOf(gitRepo)
    assert.deepStrictEqual({ ...again, tree: null }, { ...made, tree: null })
    assert.isNull((await undo(place)).stopped)
    assertSame(before, stateOf(gitRepo))
  })

  it("a failed step is a failure, and what was done before it can be taken back", async ({ place, gitRepo }) => {
    writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
    const before = stateOf(gitRepo)
    const done = await doSteps(place, [
      ["add", { all: true }],
      ["commit", { message: "First" }],
      ["commit", { message: "Nothing left" }]
    ])
    assert.strictEqual(done.status, "failed")
    assert.match(done.error?.message ?? "", /nothing is staged/)
    assert.deepStrictEqual(
      done.steps.map((step) => step.status),
      ["done", "done", "failed"]
    )
    assert.isNull((await undo(place)).stopped)
    assertSame(before, stateOf(gitRepo))
  })

  it("undo stops where somebody went on, names it, and leaves their work", async ({ place, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "more\n")
    await doSteps(place, [["commit", { message: "Mine", all: true }]])
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Theirs")
    const theirs = stateOf(gitRepo)
    const report = await undo(place)
    assert.strictEqual(report.stopped?.path, gitRepo.path)
    assert.match(report.stopped?.why ?? "", /branch main was moved/)
    assertSame(theirs, stateOf(gitRepo))
  })

  it("cleans into the trash and brings all back", async ({ place, gitRepo }) => {
    writeFileSync(join(gitRepo.path, ".git/info/exclude"), "*.tmp\n")
    for (const path of ["a.txt", "b.tmp"]) writeFileSync(join(gitRepo.path, path), "x")
    mkdirSync(join(gitRepo.path, "new/deep"), { recursive: true })
    for (const name of ["-rf", "*", "two\nlines"]) writeFileSync(join(gitRepo.path, "new/deep", name), "x")
    symlinkSync("/etc", join(gitRepo.path, "new/link"))
    const before = stateOf(gitRepo)
    const done = await doSteps(place, [["clean", { ignored: "also" }]])
    assert.strictEqual(done.status, "done")
    assert.strictEqual(done.risk, 2)
    assert.deepStrictEqual(done.undo, ["trash"])
    assert.strictEqual(gitRepo.git("status", "--porcelain", "--ignored"), "")
    assert.isTrue(existsSync("/etc/hosts"))
    assert.isNull((await undo(place)).stopped)
    assertSame(before, stateOf(gitRepo))
  })

  it("risk and undo of each kind are as the contract says", async ({ place, gitRepo }) => {
    const risk = async (action: string, args: Record<string, unknown> = {}) =>
      (await doSteps(place, [[action, args]])).risk
    gitRepo.git("branch", "side", "HEAD~1")
    writeFileSync(join(gitRepo.path, "a.txt"), "a\n")
    assert.strictEqual(await risk("status"), 0)
    assert.strictEqual(await risk("add", { all: true }), 1)
    assert.strictEqual(await risk("commit", { message: "x" }), 1)
    assert.strictEqual(await risk("switch", { to: "side" }), 1)
    appendFileSync(join(gitRepo.path, "README.md"), "x\n")
    assert.strictEqual(await risk("switch", { to: "main" }), 2)
    assert.strictEqual(await risk("stash"), 1)
    assert.strictEqual(await risk("unstash"), 1)
    assert.strictEqual(await risk("discard", { all: true }), 2)
    assert.strictEqual(await risk("reset", { to: "HEAD" }), 2)
    assert.strictEqual(await risk("deleteBranch", { name: "side" }), 2)
    gitRepo.git("init", "-q", "--bare", join(place.home, "bare.git"))
    gitRepo.git("remote", "add", "origin", join(place.home, "bare.git"))
    const pushed = await doSteps(place, [["push", {}]])
    assert.deepStrictEqual([pushed.risk, pushed.undo], [3, ["no"]])
    assert.strictEqual((await undo(place)).stopped?.why !== undefined, true)
  })
})
