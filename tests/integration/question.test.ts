/** What the engine asks, and what it makes of the answers: yes, no, "differently", other arguments, a rule for a while. */
import { spawn } from "node:child_process"
import { existsSync, mkdirSync, symlinkSync } from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type AllowRule, IntentIR, IntentStep, type Question, type Reply } from "@zenus/core"
import * as Effect from "effect/Effect"
import { it as kit, snapshotTree, diffTrees } from "#kit"
import { type EngineWorld, historyOf, planRequest, runRequest, saying } from "#kit/engineWorld.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const it = kit.extend("world", ({ folder, home }): EngineWorld => ({
  cwd: folder,
  home: home.path,
  zenusHome: home.zenusHome
}))

/** Answers in turn, and keeps what was asked; an answer too many is a no. */
const answering = (...replies: ReadonlyArray<Reply | ((question: Question) => Reply)>) => {
  const asked: Array<Question> = []
  const ask = (question: Question) =>
    Effect.sync((): Reply => {
      const reply = replies[asked.length] ?? { _tag: "No", why: "declined" }
      asked.push(question)
      return typeof reply === "function" ? reply(question) : reply
    })
  return { asked, confirm: { ask } }
}

const yes: Reply = { _tag: "Yes" }
const no: Reply = { _tag: "No", why: "declined" }

/** The same plan, with other arguments for its first step. */
const instead =
  (args: Record<string, unknown>) =>
  ({ intent }: Question): Reply => ({
    _tag: "Instead",
    intent: new IntentIR({
      ...intent,
      steps: intent.steps.map((step, at) => (at === 0 ? new IntentStep({ ...step, args }) : step))
    })
  })

/** The rules that the first question of a request offers; `null` where nothing is asked. */
const rulesOf = async (world: EngineWorld, request: string, options = {}) => {
  const { asked, confirm } = answering(no)
  await runRequest(world, request, { confirm, ...options })
  return asked[0]?.rules() ?? null
}

const whys = (asked: ReadonlyArray<Question>) => asked.map(({ verdict }) => verdict.why)

describe("a question answered with other arguments", () => {
  it("asks about the new plan, and does that one alone", async ({ world }) => {
    writeFiles(world.cwd, { "a.log": "a", "b.log": "b", "keep.txt": "k" })
    const { asked, confirm } = answering(instead({ files: { paths: ["b.log"] } }), yes)
    const ran = await runRequest(world, "delete all log files", { confirm })
    assert.deepStrictEqual(
      asked.map(({ plan }) => plan.steps.flatMap(({ effects }) => effects.map(({ from }) => from))),
      [[join(world.cwd, "a.log"), join(world.cwd, "b.log")], [join(world.cwd, "b.log")]]
    )
    assert.deepStrictEqual([ran.report.status, ran.report.plan?.request], ["done", "delete all log files"])
    assert.deepStrictEqual(
      ["a.log", "b.log", "keep.txt"].filter((name) => existsSync(join(world.cwd, name))),
      ["a.log", "keep.txt"]
    )
  })

  it("asks about the old plan again, with what is wrong, where the arguments come to no plan", async ({ world }) => {
    writeFiles(world.cwd, { "a.log": "a" })
    const before = snapshotTree(world.cwd)
    const { asked, confirm } = answering(
      instead({ files: { paths: ["not-there.log"] } }),
      instead({ files: { paths: [dirname(world.cwd)] } }),
      instead({ nonsense: true }),
      no
    )
    const ran = await runRequest(world, "delete a.log", { confirm })
    assert.deepStrictEqual(
      asked.map(({ problem }) => problem?._tag ?? null),
      [null, "PathNotFound", "DeedRefused", "BadArgument"]
    )
    assert.strictEqual(new Set(asked.map(({ plan }) => plan)).size, 1)
    assert.strictEqual(ran.report.status, "refused")
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd)), [])
  })

  it("asks about it even where it would need no question from the start", async ({ world }) => {
    writeFiles(world.cwd, { "a.log": "a", "b.log": "b" })
    const rule: AllowRule = { action: "FileOps.delete", under: world.cwd, until: null }
    const outside = join(world.home, "out.log")
    writeFiles(world.home, { "out.log": "o" })
    const { asked, confirm } = answering(instead({ files: { paths: ["a.log"] } }), no)
    const ran = await runRequest(
      { ...world, translators: [saying(["delete", { files: { paths: [outside] } }])] },
      "x",
      {
        confirm,
        allow: [rule]
      }
    )
    assert.deepStrictEqual(whys(asked), [["changes or deletes"], ["was changed by you"]])
    assert.deepStrictEqual([ran.report.status, existsSync(join(world.cwd, "a.log"))], ["refused", true])
  })
})

describe("a question answered with: differently", () => {
  it("is refused, says so truthfully, and is in the history", async ({ world }) => {
    writeFiles(world.cwd, { "a.log": "a" })
    const { confirm } = answering({ _tag: "No", why: "changed" })
    const { report } = await runRequest(world, "delete a.log", { confirm })
    assert.deepStrictEqual([report.status, report.transaction, report.error?.tag], ["refused", null, "NotConfirmed"])
    assert.strictEqual(report.error?.message, "You wanted it differently: nothing was done.")
    assert.strictEqual((await historyOf(world))[0]?.error?.message, report.error?.message)
    assert.isTrue(existsSync(join(world.cwd, "a.log")))
  })
})

describe("the rules of a run", () => {
  it("hold instead of those of the policy, for planning too", async ({ world }) => {
    writeFiles(world.cwd, { "build/a.o": "a", "b.o": "b" })
    const rule: AllowRule = { action: "FileOps.delete", under: join(world.cwd, "build"), until: null }
    const { asked, confirm } = answering(no, no)
    assert.strictEqual((await runRequest(world, "delete build/a.o", { confirm, allow: [rule] })).report.status, "done")
    assert.lengthOf(asked, 0)
    assert.strictEqual((await runRequest(world, "delete b.o", { confirm, allow: [rule] })).report.status, "refused")
    const ruled = { ...world, policy: { allow: [{ ...rule, under: world.cwd }] } }
    assert.strictEqual((await runRequest(ruled, "delete b.o", { confirm, allow: [] })).report.status, "refused")
    assert.lengthOf(asked, 2)
    const planned = await planRequest(ruled, "delete b.o")
    assert.isFalse(planned._tag === "Judged" && planned.resolved.plan.requiresConfirmation)
  })

  it("are offered for the typed action under the narrowest real folder of its targets", async ({ world }) => {
    writeFiles(world.cwd, { "build/x/a.o": "a", "build/y/b.o": "b", "c.txt": "c" })
    symlinkSync("build", join(world.cwd, "link"))
    const rule = (action: string, under: string): AllowRule => ({
      action: `FileOps.${action}`,
      under: join(world.cwd, under),
      until: null
    })
    assert.deepStrictEqual(await rulesOf(world, "delete build/x/a.o"), [rule("delete", "build/x")])
    assert.deepStrictEqual(await rulesOf(world, "delete *.o under build"), [rule("delete", "build")])
    assert.deepStrictEqual(await rulesOf(world, "delete link/x/a.o"), [rule("delete", "build/x")])
    assert.deepStrictEqual(await rulesOf(world, "delete the folder build"), [rule("delete", ".")])
  })

  it("that are offered take the question away, and no other", async ({ world }) => {
    writeFiles(world.cwd, { "build/a.o": "a", "build/b.o": "b", "c.o": "c" })
    const offered = (await rulesOf(world, "delete build/a.o")) ?? []
    const { asked, confirm } = answering()
    const run = (request: string) => runRequest(world, request, { confirm, allow: offered })
    assert.strictEqual((await run("delete build/b.o")).report.status, "done")
    assert.lengthOf(asked, 0)
    await run("delete c.o")
    await run("append 'x' to build/a.o")
    assert.lengthOf(asked, 2)
  })

  it.for<readonly [string, (world: EngineWorld) => Partial<EngineWorld>, string]>([
    ["a home as a whole", ({ cwd }) => ({ home: cwd }), "delete a.txt"],
    ["a folder that holds a home", ({ cwd }) => ({ home: join(cwd, "sub") }), "delete a.txt"],
    ["more files than the limit", () => ({ policy: { maxFiles: 1 } }), "delete all txt files"]
  ])("are not offered for %s", async ([, change, request], { world }) => {
    writeFiles(world.cwd, { "a.txt": "a", "b.txt": "b" })
    mkdirSync(join(world.cwd, "sub"))
    assert.deepStrictEqual(await rulesOf({ ...world, ...change(world) }, request), [])
  })

  it("let nothing pass that a link leads out of the folder, whenever the link was made", async ({ world }) => {
    writeFiles(world.cwd, { "build/a.o": "a", "other/b.o": "b" })
    const offered = (await rulesOf(world, "delete build/a.o")) ?? []
    symlinkSync("../other", join(world.cwd, "build/out"))
    const { asked, confirm } = answering()
    await runRequest(world, "delete build/out/b.o", { confirm, allow: offered })
    assert.lengthOf(asked, 1)
    assert.isTrue(existsSync(join(world.cwd, "other/b.o")))
    // The link itself lies in the folder, and goes alone.
    assert.strictEqual((await runRequest(world, "delete build/out", { confirm, allow: offered })).report.status, "done")
    assert.isTrue(existsSync(join(world.cwd, "other/b.o")))
  })

  it("are not offered for a deed outside the file tree, nor for what cannot be undone", async ({ gitRepo, world }) => {
    writeFiles(gitRepo.path, { "README.md": "changed" })
    assert.deepStrictEqual(await rulesOf({ ...world, cwd: gitRepo.path }, "discard all changes"), [])
    const child = spawn("sleep", ["600"], { stdio: "ignore" })
    try {
      const kill = { ...world, translators: [saying(["ProcessOps.kill", { pid: child.pid }])] }
      assert.deepStrictEqual(await rulesOf(kill, "x"), [])
    } finally {
      child.kill("SIGKILL")
    }
  })

  it("are offered for every action of a plan at risk 2, and not again for what a rule lets pass", async ({ world }) => {
    writeFiles(world.cwd, { "a/1": "1", "b/2.txt": "2" })
    const two = {
      ...world,
      translators: [
        saying(
          ["delete", { files: { paths: ["a/1"] } }],
          ["append", { path: "b/2.txt", text: "x" }],
          ["mkdir", { paths: ["new"] }]
        )
      ]
    }
    const offered = (await rulesOf(two, "x")) ?? []
    assert.deepStrictEqual(
      offered.map(({ action, under }) => [action, under]),
      [
        ["FileOps.delete", join(world.cwd, "a")],
        ["FileOps.append", join(world.cwd, "b")]
      ]
    )
    assert.deepStrictEqual(await rulesOf(two, "x", { allow: offered.slice(0, 1) }), offered.slice(1))
  })

  it("are offered up to three at once", async ({ world }) => {
    const names = ["a/1", "b/2", "c/3", "d/4"]
    writeFiles(world.cwd, Object.fromEntries(names.map((name) => [name, "x"])))
    const deleting = (count: number) => ({
      ...world,
      translators: [saying(...names.slice(0, count).map((name) => ["delete", { files: { paths: [name] } }] as const))]
    })
    assert.lengthOf((await rulesOf(deleting(3), "x")) ?? [], 3)
    assert.lengthOf((await rulesOf(deleting(4), "x")) ?? [], 0)
  })
})
