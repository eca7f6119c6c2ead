/** A walk that looks at facts: what it gives is what a look at each entry says, from whichever thread it comes. */
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import { availableParallelism } from "node:os"
import { assert, describe } from "@effect/vitest"
import type { Entry, Stat } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { FactsView, FIELDS, writeFacts } from "#core/node/facts.ts"
import { makeLooking } from "#core/node/lookAtFacts.ts"
import { openStatThread } from "#core/node/statThread.ts"
import { it } from "#kit"

const disk = makeNodeDisk()

/** Files `0` to `count - 1`, every tenth with something in it. */
const fill = (folder: string, count: number): void => {
  fs.mkdirSync(folder, { recursive: true })
  for (let at = 0; at < count; at++) fs.writeFileSync(`${folder}/${at}`, at % 10 === 0 ? "x" : "")
}

const isFull = ({ size, type }: Stat): boolean => type === "file" && size > 0

describe("a walk with facts", () => {
  it("gives what fits with its facts, of few files and of many, and ends with what is thrown there", async ({
    folder
  }) => {
    for (let at = 0; at < 11; at++) fill(`${folder}/d${at}`, 500)
    fill(`${folder}/few`, 20)
    const met: Array<string> = []
    await disk.walk(folder, {
      wants: (_, type) => type === "file",
      facts: isFull,
      onFolder: ({ entries, path }) => {
        for (const { name, stat, type } of entries) {
          met.push(`${path}/${name}`)
          assert.deepStrictEqual(stat, disk.lstat(`${path}/${name}`) ?? undefined)
          assert.strictEqual(type, stat?.type)
        }
      }
    })
    assert.lengthOf(new Set(met), 11 * 50 + 2)
    assert.lengthOf(met, 11 * 50 + 2)
    for (const limit of [0, 5_400]) {
      let asked = 0
      const stop = new Error("enough")
      const thrown = await disk
        .walk(folder, {
          wants: (_, type) => type === "file",
          facts: () => {
            if (asked++ === limit) throw stop
            return false
          },
          onFolder: () => {}
        })
        .catch((cause: unknown) => cause)
      assert.strictEqual(thrown, stop)
    }
  })

  it("gives a large folder once, in its order", async ({ folder }) => {
    fill(folder, 1_100)
    const given: Array<ReadonlyArray<Entry>> = []
    await disk.walk(folder, { facts: isFull, onFolder: ({ entries }) => void given.push(entries) })
    const listed = disk.list(folder).filter(({ name }) => Number(name) % 10 === 0)
    assert.deepStrictEqual(
      given.map((entries) => entries.map(({ name, type }) => ({ name, type }))),
      [listed]
    )
  })

  it("looks at a large folder in pieces, and is busy until all of it was given", async ({ folder }) => {
    const entries = Array.from({ length: 100_000 }, (_, at): Entry => ({ name: `${at}`, type: "file" }))
    const given: Array<ReadonlyArray<Entry>> = []
    let isOver = false
    const looking = makeLooking(isFull, (work) => {
      assert.isFalse(isOver)
      work()
      isOver = !looking.isBusy()
    })
    // Nothing of it is there, so all of it is given.
    looking.take(folder, entries, (some) => given.push(some))
    let turns = 0
    for (; looking.isBusy(); turns++) await new Promise((turn) => setImmediate(turn))
    looking.end()
    assert.isAtLeast(turns, 8)
    assert.deepStrictEqual(given, [entries])
  })

  it("gives all of a large folder where no second thread can live: whoever looks stands in a folder that is gone", ({
    folder
  }) => {
    fill(`${folder}/many`, 9_000)
    fs.mkdirSync(`${folder}/gone`)
    const module = new URL("../../../packages/core/src/node/NodeDisk.ts", import.meta.url).href
    const program = `
      import { rmdirSync } from "node:fs"
      import { makeNodeDisk } from ${JSON.stringify(module)}
      process.chdir("gone")
      rmdirSync(${JSON.stringify(`${folder}/gone`)})
      let met = 0
      const onFolder = ({ entries }) => (met += entries.length)
      await makeNodeDisk().walk(${JSON.stringify(`${folder}/many`)}, { facts: () => true, onFolder })
      process.stdout.write(String(met))`
    const flags = ["--conditions=source", "--input-type=module", "--eval", program]
    assert.strictEqual(execFileSync(process.execPath, flags, { cwd: folder, encoding: "utf8" }), "9000")
  })

  it("hears a signal in the midst of a large folder, and others have their turn", async ({ folder }) => {
    fill(folder, 9_000)
    const stop = new AbortController()
    const reason = new Error("stopped")
    let asked = 0
    let given = 0
    const thrown = await disk
      .walk(folder, {
        signal: stop.signal,
        facts: () => {
          if (asked++ === 0) setImmediate(() => stop.abort(reason))
          return true
        },
        onFolder: () => void (given += 1)
      })
      .catch((cause: unknown) => cause)
    assert.strictEqual(thrown, reason)
    assert.isBelow(asked, 9_000)
    assert.strictEqual(given, 0)
  })

  it("gives without facts what it cannot look at", async ({ folder }) => {
    for (const name of ["gone", "here"]) fs.writeFileSync(`${folder}/${name}`, "x")
    const met: Array<readonly [string, number | undefined]> = []
    await disk.walk(folder, {
      wants: (name) => {
        fs.rmSync(`${folder}/gone`, { force: true })
        return name !== "else"
      },
      facts: isFull,
      onFolder: ({ entries }) => met.push(...entries.map(({ name, stat }) => [name, stat?.size] as const))
    })
    assert.deepStrictEqual(met.toSorted(), [
      ["gone", undefined],
      ["here", 1]
    ])
  })

  it("looks at names that are no UTF-8", async ({ folder }) => {
    for (const name of ["full\udcfe", "empty\udcfe"])
      disk.write(`${folder}/${name}`, new Uint8Array(name.startsWith("full") ? 1 : 0))
    const met: Array<readonly [string, number | undefined]> = []
    await disk.walk(folder, {
      facts: isFull,
      onFolder: ({ entries }) => met.push(...entries.map(({ name, stat }) => [name, stat?.size] as const))
    })
    assert.deepStrictEqual(met, [["full\udcfe", 1]])
  })

  it("ends with the signal's reason", async ({ folder }) => {
    for (let at = 0; at < 5; at++) fill(`${folder}/d${at}`, 1)
    const stop = new AbortController()
    const met: Array<string> = []
    const thrown = await disk
      .walk(folder, {
        signal: stop.signal,
        onFolder: ({ path }) => {
          met.push(path)
          stop.abort(new Error("enough"))
        }
      })
      .catch((cause: unknown) => cause)
    assert.strictEqual(String(thrown), "Error: enough")
    assert.deepStrictEqual(met, [folder])
  })
})

describe("the second thread", () => {
  it("knows of entries what this one knows, and nothing of what is not there or has no UTF-8 name", async ({
    folder
  }) => {
    fill(folder, 3)
    fs.symlinkSync("0", `${folder}/link`)
    disk.write(`${folder}/x\udcfe`, new Uint8Array(1))
    const names = ["0", "1", "gone", "x\udcfe", "link"]
    const expected = new Float64Array(names.length * FIELDS)
    for (const at of [0, 1, 4]) writeFacts(expected, at * FIELDS, fs.lstatSync(`${folder}/${names[at] ?? ""}`))
    const thread = openStatThread()
    try {
      const facts = await new Promise<Float64Array | null>((done) => thread.ask(`${folder}/`, names, done))
      assert.deepStrictEqual(facts, expected)
      assert.isFalse(thread.isBusy())
    } finally {
      thread.end()
    }
  })

  it("takes a few orders at a time, and none once it has ended", ({ folder }) => {
    const thread = openStatThread()
    try {
      const taken = Array.from({ length: 5 }, () => thread.ask(`${folder}/`, ["a"], () => {}))
      assert.deepStrictEqual(taken, [true, true, true, false, false])
      assert.isTrue(thread.isBusy())
    } finally {
      thread.end()
    }
    assert.isFalse(thread.isBusy())
    assert.isFalse(thread.ask(`${folder}/`, ["a"], () => {}))
  })

  it.runIf(availableParallelism() > 1)("is asked once a walk is long", async ({ folder }) => {
    fill(folder, 500)
    const entries = disk.list(folder)
    let orders = 0
    await new Promise<void>((done) => {
      let given = 0
      const looking = makeLooking(isFull, (work) => {
        orders++
        work()
      })
      for (let at = 0; at < 14; at++)
        looking.take(folder, entries, (kept) => {
          assert.lengthOf(kept, 50)
          given++
          if (given < 14) return
          looking.end()
          done()
        })
    })
    // The first 5,000 are looked at here, and of the others what it is too busy for.
    assert.isAtLeast(orders, 1)
    assert.isAtMost(orders, 4)
  })

  it("has its part of a large folder", async ({ folder }) => {
    fill(folder, 500)
    const entries = disk.list(folder)
    const many = Array.from({ length: 16 }, () => entries).flat()
    const looking = makeLooking(isFull, (work) => work())
    const given = await new Promise<ReadonlyArray<Entry>>((done) => looking.take(folder, many, done))
    looking.end()
    assert.deepStrictEqual(
      given.map(({ name }) => name),
      many.flatMap(({ name }) => (Number(name) % 10 === 0 ? [name] : []))
    )
  })
})

describe("facts as numbers", () => {
  it("are those of the disk port, for each kind of entry", ({ folder }) => {
    fs.mkdirSync(`${folder}/d`)
    fs.writeFileSync(`${folder}/f`, "12345")
    fs.chmodSync(`${folder}/f`, 0o4751)
    fs.symlinkSync("nowhere", `${folder}/l`)
    const paths = [`${folder}/d`, `${folder}/f`, `${folder}/l`, "/dev/null"]
    const facts = new Float64Array((paths.length + 1) * FIELDS)
    for (const [at, path] of paths.entries()) writeFacts(facts, at * FIELDS, fs.lstatSync(path))
    const view = new FactsView(facts)
    for (const [at, path] of paths.entries()) {
      assert.isTrue(view.moveTo(at))
      assert.deepStrictEqual(view.copy(), disk.lstat(path))
    }
    assert.isFalse(view.moveTo(paths.length))
  })
})
