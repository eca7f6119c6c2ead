/** Every git deed there and back on a real repository: files with their times, index, references, HEAD, stashes and settings. */
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as base, makeGitRepo } from "#kit"
import { makeWorld, stateOf, thereAndBack } from "./world.ts"

/** The repository on `main`, with a branch `side` that changes, adds, deletes and turns things, and a stash-worthy mess. */
const it = base
  .extend("world", ({ gitRepo, base, env }) => makeWorld(gitRepo.path, base, env))
  .extend("forked", ({ gitRepo: { git, path }, world }) => {
    git("switch", "-q", "-c", "side")
    writeFileSync(join(path, "src/one.txt"), "one\nmore\nside\n")
    writeFileSync(join(path, "README.md"), "#!/bin/sh\n")
    chmodSync(join(path, "README.md"), 0o755)
    mkdirSync(join(path, "deep/er"), { recursive: true })
    writeFileSync(join(path, "deep/er/new.txt"), "new\n")
    symlinkSync("one.txt", join(path, "src/link"))
    unlinkSync(join(path, "src/two.txt"))
    git("add", "-A")
    git("commit", "-q", "-m", "Side work")
    git("switch", "-q", "main")
    return world
  })

describe("git deeds there and back", () => {
  it("add: named files", async ({ world, gitRepo }) => {
    writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
    appendFileSync(join(gitRepo.path, "README.md"), "more\n")
    const done = await thereAndBack(world, gitRepo, "add", { paths: ["new.txt", "README.md"] })
    assert.deepStrictEqual(done.output.lines, ["2 files staged"])
  })

  it("add: everything, deletions too", async ({ world, gitRepo }) => {
    writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
    unlinkSync(join(gitRepo.path, "src/two.txt"))
    await thereAndBack(world, gitRepo, "add", { all: true }, () =>
      assert.strictEqual(gitRepo.git("diff", "--cached", "--name-status"), "A\tnew.txt\nD\tsrc/two.txt\n")
    )
  })

  it("unstage", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "more\n")
    gitRepo.git("add", "README.md")
    await thereAndBack(world, gitRepo, "unstage", { paths: "README.md" }, () =>
      assert.strictEqual(gitRepo.git("diff", "--cached", "--name-only"), "")
    )
  })

  it("commit: what is staged", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "more\n")
    gitRepo.git("add", "README.md")
    appendFileSync(join(gitRepo.path, "src/one.txt"), "not staged\n")
    await thereAndBack(world, gitRepo, "commit", { message: "Say more" }, () => {
      assert.strictEqual(gitRepo.git("log", "-1", "--format=%s"), "Say more\n")
      assert.strictEqual(gitRepo.git("diff", "--name-only"), "src/one.txt\n")
    })
  })

  it("commit: everything, and only one file, and the last one again", async ({ world, gitRepo }) => {
    writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
    appendFileSync(join(gitRepo.path, "README.md"), "more\n")
    await thereAndBack(world, gitRepo, "commit", { message: "All", all: true }, () =>
      assert.strictEqual(gitRepo.git("status", "--porcelain"), "")
    )
    await thereAndBack(world, gitRepo, "commit", { message: "One", paths: "new.txt" }, () =>
      assert.strictEqual(gitRepo.git("status", "--porcelain"), " M README.md\n")
    )
    await thereAndBack(world, gitRepo, "commit", { message: "Reworded", amend: true }, () =>
      assert.strictEqual(gitRepo.git("log", "--format=%s"), "Reworded\nAdd a readme and one file\n")
    )
  })

  it("branch: make, make and switch, delete merged and unmerged", async ({ forked, gitRepo }) => {
    await thereAndBack(forked, gitRepo, "createBranch", { name: "topic" })
    await thereAndBack(forked, gitRepo, "createBranch", { name: "topic", from: "HEAD~1" })
    await thereAndBack(forked, gitRepo, "createBranch", { name: "topic", switch: true }, () =>
      assert.strictEqual(gitRepo.git("branch", "--show-current"), "topic\n")
    )
    await thereAndBack(forked, gitRepo, "createBranch", { name: "topic", from: "side", switch: true })
    gitRepo.git("branch", "done")
    gitRepo.git("config", "branch.done.description", "finished")
    await thereAndBack(forked, gitRepo, "deleteBranch", { name: "done" })
    await thereAndBack(forked, gitRepo, "deleteBranch", { name: "side", unmerged: true })
  })

  it("switch: to a branch with other files, to a commit, to a remote's branch, over changes", async ({
    forked,
    gitRepo
  }) => {
    const done = await thereAndBack(forked, gitRepo, "switch", { to: "side" })
    assert.strictEqual(done.prepared.own?.effects.filter((effect) => !effect.to?.endsWith("/.git")).length, 5)
    await thereAndBack(forked, gitRepo, "switch", { to: "HEAD~1" })
    writeFileSync(join(gitRepo.path, "untracked.txt"), "mine\n")
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    const forced = await thereAndBack(forked, gitRepo, "switch", { to: "side", discardChanges: true })
    assert.strictEqual(forced.prepared.risk, 2)
  })

  it("merge: forward, and with a merge commit", async ({ forked, gitRepo }) => {
    await thereAndBack(forked, gitRepo, "merge", { from: "side" })
    writeFileSync(join(gitRepo.path, "main.txt"), "main\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Main work")
    await thereAndBack(forked, gitRepo, "merge", { from: "side" }, () =>
      assert.strictEqual(gitRepo.git("log", "-1", "--format=%s"), "Merge branch 'side'\n")
    )
  })

  it("discard: in one file, everywhere, with what is staged", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    unlinkSync(join(gitRepo.path, "src/two.txt"))
    appendFileSync(join(gitRepo.path, "README.md"), "staged\n")
    writeFileSync(join(gitRepo.path, "added.txt"), "added\n")
    gitRepo.git("add", "README.md", "added.txt")
    appendFileSync(join(gitRepo.path, "README.md"), "and not\n")
    await thereAndBack(world, gitRepo, "discard", { paths: "src/one.txt" })
    await thereAndBack(world, gitRepo, "discard", { all: true }, () =>
      assert.strictEqual(gitRepo.git("status", "--porcelain"), "M  README.md\nA  added.txt\n")
    )
    await thereAndBack(world, gitRepo, "discard", { all: true, staged: true }, () =>
      assert.strictEqual(gitRepo.git("status", "--porcelain"), "")
    )
  })

  it("stash: away with new files, back, kept, dropped, all dropped", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    mkdirSync(join(gitRepo.path, "fresh"))
    writeFileSync(join(gitRepo.path, "fresh/new.txt"), "new\n")
    await thereAndBack(world, gitRepo, "stash", { message: "half done" })
    await thereAndBack(world, gitRepo, "stash", { untracked: true }, () =>
      assert.strictEqual(gitRepo.git("status", "--porcelain"), "")
    )
    await thereAndBack(world, gitRepo, "stash", { paths: "src" })
    gitRepo.git("stash", "push", "-q", "-u", "-m", "first")
    await thereAndBack(world, gitRepo, "unstash")
    await thereAndBack(world, gitRepo, "unstash", { keep: true })
    appendFileSync(join(gitRepo.path, "README.md"), "second\n")
    gitRepo.git("stash", "push", "-q", "-m", "second")
    // What all of this is compared by says what git says.
    const listed = gitRepo.git("stash", "list", "--format=%H %gs").trimEnd().split("\n")
    assert.lengthOf(listed, 2)
    assert.deepStrictEqual(stateOf(gitRepo).stashes, listed)
    await thereAndBack(world, gitRepo, "unstash", { index: 1 })
    await thereAndBack(world, gitRepo, "dropStash")
    await thereAndBack(world, gitRepo, "dropStash", { index: 1 })
    await thereAndBack(world, gitRepo, "dropStash", { all: true })
  })

  it("stash: onto a branch that has gone on", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    gitRepo.git("stash", "push", "-q")
    writeFileSync(join(gitRepo.path, "other.txt"), "other\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Go on")
    await thereAndBack(world, gitRepo, "unstash")
  })

  it("tag: plain, annotated, deleted", async ({ world, gitRepo }) => {
    await thereAndBack(world, gitRepo, "createTag", { name: "v1" })
    await thereAndBack(world, gitRepo, "createTag", { name: "v1", message: "-first\n\nwith more", at: "HEAD~1" })
    gitRepo.git("tag", "-a", "v2", "-m", "second")
    await thereAndBack(world, gitRepo, "deleteTag", { name: "v2" })
  })

  it("reset: soft, mixed, hard with changes", async ({ forked, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "staged\n")
    gitRepo.git("add", "README.md")
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    await thereAndBack(forked, gitRepo, "reset", { to: "HEAD~1", mode: "soft" })
    await thereAndBack(forked, gitRepo, "reset", { to: "HEAD~1" })
    await thereAndBack(forked, gitRepo, "reset", { to: "HEAD~1", mode: "hard" })
    await thereAndBack(forked, gitRepo, "reset", { to: "side", mode: "hard" })
    await thereAndBack(forked, gitRepo, "reset", { mode: "hard" })
  })

  it("the first commit of all, and staging before it", async ({ base, env }) => {
    const repo = makeGitRepo(join(base, "young"), env)
    rmSync(join(repo.path, ".git"), { recursive: true })
    repo.git("init", "-q", "-b", "main")
    const world = makeWorld(repo.path, base, env)
    await thereAndBack(world, repo, "add", { all: true })
    await thereAndBack(world, repo, "commit", { message: "First", all: true })
    await thereAndBack(world, repo, "createBranch", { name: "trunk", switch: true })
  })
})
