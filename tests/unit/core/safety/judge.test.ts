/** The verdict over plans by hand: nothing is read but the table of a disk that is not there. */
import { assert, describe, it } from "@effect/vitest"
import {
  type AllowRule,
  type AnyAction,
  type Deed,
  defaultPolicyOptions,
  type Facts,
  type Identity,
  judge,
  judgeInPieces,
  type OwnDeed,
  Plan,
  type PolicyOptions,
  type Prepared,
  type ReadDisk,
  type ResolvedStep,
  type Risk,
  Step,
  type Stat,
  type Verdict
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"

const HOME = "/home/ann"
const WORK = `${HOME}/work`
const identity: Identity = { type: "file", dev: 1, ino: 2, size: 3, mtimeMs: 4 }

const facts: Facts = {
  platform: "linux",
  cwd: WORK,
  home: HOME,
  homes: [HOME, "/home/bob"],
  mounts: ["/", `${HOME}/disk`],
  tmpdir: null,
  own: [`${HOME}/.local/state/zenus`],
  ownIdentities: [],
  now: 1_000
}

const statOf = (type: Stat["type"], ino: number): Stat => ({
  type,
  dev: 1,
  ino,
  size: 3,
  mtimeMs: 4,
  atimeMs: 4,
  ctimeMs: 4,
  birthtimeMs: 4,
  mode: 0o644,
  uid: 0,
  gid: 0,
  nlink: 1,
  allocated: 512
})

/** `folders`: what is in them; `links`: where they lead; `inodes`: of files that are looked at. */
interface World {
  readonly folders?: Readonly<Record<string, ReadonlyArray<string>>>
  readonly links?: Readonly<Record<string, string>>
  readonly inodes?: Readonly<Record<string, number>>
}

const diskOf = ({ folders = {}, inodes = {}, links = {} }: World): ReadDisk => ({
  lstat: (path) => (inodes[path] === undefined ? null : statOf("file", inodes[path])),
  stat: (path) => (folders[path] === undefined ? null : statOf("folder", 1)),
  exactTimes: () => null,
  list: (folder) =>
    (folders[folder] ?? []).map((name) => ({
      name,
      type: folders[`${folder}/${name}`] === undefined ? "file" : "folder"
    })),
  readlink: (path) => links[path] ?? path,
  realpath: (path) => links[path] ?? path,
  read: () => new Uint8Array(),
  may: () => true,
  walk: () => Promise.resolve(),
  space: () => ({ freeBytes: 0, totalBytes: 0 })
})

interface StepOf {
  readonly action?: string
  readonly deeds?: ReadonlyArray<Deed>
  readonly risk?: Risk
  readonly count?: number
  readonly bytes?: number
  readonly more?: Partial<Prepared>
}

const actionOf = (name: string): AnyAction => ({
  name,
  description: name,
  args: Schema.Unknown,
  risk: 0,
  undo: "yes",
  timeoutMs: 1,
  parallel: true,
  phrases: [],
  examples: [],
  prepare: () => Effect.die(new Error("judging looks at nothing"))
})

const resolvedOf = (asked: ReadonlyArray<StepOf>, disk: ReadDisk) => {
  const steps = asked.map(({ action = "delete", deeds = [], more = {} }, at): ResolvedStep => ({
    id: String(at + 1),
    tool: "FileOps",
    action: actionOf(action),
    args: {},
    context: {
      cwd: WORK,
      home: HOME,
      disk,
      now: facts.now,
      timeZone: "UTC",
      onCollision: "keep-both",
      env: new Map(),
      uid: 1000
    },
    prepared: { explanation: "", deeds, ...more },
    lookAgain: false
  }))
  const plan = new Plan({
    request: "",
    goal: "",
    provider: "rules",
    confidence: 1,
    status: "planned",
    requiresConfirmation: false,
    steps: asked.map(
      ({ action = "delete", bytes = 0, count = 1, risk = 2 }, at) =>
        new Step({
          id: String(at + 1),
          tool: "FileOps",
          action,
          args: {},
          risk,
          undo: "yes",
          dependsOn: [],
          explanation: "",
          count,
          bytes,
          effects: [],
          notes: []
        })
    ),
    refusal: null,
    suggestions: [],
    cwd: WORK
  })
  return { plan, steps }
}

interface JudgeOptions {
  readonly policy?: Partial<PolicyOptions>
  readonly facts?: Partial<Facts>
  readonly world?: World
}

const verdictOn = (steps: ReadonlyArray<StepOf>, options: JudgeOptions = {}): Verdict => {
  const disk = diskOf(options.world ?? {})
  return judge({
    resolved: resolvedOf(steps, disk),
    options: { ...defaultPolicyOptions, ...options.policy },
    facts: { ...facts, ...options.facts },
    disk
  })
}

const ruleOf = (verdict: Verdict): string | null => (verdict._tag === "Refuse" ? verdict.refusal.rule : null)
const why = (verdict: Verdict): ReadonlyArray<string> =>
  verdict._tag === "Confirm" || verdict._tag === "ConfirmIrreversible" ? verdict.why : []

const orderOf = (verdict: Verdict): number =>
  ["Allow", "Confirm", "ConfirmIrreversible", "Refuse"].indexOf(verdict._tag)
const riskOf = (verdict: Verdict): number => (verdict._tag === "Refuse" ? 4 : verdict.risk)

const trash = (path: string): Deed => ({ do: "trash", path, identity, bytes: 3, entries: 1 })
const move = (from: string, to: string): Deed => ({ do: "move", from, to, identity })
const make = (path: string): Deed => ({ do: "make-folder", path })
const set = (path: string): Deed => ({ do: "set", path, identity, mode: 0o600, detail: "" })
const hardlink = (of: string, path: string): Deed => ({
  do: "put",
  path,
  content: { kind: "hardlink", of, identity },
  bytes: 0,
  as: "link"
})
const own = (effects: OwnDeed["effects"]): Partial<Prepared> => ({
  own: {
    effects,
    before: () => Effect.succeed(null),
    act: () => Effect.succeed({ after: null, output: { lines: [] } })
  }
})

describe("judge refuses", () => {
  it.each<readonly [string, Deed | Partial<Prepared>, string]>([
    ["the root folder", set("/"), "root-folder"],
    ["a home as a whole", trash(HOME), "home-folder"],
    ["another's home", move("/home/bob", `${WORK}/bob`), "home-folder"],
    ["a system folder", trash("/etc/hosts"), "system-folder"],
    ["a new file in a system folder", make("/usr/lib/new"), "system-folder"],
    ["a shared folder", set("/tmp"), "shared-folder"],
    ["a mount point", set(`${HOME}/disk`), "mount-point"],
    ["its own state", trash(`${HOME}/.local/state/zenus/zenus.db`), "own-state"],
    ["what holds its own state", trash(`${HOME}/.local`), "own-state"],
    ["its own trash", move(`${HOME}/.zenus-trash-1000/01/0`, `${WORK}/back`), "own-state"],
    ["the folder one stands in", trash(WORK), "working-folder"],
    ["a place outside the roots", make("/data/new"), "outside-roots"],
    ["to move out of the roots", move(`${WORK}/a`, "/data/a"), "outside-roots"],
    ["a second door to a file outside", hardlink("/etc/passwd", `${WORK}/passwd`), "system-folder"],
    ["an own deed by what it says it changes", own([{ op: "git", to: "/srv/site/.git" }]), "outside-roots"],
    ["a place that was meant, with nothing in it", { writes: ["/etc"] }, "system-folder"],
    ["the root that was meant, with nothing in it", { writes: ["/"] }, "outside-roots"]
  ])("%s", (_, what, rule) => {
    const step = "do" in what ? { deeds: [what] } : { more: what }
    assert.strictEqual(ruleOf(verdictOn([step])), rule)
  })

  it("by the real path, not by the name that leads there", () => {
    const world = { links: { [`${WORK}/link`]: "/etc" } }
    assert.strictEqual(ruleOf(verdictOn([{ deeds: [trash(`${WORK}/link/hosts`)] }], { world })), "system-folder")
    // The link itself is an entry of the working folder.
    assert.strictEqual(verdictOn([{ deeds: [trash(`${WORK}/link`)] }], { world })._tag, "Confirm")
  })

  it("names the first step that is refused, whatever the others do", () => {
    const verdict = verdictOn([
      { deeds: [make(`${WORK}/a`)], risk: 1 },
      { deeds: [trash("/etc/hosts")] },
      { deeds: [trash(HOME)] }
    ])
    assert.deepStrictEqual([verdict._tag, verdict._tag === "Refuse" ? verdict.stepId : ""], ["Refuse", "2"])
    assert.isNotEmpty(verdict._tag === "Refuse" ? verdict.refusal.recovery : [])
  })

  it("whatever rule allows it", () => {
    const allow: ReadonlyArray<AllowRule> = [{ action: "FileOps.delete", under: "/", until: null }]
    assert.strictEqual(ruleOf(verdictOn([{ deeds: [trash("/etc/hosts")] }], { policy: { allow } })), "system-folder")
  })

  it("its own state under another name, seen when it was planned or now", () => {
    const changed: JudgeOptions = { facts: { ownIdentities: [{ dev: 1, ino: 77 }] } }
    const seen: Deed = { do: "trash", path: `${WORK}/door`, identity: { ...identity, ino: 77 }, bytes: 3, entries: 1 }
    assert.strictEqual(ruleOf(verdictOn([{ deeds: [seen] }], changed)), "own-state")
    const unseen: Deed = { ...seen, identity: null }
    const world = { inodes: { [`${WORK}/door`]: 77 } }
    assert.strictEqual(ruleOf(verdictOn([{ deeds: [unseen] }], { ...changed, world })), "own-state")
    // The same number on another file system is another file.
    const elsewhere = { ...seen, identity: { ...identity, ino: 77, dev: 2 } }
    assert.isNull(ruleOf(verdictOn([{ deeds: [elsewhere] }], changed)))
    assert.isNull(ruleOf(verdictOn([{ deeds: [seen] }])))
  })
})

const setting = (...names: ReadonlyArray<string>) => [{ deeds: names.map((name) => set(`${HOME}/${name}`)) }]

describe("judge and a home that would be emptied", () => {
  const world: World = {
    folders: { [HOME]: ["a", "b", "F", "G", ".profile", ".ssh"], [`${HOME}/F`]: ["c"], [`${HOME}/G`]: ["d"] }
  }
  const taking = (...names: ReadonlyArray<string>) => [{ deeds: names.map((name) => trash(`${HOME}/${name}`)) }]
  const moving = (to: string) => [
    { deeds: ["a", "b", "F", "G"].map((name) => move(`${HOME}/${name}`, `${to}/${name}`)), risk: 1 as const }
  ]

  it.each([
    ["everything that it shows", ["a", "b", "F", "G"]],
    ["that and the hidden", ["a", "b", "F", "G", ".profile", ".ssh"]],
    ["all that it hides", [".profile", ".ssh"]],
    ["all its folders", ["F", "G"]],
    ["every file in and below it", ["a", "b", "F/c", "G/d"]]
  ])("refuses %s", (_, names) => {
    assert.strictEqual(ruleOf(verdictOn(taking(...names), { world })), "home-folder")
  })

  it.each([
    ["all but a folder of what it shows", ["a", "b", "F"]],
    ["all files but one", ["a", "b", "F/c"]],
    ["one folder", ["F"]],
    ["one of the hidden", ["a", ".profile"]]
  ])("lets go %s", (_, names) => {
    assert.isNull(ruleOf(verdictOn(taking(...names), { world })))
  })

  it("refuses to set the rights of all it shows, and not of some", () => {
    const verdict = verdictOn(setting("a", "b", "F", "G"), { world })
    assert.strictEqual(ruleOf(verdict), "home-folder")
    assert.strictEqual(
      verdict._tag === "Refuse" && verdict.refusal.reason,
      "That would change everything in a home folder."
    )
    assert.isNull(ruleOf(verdictOn(setting("a", "b", "F"), { world })))
  })

  it("lets a lone file go", () => {
    assert.isNull(ruleOf(verdictOn(taking("a"), { world: { folders: { [HOME]: ["a"] } } })))
  })

  it("refuses to move it all out of the home, and not to another place in it", () => {
    assert.strictEqual(ruleOf(verdictOn(moving("/data"), { world, policy: { roots: ["/data"] } })), "home-folder")
    assert.strictEqual(verdictOn(moving(WORK), { world })._tag, "Allow")
  })

  it("lets new names be made in it", () => {
    assert.isNull(ruleOf(verdictOn([{ deeds: [make(`${HOME}/a`), make(`${HOME}/b`)] }], { world })))
  })
})

describe("judge asks", () => {
  it("nobody for what reads, creates or moves", () => {
    assert.deepStrictEqual(verdictOn([{ risk: 0 }]), { _tag: "Allow", risk: 0 })
    assert.deepStrictEqual(verdictOn([{ deeds: [make(`${WORK}/a`)], risk: 1 }]), { _tag: "Allow", risk: 1 })
    assert.deepStrictEqual(verdictOn([]), { _tag: "Allow", risk: 0 })
  })

  it("for a yes at risk 2, and for the action's own word at risk 3", () => {
    assert.deepStrictEqual(verdictOn([{ risk: 1 }, { risk: 2 }]), {
      _tag: "Confirm",
      risk: 2,
      why: ["changes or deletes"]
    })
    assert.deepStrictEqual(verdictOn([{ risk: 2 }, { action: "kill", risk: 3 }, { action: "push", risk: 3 }]), {
      _tag: "ConfirmIrreversible",
      risk: 3,
      why: ["cannot be undone"],
      word: "kill"
    })
  })

  it("above maxFiles, not at it; over all steps that act together", () => {
    const policy = { maxFiles: 5 }
    assert.strictEqual(verdictOn([{ risk: 1, count: 5 }], { policy })._tag, "Allow")
    assert.match(why(verdictOn([{ risk: 1, count: 6 }], { policy }))[0] ?? "", /^touches 6 files.*more than 5\)$/)
    assert.strictEqual(
      verdictOn(
        [
          { risk: 1, count: 3 },
          { risk: 1, count: 3 }
        ],
        { policy }
      )._tag,
      "Confirm"
    )
    // What is only read does not count.
    assert.strictEqual(
      verdictOn(
        [
          { risk: 0, count: 9 },
          { risk: 1, count: 5 }
        ],
        { policy }
      )._tag,
      "Allow"
    )
  })

  it("above maxBytes, not at it", () => {
    const maxBytes = 4 * 1024 ** 3
    assert.strictEqual(verdictOn([{ risk: 1, bytes: maxBytes }], { policy: { maxBytes } })._tag, "Allow")
    const verdict = verdictOn([{ risk: 1, bytes: maxBytes + 1 }], { policy: { maxBytes } })
    assert.strictEqual(verdict._tag, "Confirm")
    assert.match(why(verdict)[0] ?? "", /^touches .*more than 4 GB\)$/)
  })

  it("more, never less, when a plan grows (property)", () => {
    const step = fc.record({
      action: fc.constantFrom("delete", "move", "kill"),
      risk: fc.constantFrom<Risk>(0, 1, 2, 3),
      count: fc.nat(8),
      bytes: fc.nat(2_000),
      deeds: fc.array(
        fc.constantFrom(
          trash(`${WORK}/a`),
          trash(`${HOME}/b`),
          make(`${WORK}/c`),
          move(`${WORK}/d`, `${HOME}/d`),
          set("/etc/hosts")
        ),
        { maxLength: 4 }
      )
    })
    const plan = fc.array(step, { maxLength: 5 })
    const options: JudgeOptions = {
      policy: { maxFiles: 10, maxBytes: 4_000, allow: [{ action: "FileOps.delete", under: WORK, until: null }] }
    }
    fc.assert(
      fc.property(plan, plan, (some, more) => {
        const [less, whole] = [verdictOn(some, options), verdictOn([...some, ...more], options)]
        assert.isAtLeast(orderOf(whole), orderOf(less))
        assert.isAtLeast(riskOf(whole), riskOf(less))
      }),
      { seed: 11, numRuns: 500 }
    )
  })
})

describe("judge and allow rules", () => {
  const rule: AllowRule = { action: "FileOps.delete", under: WORK, until: null }
  const on = (steps: ReadonlyArray<StepOf>, allow: ReadonlyArray<AllowRule> = [rule], more: JudgeOptions = {}) =>
    verdictOn(steps, { ...more, policy: { allow, ...more.policy } })._tag

  it("take the question away for that action below that folder", () => {
    assert.deepStrictEqual(verdictOn([{ deeds: [trash(`${WORK}/a`)] }], { policy: { allow: [rule] } }), {
      _tag: "Allow",
      risk: 2
    })
    assert.strictEqual(on([{ action: "replace", deeds: [set(`${WORK}/a`)] }]), "Confirm")
    assert.strictEqual(on([{ deeds: [trash(`${HOME}/other/a`)] }]), "Confirm")
    assert.strictEqual(on([{ deeds: [trash(`${HOME}/workshop/a`)] }]), "Confirm")
    assert.strictEqual(on([{ deeds: [trash(`${WORK}/a`), trash(`${HOME}/other/a`)] }]), "Confirm")
  })

  it("hold for what is in the folder, not for the folder", () => {
    const under = `${WORK}/scratch`
    assert.strictEqual(on([{ deeds: [trash(`${under}/a`)] }], [{ ...rule, under }]), "Allow")
    assert.strictEqual(on([{ deeds: [trash(under)] }], [{ ...rule, under }]), "Confirm")
  })

  it("hold by the real path", () => {
    const world = { links: { [`${WORK}/link`]: `${HOME}/other` } }
    assert.strictEqual(on([{ deeds: [trash(`${WORK}/link/a`)] }], [rule], { world }), "Confirm")
  })

  it("end at their end", () => {
    const step = [{ deeds: [trash(`${WORK}/a`)] }]
    assert.strictEqual(on(step, [{ ...rule, until: facts.now + 1 }]), "Allow")
    assert.strictEqual(on(step, [{ ...rule, until: facts.now }]), "Confirm")
  })

  it("must cover every step at risk 2", () => {
    const both = [{ deeds: [trash(`${WORK}/a`)] }, { action: "permissions", deeds: [set(`${WORK}/b`)] }]
    assert.strictEqual(on(both), "Confirm")
    assert.strictEqual(on(both, [rule, { ...rule, action: "FileOps.permissions" }]), "Allow")
  })

  it("never hold at risk 3, for a deed outside the file tree, or above the limits", () => {
    assert.strictEqual(on([{ deeds: [trash(`${WORK}/a`)], risk: 3 }]), "ConfirmIrreversible")
    assert.strictEqual(on([{ more: own([{ op: "git", to: `${WORK}/.git` }]) }]), "Confirm")
    const many = { deeds: [trash(`${WORK}/a`)], count: 6 }
    assert.strictEqual(on([many], [rule], { policy: { maxFiles: 5 } }), "Confirm")
  })
})

/** How often judging so many moves pauses; what it says is what it says at once. */
const turnsOf = (count: number): number => {
  const disk = diskOf({})
  const deeds = Array.from({ length: count }, (_, at) => move(`${WORK}/a${at}`, `${WORK}/b${at}`))
  const input = { resolved: resolvedOf([{ deeds, risk: 1 }], disk), options: defaultPolicyOptions, facts, disk }
  const pieces = judgeInPieces(input)
  for (let turns = 0; ; turns++) {
    const next = pieces.next()
    if (next.done !== true) continue
    assert.deepStrictEqual(next.value, judge(input))
    return turns
  }
}

describe("judging in pieces", () => {
  it("lets others have their turn with many deeds, and none with few; the verdict is the same", () => {
    assert.strictEqual(turnsOf(100), 0)
    assert.isAtLeast(turnsOf(10_000), 4)
  })

  it("refuses what comes last among many", () => {
    const deeds = Array.from({ length: 9_000 }, (_, at) => trash(`${WORK}/a${at}`))
    assert.strictEqual(ruleOf(verdictOn([{ deeds: [...deeds, trash("/etc/passwd")] }])), "system-folder")
  })
})
