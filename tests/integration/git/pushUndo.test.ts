/**
 * What a push leaves for undo: one that the other side took cannot be taken back, and undo stops there; one of which it took
 * nothing is none of undo's business, so that what was done before it can be taken back.
 */
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as base, makeGitRepo } from "#kit"
import { doSteps, type Place, undo } from "./throughExecutor.ts"

/** A repository that follows a bare one beside it. */
const it = base
  .extend("origin", ({ base, gitRepo, env }) => {
    const path = join(base, "origin.git")
    makeGitRepo(join(base, "seed"), env).git("init", "-q", "--bare", "-b", "main", path)
    gitRepo.git("remote", "add", "origin", path)
    gitRepo.git("push", "-q", "-u", "origin", "main")
    return path
  })
  .extend("place", ({ gitRepo, home, env, origin }): Place => {
    assert.isTrue(existsSync(origin))
    return { cwd: gitRepo.path, home: home.path, zenusHome: home.zenusHome, env }
  })

describe("undo after a push", () => {
  it("of which nothing was taken goes on to the deed before it", async ({ place, gitRepo, origin, base, env }) => {
    await doSteps(place, [["createTag", { name: "v1" }]])
    const theirs = makeGitRepo(join(base, "seed2"), env)
    theirs.git("commit", "-q", "--allow-empty", "-m", "Theirs")
    theirs.git("push", "-q", "--force", origin, "main")
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Mine")
    for (const [action, args] of [
      ["push", {}],
      ["push", { tag: "v1", remote: "gone" }],
      ["deleteRemoteBranch", { branch: "nowhere" }]
    ] as const) {
      if ("remote" in args) gitRepo.git("remote", "add", args.remote, join(base, "gone.git"))
      const failed = await doSteps(place, [[action, args]])
      assert.strictEqual(failed.status, "failed", action)
    }
    const report = await undo(place)
    assert.deepStrictEqual([report.stopped, report.undone.length, gitRepo.git("tag")], [null, 1, ""])
  })

  it("that found all of it there already goes on to the deed before it", async ({ place, gitRepo }) => {
    await doSteps(place, [["createTag", { name: "v1" }]])
    const done = await doSteps(place, [["push", {}]])
    assert.deepStrictEqual(done.output?.note, "Nothing to push: origin has all of it already.")
    assert.deepStrictEqual([(await undo(place)).stopped, gitRepo.git("tag")], [null, ""])
  })

  it("that was taken, also in part, stops and says so", async ({ place, gitRepo, origin, base, env }) => {
    const theirs = makeGitRepo(join(base, "seed2"), env)
    theirs.git("commit", "-q", "--allow-empty", "-m", "Theirs")
    theirs.git("push", "-q", "--force", origin, "main")
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Mine")
    gitRepo.git("tag", "v2")
    const partly = await doSteps(place, [["push", { allTags: true }]])
    assert.strictEqual(partly.status, "failed")
    assert.strictEqual(gitRepo.git("--git-dir", origin, "tag"), "v2\n")
    assert.match((await undo(place)).stopped?.why ?? "", /cannot be taken back/)
  })

  it("that a hook of ours refused goes on to the deed before it", async ({ place, gitRepo }) => {
    await doSteps(place, [["createTag", { name: "v1" }]])
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Mine")
    writeFileSync(join(gitRepo.path, ".git/hooks/pre-push"), "#!/bin/sh\nexit 1\n", { mode: 0o755 })
    assert.strictEqual((await doSteps(place, [["push", {}]])).status, "failed")
    assert.deepStrictEqual([(await undo(place)).stopped, gitRepo.git("tag")], [null, ""])
  })
})
