/** Copies: whole, stopped, of files with holes, of files that change, and what comes along. */
import * as fs from "node:fs"
import { setImmediate as turn } from "node:timers/promises"
import { assert, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { it, slowdown } from "#kit"
import { codeOfPromise } from "./codeOf.ts"

const disk = makeNodeDisk()
const MIB = 1024 * 1024

/** Bytes without a zero, that repeat nowhere near the length of a slice. */
const pattern = (length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = 1 + ((at * 31 + (at >> 9)) % 255)
  return bytes
}

const same = (a: string, b: string): boolean => fs.readFileSync(a).equals(fs.readFileSync(b))

const openFiles = (): number => fs.readdirSync("/proc/self/fd").length

describe("copy", () => {
  it("takes content, mode and times along, for every size around a slice", async ({ folder }) => {
    for (const size of [0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB]) {
      const [from, to] = [`${folder}/from-${size}`, `${folder}/to-${size}`]
      fs.writeFileSync(from, pattern(size))
      fs.chmodSync(from, 0o4751)
      fs.utimesSync(from, 1_234_567_890.25, 987_654_321.5)
      await disk.copy(from, to)
      assert.strictEqual(disk.lstat(to)?.mode, 0o4751)
      assert.deepStrictEqual(disk.exactTimes(to), {
        mtimeNs: 987_654_321_500_000_000n,
        atimeNs: 1_234_567_890_250_000_000n
      })
      assert.notStrictEqual(disk.lstat(to)?.ino, disk.lstat(from)?.ino)
      assert.isTrue(same(from, to), String(size))
    }
  })

  it("keeps other times to the microsecond", async ({ folder }) => {
    const times = { mtimeNs: 1_234_567_890_123_456_789n, atimeNs: 1_111_111_111_222_222_221n }
    disk.write(`${folder}/from`, pattern(10))
    disk.setTimes(`${folder}/from`, times)
    await disk.copy(`${folder}/from`, `${folder}/to`)
    const copied = disk.exactTimes(`${folder}/to`)
    assert.strictEqual((copied?.mtimeNs ?? 0n) / 1000n, times.mtimeNs / 1000n)
    assert.strictEqual((copied?.atimeNs ?? 0n) / 1000n, times.atimeNs / 1000n)
    assert.strictEqual(disk.exactTimes(`${folder}/from`)?.mtimeNs, times.mtimeNs)
  })

  it("keeps holes holes, also one at the end", async ({ folder }) => {
    const from = fs.openSync(`${folder}/from`, "w")
    fs.writeSync(from, pattern(10), 0, 10, 20 * MIB)
    fs.ftruncateSync(from, 50 * MIB)
    fs.closeSync(from)
    await disk.copy(`${folder}/from`, `${folder}/to`)
    assert.isTrue(same(`${folder}/from`, `${folder}/to`))
    assert.strictEqual(disk.lstat(`${folder}/to`)?.size, 50 * MIB)
    assert.isBelow(disk.lstat(`${folder}/to`)?.allocated ?? MIB, MIB)
  })

  it.skipIf(process.platform !== "linux")("takes a file that does not know its size", async ({ folder }) => {
    await disk.copy("/proc/version", `${folder}/to`)
    assert.strictEqual(fs.readFileSync(`${folder}/to`, "utf8"), fs.readFileSync("/proc/version", "utf8"))
  })

  it("takes nothing but regular files", async ({ folder }) => {
    fs.mkdirSync(`${folder}/sub`)
    fs.symlinkSync("sub", `${folder}/link`)
    assert.strictEqual(await codeOfPromise(disk.copy(`${folder}/sub`, `${folder}/to`)), "EISDIR")
    assert.strictEqual(await codeOfPromise(disk.copy(`${folder}/link`, `${folder}/to`)), "ELOOP")
    assert.strictEqual(await codeOfPromise(disk.copy(`${folder}/none`, `${folder}/to`)), "ENOENT")
    assert.strictEqual(await codeOfPromise(disk.copy(`${folder}/link`, `${folder}/none/to`)), "ENOENT")
    assert.deepStrictEqual(fs.readdirSync(folder).toSorted(), ["link", "sub"])
  })

  it("fails, and leaves nothing, where the source changes meanwhile", async ({ folder }) => {
    fs.writeFileSync(`${folder}/from`, pattern(16 * MIB))
    const work = codeOfPromise(disk.copy(`${folder}/from`, `${folder}/to`))
    fs.appendFileSync(`${folder}/from`, "more")
    assert.strictEqual(await work, "ESTALE")
    assert.deepStrictEqual(fs.readdirSync(folder), ["from"])
  })

  it("lets the event loop run while it works", async ({ folder }) => {
    fs.writeFileSync(`${folder}/from`, pattern(32 * MIB))
    let turns = 0
    const counting = setInterval(() => (turns += 1), 0)
    await disk.copy(`${folder}/from`, `${folder}/to`)
    clearInterval(counting)
    assert.isAbove(turns, 3)
  })

  it("stops at once when it is aborted, with the reason, and leaves nothing", async ({ folder }) => {
    fs.writeFileSync(`${folder}/from`, pattern(64 * MIB))
    const stop = new AbortController()
    const reason = new Error("stopped by the person")
    const work = disk.copy(`${folder}/from`, `${folder}/to`, stop.signal).catch((cause: unknown) => cause)
    let before = 0
    // Once something of it is there: in the midst of the copy, and not in the same turn as the answer.
    while (before === 0) {
      await turn()
      before = disk.lstat(`${folder}/to`)?.size ?? 0
    }
    const asked = performance.now()
    stop.abort(reason)
    assert.strictEqual(await work, reason)
    // 1 ms on a machine at rest.
    assert.isBelow(performance.now() - asked, 100 * slowdown())
    assert.isBelow(before, 64 * MIB)
    assert.deepStrictEqual(fs.readdirSync(folder), ["from"])
  })

  it("does not begin when it was aborted before", async ({ folder }) => {
    fs.writeFileSync(`${folder}/from`, "x")
    const reason = new Error("never")
    const thrown = await disk
      .copy(`${folder}/from`, `${folder}/to`, AbortSignal.abort(reason))
      .catch((cause: unknown) => cause)
    assert.strictEqual(thrown, reason)
    assert.deepStrictEqual(fs.readdirSync(folder), ["from"])
  })

  it.skipIf(process.platform !== "linux")("lets go of every file and folder, however it ends", async ({ folder }) => {
    fs.writeFileSync(`${folder}/from`, pattern(8 * MIB))
    await disk.copy(`${folder}/from`, `${folder}/first`)
    await turn()
    const before = openFiles()
    for (let round = 0; round < 10; round++) {
      const stop = new AbortController()
      const work = codeOfPromise(disk.copy(`${folder}/from`, `${folder}/to`, stop.signal)).catch(() => "aborted")
      stop.abort(new Error("stop"))
      assert.strictEqual(await work, "aborted")
      assert.strictEqual(await codeOfPromise(disk.copy(`${folder}/from`, `${folder}/first`)), "EEXIST")
      assert.strictEqual(await codeOfPromise(disk.copy(`${folder}/none`, `${folder}/to`)), "ENOENT")
      await disk.copy(`${folder}/from`, `${folder}/good-${round}`)
    }
    // What was aborted closes its files when the kernel is done with them. The test's own limit ends a wait in vain.
    while (openFiles() > before) await turn()
    assert.isAtMost(openFiles(), before)
  })
})
