/** Undo does only its own work: what somebody did to the repository since bars the way, and nothing of theirs is touched. */
import { appendFileSync, mkdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as base } from "#kit"
import { assertSame, makeWorld, stateOf, type Done, type World } from "./world.ts"
import type { GitRepo } from "#kit"

const it = base.extend("world", ({ gitRepo, base, env }) => makeWorld(gitRepo.path, base, env))

/** Undo says no with these words, and changes nothing. */
const assertBlocked = async (repo: GitRepo, done: Done, why: RegExp, path?: string): Promise<void> => {
  const before = stateOf(repo)
  const blocked = await done.check("undo")
  assert.isNotNull(blocked)
  assert.match(blocked?.why ?? "", why)
  if (path !== undefined) assert.strictEqual(blocked?.path, path)
  const said = await done.undo().then(
    () => "undone",
    (error: Error) => error.message
  )
  assert.match(said, why)
  assertSame(before, stateOf(repo))
}

const committed = async (world: World, repo: GitRepo): Promise<Done> => {
  appendFileSync(join(repo.path, "README.md"), "more\n")
  repo.git("add", "README.md")
  return world.act("commit", { message: "Say more" })
}

const sided = (repo: GitRepo): void => {
  repo.git("switch", "-q", "-c", "side")
  writeFileSync(join(repo.path, "src/one.txt"), "side\n")
  mkdirSync(join(repo.path, "deep"))
  writeFileSync(join(repo.path, "deep/new.txt"), "new\n")
  repo.git("add", "-A")
  repo.git("commit", "-q", "-m", "Side work")
  repo.git("switch", "-q", "main")
}

describe("an undo that is barred", () => {
  it("commit: somebody committed since", async ({ world, gitRepo }) => {
    const done = await committed(world, gitRepo)
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Mine")
    await assertBlocked(gitRepo, done, /^the branch main was moved since: it is at \w{7}, and was left at \w{7}$/)
  })

  it("commit: somebody staged since; but only looking at the status bars nothing", async ({ world, gitRepo }) => {
    const done = await committed(world, gitRepo)
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    gitRepo.git("status")
    assert.isNull(await done.check("undo"))
    gitRepo.git("add", "src/one.txt")
    await assertBlocked(gitRepo, done, /what is staged was changed/, join(gitRepo.path, ".git/index"))
  })

  it("commit: somebody switched to another branch since", async ({ world, gitRepo }) => {
    const done = await committed(world, gitRepo)
    gitRepo.git("switch", "-q", "-c", "elsewhere")
    await assertBlocked(gitRepo, done, /^HEAD was moved since: it is on elsewhere, and was left on main$/)
  })

  it("add: somebody committed what was staged", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "more\n")
    const done = await world.act("add", { paths: "README.md" })
    gitRepo.git("commit", "-q", "-m", "Mine")
    await assertBlocked(gitRepo, done, /there are other commits on main since/)
  })

  it("switch: one of the files was edited, taken away, replaced, or something new stands where one must come back", async ({
    world,
    gitRepo
  }) => {
    sided(gitRepo)
    const done = await world.act("switch", { to: "side" })
    const one = join(gitRepo.path, "src/one.txt")
    const text = readFileSync(one)
    appendFileSync(one, "mine\n")
    await assertBlocked(gitRepo, done, /it was changed since/, one)
    unlinkSync(one)
    await assertBlocked(gitRepo, done, /it was taken away since/, one)
    // The same content in another file is another file: nobody knows whose it is.
    writeFileSync(one, text)
    await assertBlocked(gitRepo, done, /it was changed since/, one)
  })

  it("merge: a new file in a folder that has to go stays, and the rest comes back", async ({ world, gitRepo }) => {
    sided(gitRepo)
    const before = stateOf(gitRepo)
    const done = await world.act("merge", { from: "side" })
    writeFileSync(join(gitRepo.path, "deep/mine.txt"), "mine\n")
    assert.isNull(await done.check("undo"))
    await done.undo()
    assert.strictEqual(readFileSync(join(gitRepo.path, "deep/mine.txt"), "utf8"), "mine\n")
    rmSync(join(gitRepo.path, "deep"), { recursive: true })
    assert.strictEqual(stateOf(gitRepo).refs, before.refs)
    assert.strictEqual(gitRepo.git("status", "--porcelain"), "")
  })

  it("a folder that gave way to a file and holds something new", async ({ world, gitRepo }) => {
    gitRepo.git("switch", "-q", "-c", "side")
    unlinkSync(join(gitRepo.path, "README.md"))
    mkdirSync(join(gitRepo.path, "README.md"))
    writeFileSync(join(gitRepo.path, "README.md/part.txt"), "part\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "A folder")
    gitRepo.git("switch", "-q", "main")
    const done = await world.act("switch", { to: "side" })
    writeFileSync(join(gitRepo.path, "README.md/mine.txt"), "mine\n")
    await assertBlocked(gitRepo, done, /folder that has to go/, join(gitRepo.path, "README.md/mine.txt"))
    unlinkSync(join(gitRepo.path, "README.md/mine.txt"))
    await done.undo()
    assert.strictEqual(readFileSync(join(gitRepo.path, "README.md"), "utf8"), "# Repository\n")
  })

  it("branch: somebody stands on the branch that would go, here or in another working folder", async ({
    world,
    gitRepo,
    base
  }) => {
    const done = await world.act("createBranch", { name: "topic" })
    gitRepo.git("switch", "-q", "topic")
    await assertBlocked(gitRepo, done, /stands on the branch topic/)
    gitRepo.git("switch", "-q", "main")
    gitRepo.git("worktree", "add", "-q", join(base, "second"), "topic")
    await assertBlocked(gitRepo, done, /stands on the branch topic/)
    gitRepo.git("worktree", "remove", join(base, "second"))
    await done.undo()
    assert.notInclude(gitRepo.git("branch"), "topic")
  })

  it("branch: somebody made a branch of that name again, elsewhere", async ({ world, gitRepo }) => {
    gitRepo.git("branch", "topic")
    const done = await world.act("deleteBranch", { name: "topic" })
    gitRepo.git("branch", "topic", "HEAD~1")
    await assertBlocked(gitRepo, done, /the branch topic was moved since/)
  })

  it("tag and branch: what somebody did elsewhere in the repository bars nothing", async ({ world, gitRepo }) => {
    const tag = await world.act("createTag", { name: "v1" })
    appendFileSync(join(gitRepo.path, "README.md"), "mine\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Mine")
    gitRepo.git("switch", "-q", "-c", "mine")
    await tag.undo()
    assert.strictEqual(gitRepo.git("tag"), "")
    assert.strictEqual(gitRepo.git("log", "-1", "--format=%s"), "Mine\n")
  })

  it("stash: another one was made or dropped since", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "first\n")
    const done = await world.act("stash", { message: "first" })
    appendFileSync(join(gitRepo.path, "src/one.txt"), "second\n")
    gitRepo.git("stash", "push", "-q", "-m", "second")
    await assertBlocked(gitRepo, done, /refs\/stash was moved since/)
    gitRepo.git("stash", "drop", "-q")
    await done.undo()
    assert.strictEqual(readFileSync(join(gitRepo.path, "README.md"), "utf8"), "# Repository\nfirst\n")
  })

  it("remote: somebody changed the configuration since", async ({ world, gitRepo }) => {
    const done = await world.act("addRemote", { name: "backup", url: "https://example.com/a.git" })
    gitRepo.git("config", "user.nickname", "mine")
    await assertBlocked(gitRepo, done, /changed since/, join(gitRepo.path, ".git/config"))
  })

  it("redo: somebody committed after the undo", async ({ world, gitRepo }) => {
    const done = await committed(world, gitRepo)
    await done.undo()
    gitRepo.git("commit", "-q", "-m", "Mine")
    assert.match((await done.check("redo"))?.why ?? "", /moved since|changed since/)
  })

  it("a commit that git has cleared away", async ({ world, gitRepo }) => {
    gitRepo.git("switch", "-q", "-c", "topic")
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Lonely")
    gitRepo.git("switch", "-q", "main")
    const done = await world.act("deleteBranch", { name: "topic", unmerged: true })
    gitRepo.git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
    gitRepo.git("gc", "-q", "--prune=now")
    await assertBlocked(gitRepo, done, /git has cleared the commit \w{7} away since/)
  })

  it("a repository that is not there any more", async ({ world, gitRepo }) => {
    const done = await committed(world, gitRepo)
    rmSync(join(gitRepo.path, ".git"), { recursive: true })
    assert.match((await done.check("undo"))?.why ?? "", /not there any more/)
  })

  it("another git at work stops a deed and an undo, and nothing is lost", async ({ world, gitRepo }) => {
    const done = await committed(world, gitRepo)
    const lock = join(gitRepo.path, ".git/index.lock")
    writeFileSync(lock, "")
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    assert.match((await world.fail("discard", { all: true })).message, /another git is at work/)
    assert.include(readFileSync(join(gitRepo.path, "src/one.txt"), "utf8"), "mine")
    unlinkSync(lock)
    gitRepo.git("checkout", "-q", "src/one.txt")
    await done.undo()
    assert.strictEqual(gitRepo.git("status", "--porcelain"), "M  README.md\n")
  })
})

describe("a deed on what was not in its plan", () => {
  it("discards and resets no file that was changed, or changed again, after the plan was made", async ({
    world,
    gitRepo
  }) => {
    const one = join(gitRepo.path, "src/one.txt")
    appendFileSync(one, "mine\n")
    for (const [action, args] of [
      ["discard", { all: true }],
      ["reset", { mode: "hard" }],
      ["switch", { to: "HEAD~1", discardChanges: true }]
    ] as const) {
      const again = await world.plannedThen(action, args, () => appendFileSync(one, "and again\n"))
      assert.strictEqual(again._tag, "ChangedSince")
      const more = await world.plannedThen(action, args, () => appendFileSync(join(gitRepo.path, "README.md"), "x\n"))
      assert.strictEqual(more._tag, "ChangedSince")
      assert.include(readFileSync(one, "utf8"), "mine\nand again\n")
    }
  })
})
