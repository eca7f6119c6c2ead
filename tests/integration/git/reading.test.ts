/** What can be asked of a repository: data alone, one item a line; of empty, strange and hostile repositories too. */
import { execFileSync } from "node:child_process"
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import {
  cleanEnv,
  diffTrees,
  it as base,
  makeGitRepo,
  makeHome,
  makeHostileNames,
  makeTempFolder,
  removeTree,
  snapshotTree
} from "#kit"
import { GitOps } from "#tools/git/GitOps.ts"
import { makeWorld } from "./world.ts"

const it = base
  .extend("world", ({ gitRepo, base, env }) => makeWorld(gitRepo.path, base, env))
  /** A repository before its first commit. */
  .extend("young", ({ base, env }) => {
    const repo = makeGitRepo(join(base, "young"), env)
    repo.git("update-ref", "-d", "HEAD")
    repo.git("rm", "-q", "-r", "--cached", ".")
    return { repo, world: makeWorld(repo.path, base, env) }
  })
  /** Three people's history with tags, a branch and a stash. */
  .extend("busy", ({ gitRepo: { git, path }, world }) => {
    const as = (name: string, mail: string, ...args: ReadonlyArray<string>) =>
      git("-c", `user.name=${name}`, "-c", `user.email=${mail}`, "commit", "-q", `--author=${name} <${mail}>`, ...args)
    appendFileSync(join(path, "README.md"), "by Alice\n")
    as("Alice Stone", "alice@example.com", "-am", "Extend the readme")
    git("tag", "v1.9")
    appendFileSync(join(path, "src/one.txt"), "by Bob\n")
    as("Bob Reed", "bob@example.com", "-am", "Change one\n\nWith a body that mentions widgets.")
    git("tag", "v1.10", "-m", "Tenth")
    git("branch", "merged", "HEAD~1")
    git("switch", "-q", "-c", "side")
    git("commit", "-q", "--allow-empty", "-m", "Side work")
    git("switch", "-q", "main")
    appendFileSync(join(path, "README.md"), "stashed\n")
    git("stash", "push", "-q", "-m", "half done")
    return world
  })

describe("status and files", () => {
  it("lists each changed path in git's short form, the branch as a note", async ({ world, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "src/one.txt"), "x\n")
    writeFileSync(join(gitRepo.path, "staged.txt"), "x\n")
    gitRepo.git("add", "staged.txt")
    mkdirSync(join(gitRepo.path, "new"))
    writeFileSync(join(gitRepo.path, "new/a b.txt"), "x\n")
    unlinkSync(join(gitRepo.path, "src/two.txt"))
    const output = await world.answer("status")
    assert.deepStrictEqual(output.lines, [" M src/one.txt", " D src/two.txt", "A  staged.txt", "?? new/a b.txt"])
    assert.strictEqual(output.note, "On branch main.")
    assert.deepStrictEqual(output.table?.rows[0], ["modified", "src/one.txt"])
    assert.deepStrictEqual(await world.ask("status", { paths: "src" }), [" M src/one.txt", " D src/two.txt"])
    assert.deepStrictEqual(await world.ask("files", { which: "untracked" }), ["new/a b.txt"])
    assert.deepStrictEqual(await world.ask("files", { which: "staged" }), ["staged.txt"])
    assert.deepStrictEqual(await world.ask("files", { which: "changed" }), ["src/one.txt", "src/two.txt", "staged.txt"])
    assert.deepStrictEqual(await world.ask("files", { which: "deleted" }), ["src/two.txt"])
    assert.deepStrictEqual(await world.ask("files", { which: "unstaged" }), ["src/one.txt", "src/two.txt"])
    assert.deepStrictEqual(await world.ask("files", { which: "tracked" }), [
      "README.md",
      "src/one.txt",
      "src/two.txt",
      "staged.txt"
    ])
  })

  it("shows paths from where one stands, and ignored ones when asked", async ({ gitRepo, base, env }) => {
    writeFileSync(join(gitRepo.path, ".gitignore"), "*.tmp\nbuild/\n")
    mkdirSync(join(gitRepo.path, "build"))
    writeFileSync(join(gitRepo.path, "build/out"), "x")
    writeFileSync(join(gitRepo.path, "src/a.tmp"), "x")
    const inner = makeWorld(join(gitRepo.path, "src"), base, env)
    assert.deepStrictEqual(await inner.ask("status"), [`?? ${join(gitRepo.path, ".gitignore")}`])
    assert.deepStrictEqual(await inner.ask("files", { which: "ignored" }), [`${join(gitRepo.path, "build")}/`, "a.tmp"])
    assert.deepStrictEqual(await inner.ask("files", { which: "conflicted" }), [])
  })

  it("names of every kind come through as they are", async ({ gitRepo, world }) => {
    const { names } = makeHostileNames(gitRepo.path)
    const found = await world.answer("files", { which: "untracked" })
    const expected = names.map(({ bytes }) => bytes.toString("latin1")).toSorted()
    const decoded = found.lines.map((line) =>
      [...line]
        .map((c) =>
          c.charCodeAt(0) >= 0xdc80 && c.charCodeAt(0) <= 0xdcff && c.length === 1
            ? String.fromCharCode(c.charCodeAt(0) - 0xdc00)
            : Buffer.from(c).toString("latin1")
        )
        .join("")
    )
    assert.deepStrictEqual(decoded.toSorted(), expected)
    assert.strictEqual((await world.ask("status")).length, names.length)
    for (const paths of ["-rf", "*", "~", "two\nlines.txt", "$HOME"]) {
      assert.deepStrictEqual(await world.ask("status", { paths: `./${paths}` }), [`?? ${paths}`])
    }
  })

  it("fails plainly outside a repository, in a bare one, in .git, and for what is not there", async ({
    base,
    env,
    folder,
    gitRepo
  }) => {
    const outside = makeWorld(folder, base, env)
    const error = await outside.fail("status")
    assert.strictEqual(error.message, "Look at the status: this folder is not in a git repository.")
    assert.isNotEmpty(error.recovery)
    assert.strictEqual((await outside.fail("status", { repository: "nowhere" }))._tag, "PathNotFound")
    gitRepo.git("init", "-q", "--bare", join(base, "bare.git"))
    const bare = makeWorld(join(base, "bare.git"), base, env)
    assert.match((await bare.fail("status")).message, /no working files here/)
    assert.deepStrictEqual(await bare.ask("log"), [])
    assert.match((await makeWorld(join(gitRepo.path, ".git"), base, env).fail("status")).message, /no working files/)
    assert.deepStrictEqual(await outside.ask("status", { repository: gitRepo.path }), [])
    assert.match(
      (await outside.fail("status", { repository: gitRepo.path, paths: "../.." })).message,
      /outside the repository/
    )
    assert.match(
      (await outside.fail("status", { repository: gitRepo.path, paths: ".git/config" })).message,
      /is git's own/
    )
  })
})

describe("history", () => {
  it("lists commits: the last so many, by author, text, file, range, in several forms", async ({ busy, gitRepo }) => {
    const subjects = (args: Record<string, unknown>) => busy.ask("log", { format: "subjects", ...args })
    assert.deepStrictEqual(await subjects({ limit: 2 }), ["Change one", "Extend the readme"])
    assert.deepStrictEqual(await subjects({ limit: 2, oldestFirst: true }), ["Extend the readme", "Change one"])
    assert.deepStrictEqual(await subjects({ author: "alice" }), ["Extend the readme"])
    assert.deepStrictEqual(await subjects({ containing: "WIDGETS" }), ["Change one"])
    assert.deepStrictEqual(await subjects({ containing: "w.dgets" }), [])
    assert.deepStrictEqual(await subjects({ paths: "src/two.txt" }), ["Add a second file"])
    assert.deepStrictEqual(await subjects({ revision: "v1.9..main" }), ["Change one"])
    assert.deepStrictEqual(await subjects({ time: { from: "2026-01-06T00:00:00Z", until: "2026-01-07T00:00:00Z" } }), [
      "Add a second file"
    ])
    assert.deepStrictEqual(await subjects({ author: "--all" }), [])
    const short = gitRepo.git("rev-parse", "--short", "HEAD").trim()
    assert.deepStrictEqual(await busy.ask("log", { limit: 1 }), [`${short} Change one`])
    assert.match(
      (await busy.ask("log", { limit: 1, format: "full" }))[0] ?? "",
      /^\w{40}\tBob Reed <bob@example.com>\t[\d-]+ [\d:]+\tChange one$/
    )
    gitRepo.git("mv", "README.md", "GUIDE.md")
    gitRepo.git("commit", "-q", "-m", "Rename")
    assert.deepStrictEqual(await subjects({ paths: "GUIDE.md" }), [
      "Rename",
      "Extend the readme",
      "Add a readme and one file"
    ])
  })

  it("counts, and says who wrote", async ({ busy }) => {
    assert.deepStrictEqual(await busy.ask("countCommits"), ["4"])
    assert.deepStrictEqual(await busy.ask("countCommits", { allBranches: true, author: "Test" }), ["5"])
    assert.deepStrictEqual(await busy.ask("countCommits", { author: "bob" }), ["1"])
    assert.deepStrictEqual(await busy.ask("authors"), [
      "2\tTest Author <author@example.com>",
      "1\tAlice Stone <alice@example.com>",
      "1\tBob Reed <bob@example.com>"
    ])
    assert.deepStrictEqual(await busy.ask("authors", { paths: "README.md" }), [
      "1\tAlice Stone <alice@example.com>",
      "1\tTest Author <author@example.com>"
    ])
  })

  it("says who wrote each line, or some", async ({ busy, gitRepo }) => {
    const lines = await busy.ask("blame", { path: "README.md" })
    assert.lengthOf(lines, 2)
    assert.match(lines[1] ?? "", /^2\tAlice Stone\t[\d-]+\t\w{7}\tby Alice$/)
    assert.lengthOf(await busy.ask("blame", { path: "README.md", fromLine: 1 }), 1)
    assert.lengthOf(await busy.ask("blame", { path: "src/one.txt", fromLine: 1, toLine: 3 }), 3)
    appendFileSync(join(gitRepo.path, "README.md"), "mine\n")
    assert.match(
      (await busy.ask("blame", { path: "README.md", fromLine: 3 }))[0] ?? "",
      /\tNot Committed Yet\t[\d-]+\t-\tmine$/
    )
    assert.lengthOf(await busy.ask("blame", { path: "README.md", revision: "v1.9" }), 2)
    assert.match((await busy.fail("blame", { path: "README.md", fromLine: 99 })).message, /git said: .*lines/)
    assert.strictEqual((await busy.fail("blame", { path: "nothing" }))._tag, "PathNotFound")
    assert.strictEqual((await busy.fail("blame", { path: "src" }))._tag, "BadArgument")
    assert.strictEqual((await busy.fail("blame", { path: "README.md", fromLine: 3, toLine: 2 }))._tag, "BadArgument")
    assert.strictEqual((await busy.fail("blame", { path: "README.md", revision: "--output=x" }))._tag, "DeedRefused")
  })

  it("lists branches, tags and stashes", async ({ busy, gitRepo }) => {
    assert.deepStrictEqual(await busy.ask("branches"), ["main", "merged", "side"])
    assert.deepStrictEqual((await busy.answer("branches")).table?.rows[0], ["*", "main", "Change one"])
    assert.deepStrictEqual(await busy.ask("branches", { which: "merged" }), ["main", "merged"])
    assert.deepStrictEqual(await busy.ask("branches", { which: "unmerged" }), ["side"])
    assert.deepStrictEqual(await busy.ask("branches", { which: "remote" }), [])
    assert.deepStrictEqual(await busy.ask("currentBranch"), ["main"])
    assert.deepStrictEqual(await busy.ask("tags"), ["v1.9", "v1.10"])
    assert.lengthOf(await busy.ask("tags", { newestFirst: true, limit: 1 }), 1)
    assert.deepStrictEqual(await busy.ask("stashes"), ["stash@{0}: On main: half done"])
    gitRepo.git("switch", "-q", "--detach")
    const detached = await busy.answer("currentBranch")
    assert.deepStrictEqual(detached.lines, [])
    assert.match(detached.note ?? "", /^On no branch: at commit \w{7}\.$/)
    assert.deepStrictEqual(await busy.ask("remotes"), [])
    assert.match((await busy.fail("remoteUrl", { name: "origin" })).message, /no remote called origin/)
  })

  it("an empty repository has an empty history, not an error", async ({ young: { world } }) => {
    for (const action of ["log", "authors", "branches", "tags", "stashes", "remotes"]) {
      const output = await world.answer(action)
      assert.deepStrictEqual(output.lines, [], action)
      assert.isNotEmpty(output.note, action)
    }
    assert.deepStrictEqual(await world.ask("countCommits"), ["0"])
    assert.deepStrictEqual(await world.ask("currentBranch"), ["main"])
    assert.match((await world.answer("status")).note ?? "", /no commit yet/)
    assert.match((await world.fail("show")).message, /no commit yet/)
  })

  it("refuses revisions that are options, and names what is unknown", async ({ world }) => {
    assert.strictEqual((await world.fail("log", { revision: "--output=/tmp/x" }))._tag, "DeedRefused")
    assert.strictEqual((await world.fail("log", { revision: "a\nb" }))._tag, "BadArgument")
    assert.match((await world.fail("log", { revision: "nothing" })).message, /no commit, branch or tag/)
    assert.strictEqual((await world.fail("log", { paths: "never.txt" }))._tag, "PathNotFound")
    assert.strictEqual((await world.fail("log", { limit: 0 }))._tag, "BadArgument")
    assert.strictEqual((await world.fail("log", { pathss: "x" }))._tag, "BadArgument")
    assert.match((await world.fail("countCommits", { revision: "nothing" })).message, /no commit, branch or tag/)
    assert.strictEqual((await world.fail("authors", { revision: "-x" }))._tag, "DeedRefused")
    assert.strictEqual((await world.fail("show", { revision: "--ext-diff" }))._tag, "DeedRefused")
  })
})

describe("diff and show", () => {
  it("compares what is staged, what is not, both, and commits", async ({ busy, gitRepo }) => {
    appendFileSync(join(gitRepo.path, "README.md"), "staged\n")
    gitRepo.git("add", "README.md")
    appendFileSync(join(gitRepo.path, "src/one.txt"), "not staged\r\n")
    assert.include(await busy.ask("diff"), "+not staged\r")
    assert.notInclude(await busy.ask("diff"), "+staged")
    assert.include(await busy.ask("diff", { what: "staged" }), "+staged")
    assert.deepStrictEqual(await busy.ask("diff", { what: "all", show: "files" }), ["README.md", "src/one.txt"])
    assert.deepStrictEqual(await busy.ask("diff", { what: "staged", show: "counts" }), ["1\t0\tREADME.md"])
    assert.deepStrictEqual(await busy.ask("diff", { from: "v1.9", to: "main", show: "files" }), ["src/one.txt"])
    assert.deepStrictEqual(await busy.ask("diff", { paths: "src/two.txt" }), [])
    assert.strictEqual((await busy.fail("diff", { to: "main" }))._tag, "BadArgument")
    assert.strictEqual((await busy.fail("diff", { from: "--no-index" }))._tag, "DeedRefused")
    assert.match((await busy.fail("diff", { from: "nothing" })).message, /no commit, branch or tag/)
  })

  it("shows a commit, its files, its message, and a file as it was", async ({ busy }) => {
    const shown = await busy.ask("show")
    assert.match(shown[0] ?? "", /^commit \w{40}$/)
    assert.include(shown, "    Change one")
    assert.include(shown, "+by Bob")
    assert.deepStrictEqual(await busy.ask("show", { show: "message" }), [
      "Change one",
      "",
      "With a body that mentions widgets."
    ])
    assert.deepStrictEqual(await busy.ask("show", { revision: "v1.9", show: "files" }), ["README.md"])
    assert.deepStrictEqual(await busy.ask("show", { show: "counts" }), ["1\t0\tsrc/one.txt"])
    assert.deepStrictEqual(await busy.ask("show", { revision: "HEAD~2", path: "README.md" }), ["# Repository"])
    assert.match(
      (await busy.fail("show", { revision: "v1.9", path: "nothing" })).message,
      /no commit|does not exist|no such|nothing/
    )
  })

  it("binary files and a megabyte of text come through", async ({ world, gitRepo }) => {
    writeFileSync(join(gitRepo.path, "data.bin"), Buffer.from([0, 1, 2, 255]))
    writeFileSync(join(gitRepo.path, "big.txt"), "line\n".repeat(200_000))
    gitRepo.git("add", "-A")
    gitRepo.git("commit", "-q", "-m", "Big")
    assert.deepStrictEqual(await world.ask("show", { show: "counts" }), ["200000\t0\tbig.txt", "-\t-\tdata.bin"])
    assert.lengthOf(await world.ask("show", { path: "big.txt" }), 200_000)
  })
})

describe("looking", () => {
  it("runs no program that the repository names, takes no lock and writes nothing", async ({ busy, gitRepo, base }) => {
    const trap = join(base, "trap.sh")
    writeFileSync(trap, `#!/bin/sh\necho run >> ${join(base, "sprung")}\ncat\n`)
    chmodSync(trap, 0o755)
    for (const [key, value] of [
      ["core.fsmonitor", trap],
      ["core.hooksPath", base],
      ["core.pager", trap],
      ["core.editor", trap],
      ["diff.external", trap],
      ["diff.trap.command", trap],
      ["diff.trap.textconv", trap],
      ["pager.log", trap],
      ["alias.log", `!${trap}`],
      ["log.showSignature", "true"],
      ["gpg.program", trap],
      ["credential.helper", trap],
      ["core.askPass", trap]
    ] as const) {
      gitRepo.git("config", key, value)
    }
    for (const hook of ["post-index-change", "reference-transaction", "post-checkout", "pre-commit"]) {
      symlinkSync(trap, join(base, hook))
    }
    writeFileSync(join(gitRepo.path, ".gitattributes"), "* diff=trap\n")
    appendFileSync(join(gitRepo.path, "README.md"), "changed\n")
    const before = snapshotTree(gitRepo.path)
    for (const [action, args] of [
      ["status", {}],
      ["files", { which: "untracked" }],
      ["files", { which: "ignored" }],
      ["diff", {}],
      ["diff", { what: "staged" }],
      ["diff", { what: "all", show: "counts" }],
      ["log", {}],
      ["log", { paths: "README.md" }],
      ["countCommits", {}],
      ["authors", {}],
      ["show", {}],
      ["show", { path: "README.md" }],
      ["blame", { path: "README.md" }],
      ["branches", {}],
      ["currentBranch", {}],
      ["tags", {}],
      ["remotes", {}],
      ["stashes", {}]
    ] as const) {
      await busy.answer(action, args)
      assert.isFalse(existsSync(join(base, "sprung")), action)
    }
    for (const [action, args] of [
      ["add", { all: true }],
      ["commit", { message: "x" }],
      ["createBranch", { name: "x", switch: true }],
      ["switch", { to: "side", discardChanges: true }],
      ["merge", { from: "side" }],
      ["stash", {}],
      ["dropStash", {}],
      ["reset", { mode: "hard" }],
      ["discard", { all: true }],
      ["clean", { ignored: "also" }],
      ["createTag", { name: "x" }],
      ["deleteTag", { name: "v1.9" }],
      ["deleteBranch", { name: "merged" }]
    ] as const) {
      await busy.look(action, args)
      assert.isFalse(existsSync(join(base, "sprung")), `planning ${action}`)
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(gitRepo.path)), [])
  })

  it("says whose a repository is that git does not trust", async ({ gitRepo, base, env }) => {
    if (process.getuid?.() !== 0) return
    execFileSync("chown", ["-R", "65534", gitRepo.path])
    assert.strictEqual(statSync(gitRepo.path).uid, 65_534)
    for (const action of ["status", "log", "commit"]) {
      const error = await makeWorld(gitRepo.path, base, env).fail(action, action === "commit" ? { message: "x" } : {})
      assert.match(error.message, /belongs to another user/)
      assert.include(error.recovery.join(" "), "safe.directory")
    }
  })

  it("is not led astray by git's variables in the environment", async ({ gitRepo, base, env }) => {
    const other = makeGitRepo(join(base, "other"), env)
    const strange = makeWorld(gitRepo.path, base, {
      ...env,
      GIT_DIR: join(other.path, ".git"),
      GIT_WORK_TREE: other.path,
      GIT_INDEX_FILE: join(base, "no-index"),
      GIT_EXTERNAL_DIFF: "/bin/false",
      GIT_PAGER: "/bin/false",
      GIT_TRACE: join(base, "trace")
    })
    writeFileSync(join(gitRepo.path, "mine.txt"), "x")
    assert.deepStrictEqual(await strange.ask("status"), ["?? mine.txt"])
    assert.deepStrictEqual(await strange.ask("countCommits"), ["2"])
    assert.isFalse(existsSync(join(base, "trace")))
    assert.strictEqual(readFileSync(join(gitRepo.path, "README.md"), "utf8"), "# Repository\n")
  })
})

describe("every action of the table", () => {
  /** The least that each needs to be understood. */
  const LEAST: Readonly<Record<string, Record<string, unknown>>> = {
    files: { which: "untracked" },
    blame: { path: "README.md" },
    add: { all: true },
    commit: { message: "x" },
    createBranch: { name: "x" },
    switch: { to: "x" },
    merge: { from: "x" },
    createTag: { name: "x" },
    addRemote: { url: "https://example.com/x" },
    discard: { all: true },
    deleteBranch: { name: "x" },
    deleteTag: { name: "x" },
    removeRemote: { name: "x" },
    deleteRemoteBranch: { branch: "x" }
  }
  /** These make a repository and need none. */
  const MAKES = ["init", "clone"]

  it.each(GitOps.actions.filter((action) => !MAKES.includes(action.name)).map((action) => action.name))(
    "%s: outside a repository, in a folder that is not there, with arguments that it does not have",
    async (name) => {
      const base = makeTempFolder()
      try {
        const home = makeHome(base)
        const folder = join(base, "folder")
        mkdirSync(folder)
        const world = makeWorld(folder, base, cleanEnv(home))
        const least = LEAST[name] ?? {}
        const outside = await world.fail(name, least)
        assert.match(outside.message, /: this folder is not in a git repository\.$/)
        assert.isNotEmpty(outside.recovery)
        assert.strictEqual((await world.fail(name, { ...least, repository: "nowhere" }))._tag, "PathNotFound")
        assert.strictEqual((await world.fail(name, { ...least, surplus: true }))._tag, "BadArgument")
        assert.strictEqual((await world.fail(name, { ...least, repository: 7 }))._tag, "BadArgument")
        assert.deepStrictEqual(readdirSync(folder), [])
      } finally {
        removeTree(base)
      }
    }
  )
})
