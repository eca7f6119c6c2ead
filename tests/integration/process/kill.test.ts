/** Killing, only of processes started here: trees, deaf ones, reused numbers, and all that is protected. */
import { spawn } from "node:child_process"
import { writeFileSync } from "node:fs"
import { userInfo } from "node:os"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { StepFailed } from "@zenus/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Processes } from "#tools/process/Processes.ts"
import {
  onLinux,
  processes,
  it,
  action,
  prepareNow,
  failure,
  tagOf,
  act,
  acting,
  kill,
  linesOf,
  alive,
  uniqueProgram,
  DEAF,
  TREE,
  HOSTILE
} from "./startProcesses.ts"

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
    try {
      assert.strictEqual(await failure("kill", { pid: child.pid }), "DeedRefused other-user")
      assert.isTrue(alive(child.pid ?? -1))
    } finally {
      child.kill("SIGKILL")
    }
  })

  // A kill that reached nobody stood in the way of undo, as if something had been ended.
  it("tells where no signal reached anybody, or all had ended before", async ({ base, start }) => {
    const name = `zt${process.pid}none`
    const program = uniqueProgram(base, name)
    const [one, two] = [start(program, ["617"]), start(program, ["618"])]
    const nothingDone = async (denied: ReadonlyArray<number>): Promise<boolean | undefined> => {
      const signal: Processes["signal"] = (pid) => Effect.succeed(denied.includes(pid) ? "denied" : "sent")
      const prepared = await prepareNow("kill", { name, waitMs: 100 }, { ...processes, signal })
      const exit = await act(prepared)
      const error = Exit.isFailure(exit) ? Cause.squash(exit.cause) : null
      return error instanceof StepFailed ? prepared.own?.didNothing?.(error) : undefined
    }
    assert.isTrue(await nothingDone([one.pid, two.pid]))
    assert.isFalse(await nothingDone([one.pid]))
    assert.isFalse(await nothingDone([]))
    const { own } = await prepareNow("kill", { name })
    await kill({ name })
    await Promise.all([one.ended, two.ended])
    const done = await Effect.runPromise(own?.act(acting(), null) ?? Effect.die("no deed"))
    assert.isTrue(done.didNothing)
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
