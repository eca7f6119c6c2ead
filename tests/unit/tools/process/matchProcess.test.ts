import { assert, describe, it } from "@effect/vitest"
import { ancestorsOf, descendantsOf, matchProcesses } from "#tools/process/matchProcess.ts"
import { facts } from "./facts.ts"

const shell = facts(10, "bash", { parent: 1, command: "bash -c zenus run nginx" })
const launcher = facts(11, "npm exec zenus run nginx", { parent: 10, kernelName: "npm exec zenus r" })
const self = facts(12, "node", { parent: 11, command: "node zenus.js run nginx" })
const web = facts(20, "nginx", { command: "nginx: master process" })
const worker = facts(21, "nginx", { parent: 20 })
const exporter = facts(22, "nginx-exporter", { parent: 1, command: "nginx-exporter --port 9113" })
const otherNode = facts(23, "node", { parent: 1, names: ["node", "server.js"] })
const all = [shell, launcher, self, web, worker, exporter, otherNode]
const pids = (name: string, match: "exact" | "prefix" | "contains", inCommand = false) =>
  matchProcesses(all, 12, name, { match, inCommand }).map(({ pid }) => pid)

describe("matchProcesses", () => {
  it("takes the whole name, its beginning or a part", () => {
    assert.deepStrictEqual(pids("nginx", "exact"), [20, 21])
    assert.deepStrictEqual(pids("nginx", "prefix"), [20, 21, 22])
    assert.deepStrictEqual(pids("exporter", "contains"), [22])
    assert.deepStrictEqual(pids("server.js", "exact"), [23])
  })

  it("never finds zenus, nor a parent by the words of the request", () => {
    assert.deepStrictEqual(pids("node", "exact"), [23])
    assert.deepStrictEqual(pids("run nginx", "contains"), [])
    assert.deepStrictEqual(pids("run nginx", "contains", true), [])
    assert.deepStrictEqual(pids("bash", "exact"), [10])
  })

  it("looks into command lines when told to", () => {
    assert.deepStrictEqual(pids("9113", "contains"), [])
    assert.deepStrictEqual(pids("9113", "contains", true), [22])
  })

  it("takes any case only where nothing fits as written", () => {
    assert.deepStrictEqual(pids("NGINX", "exact"), [20, 21])
    const two = [facts(1, "Code"), facts(2, "code")]
    assert.deepStrictEqual(
      matchProcesses(two, 99, "code", { match: "exact" }).map(({ pid }) => pid),
      [2]
    )
  })

  it("finds nothing for an empty name and nothing that has ended", () => {
    assert.deepStrictEqual(pids("", "contains"), [])
    assert.deepStrictEqual(matchProcesses([facts(5, "x", { state: "ended" })], 99, "x", { match: "exact" }), [])
  })
})

describe("ancestorsOf, descendantsOf", () => {
  it("go up to the first and down to the last", () => {
    assert.deepStrictEqual([...ancestorsOf(12, all)], [11, 10, 1])
    assert.deepStrictEqual(
      descendantsOf(10, all).map(({ pid }) => pid),
      [11, 12]
    )
  })

  it("end at a circle", () => {
    const circle = [facts(5, "a", { parent: 6 }), facts(6, "b", { parent: 5 })]
    assert.deepStrictEqual([...ancestorsOf(5, circle)], [6])
    assert.deepStrictEqual(
      descendantsOf(5, circle).map(({ pid }) => pid),
      [6]
    )
    assert.deepStrictEqual([...ancestorsOf(404, circle)], [])
  })
})
