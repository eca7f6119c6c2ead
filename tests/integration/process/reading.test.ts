/** The actions of ProcessOps that look, against real processes, each with inputs that must fail or differ. */
import { readFileSync, writeFileSync } from "node:fs"
import { createSocket } from "node:dgram"
import { type AddressInfo, createServer } from "node:net"
import { userInfo } from "node:os"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { ProcessOps } from "#tools/process/ProcessOps.ts"
import { procProcesses } from "#tools/process/readProc.ts"
import { psProcesses } from "#tools/process/readPs.ts"
import { onLinux, processes, it, prepare, read, failure, uniqueProgram, TREE, HOSTILE } from "./startProcesses.ts"

/** The lines of this user's processes. */
const mine = async (): Promise<ReadonlyArray<string>> => (await read("list", { user: "me" })).lines

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
    start("sleep", ["613"])
    assert.isTrue((await mine()).some((line) => line.endsWith("sleep 613")))
    // Others come and go: one count between two looks that see as many is enough.
    const found: Array<ReadonlyArray<number>> = []
    const agree = (): boolean => found.some(([before, count, after]) => before === count && count === after)
    while (found.length < 50 && !agree()) {
      const before = (await mine()).length
      const count = Number((await read("list", { give: "count", user: "me" })).lines[0])
      found.push([before, count, (await mine()).length])
    }
    assert.isTrue(agree(), JSON.stringify(found))
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
