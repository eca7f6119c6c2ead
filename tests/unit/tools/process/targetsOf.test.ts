import { assert, describe, it } from "@effect/vitest"
import { type Machine, MAX_TARGETS, type Meant, targetsOf } from "#tools/process/targetsOf.ts"
import { facts } from "./facts.ts"

const init = facts(1, "systemd", { parent: 0, uid: 0 })
const kthread = facts(2, "kworker/0:1", { parent: 0, uid: 0, kernel: true })
const sshd = facts(5, "sshd", { uid: 1000 })
const shell = facts(10, "bash")
const self = facts(12, "node", { parent: 10 })
const server = facts(20, "node", { names: ["node", "server.js"] })
const child = facts(21, "esbuild", { parent: 20 })
const grandchild = facts(22, "worker", { parent: 21 })
const foreign = facts(30, "postgres", { uid: 70 })
const foreignChild = facts(23, "helper", { parent: 20, uid: 0 })
const prettier = facts(40, "prettier")
const prettierd = facts(41, "prettierd")
const ended = facts(50, "gone", { state: "ended" })
const all = [
  init,
  kthread,
  sshd,
  shell,
  self,
  server,
  child,
  grandchild,
  foreign,
  foreignChild,
  prettier,
  prettierd,
  ended
]

const machine: Machine = {
  all,
  sockets: [
    { protocol: "tcp", address: "0.0.0.0", port: 3000, uid: 1000, pids: [20] },
    { protocol: "tcp", address: "::", port: 3000, uid: 1000, pids: [20] },
    { protocol: "tcp", address: "0.0.0.0", port: 5432, uid: 70, pids: [30] },
    { protocol: "tcp", address: "0.0.0.0", port: 25, uid: 0, pids: [] }
  ],
  self: 12,
  uid: 1000,
  userName: (uid) => `user${uid}`
}
/** The pids that would get a signal, or the tag and rule of why none does. */
const outcome = (meant: Meant, tree = false, over: Partial<Machine> = {}): ReadonlyArray<number> | string => {
  const found = targetsOf(meant, tree, { ...machine, ...over })
  if ("targets" in found) return found.targets.map(({ pid }) => pid)
  return found._tag === "DeedRefused" ? `refused ${found.rule}` : found._tag
}
const byName = (name: string, match: "exact" | "prefix" | "contains" = "exact"): Meant => ({ by: "name", name, match })
const byPid = (pid: number): Meant => ({ by: "pid", pid })
const byPort = (port: number): Meant => ({ by: "port", port })

const many = (count: number) => Array.from({ length: count }, (_, at) => facts(1000 + at, "spinner"))

describe("targetsOf", () => {
  it("means one number, all of a name, or what holds a port", () => {
    assert.deepStrictEqual(outcome(byPid(20)), [20])
    assert.deepStrictEqual(outcome(byName("prettier")), [40])
    assert.deepStrictEqual(outcome(byName("server.js")), [20])
    assert.deepStrictEqual(outcome(byPort(3000)), [20])
  })

  it("takes the tree below, parents first, and leaves another user's child out with a note", () => {
    assert.deepStrictEqual(outcome(byPid(20), true), [20, 21, 22])
    const found = targetsOf(byPid(20), true, machine)
    assert.deepStrictEqual("notes" in found && found.notes, ["Left out: Process 23 (helper) belongs to user0."])
  })

  it.each([
    ["the first process", byPid(1), "refused system-process"],
    ["everybody (-1)", byPid(-1), "refused broad-kill"],
    ["its own group (0)", byPid(0), "refused broad-kill"],
    ["another group", byPid(-4211), "refused broad-kill"],
    ["a kernel thread", byPid(2), "refused kernel-thread"],
    ["zenus itself", byPid(12), "refused own-process"],
    ["the shell above zenus", byPid(10), "refused own-process"],
    ["the shell by name", byName("bash"), "refused own-process"],
    ["a way into the machine", byPid(5), "refused system-process"],
    ["a system daemon that does not even run", byName("init"), "refused system-process"],
    ["itself by a word", byName("yourself"), "refused own-process"],
    ["zenus by name", byName("Zenus"), "refused own-process"],
    ["everybody as a name (-1)", byName("-1"), "refused broad-kill"],
    ["everybody by a star", byName("*"), "refused broad-kill"],
    ["everybody by a word", byName("all processes"), "refused broad-kill"],
    ["everybody by another word", byName("Everything"), "refused broad-kill"],
    ["only blanks", byName("  "), "refused broad-kill"],
    ["another user's process", byPid(30), "refused other-user"],
    ["another user's port", byPort(5432), "refused other-user"],
    ["a port whose holder is out of sight", byPort(25), "refused other-user"]
  ] as const)("refuses %s", (_what, meant, expected) => {
    assert.strictEqual(outcome(meant), expected)
    assert.strictEqual(outcome(meant, true), expected)
  })

  it.each([
    ["a number that is not there", byPid(4711), "PathNotFound"],
    ["a process that has ended", byPid(50), "PathNotFound"],
    ["a name that is not there", byName("nosuch"), "PathNotFound"],
    ["a part of a name", byName("retti"), "PathNotFound"],
    ["a hostile name", byName("node; rm -rf ~"), "PathNotFound"],
    ["a pattern, which is only a name", byName("prett.*"), "PathNotFound"],
    ["a free port", byPort(9), "PathNotFound"]
  ] as const)("does not find %s", (_what, meant, expected) => assert.strictEqual(outcome(meant), expected))

  it("offers names that look like a wrong one and takes none of them", () => {
    const found = targetsOf(byName("pretier"), false, machine)
    assert.isTrue(found instanceof Error && found._tag === "PathNotFound" && found.near.includes("prettier"))
  })

  it("refuses a part of a name that fits different programs, and takes one that fits one", () => {
    assert.strictEqual(outcome(byName("prett", "prefix")), "BadArgument")
    assert.deepStrictEqual(outcome(byName("prettierd", "contains")), [41])
  })

  it("leaves its own kind out and takes the rest", () => {
    const all = [...machine.all, facts(60, "bash")]
    const found = targetsOf(byName("bash"), false, { ...machine, all })
    assert.deepStrictEqual("targets" in found && found.targets.map(({ pid }) => pid), [60])
    assert.match("notes" in found ? (found.notes[0] ?? "") : "", /Process 10 \(bash\) started zenus/)
  })

  it("takes as many as the limit and not one more", () => {
    assert.strictEqual(outcome(byName("spinner"), false, { all: many(MAX_TARGETS) }).length, MAX_TARGETS)
    assert.strictEqual(outcome(byName("spinner"), false, { all: many(MAX_TARGETS + 1) }), "BadArgument")
  })
})
