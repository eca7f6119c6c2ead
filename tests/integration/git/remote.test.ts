/** Deeds that speak to another repository, which is a bare one in a folder beside: there and back, or for good. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it as base, makeGitRepo, snapshotTree } from "#kit"
import { assertSame, makeWorld, stateOf, thereAndBack } from "./world.ts"

/** `gitRepo` follows `origin`; `other` is somebody else's clone of it, one commit ahead. */
const it = base
  .extend("origin", ({ base, gitRepo, env }) => {
    const bare = makeGitRepo(join(base, "seed"), env)
    const path = join(base, "origin.git")
    bare.git("init", "-q", "--bare", "-b", "main", path)
    gitRepo.git("remote", "add", "origin", path)
    gitRepo.git("push", "-q", "-u", "origin", "main")
    return path
  })
  .extend("other", ({ base, origin, env }) => {
    const seed = makeGitRepo(join(base, "seed2"), env)
    const path = join(base, "other")
    seed.git("clone", "-q", origin, path)
    const git = (...args: ReadonlyArray<string>) => seed.git("-C", path, ...args)
    writeFileSync(join(path, "theirs.txt"), "theirs\n")
    writeFileSync(join(path, "src/one.txt"), "one\nmore\ntheirs\n")
    git("add", "-A")
    git("commit", "-q", "-m", "Their work")
    git("tag", "v1")
    git("push", "-q", "origin", "main", "v1")
    return { path, git }
  })
  .extend("world", ({ gitRepo, base, env, origin }) => {
    assert.isTrue(existsSync(origin))
    return makeWorld(gitRepo.path, base, env)
  })

describe("fetch and pull", () => {
  it("fetches branches and tags, and takes the references back", async ({ world, gitRepo, other }) => {
    assert.isNotEmpty(other.path)
    const done = await thereAndBack(world, gitRepo, "fetch", {}, () => assert.strictEqual(gitRepo.git("tag"), "v1\n"))
    assert.deepStrictEqual(done.output.lines, ["origin/main: moved", "v1: new"])
    assert.strictEqual(gitRepo.git("tag"), "")
    await thereAndBack(world, gitRepo, "fetch", { all: true, tags: true })
    other.git("push", "-q", "origin", "main:refs/heads/a/b")
    gitRepo.git("fetch", "-q")
    other.git("push", "-q", "origin", ":a/b", "main:refs/heads/a")
    await thereAndBack(world, gitRepo, "fetch", { prune: true }, () =>
      assert.include(gitRepo.git("branch", "-r"), "origin/a\n")
    )
  })

  it("says where a fetch failed and changes nothing", async ({ world, gitRepo, origin }) => {
    gitRepo.git("remote", "add", "gone", join(origin, "..", "nowhere.git"))
    const before = stateOf(gitRepo)
    assert.match((await world.fail("fetch", { remote: "gone" })).message, /no repository at that address/)
    assert.match((await world.fail("fetch", { remote: "unknown" })).message, /no remote called unknown/)
    assert.strictEqual((await world.fail("fetch", { remote: "--upload-pack=touch x" }))._tag, "DeedRefused")
    assert.strictEqual((await world.fail("fetch", { remote: "ext::sh -c x" }))._tag, "BadArgument")
    assert.deepStrictEqual(stateOf(gitRepo).refs, before.refs)
  })

  it("pulls by moving forward, over unrelated changes too", async ({ world, gitRepo, other }) => {
    assert.isNotEmpty(other.path)
    appendFileSync(join(gitRepo.path, "README.md"), "mine\n")
    const done = await thereAndBack(world, gitRepo, "pull", {}, () =>
      assert.strictEqual(readFileSync(join(gitRepo.path, "theirs.txt"), "utf8"), "theirs\n")
    )
    assert.strictEqual(done.prepared.risk, 2)
    gitRepo.git("pull", "-q")
    const again = await world.act("pull")
    assert.deepStrictEqual(again.output.lines, [])
    assert.strictEqual(again.output.note, "Already up to date.")
  })

  it("does nothing where both went on, unless a merge is asked for", async ({ world, gitRepo, other }) => {
    assert.isNotEmpty(other.path)
    writeFileSync(join(gitRepo.path, "mine.txt"), "mine\n")
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "My work")
    const before = stateOf(gitRepo)
    assert.match((await world.fail("pull")).message, /both have commits that the other has not/)
    assertSame(before, stateOf(gitRepo))
    await thereAndBack(world, gitRepo, "pull", { merge: true }, () =>
      assert.strictEqual(gitRepo.git("log", "-1", "--format=%s"), "Merge branch 'main' of origin\n")
    )
  })

  it("leaves everything as it was where the merge conflicts, or a local file is in the way", async ({
    world,
    gitRepo,
    other
  }) => {
    assert.isNotEmpty(other.path)
    writeFileSync(join(gitRepo.path, "src/one.txt"), "one\nmore\nmine\n")
    const dirty = stateOf(gitRepo)
    assert.match((await world.fail("pull")).message, /in the way: src\/one\.txt/)
    assertSame(dirty, stateOf(gitRepo))
    gitRepo.git("commit", "-q", "-am", "My line")
    const before = stateOf(gitRepo)
    assert.match(
      (await world.fail("pull", { merge: true })).message,
      /both sides changed the same lines: src\/one\.txt/
    )
    assertSame(before, stateOf(gitRepo))
    gitRepo.git("reset", "-q", "--hard", "HEAD~1")
    writeFileSync(join(gitRepo.path, "theirs.txt"), "mine, not in git\n")
    const taken = stateOf(gitRepo)
    assert.match((await world.fail("pull")).message, /in the way: theirs\.txt/)
    assertSame(taken, stateOf(gitRepo))
  })
})

describe("push", () => {
  it("is always risk 3 and cannot be taken back", async ({ world, gitRepo, origin }) => {
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "New")
    const done = await world.act("push")
    assert.strictEqual(done.prepared.own?.effects[0]?.op, "send")
    assert.match(done.prepared.explanation, /^Push branch main \(\w{7}, 1 commit since last seen\) to origin: /)
    assert.strictEqual(gitRepo.git("--git-dir", origin, "log", "-1", "--format=%s", "main"), "New\n")
  })

  it("sends a new branch and has it follow, a tag, all tags", async ({ world, gitRepo, origin }) => {
    gitRepo.git("switch", "-q", "-c", "topic")
    gitRepo.git("tag", "v3")
    await world.act("push")
    assert.strictEqual(gitRepo.git("config", "branch.topic.merge"), "refs/heads/topic\n")
    await world.act("push", { tag: "v3" })
    assert.strictEqual(gitRepo.git("--git-dir", origin, "tag"), "v3\n")
    gitRepo.git("tag", "v4")
    await world.act("push", { allTags: true })
    assert.strictEqual(gitRepo.git("--git-dir", origin, "tag"), "v3\nv4\n")
  })

  it("says what is in the way: other commits there, no remote, no branch", async ({
    world,
    gitRepo,
    other,
    origin
  }) => {
    assert.isNotEmpty(other.path)
    gitRepo.git("commit", "-q", "--allow-empty", "-m", "Mine")
    assert.match((await world.fail("push")).message, /has commits that are not here/)
    gitRepo.git("fetch", "-q")
    const forced = await world.look("push", { force: true })
    assert.include(forced.notes?.join(" "), "1 commit over there will be replaced")
    assert.match(forced.explanation, /^Force-push branch main /)
    assert.match((await world.fail("push", { branch: "nothing" })).message, /no commit, branch or tag/)
    assert.match((await world.fail("push", { tag: "nothing" })).message, /no tag called nothing/)
    assert.strictEqual((await world.fail("push", { remote: "-f" }))._tag, "DeedRefused")
    gitRepo.git("remote", "remove", "origin")
    assert.match((await world.fail("push")).message, /has no remote/)
    assert.strictEqual(gitRepo.git("--git-dir", origin, "log", "-1", "--format=%s", "main"), "Their work\n")
  })

  it("deletes a branch over there", async ({ world, gitRepo, origin }) => {
    gitRepo.git("push", "-q", "origin", "main:old")
    const done = await world.act("deleteRemoteBranch", { branch: "old" })
    assert.include(done.prepared.notes?.join(" "), "Everybody")
    assert.strictEqual(gitRepo.git("--git-dir", origin, "branch"), "* main\n")
    assert.match((await world.fail("deleteRemoteBranch", { branch: "old" })).message, /no branch called old on origin/)
    assert.strictEqual((await world.fail("deleteRemoteBranch", { branch: "--all" }))._tag, "DeedRefused")
  })
})

describe("remotes", () => {
  it("adds and removes one, with all that was fetched from it", async ({ world, gitRepo, origin, other }) => {
    assert.isNotEmpty(other.path)
    await thereAndBack(world, gitRepo, "addRemote", { name: "second", url: origin })
    await thereAndBack(world, gitRepo, "addRemote", { name: "third", url: "git@example.com:team/tool.git" })
    gitRepo.git("remote", "set-head", "origin", "main")
    await thereAndBack(world, gitRepo, "removeRemote", { name: "origin" }, () =>
      assert.strictEqual(gitRepo.git("for-each-ref", "refs/remotes"), "")
    )
    assert.deepStrictEqual(await world.ask("remotes"), ["origin"])
    assert.deepStrictEqual(await world.ask("remoteUrl"), [origin])
  })

  it("refuses addresses that run programs or look like options, and names that exist or cannot be", async ({
    world
  }) => {
    for (const url of ["ext::sh -c touch% pwned", "fd::7", "--upload-pack=touch pwned", "ssh://-oProxyCommand=x/y"]) {
      assert.strictEqual((await world.fail("addRemote", { name: "bad", url }))._tag, "DeedRefused", url)
    }
    assert.match(
      (await world.fail("addRemote", { url: "https://example.com/x" })).message,
      /remote called origin already/
    )
    for (const name of ["a b", "a..b", "x.lock", "", "a\nb"]) {
      assert.strictEqual(
        (await world.fail("addRemote", { name, url: "https://example.com/x" }))._tag,
        "BadArgument",
        name
      )
    }
    assert.match((await world.fail("removeRemote", { name: "nobody" })).message, /no remote called nobody/)
  })
})

describe("clone and init", () => {
  it("clones into a new folder below new folders, takes it away, brings it back", async ({
    base,
    env,
    origin,
    folder,
    other
  }) => {
    assert.isNotEmpty(other.path)
    const world = makeWorld(folder, base, env)
    const before = snapshotTree(folder)
    const done = await world.act("clone", { url: origin, to: "Projects/tool" })
    const file = join(folder, "Projects/tool/theirs.txt")
    assert.strictEqual(readFileSync(file, "utf8"), "theirs\n")
    assert.deepStrictEqual(done.prepared.paths, [join(folder, "Projects/tool")])
    const made = snapshotTree(folder)
    await done.undo()
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    await done.undo()
    await done.redo()
    assert.deepStrictEqual(diffTrees(made, snapshotTree(folder), { folderTimes: false }), [])
    appendFileSync(file, "mine\n")
    assert.deepStrictEqual(await done.check("undo"), { _tag: "Blocked", path: file, why: "it was changed since" })
    writeFileSync(join(folder, "Projects/tool/mine.txt"), "mine\n")
    assert.isNotNull(await done.check("undo"))
  })

  it("clones into the empty working folder, and into a full one beside what is there", async ({
    base,
    env,
    origin,
    folder
  }) => {
    const world = makeWorld(folder, base, env)
    const before = snapshotTree(folder)
    const done = await world.act("clone", { url: `file://${origin}`, to: "." })
    assert.isTrue(existsSync(join(folder, "README.md")))
    await done.undo()
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
    mkdirSync(join(folder, "full"))
    writeFileSync(join(folder, "full/x"), "")
    await world.act("clone", { url: origin, to: "full" })
    assert.isTrue(existsSync(join(folder, "full/origin/README.md")))
    assert.match((await world.fail("clone", { url: origin, to: "full" })).message, /is there already and is not empty/)
  })

  it("refuses options and transports, and says what is not there; nothing is left behind", async ({
    base,
    env,
    folder
  }) => {
    const world = makeWorld(folder, base, env)
    const before = snapshotTree(folder)
    for (const url of [
      "--upload-pack=touch",
      "-u",
      "ext::sh -c x",
      "fd::3",
      "transport::x",
      "ssh://-oProxyCommand=x/y",
      "-x:y",
      "ftp://example.com/x"
    ]) {
      assert.strictEqual((await world.fail("clone", { url, to: "x" }))._tag, "DeedRefused", url)
    }
    assert.strictEqual((await world.fail("clone", { url: join(base, "nowhere"), to: "x" }))._tag, "PathNotFound")
    assert.strictEqual((await world.fail("clone", { url: "https://example.com/x", to: "-rf" }))._tag, "DeedRefused")
    assert.strictEqual((await world.fail("clone", { url: "a\nb", to: "x" }))._tag, "BadArgument")
    assert.match((await world.fail("clone", { url: folder, to: "x" })).message, /no repository at that address/)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("makes a repository of a folder, in a new folder, and not twice", async ({ base, env, sampleProject }) => {
    const world = makeWorld(sampleProject, base, env)
    const before = snapshotTree(sampleProject)
    const done = await world.act("init", { branch: "trunk" })
    assert.strictEqual(readFileSync(join(sampleProject, ".git/HEAD"), "utf8"), "ref: refs/heads/trunk\n")
    assert.strictEqual((await world.look("init")).own, undefined)
    await done.undo()
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleProject)), [])
    await done.redo()
    await done.undo()
    const fresh = await world.act("init", { path: "fresh/repo" })
    assert.isTrue(statSync(join(sampleProject, "fresh/repo/.git")).isDirectory())
    await fresh.undo()
    assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleProject)), [])
    assert.match((await world.fail("init", { path: "README.md" })).message, /is no folder/)
    assert.strictEqual((await world.fail("init", { branch: "-x" }))._tag, "DeedRefused")
    assert.strictEqual((await world.fail("init", { branch: "a b" }))._tag, "BadArgument")
  })

  it("does not take a repository back in which somebody has worked", async ({ base, env, sampleProject }) => {
    const world = makeWorld(sampleProject, base, env)
    const done = await world.act("init")
    const repo = makeGitRepo(join(base, "runner"), env)
    repo.git("-C", sampleProject, "add", "-A")
    assert.isNotNull(await done.check("undo"))
    rmSync(join(sampleProject, ".git"), { recursive: true })
    assert.match((await done.check("undo"))?.why ?? "", /taken away/)
  })
})
