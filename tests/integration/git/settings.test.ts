/** The same deeds where the repository, the disk or the machine is another kind than usual. */
import { spawn, spawnSync } from "node:child_process"
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Disk, DiskError } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { diffTrees, type GitRepo, it as base, slowdown, snapshotTree } from "#kit"
import { askGit } from "#tools/git/askGit.ts"
import { gitInverse } from "#tools/git/gitInverse.ts"
import { procGits, psGits, type RunningGit } from "#tools/git/outlivingGit.ts"
import { assertSame, makeWorld, stateOf, thereAndBack } from "./world.ts"

const it = base.extend("world", ({ gitRepo, base, env }) => makeWorld(gitRepo.path, base, env))

const sided = (repo: GitRepo): void => {
  repo.git("switch", "-q", "-c", "side")
  mkdirSync(join(repo.path, "deep"))
  writeFileSync(join(repo.path, "deep/new.txt"), "new\n")
  writeFileSync(join(repo.path, "src/one.txt"), "side\n")
  chmodSync(join(repo.path, "README.md"), 0o755)
  repo.git("add", "-A")
  repo.git("commit", "-q", "-m", "Side")
  repo.git("switch", "-q", "main")
}

/** The stand-ins for git that this process has started. */
const running = (): ReadonlyArray<string> =>
  spawnSync("ps", ["-axo", "ppid=,args="], { encoding: "utf8" })
    .stdout.split("\n")
    .filter((line) => line.includes("sleep 1000") && line.trim().startsWith(`${process.pid} `))

describe("other kinds of repositories", () => {
  it("references that are packed", async ({ world, gitRepo }) => {
    sided(gitRepo)
    gitRepo.git("tag", "v1")
    appendFileSync(join(gitRepo.path, "README.md"), "stashed\n")
    gitRepo.git("stash", "push", "-q")
    gitRepo.git("pack-refs", "--all")
    await thereAndBack(world, gitRepo, "deleteTag", { name: "v1" })
    await thereAndBack(world, gitRepo, "deleteBranch", { name: "side", unmerged: true })
    await thereAndBack(world, gitRepo, "unstash")
    await thereAndBack(world, gitRepo, "commit", { message: "x", all: true, amend: true })
    await thereAndBack(world, gitRepo, "merge", { from: "side" })
  })

  it("hashes of the newer kind", async ({ base, env, gitRepo }) => {
    const path = join(base, "newer")
    gitRepo.git("init", "-q", "-b", "main", "--object-format=sha256", path)
    const git = (...args: ReadonlyArray<string>) => gitRepo.git("-C", path, ...args)
    const repo = { path, git }
    writeFileSync(join(path, "a.txt"), "a\n")
    const world = makeWorld(path, base, env)
    await thereAndBack(world, repo, "commit", { message: "First", all: true })
    git("add", "-A")
    git("commit", "-q", "-m", "First")
    appendFileSync(join(path, "a.txt"), "more\n")
    await thereAndBack(world, repo, "stash")
    await thereAndBack(world, repo, "reset", { mode: "hard" })
    assert.lengthOf((await world.ask("log", { format: "hashes" }))[0] ?? "", 64)
  })

  it("a further working folder of the same repository", async ({ base, env, gitRepo }) => {
    sided(gitRepo)
    const path = join(base, "second")
    gitRepo.git("worktree", "add", "-q", "-b", "second", path)
    const world = makeWorld(path, base, env)
    const head = () => readFileSync(join(gitRepo.path, ".git/worktrees/second/HEAD"), "utf8")
    const refs = () => gitRepo.git("for-each-ref")
    const before = [snapshotTree(path, { except: [".git"] }), head(), refs()] as const
    for (const [action, args] of [
      ["merge", { from: "side" }],
      ["createBranch", { name: "third", switch: true }],
      ["reset", { to: "HEAD~1", mode: "hard" }]
    ] as const) {
      const done = await world.act(action, args)
      await done.undo()
      assert.deepStrictEqual(diffTrees(before[0], snapshotTree(path, { except: [".git"] })), [], action)
      assert.deepStrictEqual([head(), refs()], [before[1], before[2]])
      assert.strictEqual(gitRepo.git("-C", path, "status", "--porcelain"), "")
    }
    assert.match((await world.fail("switch", { to: "main" })).message, /another working folder stands on main/)
    assert.match(
      (await world.fail("deleteBranch", { name: "main" })).message,
      /is the current branch, here or in another/
    )
  })

  it("a submodule is staged as what it is, and its files are left alone", async ({ world, gitRepo }) => {
    const commit = gitRepo.git("rev-parse", "HEAD").trim()
    mkdirSync(join(gitRepo.path, "module"))
    writeFileSync(join(gitRepo.path, "module/theirs.txt"), "theirs\n")
    gitRepo.git("switch", "-q", "-c", "side")
    gitRepo.git("update-index", "--add", "--cacheinfo", `160000,${commit},module`)
    gitRepo.git("commit", "-q", "-m", "A module")
    await thereAndBack(world, gitRepo, "switch", { to: "main" })
    await thereAndBack(world, gitRepo, "reset", { to: "HEAD~1", mode: "hard" })
  })

  it("a repository inside is left alone and told of", async ({ world, gitRepo }) => {
    gitRepo.git("init", "-q", join(gitRepo.path, "nested"))
    writeFileSync(join(gitRepo.path, "nested/x"), "x")
    writeFileSync(join(gitRepo.path, "new.txt"), "x")
    for (const [action, args] of [
      ["add", { all: true }],
      ["stash", { untracked: true }]
    ] as const) {
      const done = await thereAndBack(world, gitRepo, action, args, () =>
        assert.isTrue(existsSync(join(gitRepo.path, "nested/x")))
      )
      assert.lengthOf(done.prepared.own?.effects.filter((effect) => effect.to?.includes("nested")) ?? [], 0)
    }
    assert.include((await world.look("add", { all: true })).notes?.join(" "), "repository of its own: nested")
  })

  it("references as reftable are looked at and never changed", async ({ world, gitRepo }) => {
    mkdirSync(join(gitRepo.path, ".git/reftable"))
    assert.match((await world.fail("commit", { message: "x" })).message, /keeps its references as reftable/)
    assert.deepStrictEqual(await world.ask("status"), [])
  })

  it("a path that is no UTF-8 is refused plainly", async ({ base, env, folder }) => {
    if (process.platform !== "linux") return
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]))
    const world = makeWorld(folder, base, env)
    assert.match((await world.fail("status", { repository: "bad\udcff" })).message, /no valid UTF-8/)
    assert.match((await world.fail("init", { path: "bad\udcff" })).message, /no valid UTF-8/)
  })
})

describe("other disks", () => {
  it("where no second names can be made, files are copied aside, to the nanosecond", async ({ gitRepo, base, env }) => {
    sided(gitRepo)
    const real = makeNodeDisk()
    const disk: Disk = {
      ...real,
      hardlink: (existing) => {
        throw new DiskError("make the link", existing, "EXDEV")
      }
    }
    const world = makeWorld(gitRepo.path, base, env, { disk })
    appendFileSync(join(gitRepo.path, "src/two.txt"), "mine\n")
    await thereAndBack(world, gitRepo, "discard", { all: true })
    await thereAndBack(world, gitRepo, "switch", { to: "side" })
    await thereAndBack(world, gitRepo, "merge", { from: "side" })
    await thereAndBack(world, gitRepo, "stash")
  })

  it("our own trash in the repository is none of git's business", async ({ gitRepo, base, env }) => {
    // Where the repository is the top of a mount and the home lies elsewhere, this is where the trash is.
    const trash = join(gitRepo.path, ".zenus-trash-1000")
    mkdirSync(join(trash, "old"), { recursive: true, mode: 0o700 })
    writeFileSync(join(trash, "old/precious"), "kept for undo\n")
    const keepIn = join(trash, "new")
    mkdirSync(keepIn, { mode: 0o700 })
    writeFileSync(join(gitRepo.path, "new.txt"), "new\n")
    const world = makeWorld(gitRepo.path, base, env, { keepIn })
    const index = stateOf(gitRepo).index
    for (const [action, args] of [
      ["add", { all: true }],
      ["commit", { message: "x", all: true }],
      ["stash", { untracked: true }]
    ] as const) {
      const done = await world.act(action, args)
      assert.strictEqual(readFileSync(join(trash, "old/precious"), "utf8"), "kept for undo\n", action)
      assert.notInclude(gitRepo.git("ls-files"), "zenus-trash")
      await done.undo()
      assert.strictEqual(stateOf(gitRepo).index, index)
      assert.strictEqual(readFileSync(join(gitRepo.path, "new.txt"), "utf8"), "new\n")
    }
    assert.deepStrictEqual(await world.ask("status"), ["?? new.txt"])
    assert.deepStrictEqual(await world.ask("files", { which: "untracked" }), ["new.txt"])
    assert.lengthOf((await world.look("clean", { ignored: "also" })).deeds, 1)
  })
})

describe("the record of a deed", () => {
  it("says that nothing happened when the crash came before the deed", async ({ world, gitRepo }) => {
    sided(gitRepo)
    const before = stateOf(gitRepo)
    const { own } = await world.look("switch", { to: "side" })
    const acting = world.actContext("never")
    const taken = await Effect.runPromise(own?.before(acting) ?? Effect.die("nothing to do"))
    const settled = await Effect.runPromise(gitInverse.settle(taken, acting))
    assert.isFalse(settled.happened)
    assertSame(before, stateOf(gitRepo))
  })

  it("is looked up anew where even looking failed at the time", async ({ world, gitRepo }) => {
    sided(gitRepo)
    const before = stateOf(gitRepo)
    const { own } = await world.look("switch", { to: "side" })
    const acting = world.actContext("blind")
    const taken = await Effect.runPromise(own?.before(acting) ?? Effect.die("nothing to do"))
    await Effect.runPromise(own?.act(acting, taken) ?? Effect.die("nothing to do"))
    assert.isNull(await Effect.runPromise(gitInverse.check(taken, null, acting.disk, "undo")))
    await Effect.runPromise(Effect.mapError(gitInverse.undo(taken, null, acting), (error) => new Error(String(error))))
    assertSame(before, stateOf(gitRepo))
  })

  it("of another version is refused", async ({ world }) => {
    const error = await Effect.runPromise(
      Effect.flip(gitInverse.check({ version: 2 }, { version: 2 }, world.context.disk, "undo"))
    )
    assert.match(error.message, /its record cannot be read/)
    assert.include(error.recovery.join(" "), "another version of zenus")
  })
})

/** The one that the test starts. */
const ours = (all: ReadonlyArray<RunningGit>) => all.filter((git) => git.args.includes(" zenus.deed=test-found "))

describe("the gits of this machine", () => {
  it.skipIf(process.platform !== "linux")("are found by /proc and by ps alike", async ({ gitRepo, env }) => {
    const child = spawn("git", ["-c", "zenus.deed=test-found", "cat-file", "--batch"], {
      cwd: gitRepo.path,
      env: { ...env },
      detached: true,
      stdio: ["pipe", "pipe", "pipe"]
    })
    await new Promise((resolve) => child.once("spawn", resolve))
    // Between fork and exec the child is still a copy of this process.
    for (const until = performance.now() + 10_000; ours(procGits()).length === 0 && performance.now() < until;);
    const byProc = ours(procGits())
    const byPs = ours(await Effect.runPromise(psGits(new Map(Object.entries(env)))))
    assert.deepStrictEqual(
      byProc.map((git) => [git.pid, git.group, git.cwd]),
      [[child.pid ?? 0, child.pid ?? 0, gitRepo.path]]
    )
    assert.deepStrictEqual(
      byPs.map((git) => [git.pid, git.group, git.cwd]),
      [[child.pid ?? 0, child.pid ?? 0, null]]
    )
    child.stdin.end()
    await new Promise((resolve) => child.once("close", resolve))
    assert.lengthOf(ours(procGits()), 0)
  })
})

describe("asking", () => {
  it("ends git at once on interruption", async ({ base, folder, env }) => {
    const bin = join(base, "bin")
    mkdirSync(bin)
    writeFileSync(join(bin, "git"), `#!/bin/sh\necho started\nexec sleep 1000\n`)
    chmodSync(join(bin, "git"), 0o755)
    const place = { cwd: folder, env: new Map(Object.entries({ ...env, PATH: `${bin}:${env["PATH"] ?? ""}` })) }
    const fiber = Effect.runFork(askGit(place, "Ask", ["log"]))
    for (const until = performance.now() + 10_000; running().length === 0 && performance.now() < until;) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.lengthOf(running(), 1)
    const from = performance.now()
    await Effect.runPromise(Fiber.interrupt(fiber))
    assert.isBelow(performance.now() - from, 100 * slowdown())
    assert.lengthOf(running(), 0)
  })

  it("says where git is missing, and leaves options that run programs to simple-git's own guard", async ({
    folder,
    env,
    gitRepo
  }) => {
    const nowhere = { cwd: folder, env: new Map(Object.entries({ ...env, PATH: folder })) }
    assert.match(
      (await Effect.runPromise(Effect.flip(askGit(nowhere, "Ask", ["log"])))).message,
      /git is not installed/
    )
    const here = { cwd: gitRepo.path, env: new Map(Object.entries(env)) }
    for (const args of [
      ["fetch", "--upload-pack=x"],
      ["-c", "core.pager=x", "log"],
      ["clone", "-u", "x", "y"]
    ]) {
      assert.match((await Effect.runPromise(Effect.flip(askGit(here, "Ask", args)))).message, /not permitted/)
    }
  })
})
