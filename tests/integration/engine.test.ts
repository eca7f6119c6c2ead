/** What becomes of a request: every outcome of the engine, on a real disk and a real state file. */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe } from "@effect/vitest"
import { NotUnderstood, planRisk, type Reply } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { keptRequest } from "#core/history/keptRequest.ts"
import { diffTrees, it as kit, makeTempFolder, removeTree, snapshotTree } from "#kit"
import {
  type EngineWorld,
  historyOf,
  notesOf,
  planRequest,
  type Ran,
  runRequest,
  saying,
  undoIn
} from "#kit/engineWorld.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const it = kit.extend("world", ({ folder, home }): EngineWorld => ({
  cwd: folder,
  home: home.path,
  zenusHome: home.zenusHome
}))

/** Status, transaction there or not, error. */
const endOf = ({ report }: Ran) => [report.status, report.transaction !== null, report.error?.tag ?? null]
const statuses = ({ report }: Ran) => report.steps.map(({ status }) => status)
const linesOf = ({ outputs }: Ran) => outputs.flatMap(({ lines }) => lines)
const kinds = ({ events }: Ran) => [...new Set(events.map(({ type }) => type))]
const lastEntry = async (world: EngineWorld) => {
  const [entry] = await historyOf(world)
  return entry === undefined ? null : [entry.kind, entry.status, entry.request, entry.error?.tag ?? null]
}

describe("a request that is done", () => {
  it("answers, and leaves one row that undo does not count", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "aaa", "b.txt": "b" })
    const ran = await runRequest(world, "what is the largest file here?")
    assert.deepStrictEqual(endOf(ran), ["done", false, null])
    assert.deepStrictEqual([linesOf(ran), ran.report.undoable], [["a.txt"], false])
    assert.deepStrictEqual(await lastEntry(world), ["read", "done", "what is the largest file here?", null])
    const { stopped, undone } = await undoIn(world)
    assert.deepStrictEqual([undone, stopped], [[], null])
  })

  it("says of each of several answers what it is about, but not of what was done", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "aaa", "d/b.txt": "b" })
    const ran = await runRequest(world, "how many txt files are here? and list the folders; create a folder named e")
    const told = ran.outputs.map(({ about, lines }) => [about, ...lines])
    assert.deepStrictEqual(told, [
      ["Count txt files here and below", "2"],
      ["List folders here", "d/"],
      [undefined, "1 folder created"]
    ])
  })

  it("acts in one transaction, says so in order, and is undone byte for byte", async ({ world }) => {
    writeFiles(world.cwd, { "a.jpg": "a", "b.mp3": "b", "c.jpg": "c" })
    const before = snapshotTree(world.cwd)
    const ran = await runRequest(world, "organize this folder by type")
    assert.deepStrictEqual(endOf(ran), ["done", true, null])
    assert.deepStrictEqual(readdirSync(world.cwd).toSorted(), ["Audio", "Images"])
    assert.deepStrictEqual(kinds(ran), ["planned", "step.started", "step.progress", "step.finished"])
    assert.isTrue(ran.report.undoable)
    const { stopped, undone } = await undoIn(world)
    assert.deepStrictEqual([undone.length, stopped], [1, null])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
  })

  it("asks the translators in turn until one understands", async ({ world }) => {
    const deaf = {
      name: "deaf",
      translate: () => Effect.fail(new NotUnderstood({ reason: "of deafness.", suggestions: [] }))
    }
    const translators = [deaf, saying(["mkdir", { paths: ["new"] }])]
    assert.deepStrictEqual(endOf(await runRequest({ ...world, translators }, "anything")), ["done", true, null])
    assert.isTrue(existsSync(join(world.cwd, "new")))
  })
})

describe("a request that fails", () => {
  it("stops what needs the failed step, finishes the rest, and can be undone", async ({ world }) => {
    writeFiles(world.cwd, { a: "a", other: "o" })
    const before = snapshotTree(world.cwd)
    const translators = [
      saying(
        ["move", { from: { paths: ["a"] }, to: "into/" }],
        ["copy", { from: { paths: ["into/a"] }, to: "again" }],
        ["copy", { from: { paths: ["other"] }, to: "other2" }]
      )
    ]
    // Between the plan and the deed somebody else changes the file.
    const ran = await runRequest({ ...world, translators }, "three deeds", {
      onEvent: (event) => {
        if (event.type === "planned") writeFileSync(join(world.cwd, "a"), "changed meanwhile")
      }
    })
    assert.deepStrictEqual(statuses(ran), ["failed", "skipped", "done"])
    assert.deepStrictEqual(endOf(ran), ["failed", true, "ChangedSince"])
    assert.isTrue(existsSync(join(world.cwd, "other2")))
    assert.deepStrictEqual(await lastEntry(world), ["run", "failed", "three deeds", "ChangedSince"])
    assert.strictEqual((await undoIn(world)).stopped, null)
    writeFileSync(join(world.cwd, "a"), "a")
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { times: false }), [])
  })

  it("for a path that is not there: near names, and nothing done", async ({ world }) => {
    writeFiles(world.cwd, { "report.pdf": "" })
    const before = snapshotTree(world.cwd)
    const ran = await runRequest(world, "delete reprot.pdf", { yes: true })
    assert.deepStrictEqual(endOf(ran), ["failed", false, "PathNotFound"])
    assert.include(ran.report.error?.recovery.join(" "), "report.pdf")
    assert.deepStrictEqual([ran.report.plan, ran.outputs], [null, []])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd)), [])
    assert.deepStrictEqual(await lastEntry(world), ["outcome", "failed", "delete reprot.pdf", "PathNotFound"])
  })
})

describe("a request that is refused", () => {
  it("by a rule, whatever the flags: the plan says which", async ({ world }) => {
    const translators = [saying(["delete", { files: { paths: ["/etc/hostname"] } }])]
    const ran = await runRequest({ ...world, translators }, "delete it", { yes: true, allowIrreversible: true })
    assert.deepStrictEqual(endOf(ran), ["refused", false, "PlanRefused"])
    assert.deepStrictEqual([ran.report.plan?.status, ran.report.plan?.refusal?.rule], ["refused", "system-folder"])
    assert.isTrue(existsSync("/etc/hostname"))
    assert.deepStrictEqual(await lastEntry(world), ["outcome", "refused", "delete it", "PlanRefused"])
  })

  it.for<readonly [string, Reply | null, RegExp]>([
    ["with nobody to ask", null, /nobody to ask/],
    ["by a no", { _tag: "No", why: "declined" }, /^You said no/]
  ])("%s: nothing is done", async ([, reply, message], { world }) => {
    writeFiles(world.cwd, { "a.txt": "a" })
    const before = snapshotTree(world.cwd)
    const asked = reply === null ? world : { ...world, reply: () => reply }
    const ran = await runRequest(asked, "delete a.txt")
    assert.deepStrictEqual(endOf(ran), ["refused", false, "NotConfirmed"])
    assert.match(ran.report.error?.message ?? "", message)
    assert.isNotEmpty(ran.report.error?.recovery)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd)), [])
    assert.deepStrictEqual(await lastEntry(world), ["outcome", "refused", "delete a.txt", "NotConfirmed"])
  })

  it("is not, after a yes; the flag alone does not ask", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "a", "b.txt": "b" })
    const words: Array<string> = []
    const reply: NonNullable<EngineWorld["reply"]> = ({ verdict }) => {
      words.push(verdict._tag)
      return { _tag: "Yes" }
    }
    assert.strictEqual((await runRequest({ ...world, reply }, "delete a.txt")).report.status, "done")
    assert.strictEqual((await runRequest({ ...world, reply }, "delete b.txt", { yes: true })).report.status, "done")
    assert.deepStrictEqual([words, readdirSync(world.cwd)], [["Confirm"], []])
  })

  it("where it cannot be undone, unless both flags are given", async ({ world }) => {
    const child = execFileSync("sh", ["-c", "sleep 600 >/dev/null 2>&1 & echo $!"], { encoding: "utf8" })
    const pid = Number(child)
    try {
      const translators = [saying(["ProcessOps.kill", { pid }])]
      const ran = await runRequest({ ...world, translators }, "kill it", { yes: true })
      assert.deepStrictEqual(endOf(ran), ["refused", false, "NotConfirmed"])
      assert.include(ran.report.error?.recovery.join(" "), "--allow-irreversible")
      process.kill(pid, 0)
      const both = await runRequest({ ...world, translators }, "kill it", { yes: true, allowIrreversible: true })
      assert.deepStrictEqual([both.report.status, both.report.undoable], ["done", false])
    } finally {
      spawnSync("kill", ["-9", String(pid)])
    }
  })
})

describe("a request that means nothing, or two things", () => {
  it.for([
    ["not-understood", "NotUnderstood", "florble the quux sideways"],
    ["not-understood", "NotUnderstood", "x".repeat(16_385)],
    ["not-understood", "NotUnderstood", ""],
    ["not-understood", "BadArgument", "saying:mkdir"],
    ["not-understood", "PlanInvalid", "saying:nothing"]
  ] as const)("%s (%s): nothing done, in the history", async ([status, tag, text], { world }) => {
    const translators = text.startsWith("saying:") ? [saying([text.slice(7), { paths: 1 }])] : undefined
    const ran = await runRequest({ ...world, ...(translators === undefined ? {} : { translators }) }, text)
    assert.deepStrictEqual(endOf(ran), [status, false, tag])
    assert.deepStrictEqual([ran.report.plan?.status, readdirSync(world.cwd)], [status, []])
    assert.deepStrictEqual(await lastEntry(world), ["outcome", status, keptRequest(text), tag])
  })

  it("ambiguous: with rephrasings that are understood", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "", "b.txt": "" })
    const ran = await runRequest(world, "delete everything", { yes: true })
    assert.deepStrictEqual(endOf(ran), ["ambiguous", false, "Ambiguous"])
    const suggestions = ran.report.plan?.suggestions ?? []
    assert.isNotEmpty(suggestions)
    for (const suggestion of suggestions) {
      const planned = await planRequest(world, suggestion)
      const declined = planned._tag === "Ended" && ["not-understood", "ambiguous"].includes(planned.status)
      assert.isFalse(declined, suggestion)
    }
    assert.deepStrictEqual(readdirSync(world.cwd).toSorted(), ["a.txt", "b.txt"])
  })
})

describe("a request that is stopped", () => {
  it("before anything was done", async ({ world }) => {
    writeFiles(world.cwd, { "a.jpg": "a" })
    const ran = await runRequest(world, "organize this folder by type", { stop: AbortSignal.abort() })
    assert.deepStrictEqual(endOf(ran), ["interrupted", false, "Interrupted"])
    assert.deepStrictEqual(readdirSync(world.cwd), ["a.jpg"])
    assert.deepStrictEqual(await lastEntry(world), [
      "outcome",
      "interrupted",
      "organize this folder by type",
      "Interrupted"
    ])
  })

  it("in the middle: says how far it came, and can be undone", async ({ world }) => {
    writeFiles(world.cwd, Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${at}.jpg`, String(at)])))
    const before = snapshotTree(world.cwd)
    const stop = new AbortController()
    const ran = await runRequest({ ...world, executor: { batchSize: 5 } }, "organize this folder by type", {
      stop: stop.signal,
      onEvent: (event) => event.type === "step.progress" && event.done >= 10 && stop.abort()
    })
    assert.deepStrictEqual([ran.report.status, ran.report.undoable], ["interrupted", true])
    const moved = readdirSync(join(world.cwd, "Images")).length
    // The folder that was made counts, too.
    assert.strictEqual(ran.report.steps[0]?.count, moved + 1)
    assert.isBelow(moved, 40)
    assert.strictEqual((await undoIn(world)).stopped, null)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
  })
})

describe("after a crash", () => {
  it("the next request settles what was cut off, says so first, and goes on", async ({ world }) => {
    writeFiles(world.cwd, Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`${at}.jpg`, String(at)])))
    const before = snapshotTree(world.cwd)
    const child = fileURLToPath(new URL("../kit/crash/engineChild.ts", import.meta.url))
    const died = spawnSync(
      process.execPath,
      ["--conditions=source", child, world.cwd, world.home, world.zenusHome, "organize this folder by type", "7"],
      { encoding: "utf8" }
    )
    assert.strictEqual(died.signal, "SIGKILL", died.stderr)
    const moved = readdirSync(join(world.cwd, "Images")).length
    assert.isTrue(moved > 0 && moved < 20)
    const ran = await runRequest(world, "how many files are here?")
    assert.strictEqual(ran.report.status, "done")
    const [first] = ran.events
    assert.strictEqual(first?.type, "recovered")
    assert.include(first?.type === "recovered" ? first.messages.join(" ") : "", "organize this folder by type")
    assert.strictEqual(readdirSync(join(world.cwd, "Images")).length, moved)
    // Settled once.
    assert.notInclude(kinds(await runRequest(world, "how many files are here?")), "recovered")
    assert.deepStrictEqual((await historyOf(world)).at(-1)?.status, "interrupted")
    assert.strictEqual((await undoIn(world)).stopped, null)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd), { inodes: true }), [])
  })
})

describe("housekeeping", () => {
  const day = 86_400_000
  const start = Date.UTC(2026, 0, 1)

  it("after a deed removes what is older than the retention, and says so", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "a", "b.txt": "b" })
    const first = await runRequest({ ...world, at: start }, "delete a.txt", { yes: true })
    assert.deepStrictEqual([first.report.status, notesOf(first)], ["done", []])
    const early = await runRequest({ ...world, at: start + 29 * day }, "create a folder called early")
    assert.deepStrictEqual(notesOf(early), [])
    const late = await runRequest({ ...world, at: start + 31 * day }, "create a folder called late")
    assert.match(notesOf(late).join(), /left the trash/)
    const entries = await historyOf(world)
    assert.deepStrictEqual(
      entries.map(({ kind, undoable }) => [kind, undoable]),
      [
        ["housekeeping", false],
        ["run", true],
        ["run", true],
        ["run", false]
      ]
    )
  })

  it("is not done by what only reads", async ({ world }) => {
    writeFiles(world.cwd, { "a.txt": "a" })
    await runRequest({ ...world, at: start }, "delete a.txt", { yes: true })
    const read = await runRequest({ ...world, at: start + 31 * day }, "how many files are here?")
    assert.deepStrictEqual(notesOf(read), [])
  })
})

const spoil = (world: EngineWorld): void => {
  mkdirSync(world.zenusHome, { mode: 0o700 })
  writeFileSync(join(world.zenusHome, "zenus.db"), "this is no database".repeat(400), { mode: 0o600 })
}

describe("a state file that cannot serve", () => {
  it("keeps nobody from an answer, which says that it is not in the history", async ({ world }) => {
    spoil(world)
    writeFiles(world.cwd, { "a.txt": "a" })
    const ran = await runRequest(world, "how many files are here?")
    assert.deepStrictEqual([endOf(ran), linesOf(ran)], [["done", false, null], ["1"]])
    assert.match(notesOf(ran).join(), /not in the history.*cannot be read/)
  })

  it("fails what acts, and nothing is done", async ({ world }) => {
    spoil(world)
    writeFiles(world.cwd, { "a.txt": "a", "b.txt": "b" })
    const [before, state] = [snapshotTree(world.cwd), snapshotTree(world.zenusHome)]
    const ran = await runRequest(world, "delete a.txt", { yes: true })
    assert.deepStrictEqual(endOf(ran), ["failed", false, "StoreCorrupt"])
    assert.deepStrictEqual([statuses(ran), ran.report.undoable], [["failed"], false])
    assert.deepStrictEqual(diffTrees(before, snapshotTree(world.cwd)), [])
    assert.deepStrictEqual(diffTrees(state, snapshotTree(world.zenusHome)), [])
  })

  it("is a note, too, for what ended before", async ({ world }) => {
    spoil(world)
    const ran = await runRequest(world, "florble the quux sideways")
    assert.strictEqual(ran.report.status, "not-understood")
    assert.match(notesOf(ran).join(), /not in the history/)
  })
})

const REQUESTS = [
  "organize this folder by type",
  "organize this folder by extension",
  "delete all txt files",
  "delete everything in this folder",
  "move all jpg files to pictures",
  "copy all txt files to backup",
  "rename a.txt to z.txt",
  "create a folder called new",
  "make a.txt read only",
  "find duplicates",
  "what are the 5 largest files here?",
  "delete the empty folders",
  "create a zip of all txt files",
  "delete a.txt and then create a folder called a.txt",
  "list all files, also in subfolders"
] as const

const make = (folder: string, tree: ReadonlyArray<{ parts: ReadonlyArray<string>; size: number }>): void => {
  for (const { parts, size } of tree) {
    const path = join(folder, ...parts)
    // A file where a folder is wanted: then the tree is smaller.
    if (existsSync(path)) continue
    try {
      writeFiles(folder, { [parts.join("/")]: "x".repeat(size) })
    } catch {
      continue
    }
  }
}

const one = (name: string): ReadonlyArray<readonly [string, Record<string, unknown>]> => [
  ["mkdir", { paths: [`made-${name}`] }],
  ["delete", { files: { paths: [`${name}.txt`] } }],
  ["copy", { from: { paths: [`${name}.txt`] }, to: `${name}.copy` }],
  ["list", {}]
]

describe("a plan", () => {
  const entry = fc.record({
    parts: fc.array(fc.constantFrom("a.txt", "b.jpg", "Sub", "c d.txt", "e", ".hid", "*", "pictures"), {
      minLength: 1,
      maxLength: 3
    }),
    size: fc.nat(200)
  })
  const trees = fc.array(entry, { maxLength: 10 })
  it("writes nothing, whatever is asked: no file, no state (property)", async () => {
    let planned = 0
    const property = fc.asyncProperty(
      trees,
      fc.constantFrom(...REQUESTS),
      fc.constantFrom("plan", "dry-run"),
      async (tree, text, mode) => {
        const base = makeTempFolder()
        try {
          const world = { cwd: join(base, "cwd"), home: join(base, "home"), zenusHome: join(base, "state") }
          for (const path of [world.cwd, world.home]) mkdirSync(path)
          make(world.cwd, tree)
          const before = snapshotTree(base)
          if ((await planRequest(world, text, mode))._tag === "Judged") planned += 1
          assert.deepStrictEqual(diffTrees(before, snapshotTree(base), { inodes: true }), [])
        } finally {
          removeTree(base)
        }
      }
    )
    await fc.assert(property, { seed: 5, numRuns: 45 })
    assert.isAbove(planned, 20)
  })

  it("gets no less risky by further steps (property)", async ({ world }) => {
    make(world.cwd, [
      { parts: ["a.txt"], size: 1 },
      { parts: ["b.txt"], size: 2 },
      { parts: ["c.txt"], size: 3 },
      { parts: ["Sub", "d.txt"], size: 4 }
    ])
    const step = fc.constantFrom(...["a", "b", "c"].flatMap(one))
    const distinct = fc.uniqueArray(step, { minLength: 2, maxLength: 5, selector: ([, args]) => JSON.stringify(args) })
    let planned = 0
    const property = fc.asyncProperty(distinct, fc.nat(4), async (steps, cut) => {
      const plans = []
      for (const some of [steps.slice(0, cut), steps]) {
        const judged = await planRequest({ ...world, translators: [saying(...some)] }, "steps")
        if (judged._tag === "Judged") plans.push(judged)
      }
      const [less, whole] = plans
      // A deed on what an earlier step took away is an error, and no plan.
      if (less === undefined || whole === undefined) return
      planned += 1
      assert.isAtLeast(planRisk(whole.resolved.plan), planRisk(less.resolved.plan))
      assert.isAtLeast(
        Number(whole.resolved.plan.requiresConfirmation),
        Number(less.resolved.plan.requiresConfirmation)
      )
    })
    await fc.assert(property, { seed: 3, numRuns: 60 })
    assert.isAbove(planned, 20)
  })
})
