/**
 * ProcessOps on real processes, all of them started here: each action against the machine, with inputs that must
 * fail or differ, and kill against a tree, a deaf process, a reused number and what is protected.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { createSocket } from "node:dgram"
import { type AddressInfo, createServer } from "node:net"
import { userInfo } from "node:os"
import { join } from "node:path"
import { type ActContext, type Output, type Prepared, type ToolError } from "@zenus/core"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { it as kitIt } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { makeProcessOps, ProcessOps } from "#tools/process/ProcessOps.ts"
import type { Processes } from "#tools/process/Processes.ts"
import { procProcesses } from "#tools/process/readProc.ts"
import { psProcesses } from "#tools/process/readPs.ts"

const onLinux = process.platform === "linux"
const processes = onLinux ? procProcesses : psProcesses

interface Started {
  readonly child: ChildProcess
  readonly pid: number
  /** Settles when it has ended, with the signal that ended it. */
  readonly ended: Promise<NodeJS.Signals | null>
  /** Its first line, once it is there. */
  readonly ready: Promise<string>
}

/** `it` with a way to start processes, which are all gone after the test. */
const it = kitIt.extend("start", ({}, { onCleanup }) => {
  const all: Array<ChildProcess> = []
  onCleanup(() => {
    for (const child of all) if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL")
  })
  return (program: string, args: ReadonlyArray<string>): Started => {
    const child = spawn(program, [...args], { stdio: ["ignore", "pipe", "ignore"] })
    all.push(child)
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("exit", (_code, signal) => resolve(signal)))
    const ready = new Promise<string>((resolve) =>
      child.stdout?.once("data", (bytes: Uint8Array) => resolve(Buffer.from(bytes).toString("utf8").trim()))
    )
    return { child, pid: child.pid ?? -1, ended, ready }
  }
})

const action = (name: string, over: Processes = processes) => {
  const found = makeProcessOps(over).actions.find((action) => action.name === name)
  if (found === undefined) throw new Error(`no action ${name}`)
  return found
}
const context = lookContext({ cwd: process.cwd() })
const prepare = (name: string, args: unknown, over?: Processes): Promise<Exit.Exit<Prepared, ToolError>> =>
  Effect.runPromiseExit(action(name, over).prepare(args, context))
const prepareNow = (name: string, args: unknown, over?: Processes): Promise<Prepared> =>
  Effect.runPromise(action(name, over).prepare(args, context))

const read = async (name: string, args: unknown): Promise<Output> => {
  const { run } = await prepareNow(name, args)
  if (run === undefined) throw new Error(`${name} gives no answer`)
  return Effect.runPromise(run)
}
const failure = async (name: string, args: unknown, over?: Processes): Promise<string> =>
  tagOf(await prepare(name, args, over))
const tagOf = (exit: Exit.Exit<unknown, ToolError>): string => {
  if (Exit.isSuccess(exit)) return "success"
  const found = Exit.findErrorOption(exit)
  if (found._tag === "None") throw new Error("a defect", { cause: exit.cause })
  const error = found.value
  assert.isNotEmpty(error.message)
  assert.isNotEmpty(error.recovery)
  return error._tag === "DeedRefused" ? `${error._tag} ${error.rule}` : error._tag
}

const unused = (): never => {
  throw new Error("a kill touches no file")
}
const acting = (progress: ActContext["progress"] = () => {}): ActContext => ({
  disk: Object.create(null, {}),
  transaction: "test",
  keep: unused,
  progress
})
const act = (prepared: Prepared, progress?: ActContext["progress"]) => {
  const { own } = prepared
  if (own === undefined) throw new Error("no deed")
  return Effect.runPromiseExit(
    Effect.gen(function* () {
      const before = yield* own.before(acting(progress))
      return (yield* own.act(acting(progress), before)).output
    })
  )
}
const kill = async (args: unknown, over?: Processes) => act(await prepareNow("kill", args, over))
const linesOf = (exit: Exit.Exit<Output, ToolError>): ReadonlyArray<string> => {
  if (Exit.isSuccess(exit)) return exit.value.lines
  throw new Error("failed", { cause: exit.cause })
}

const alive = (pid: number): boolean => {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" })
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z")
}
/** A program that nothing else on this machine is called like. */
const uniqueProgram = (base: string, name = `zt${process.pid}x`): string => {
  mkdirSync(join(base, "bin"), { recursive: true })
  const path = join(base, "bin", name)
  copyFileSync("/bin/sleep", path)
  return path
}
const DEAF = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('ready')"
/** A process with a child and a grandchild, which prints the numbers of both. */
const TREE = `
  const { spawn } = require("node:child_process")
  const inner = 'const c = require("node:child_process").spawn("sleep", ["600"]); console.log(c.pid); setInterval(() => {}, 1000)'
  const child = spawn(process.execPath, ["-e", inner])
  child.stdout.once("data", (pid) => console.log(child.pid + " " + String(pid).trim()))
  setInterval(() => {}, 1000)`
const HOSTILE = ["$(touch pwned)", "*", "-9", "../../etc", "a\nb", "\u001b[2J", "x".repeat(100_000), "'; rm -rf ~ #"]

describe("list", () => {
  it("shows a process that was just started, by number, with its user and command", async ({ start }) => {
    const { pid } = start("sleep", ["611"])
    const output = await read("list", {})
    const row = output.lines.find((line) => line.startsWith(`${pid}\t`))
    assert.match(row ?? "", new RegExp(`^${pid}\\t${userInfo().username}\\t\\d+\\tsleep 611$`))
    const pids = output.lines.map((line) => Number(line.split("\t")[0]))
    assert.deepStrictEqual(
      pids,
      pids.toSorted((a, b) => a - b)
    )
    assert.strictEqual(output.table?.rows.length, output.lines.length)
  })

  it("puts the busiest first with a true reading, and never itself", async ({ start }) => {
    const { pid } = start(process.execPath, ["-e", "console.log('on'); for (;;) {}"])
    const output = await read("list", { by: "cpu", first: 400 })
    const row = output.lines.find((line) => line.startsWith(`${pid}\t`))?.split("\t")
    assert.isAbove(Number(row?.[2]), 5, row?.join(" "))
    assert.isFalse(output.lines.some((line) => line.startsWith(`${process.pid}\t`)))
  })

  it("orders by memory and stops after so many", async () => {
    const { data, lines } = await read("list", { by: "memory", first: 3 })
    const memory = (data as ReadonlyArray<{ memory: number }>).map((row) => row.memory)
    assert.strictEqual(lines.length, 3)
    assert.deepStrictEqual(
      memory,
      memory.toSorted((a, b) => b - a)
    )
  })

  it("keeps to one user, by name or number", async ({ start }) => {
    const { pid } = start("sleep", ["612"])
    const { uid, username } = userInfo()
    for (const user of [username, String(uid)]) {
      const { data } = await read("list", { user })
      const rows = data as ReadonlyArray<{ pid: number; user: string }>
      assert.isTrue(rows.some((row) => row.pid === pid))
      assert.deepStrictEqual([...new Set(rows.map((row) => row.user))], [username])
    }
    const nobody = await read("list", { user: "3999999" })
    assert.deepStrictEqual(nobody.lines, [])
    assert.strictEqual(nobody.note, "No process.")
  })

  it("counts, and knows who asks", async ({ start }) => {
    const before = Number((await read("list", { give: "count", user: "me" })).lines[0])
    start("sleep", ["613"])
    const { lines } = await read("list", { user: "me" })
    assert.isTrue(lines.some((line) => line.endsWith("sleep 613")))
    assert.isAtLeast(before, 1)
    assert.isAtLeast(Number((await read("list", { give: "count" })).lines[0]), lines.length)
  })

  it("refuses what it cannot take", async () => {
    for (const args of [{ first: 0 }, { first: -3 }, { first: 1.5 }, { by: "size" }, { user: "" }, { what: 1 }, null]) {
      assert.strictEqual(await failure("list", args), "BadArgument", JSON.stringify(args))
    }
    for (const user of HOSTILE) assert.strictEqual(await failure("list", { user }), "PathNotFound")
  })
})

describe("tree", () => {
  it("puts a child under its parent with its whole command line", async ({ start }) => {
    const { pid, ready } = start(process.execPath, ["-e", TREE])
    const [child, grandchild] = (await ready).split(" ")
    const { lines } = await read("tree", { pid })
    assert.deepStrictEqual(
      lines.map((line) => line.split("\t")[0]),
      [String(pid), child, grandchild]
    )
    assert.match(lines[2] ?? "", /^\d+\t {3}└─ sleep 600$/)
    for (const child of [Number(lines[1]?.split("\t")[0]), Number(grandchild)]) process.kill(child)
  })

  it("shows every process once, each on one line", async () => {
    const { lines } = await read("tree", {})
    const pids = lines.map((line) => line.split("\t")[0])
    assert.strictEqual(new Set(pids).size, pids.length)
    assert.isTrue(lines.every((line) => !line.includes("\n")))
    assert.isTrue(lines.some((line) => line.startsWith(`${process.pid}\t`)))
  })

  it("refuses a number that is not there or none", async () => {
    assert.strictEqual(await failure("tree", { pid: 4_194_305 }), "PathNotFound")
    assert.strictEqual(await failure("tree", { pid: -1 }), "PathNotFound")
    assert.strictEqual(await failure("tree", { pid: "1" }), "BadArgument")
  })
})

describe("find", () => {
  it("finds by whole name, beginning or part; as rows, numbers or a count", async ({ base, start }) => {
    const name = `zt${process.pid}find`
    const { pid } = start(uniqueProgram(base, name), ["600"])
    for (const args of [
      { name, match: "exact" },
      { name: name.slice(0, -1), match: "prefix" },
      { name: name.slice(1) },
      { name: name.toUpperCase() }
    ]) {
      assert.deepStrictEqual((await read("find", { ...args, give: "pids" })).lines, [String(pid)], JSON.stringify(args))
    }
    assert.deepStrictEqual((await read("find", { name, give: "count" })).lines, ["1"])
    assert.match((await read("find", { name })).lines[0] ?? "", new RegExp(`^${pid}\\t.*${name} 600$`))
    assert.deepStrictEqual((await read("find", { name: name.slice(1), match: "exact" })).lines, [])
  })

  it("finds a process that wrote its own title, and a script of an interpreter", async ({ base, start }) => {
    const title = `zt${process.pid}title`
    const titled = start(process.execPath, [
      "-e",
      `process.title = "${title}"; console.log(1); setInterval(() => {}, 1000)`
    ])
    const script = join(base, `zt${process.pid}script.js`)
    writeFileSync(script, "console.log(1); setInterval(() => {}, 1000)")
    const scripted = start(process.execPath, [script])
    await Promise.all([titled.ready, scripted.ready])
    assert.deepStrictEqual((await read("find", { name: title, give: "pids" })).lines, [String(titled.pid)])
    const found = await read("find", { name: `zt${process.pid}script.js`, match: "exact", give: "pids" })
    assert.deepStrictEqual(found.lines, [String(scripted.pid)])
  })

  it("looks into command lines only when told to", async ({ start }) => {
    const { pid, ready } = start(process.execPath, ["-e", "console.log(1); setInterval(() => {}, 1000)", "marker-617"])
    await ready
    assert.deepStrictEqual((await read("find", { name: "marker-617" })).lines, [])
    assert.deepStrictEqual((await read("find", { name: "marker-617", inCommand: true, give: "pids" })).lines, [
      String(pid)
    ])
  })

  it("gives an empty answer with a note for names that nothing has, and takes a hostile name as a name", async () => {
    for (const name of [...HOSTILE, ".", "(", "[a-z]*"]) {
      const { lines, note } = await read("find", { name: `zt-none ${name}` })
      assert.deepStrictEqual(lines, [])
      assert.match(note ?? "", /^No process whose name contains /)
      assert.notInclude(note ?? "", "\u001b")
    }
    assert.strictEqual(await failure("find", { name: "" }), "BadArgument")
    assert.strictEqual(await failure("find", { name: 5 }), "BadArgument")
    assert.strictEqual(await failure("find", { name: "x", match: "regex" }), "BadArgument")
  })

  it.runIf(onLinux)("escapes a command line that would break a line", async ({ start }) => {
    const { ready } = start(process.execPath, [
      "-e",
      "console.log(1); setInterval(() => {}, 1000)",
      "zt618 a\nb\u001b[2J"
    ])
    await ready
    const { lines } = await read("find", { name: "zt618", inCommand: true })
    assert.strictEqual(lines.length, 1)
    assert.include(lines[0], "zt618 a\\nb\\e[2J")
  })
})

describe("exists", () => {
  it("says yes while it runs and no before and after", async ({ base, start }) => {
    const name = `zt${process.pid}ex`
    assert.deepStrictEqual((await read("exists", { name })).lines, ["no"])
    const { child, ended, pid } = start(uniqueProgram(base, name), ["600"])
    assert.deepStrictEqual((await read("exists", { name })).lines, ["yes"])
    assert.deepStrictEqual((await read("exists", { pid })).lines, ["yes"])
    assert.deepStrictEqual((await read("exists", { name: name.slice(0, -1) })).lines, ["no"])
    child.kill()
    await ended
    assert.deepStrictEqual((await read("exists", { name })).lines, ["no"])
    assert.deepStrictEqual((await read("exists", { pid })).lines, ["no"])
  })

  it("says no to hostile and huge names, and refuses none or two ways of asking", async () => {
    for (const name of HOSTILE) assert.deepStrictEqual((await read("exists", { name })).lines, ["no"])
    for (const args of [{}, { name: "" }, { name: "a", pid: 1 }, { pid: 1.5 }]) {
      assert.strictEqual(await failure("exists", args), "BadArgument", JSON.stringify(args))
    }
    assert.deepStrictEqual((await read("exists", { pid: -1 })).lines, ["no"])
  })
})

const listen = (host: string) =>
  new Promise<{ readonly port: number; readonly close: () => void }>((resolve) => {
    const server = createServer()
    server.listen(0, host, () => resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() }))
  })

describe("ports", () => {
  it("names the process that listens, on IPv4 and IPv6", async () => {
    for (const host of ["127.0.0.1", "::1"]) {
      const { port, close } = await listen(host)
      const { lines } = await read("ports", { port })
      assert.match(lines[0] ?? "", new RegExp(`^${port}\\ttcp\\t${host}\\t${process.pid}\\t`))
      assert.deepStrictEqual((await read("ports", { port, give: "pids" })).lines, [String(process.pid)])
      assert.deepStrictEqual((await read("ports", { port, give: "yes-or-no" })).lines, ["yes"])
      assert.include((await read("ports", { give: "ports" })).lines, String(port))
      close()
    }
  })

  it("names who bound a UDP port", async () => {
    const socket = createSocket("udp4")
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve))
    const { lines } = await read("ports", { port: socket.address().port })
    assert.match(lines[0] ?? "", new RegExp(`\\tudp\\t127.0.0.1\\t${process.pid}\\t`))
    socket.close()
  })

  it("answers nothing, or no, for a port that was let go", async () => {
    const { port, close } = await listen("127.0.0.1")
    close()
    const { lines, note } = await read("ports", { port })
    assert.deepStrictEqual(lines, [])
    assert.strictEqual(note, `Nothing listens on port ${port}.`)
    assert.deepStrictEqual((await read("ports", { port, give: "yes-or-no" })).lines, ["no"])
  })

  it("refuses what is no port", async () => {
    for (const port of [0, -1, 65_536, 1e9, 80.5, "80", "80; reboot", null]) {
      assert.strictEqual(await failure("ports", { port }), "BadArgument", String(port))
    }
    assert.deepStrictEqual((await read("ports", { port: 65_535, give: "yes-or-no" })).lines, ["no"])
  })
})

describe("info", () => {
  it("tells all about a number, with a true reading of the processor", async ({ start }) => {
    const { pid, ready } = start(process.execPath, ["-e", "console.log(1); for (;;) {}"])
    await ready
    const { lines } = await read("info", { pid })
    const fields = new Map(lines.map((line) => line.split("\t") as [string, string]))
    assert.strictEqual(fields.get("pid"), String(pid))
    assert.strictEqual(fields.get("name"), "node")
    assert.strictEqual(fields.get("user"), userInfo().username)
    assert.isAbove(Number(fields.get("cpu")), 5)
    assert.isAbove(Number(fields.get("memory")), 1_000_000)
    assert.match(fields.get("parent") ?? "", new RegExp(`^${process.pid} `))
    assert.match(fields.get("started") ?? "", /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  })

  it("tells one fact alone and bare", async ({ start }) => {
    const { pid } = start("sleep", ["614"])
    const one = async (what: string) => (await read("info", { pid, what })).lines
    assert.deepStrictEqual(await one("command"), ["sleep 614"])
    assert.deepStrictEqual(await one("user"), [userInfo().username])
    assert.match((await one("memory")).join(), /^\d+$/)
    assert.strictEqual(await failure("info", { pid, what: "secrets" }), "BadArgument")
  })

  it("says that a number or name is not there, and which names look like it", async ({ base, start }) => {
    const name = `zt${process.pid}info`
    start(uniqueProgram(base, name), ["600"])
    assert.strictEqual((await read("info", { name })).lines[1], `name\t${name}`)
    const error = Exit.findErrorOption(await prepare("info", { name: `${name}s` }))
    assert.isTrue(error._tag === "Some" && error.value._tag === "PathNotFound" && error.value.near.includes(name))
    for (const args of [{ pid: 4_194_305 }, { pid: 0 }, { pid: -1 }, ...HOSTILE.map((name) => ({ name }))]) {
      assert.strictEqual(await failure("info", args), "PathNotFound", JSON.stringify(args).slice(0, 80))
    }
    for (const args of [{}, { name: "" }, { pid: 1, name: "a" }, { pid: "1" }]) {
      assert.strictEqual(await failure("info", args), "BadArgument")
    }
  })
})

describe("kill", () => {
  it("is planned with its target named, and does nothing before it acts", async ({ start }) => {
    const { pid } = start("sleep", ["601"])
    const prepared = await prepareNow("kill", { pid })
    assert.deepStrictEqual(prepared.own?.effects, [{ op: "kill", detail: `pid ${pid} (sleep 601)` }])
    assert.strictEqual(prepared.explanation, `End process pid ${pid} (sleep 601)`)
    assert.deepStrictEqual(prepared.deeds, [])
    assert.isTrue(alive(pid))
    assert.strictEqual(action("kill").risk, 3)
    assert.strictEqual(action("kill").undo, "no")
  })

  it("ends a process by number with SIGTERM and says so once it is gone", async ({ start }) => {
    const { pid, ended } = start("sleep", ["602"])
    assert.deepStrictEqual(linesOf(await kill({ pid })), [`pid ${pid} (sleep 602) ended`])
    assert.strictEqual(await ended, "SIGTERM")
    assert.isFalse(alive(pid))
  })

  it("ends all of one name, each listed, and no other", async ({ base, start }) => {
    const name = `zt${process.pid}all`
    const [one, two] = [start(uniqueProgram(base, name), ["603"]), start(join(base, "bin", name), ["604"])]
    const other = start(uniqueProgram(base, `${name}-helper`), ["605"])
    const prepared = await prepareNow("kill", { name })
    assert.strictEqual(prepared.own?.effects.length, 2)
    const progress: Array<number> = []
    assert.strictEqual(linesOf(await act(prepared, (done) => progress.push(done))).length, 2)
    assert.strictEqual(progress.at(-1), 2)
    await Promise.all([one.ended, two.ended])
    assert.isTrue(alive(other.pid))
    assert.strictEqual(await failure("kill", { name }), "PathNotFound")
  })

  it("ends what listens on a port and leaves its callers alone", async ({ start }) => {
    const serve =
      "const s = require('node:net').createServer(() => {}).listen(0, '127.0.0.1', () => console.log(s.address().port))"
    const server = start(process.execPath, ["-e", serve])
    const port = Number(await server.ready)
    const caller = start(process.execPath, [
      "-e",
      `const c = require('node:net').connect(${port}, '127.0.0.1', () => console.log(1)); c.on('error', () => {}); setInterval(() => {}, 1000)`
    ])
    await caller.ready
    assert.strictEqual(linesOf(await kill({ port })).length, 1)
    assert.strictEqual(await server.ended, "SIGTERM")
    assert.isTrue(alive(caller.pid))
    assert.strictEqual(await failure("kill", { port }), "PathNotFound")
  })

  it("ends a whole tree when asked, and only the top when not", async ({ start }) => {
    const first = start(process.execPath, ["-e", TREE])
    const [child, grandchild] = (await first.ready).split(" ").map(Number) as [number, number]
    assert.strictEqual(linesOf(await kill({ pid: first.pid, tree: true })).length, 3)
    assert.deepStrictEqual([first.pid, child, grandchild].filter(alive), [])

    const second = start(process.execPath, ["-e", TREE])
    const below = (await second.ready).split(" ").map(Number)
    assert.strictEqual(linesOf(await kill({ pid: second.pid })).length, 1)
    assert.deepStrictEqual(below.filter(alive), below)
    for (const pid of below) process.kill(pid)
  })

  it("fails with what still runs when SIGTERM is ignored, and ends it only when forced", async ({ start }) => {
    const { pid, ended, ready } = start(process.execPath, ["-e", DEAF])
    await ready
    const exit = await kill({ pid, waitMs: 200 })
    assert.strictEqual(tagOf(exit), "StepFailed")
    const error = Exit.findErrorOption(exit)
    assert.match(
      error._tag === "Some" ? error.value.message : "",
      new RegExp(`0 of 1 ended.*Still running: pid ${pid}`)
    )
    assert.isTrue(alive(pid))
    assert.strictEqual(linesOf(await kill({ pid, waitMs: 200, force: true })).length, 1)
    assert.strictEqual(await ended, "SIGKILL")
  })

  it("reports those that ended beside the one that did not", async ({ base, start }) => {
    const script = join(base, `zt${process.pid}mixed.js`)
    writeFileSync(
      script,
      `if (process.argv[2] === "deaf") process.on("SIGTERM", () => {}); console.log(1); setInterval(() => {}, 1000)`
    )
    const soft = start(process.execPath, [script])
    const deaf = start(process.execPath, [script, "deaf"])
    await Promise.all([soft.ready, deaf.ready])
    const exit = await kill({ name: `zt${process.pid}mixed.js`, waitMs: 300 })
    const error = Exit.findErrorOption(exit)
    assert.match(
      error._tag === "Some" ? error.value.message : "",
      new RegExp(`1 of 2 ended\\. Still running: pid ${deaf.pid} `)
    )
    assert.strictEqual(await soft.ended, "SIGTERM")
  })

  it("does not touch a process that was given the number of the planned one", async ({ start }) => {
    const { pid } = start("sleep", ["606"])
    // The number is the same and the start is not: what a reuse looks like.
    const reused: Processes = {
      ...processes,
      list: Effect.map(processes.list, (all) =>
        all.map((facts) => (facts.pid === pid ? { ...facts, start: "1" } : facts))
      )
    }
    const exit = await kill({ pid, force: true, waitMs: 200 }, reused)
    assert.deepStrictEqual(linesOf(exit), [])
    assert.match(Exit.isSuccess(exit) ? (exit.value.note ?? "") : "", new RegExp(`^pid ${pid} .* had ended before\\.$`))
    assert.isTrue(alive(pid))
  })

  it("looks directly before the signal: a number reused a moment ago is not hit", async ({ start }) => {
    const { pid } = start("sleep", ["615"])
    let looks = 0
    const reused: Processes = {
      ...processes,
      // The first look, at what still runs, finds the planned process; the next finds another.
      one: (asked) =>
        Effect.map(processes.one(asked), (facts) =>
          facts !== null && asked === pid && ++looks > 1 ? { ...facts, start: "1" } : facts
        )
    }
    await kill({ pid, force: true, waitMs: 200 }, reused)
    assert.isAbove(looks, 1)
    assert.isTrue(alive(pid))
  })

  it("checks again before SIGKILL: a number reused while it waited is not hit", async ({ start }) => {
    const { pid, ready } = start(process.execPath, ["-e", DEAF])
    await ready
    const signals: Array<string> = []
    const reused: Processes = {
      ...processes,
      one: (asked) =>
        Effect.map(processes.one(asked), (facts) =>
          facts !== null && signals.includes("SIGTERM") ? { ...facts, start: "1" } : facts
        ),
      signal: (to, signal) => {
        signals.push(signal)
        return processes.signal(to, signal)
      }
    }
    assert.strictEqual(linesOf(await kill({ pid, force: true, waitMs: 200 }, reused)).length, 1)
    assert.deepStrictEqual(signals, ["SIGTERM"])
    assert.isTrue(alive(pid))
  })

  it("ends only what was planned: a process that ended meanwhile is a note", async ({ start }) => {
    const { child, ended, pid } = start("sleep", ["607"])
    const prepared = await prepareNow("kill", { pid })
    child.kill("SIGKILL")
    await ended
    const exit = await act(prepared)
    assert.deepStrictEqual(linesOf(exit), [])
    assert.strictEqual(Exit.isSuccess(exit) && exit.value.note, `pid ${pid} (sleep 607) had ended before.`)
  })

  it("counts a process that waits to be collected by its parent as ended", async ({ start }) => {
    // The shell replaces itself by a program that never collects the child it inherited.
    const parent = start("sh", ["-c", "sleep 608 & echo $!; exec sleep 609"])
    const pid = Number(await parent.ready)
    assert.strictEqual(linesOf(await kill({ pid })).length, 1)
    assert.strictEqual(await failure("kill", { pid }), "PathNotFound")
  })

  it("never hits itself, its parents, the first process, groups or everybody", async () => {
    const signals: Array<number> = []
    const watched: Processes = { ...processes, signal: (pid) => (signals.push(pid), Effect.succeed("denied")) }
    const parent = process.ppid
    for (const [args, expected] of [
      [{ pid: process.pid }, "DeedRefused own-process"],
      [{ pid: parent }, "DeedRefused own-process"],
      [{ pid: parent, tree: true, force: true }, "DeedRefused own-process"],
      [{ pid: 1 }, "DeedRefused system-process"],
      [{ pid: 0 }, "DeedRefused broad-kill"],
      [{ pid: -1 }, "DeedRefused broad-kill"],
      [{ pid: -process.pid }, "DeedRefused broad-kill"],
      [{ name: "*" }, "DeedRefused broad-kill"],
      [{ name: "everything" }, "DeedRefused broad-kill"],
      [{ name: "-1", force: true }, "DeedRefused broad-kill"],
      [{ name: "-9" }, "DeedRefused broad-kill"],
      [{ name: "yourself" }, "DeedRefused own-process"],
      [{ name: "systemd" }, "DeedRefused system-process"]
    ] as const) {
      assert.strictEqual(await failure("kill", args, watched), expected, JSON.stringify(args))
    }
    if (onLinux) assert.strictEqual(await failure("kill", { pid: 2 }, watched), "DeedRefused kernel-thread")
    assert.deepStrictEqual(signals, [])
  })

  it.runIf(onLinux && userInfo().uid === 0)("leaves another user's process alone", async ({ base }) => {
    const program = uniqueProgram(base, `zt${process.pid}other`)
    const child = spawn("/bin/sleep", ["600"], { stdio: "ignore", uid: 65_534, gid: 65_534, argv0: program })
    assert.strictEqual(await failure("kill", { pid: child.pid }), "DeedRefused other-user")
    assert.isTrue(alive(child.pid ?? -1))
    child.kill("SIGKILL")
  })

  it("takes hostile names as names and refuses arguments that do not fit", async () => {
    for (const name of HOSTILE.filter((name) => name !== "*" && name !== "-9")) {
      assert.strictEqual(await failure("kill", { name }), "PathNotFound", name.slice(0, 40))
    }
    for (const args of [
      {},
      { name: "" },
      { pid: 4211, name: "a" },
      { pid: "4211" },
      { pid: 1e300 },
      { port: 0 },
      { pid: 4211, match: "prefix" },
      { pid: 4211, waitMs: 10 },
      { pid: 4211, waitMs: 1e9 },
      { pid: 4211, signal: "HUP" }
    ]) {
      assert.strictEqual(await failure("kill", args), "BadArgument", JSON.stringify(args))
    }
    assert.strictEqual(await failure("kill", { pid: 4_194_305 }), "PathNotFound")
  })
})

describe("both ways of reading the machine", () => {
  it.runIf(onLinux)("agree on a process of ours", async ({ start }) => {
    const { pid } = start("sleep", ["610"])
    const [proc, ps] = await Promise.all([
      Effect.runPromise(procProcesses.one(pid)),
      Effect.runPromise(psProcesses.one(pid))
    ])
    for (const field of ["pid", "parent", "name", "command", "uid"] as const) {
      assert.strictEqual(ps?.[field], proc?.[field], field)
    }
    assert.isAtMost(Math.abs((ps?.startedAtMs ?? 0) - (proc?.startedAtMs ?? 1e15)), 2_000)
    assert.isNull(await Effect.runPromise(psProcesses.one(-1)))
    const list = await Effect.runPromise(psProcesses.list)
    assert.isTrue(list.some((facts) => facts.pid === pid))
  })

  it("says what went wrong when the machine cannot be read", async () => {
    assert.isAbove((await Effect.runPromise(processes.list)).length, 1)
    assert.isNull(await Effect.runPromise(processes.one(4_194_305)))
    assert.strictEqual(await Effect.runPromise(processes.signal(-1, "SIGTERM")), "denied")
    assert.strictEqual(await Effect.runPromise(processes.signal(4_194_305, "SIGTERM")), "gone")
    if (onLinux) assert.isTrue(readFileSync("/proc/self/stat", "utf8").startsWith(String(process.pid)))
  })
})

describe("ProcessOps", () => {
  it("has a description for every argument of every action", () => {
    assert.deepStrictEqual(
      ProcessOps.actions.map(({ name }) => name),
      ["list", "tree", "find", "exists", "ports", "info", "kill"]
    )
    for (const { examples, name, phrases } of ProcessOps.actions) {
      assert.isNotEmpty(phrases, name)
      assert.isNotEmpty(examples, name)
    }
  })
})
