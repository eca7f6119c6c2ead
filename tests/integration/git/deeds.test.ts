/** What each git deed refuses, fails at, or does otherwise: empty, huge and hostile input. A deed that fails has changed nothing. */
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, type GitRepo, it as base, makeGitRepo, makeHostileNames, snapshotTree } from "#kit"
import { assertSame, makeWorld, stateOf, thereAndBack, type World } from "./world.ts"

const it = base.extend("world", ({ gitRepo, base, env }) => makeWorld(gitRepo.path, base, env))

/** Every one of them fails with this tag or these words, and the repository stays as it was. */
const failing = async (
  world: World,
  repo: GitRepo,
  action: string,
  table: ReadonlyArray<readonly [args: Record<string, unknown>, what: string | RegExp]>
): Promise<void> => {
  const before = stateOf(repo)
  for (const [args, what] of table) {
    const error = await world.fail(action, args)
    if (typeof what === "string") assert.strictEqual(error._tag, what, JSON.stringify(args))
    else assert.match(error.message, what)
    assert.isNotEmpty(error.recovery)
  }
  assertSame(before, stateOf(repo))
}

const HOSTILE_REFS = [
  "a b",
  "a..b",
  "-",
  ".hidden",
  "a.lock",
  "a/",
  "@",
  "HEAD",
  "a~1",
  "a^",
  "a:b",
  "a?",
  "a*",
  "a[",
  "a\\b",
  "a\nb",
  "",
  "x".repeat(2_000),
  "caf\udcff"
]
const refTable = (name: string) => [
  ...HOSTILE_REFS.map((ref) => [{ [name]: ref }, ref === "-" ? "DeedRefused" : "BadArgument"] as const),
  [{ [name]: "--force" }, "DeedRefused"] as const,
  [{ [name]: "-D" }, "DeedRefused"] as const
]

describe("staging", () => {
  it("add: odd names, many files, what is ignored, clean or not there", async ({ world, gitRepo }) => {
    await failing(world, gitRepo, "add", [
      [{}, "BadArgument"],
      [{ paths: "README.md", all: true }, "BadArgument"],
      [{ paths: "nothing.txt" }, "PathNotFound"],
      [{ paths: "../outside" }, "BadArgument"],
      [{ paths: ".git/config" }, "BadArgument"],
      [{ paths: "" }, "BadArgument"],
      [{ paths: "--all" }, "PathNotFound"]
    ])
    assert.isUndefined((await world.look("add", { paths: "README.md" })).own)
    writeFileSync(join(gitRepo.path, ".gitignore"), "*.tmp\n")
    writeFileSync(join(gitRepo.path, "a.tmp"), "x")
    assert.match((await world.fail("add", { paths: "a.tmp" })).message, /is ignored/)
    await thereAndBack(world, gitRepo, "add", { paths: "a.tmp", force: true }, () =>
      assert.strictEqual(gitRepo.git("diff", "--cached", "--name-only"), "a.tmp\n")
    )
  })

  it("add: names are names", async ({ world, gitRepo }) => {
    const { names } = makeHostileNames(gitRepo.path)
    assert.isAbove(names.length, 30)
    await thereAndBack(world, gitRepo, "add", { all: true })
    for (const paths of ["./-rf", "./~", "*", "two\nlines.txt", "$HOME", "bad\udcff\udcfe.txt"]) {
      const done = await world.act("add", { paths })
      assert.lengthOf(gitRepo.git("diff", "--cached", "--name-only", "-z").split("\0"), 2, paths)
      await done.undo()
      assert.strictEqual(gitRepo.git("diff", "--cached", "--name-only"), "")
    }
  })

  it("add: ten thousand files in one deed", async ({ world, gitRepo }) => {
    mkdirSync(join(gitRepo.path, "many"))
    for (let n = 0; n < 10_000; n++) writeFileSync(join(gitRepo.path, `many/${n}`), "")
    const done = await world.act("add", { paths: "many" })
    assert.strictEqual(done.prepared.own?.effects.length, 10_000)
    await done.undo()
    assert.strictEqual(gitRepo.git("diff", "--cached", "--name-only"), "")
  })

  it("unstage: nothing staged, outside, hostile", async ({ world, gitRepo }) => {
    assert.isUndefined((await world.look("unstage")).own)
    await failing(world, gitRepo, "unstage", [
      [{ paths: "/etc/passwd" }, "BadArgument"],
      [{ paths: "" }, "BadArgument"],
      [{ paths: "x", mode: "hard" }, "BadArgument"]
    ])
    writeFileSync(join(gitRepo.path, "-rf"), "x")
    gitRepo.git("add", "--", "-rf")
    await thereAndBack(world, gitRepo, "unstage", { paths: "./-rf" })
  })

  it("commit: no message, nothing staged, nobody known, a conflict", async ({ world, gitRepo, base, env }) => {
    await failing(world, gitRepo, "commit", [
      [{}, "BadArgument"],
      [{ message: "  \n" }, "BadArgument"],
      [{ message: "nul\0" }, "BadArgument"],
      [{ message: "x".repeat(5_000_000) }, "BadArgument"],
      [{ message: "x" }, /nothing is staged/],
      [{ message: "x", all: true, paths: "README.md" }, "BadArgument"]
    ])
    const nobody = makeWorld(gitRepo.path, base, {
      ...env,
      GIT_AUTHOR_NAME: "",
      GIT_AUTHOR_EMAIL: "",
      GIT_COMMITTER_NAME: "",
      GIT_COMMITTER_EMAIL: ""
    })
    assert.match((await nobody.fail("commit", { message: "x" })).message, /git does not know who you are/)
    gitRepo.git("switch", "-q", "-c", "side")
    writeFileSync(join(gitRepo.path, "README.md"), "side\n")
    gitRepo.git("commit", "-q", "-am", "Side")
    gitRepo.git("switch", "-q", "main")
    writeFileSync(join(gitRepo.path, "README.md"), "main\n")
    gitRepo.git("commit", "-q", "-am", "Main")
    assert.throws(() => gitRepo.git("merge", "-q", "side"))
    await failing(world, gitRepo, "commit", [[{ message: "x" }, /README\.md is still in conflict/]])
    writeFileSync(join(gitRepo.path, "README.md"), "both\n")
    // Finishing a merge can be taken back to the unfinished one.
    gitRepo.git("add", "README.md")
    await thereAndBack(world, gitRepo, "commit", { message: "Merge by hand" }, () =>
      assert.strictEqual(gitRepo.git("log", "-1", "--format=%p").trim().split(" ").length, 2)
    )
    assert.isTrue(stateOf(gitRepo).merging)
  })

  it("commit: a message of a megabyte, one that looks like options, hooks that are told of and obeyed", async ({
    world,
    gitRepo
  }) => {
    const commit = async (message: string) => {
      appendFileSync(join(gitRepo.path, "README.md"), "more\n")
      gitRepo.git("add", "-A")
      await thereAndBack(world, gitRepo, "commit", { message }, () =>
        assert.strictEqual(gitRepo.git("log", "-1", "--format=%B").trim(), message.trim())
      )
    }
    await commit(`Huge\n\n${"line of text\n".repeat(80_000)}`)
    await commit("--amend --no-verify")
    await commit("# not a comment\n$(touch pwned); `touch pwned` \u202e\u001b[31m")
    assert.isFalse(existsSync(join(gitRepo.path, "pwned")))
    const hook = join(gitRepo.path, ".git/hooks/pre-commit")
    mkdirSync(join(gitRepo.path, ".git/hooks"), { recursive: true })
    writeFileSync(hook, "#!/bin/sh\necho no way >&2\nexit 1\n")
    chmodSync(hook, 0o755)
    const looked = await world.look("commit", { message: "x" })
    assert.include(looked.notes?.join(" "), "Hooks of this repository will run: pre-commit.")
    await failing(world, gitRepo, "commit", [[{ message: "x" }, /git said: no way/]])
  })
})

describe("branches", () => {
  it("createBranch: names that cannot be, taken ones, unknown starts", async ({ world, gitRepo }) => {
    await failing(world, gitRepo, "createBranch", [
      ...refTable("name"),
      [{ name: "main" }, /branch called main already/],
      [{ name: "x", from: "nothing" }, /no commit, branch or tag nothing/],
      [{ name: "x", from: "--track" }, "DeedRefused"]
    ])
    await thereAndBack(world, gitRepo, "createBranch", { name: "ünï/cödé-🗑️" })
  })

  it("createBranch and switch: changes that are in the way", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "src/one.txt"), "mine\n")
    await failing(world, gitRepo, "createBranch", [
      [{ name: "old", from: "HEAD~1", switch: true }, /src\/one\.txt has changes here that would be overwritten/]
    ])
    await failing(world, gitRepo, "switch", [
      [{ to: "HEAD~1" }, /src\/one\.txt has changes/],
      [{ to: "nothing" }, /no commit, branch or tag nothing/],
      [{ to: "--orphan" }, "DeedRefused"],
      [{}, /no branch before this one/],
      [{ to: "" }, "BadArgument"]
    ])
    assert.isUndefined((await world.look("switch", { to: "main" })).own)
    unlinkSync(join(gitRepo.path, "src/one.txt"))
    gitRepo.git("checkout", "-q", "src/one.txt")
    gitRepo.git("branch", "side", "HEAD~1")
    gitRepo.git("switch", "-q", "side")
    writeFileSync(join(gitRepo.path, "src/two.txt"), "untracked, in the way\n")
    await failing(world, gitRepo, "switch", [[{}, /in the way: src\/two\.txt/]])
  })

  it("switch: an ignored file that git would overwrite comes back", async ({ world, gitRepo }) => {
    gitRepo.git("switch", "-q", "-c", "side")
    writeFileSync(join(gitRepo.path, "local.cfg"), "tracked\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Track it")
    gitRepo.git("switch", "-q", "main")
    writeFileSync(join(gitRepo.path, ".git/info/exclude"), "local.cfg\n")
    writeFileSync(join(gitRepo.path, "local.cfg"), "precious\n")
    await thereAndBack(world, gitRepo, "switch", { to: "side" }, () =>
      assert.strictEqual(readFileSync(join(gitRepo.path, "local.cfg"), "utf8"), "tracked\n")
    )
    assert.strictEqual(readFileSync(join(gitRepo.path, "local.cfg"), "utf8"), "precious\n")
  })

  it("switch: hostile names, a folder in place of a file, a branch that only a remote has", async ({
    world,
    gitRepo,
    base
  }) => {
    gitRepo.git("switch", "-q", "-c", "side")
    makeHostileNames(join(gitRepo.path, "odd"))
    unlinkSync(join(gitRepo.path, "README.md"))
    mkdirSync(join(gitRepo.path, "README.md"))
    symlinkSync("../src", join(gitRepo.path, "README.md/link"))
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Odd")
    gitRepo.git("switch", "-q", "main")
    await thereAndBack(world, gitRepo, "switch", { to: "side" })
    gitRepo.git("clone", "-q", "--bare", gitRepo.path, join(base, "bare.git"))
    gitRepo.git("remote", "add", "origin", join(base, "bare.git"))
    gitRepo.git("fetch", "-q", "origin")
    gitRepo.git("branch", "-q", "-D", "side")
    await thereAndBack(world, gitRepo, "switch", { to: "side" }, () =>
      assert.strictEqual(gitRepo.git("config", "branch.side.remote"), "origin\n")
    )
  })

  it("deleteBranch: the current one, one with work of its own, unknown ones", async ({ world, gitRepo }) => {
    gitRepo.git("switch", "-q", "-c", "topic")
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Lonely")
    gitRepo.git("switch", "-q", "main")
    await failing(world, gitRepo, "deleteBranch", [
      [{ name: "main" }, /is the current branch/],
      [{ name: "topic" }, /topic has 1 commit that are on no other branch/],
      [{ name: "nothing" }, /no branch called nothing/],
      ...refTable("name")
    ])
    // A name that git alone would read as something else.
    gitRepo.git("update-ref", "refs/heads/v1", "HEAD")
    gitRepo.git("tag", "v1", "HEAD~1")
    await thereAndBack(world, gitRepo, "deleteBranch", { name: "v1" }, () =>
      assert.strictEqual(gitRepo.git("tag"), "v1\n")
    )
  })

  it("merge: conflicts, unknown and finished ones, files in the way, other histories", async ({ world, gitRepo }) => {
    gitRepo.git("switch", "-q", "-c", "side")
    writeFileSync(join(gitRepo.path, "README.md"), "side\n")
    writeFileSync(join(gitRepo.path, "new.txt"), "side\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Side")
    gitRepo.git("switch", "-q", "main")
    gitRepo.git("switch", "-q", "--orphan", "alien")
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Alien")
    gitRepo.git("switch", "-q", "main")
    assert.isUndefined((await world.look("merge", { from: "HEAD~1" })).own)
    assert.isUndefined((await world.look("merge", { from: "HEAD~1", into: "main" })).own)
    await failing(world, gitRepo, "merge", [[{ from: "side", into: "other" }, /current branch is main, not other/]])
    appendFileSync(join(gitRepo.path, "README.md"), "mine\n")
    await failing(world, gitRepo, "merge", [
      [{ from: "side" }, /README\.md has changes here/],
      [{ from: "nothing" }, /no commit, branch or tag nothing/],
      [{ from: "--abort" }, "DeedRefused"],
      [{ from: "" }, "BadArgument"]
    ])
    gitRepo.git("commit", "-q", "-am", "Mine")
    await failing(world, gitRepo, "merge", [
      [{ from: "side" }, /both sides changed the same lines: README\.md/],
      [{ from: "alien" }, /nothing in common/]
    ])
    gitRepo.git("reset", "-q", "--hard", "HEAD~1")
    writeFileSync(join(gitRepo.path, "new.txt"), "mine\n")
    await failing(world, gitRepo, "merge", [[{ from: "side" }, /in the way: new\.txt/]])
  })

  it("merge: a hook that says no leaves everything as it was", async ({ world, gitRepo }) => {
    gitRepo.git("switch", "-q", "-c", "side")
    writeFileSync(join(gitRepo.path, "new.txt"), "side\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Side")
    gitRepo.git("switch", "-q", "main")
    const hook = join(gitRepo.path, ".git/hooks/pre-merge-commit")
    mkdirSync(join(gitRepo.path, ".git/hooks"), { recursive: true })
    writeFileSync(hook, "#!/bin/sh\nexit 1\n")
    chmodSync(hook, 0o755)
    await failing(world, gitRepo, "merge", [[{ from: "side", mergeCommit: true }, /Merge: /]])
    assert.isFalse(existsSync(join(gitRepo.path, "new.txt")))
  })
})

describe("throwing away and putting aside", () => {
  it("discard: unclear, clean, outside", async ({ world, gitRepo }) => {
    await failing(world, gitRepo, "discard", [
      [{}, "BadArgument"],
      [{ all: true, paths: "README.md" }, "BadArgument"],
      [{ paths: "../x" }, "BadArgument"]
    ])
    assert.isUndefined((await world.look("discard", { all: true })).own)
    makeHostileNames(gitRepo.path)
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Odd")
    for (const name of ["-rf", "*", "~", "two\nlines.txt"]) appendFileSync(join(gitRepo.path, name), "mine\n")
    await thereAndBack(world, gitRepo, "discard", { paths: "*" }, () =>
      assert.include(gitRepo.git("status", "--porcelain"), "-rf")
    )
    await thereAndBack(world, gitRepo, "discard", { all: true })
  })

  it("stash: nothing there, odd names and messages, before the first commit", async ({ world, gitRepo, base, env }) => {
    assert.isUndefined((await world.look("stash")).own)
    makeHostileNames(gitRepo.path)
    await failing(world, gitRepo, "stash", [
      [{ message: "two\nlines" }, "BadArgument"],
      [{ message: "", untracked: true }, "BadArgument"],
      [{ paths: "/etc" }, "BadArgument"]
    ])
    await thereAndBack(world, gitRepo, "stash", { untracked: true, message: "--all $(x)" })
    await thereAndBack(world, gitRepo, "stash", { untracked: true, paths: ["./-rf", "*"] }, () =>
      assert.isTrue(existsSync(join(gitRepo.path, "~")))
    )
    const young = makeGitRepo(join(base, "young"), env)
    young.git("update-ref", "-d", "HEAD")
    assert.match((await makeWorld(young.path, base, env).fail("stash")).message, /no commit yet/)
  })

  it("unstash and dropStash: none, unknown, in the way, in conflict", async ({ world, gitRepo }) => {
    await failing(world, gitRepo, "unstash", [
      [{}, /there is no stash/],
      [{ index: 3 }, /there is no stash/],
      [{ index: -1 }, "BadArgument"]
    ])
    await failing(world, gitRepo, "dropStash", [
      [{}, /there is no stash/],
      [{ index: 1.5 }, "BadArgument"],
      [{ index: 7 }, /no stash/]
    ])
    assert.isUndefined((await world.look("dropStash", { all: true })).own)
    writeFileSync(join(gitRepo.path, "README.md"), "stashed\n")
    writeFileSync(join(gitRepo.path, "new.txt"), "stashed\n")
    gitRepo.git("stash", "push", "-q", "-u")
    writeFileSync(join(gitRepo.path, "new.txt"), "mine\n")
    await failing(world, gitRepo, "unstash", [[{}, /new\.txt of the stash would take the place/]])
    unlinkSync(join(gitRepo.path, "new.txt"))
    writeFileSync(join(gitRepo.path, "README.md"), "mine\n")
    await failing(world, gitRepo, "unstash", [[{}, /README\.md has changes here/]])
    gitRepo.git("commit", "-q", "-am", "Mine")
    await failing(world, gitRepo, "unstash", [
      [{}, /both sides changed the same lines: README\.md/],
      [{ index: 1 }, /no stash 1: the last one is 0/]
    ])
  })

  it("reset: unknown targets, modes, options; new files stay", async ({ world, gitRepo }) => {
    await failing(world, gitRepo, "reset", [
      [{ to: "nothing" }, /no commit, branch or tag/],
      [{ to: "--hard" }, "DeedRefused"],
      [{ mode: "keep" }, "BadArgument"],
      [{ to: "HEAD~9" }, /no commit, branch or tag/]
    ])
    writeFileSync(join(gitRepo.path, "untracked.txt"), "mine\n")
    const done = await thereAndBack(world, gitRepo, "reset", { to: "HEAD~1", mode: "hard" }, () =>
      assert.isTrue(existsSync(join(gitRepo.path, "untracked.txt")))
    )
    assert.deepStrictEqual(done.prepared.notes, ["1 commit leaves the branch."])
  })

  it("tags: names that cannot be, taken, unknown", async ({ world, gitRepo }) => {
    gitRepo.git("tag", "v1")
    await failing(world, gitRepo, "createTag", [
      ...refTable("name"),
      [{ name: "v1" }, /tag called v1 already/],
      [{ name: "v2", message: " " }, "BadArgument"],
      [{ name: "v2", at: "nothing" }, /no commit, branch or tag/]
    ])
    await failing(world, gitRepo, "deleteTag", [...refTable("name"), [{ name: "v9" }, /no tag called v9/]])
  })
})

/** What would go into the trash, relative to the top. */
const paths = async (world: World, args: Record<string, unknown> = {}): Promise<ReadonlyArray<string>> =>
  (await world.look("clean", args)).deeds
    .map((deed) => ("path" in deed ? deed.path.slice(world.context.cwd.length + 1) : ""))
    .toSorted()

describe("clean", () => {
  it("takes what git does not know, whole folders at once, and leaves ignored files and other repositories", async ({
    world,
    gitRepo,
    env
  }) => {
    const write = (path: string) => {
      mkdirSync(join(gitRepo.path, path, ".."), { recursive: true })
      writeFileSync(join(gitRepo.path, path), "12345")
    }
    assert.deepStrictEqual(await paths(world), [])
    writeFileSync(join(gitRepo.path, ".git/info/exclude"), "*.tmp\nbuild/\n")
    for (const path of ["a.txt", "new/b.txt", "new/deep/c.txt", "mixed/d.txt", "mixed/e.tmp", "build/out", "src/f.txt"])
      write(path)
    mkdirSync(join(gitRepo.path, "new/empty"))
    makeGitRepo(join(gitRepo.path, "nested"), env)
    const looked = await world.look("clean")
    assert.deepStrictEqual(await paths(world), ["a.txt", "mixed/d.txt", "new", "src/f.txt"])
    assert.strictEqual(looked.explanation, "Delete 5 files (25 bytes) that git does not know")
    assert.deepStrictEqual(looked.notes, ["Left alone, being a repository of its own: nested."])
    const whole = looked.deeds.find((deed) => deed.do === "trash" && deed.path.endsWith("/new"))
    assert.deepInclude(whole, { bytes: 10, entries: 5 })
    assert.deepStrictEqual(await paths(world, { ignored: "also" }), ["a.txt", "build", "mixed", "new", "src/f.txt"])
    assert.deepStrictEqual(await paths(world, { ignored: "only" }), ["build", "mixed/e.tmp"])
    assert.deepStrictEqual(await paths(world, { filesOnly: true }), ["a.txt", "mixed/d.txt", "src/f.txt"])
    assert.deepStrictEqual(await paths(world, { paths: "new" }), ["new"])
    assert.deepStrictEqual(await paths(world, { paths: "new/deep" }), ["new/deep"])
    assert.strictEqual((await world.fail("clean", { paths: "../x" }))._tag, "BadArgument")
    assert.strictEqual((await world.fail("clean", { ignored: "maybe" }))._tag, "BadArgument")
  })

  it("takes names for what they are, and touches nothing while planning", async ({ world, gitRepo }) => {
    const { names } = makeHostileNames(gitRepo.path)
    symlinkSync("/etc", join(gitRepo.path, "a link"))
    const before = snapshotTree(gitRepo.path)
    assert.lengthOf((await world.look("clean")).deeds, names.length + 1)
    assert.deepStrictEqual(await paths(world, { paths: "*" }), ["*"])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(gitRepo.path)), [])
  })
})
