/**
 * The attack that /proc/self/fd stops: between look and deed somebody swaps a folder for a link to another place. Done in
 * one process, where the moment is chosen, and by a second process that swaps as fast as it can. Nothing may ever
 * happen behind the link, whether the deed itself goes through or not.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import { setImmediate as turn } from "node:timers/promises"
import { assert, describe } from "@effect/vitest"
import { makeNodeDisk } from "@zenus/core/node"
import { diffTrees, it, snapshotTree } from "#kit"
import { codeOf } from "./codeOf.ts"
import { withMemory } from "./mounts.ts"

const bytes = new TextEncoder().encode("zenus")

const openFiles = (): number => fs.readdirSync("/proc/self/fd").length

interface Place {
  /** Where the deeds go. */
  readonly folder: string
  /** Where `folder` is put away to. */
  readonly aside: string
  /** What the link leads to; nothing in it may change. */
  readonly victim: string
}

const makePlace = (base: string): Place => {
  const place = { folder: `${base}/work`, aside: `${base}/aside`, victim: `${base}/victim` }
  fs.mkdirSync(place.folder)
  fs.mkdirSync(place.victim)
  for (const name of ["precious", "keep"]) fs.writeFileSync(`${place.victim}/${name}`, name, { mode: 0o600 })
  return place
}

const swap = ({ folder, aside, victim }: Place): void => {
  fs.renameSync(folder, aside)
  fs.symlinkSync(victim, folder)
}

describe.skipIf(process.platform !== "linux")("a folder swapped for a link", () => {
  it("between two turns is refused", async ({ base }) => {
    const disk = makeNodeDisk()
    const place = makePlace(base)
    const before = snapshotTree(place.victim)
    disk.write(`${place.folder}/one`, bytes)
    await turn()
    swap(place)
    for (const deed of [
      () => disk.write(`${place.folder}/two`, bytes),
      () => disk.unlink(`${place.folder}/precious`),
      () => disk.chmod(`${place.folder}/precious`, 0o777),
      () => disk.move(`${place.folder}/precious`, `${base}/stolen`, "file")
    ]) {
      assert.strictEqual(codeOf(deed), "ELOOP")
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(place.victim)), [])
    assert.deepStrictEqual(fs.readdirSync(place.aside), ["one"])
  })

  it("within a turn lets at most 64 deeds land in the folder that was checked, none behind the link", ({ base }) => {
    const disk = makeNodeDisk()
    const place = makePlace(base)
    const before = snapshotTree(place.victim)
    disk.write(`${place.folder}/first`, bytes)
    swap(place)
    const codes = Array.from({ length: 100 }, (_, at) => codeOf(() => disk.write(`${place.folder}/${at}`, bytes)))
    const landed = codes.filter((code) => code === "done").length
    assert.isAtMost(landed, 63)
    assert.deepStrictEqual(new Set(codes.slice(landed)), new Set(["ELOOP"]))
    assert.strictEqual(fs.readdirSync(place.aside).length, landed + 1)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(place.victim)), [])
    disk.close()
  })

  it("for another real folder of the same name is noticed within the turn too", ({ base }) => {
    const disk = makeNodeDisk()
    const place = makePlace(base)
    disk.write(`${place.folder}/first`, bytes)
    fs.renameSync(place.folder, place.aside)
    fs.mkdirSync(place.folder)
    for (let at = 0; at < 100; at++) disk.write(`${place.folder}/${at}`, bytes)
    assert.isAtLeast(fs.readdirSync(place.folder).length, 100 - 63)
    disk.close()
  })

  it("again and again by another process changes nothing behind the link", { timeout: 30_000 }, async ({ base }) => {
    const disk = makeNodeDisk()
    const place = makePlace(base)
    const before = snapshotTree(place.victim)
    // Ends by itself after 20 s, should this process die.
    const swapper = `
      const { renameSync, symlinkSync, unlinkSync } = require("node:fs")
      const [folder, aside, victim] = process.argv.slice(1)
      for (const end = Date.now() + 20000; Date.now() < end; ) {
        renameSync(folder, aside)
        symlinkSync(victim, folder)
        unlinkSync(folder)
        renameSync(aside, folder)
      }`
    const child = spawn(process.execPath, ["-e", swapper, place.folder, place.aside, place.victim], { stdio: "ignore" })
    const exited = once(child, "exit")
    const outcomes = new Map<string, number>()
    const count = (code: string): void => {
      outcomes.set(code, (outcomes.get(code) ?? 0) + 1)
    }
    const enough = (): boolean => (outcomes.get("done") ?? 0) >= 20 && (outcomes.get("ELOOP") ?? 0) >= 200
    try {
      for (let round = 0; (round < 4_000 || !enough()) && child.exitCode === null; round++) {
        count(codeOf(() => disk.write(`${place.folder}/f${round}`, bytes)))
        await turn()
        count(codeOf(() => disk.unlink(`${place.folder}/precious`)))
        await turn()
        count(codeOf(() => disk.chmod(`${place.folder}/keep`, 0o777)))
        await turn()
        count(codeOf(() => disk.move(`${place.folder}/keep`, `${place.folder}/stolen`, "file")))
        await turn()
      }
    } finally {
      child.kill("SIGKILL")
      await exited
    }
    assert.deepStrictEqual(diffTrees(before, snapshotTree(place.victim)), [])
    assert.isTrue(enough(), `the race never took place: ${JSON.stringify([...outcomes])}`)
    assert.includeMembers(["done", "ELOOP", "ESTALE", "ENOENT", "ENOTDIR"], [...outcomes.keys()])
  })
})

describe.skipIf(process.platform !== "linux")("open folders", () => {
  it("are few, however many folders a batch goes through, and none after the turn", async ({ base }) => {
    const disk = makeNodeDisk()
    const before = openFiles()
    for (let at = 0; at < 300; at++) {
      fs.mkdirSync(`${base}/${at}`)
      disk.write(`${base}/${at}/file`, bytes)
      disk.move(`${base}/${at}/file`, `${base}/${at}/moved`, "file")
    }
    assert.isAtMost(openFiles(), before + 32 + 8)
    assert.isAbove(openFiles(), before)
    await turn()
    await turn()
    assert.isAtMost(openFiles(), before)
  })

  it("keep no file system busy", async ({ base, skip }) => {
    const disk = makeNodeDisk()
    await withMemory(`${base}/mount`, "1m", skip, async () => {
      disk.write(`${base}/mount/file`, bytes)
      await turn()
      await turn()
      const { status, stderr } = spawnSync("umount", [`${base}/mount`], { encoding: "utf8" })
      assert.strictEqual(status, 0, stderr)
    })
  })
})

describe("two that want one name", () => {
  it("get it one at a time: nothing is overwritten", { timeout: 30_000 }, async ({ base }) => {
    const disk = makeNodeDisk()
    const total = 3_000
    const [from, to] = [`${base}/from`, `${base}/to`]
    fs.mkdirSync(from)
    fs.mkdirSync(to)
    for (let at = 0; at < total; at++) fs.writeFileSync(`${from}/${at}`, `ours ${at}`)
    const rival = `
      const { writeFileSync } = require("node:fs")
      const [folder, total] = process.argv.slice(1)
      const won = []
      process.stdout.write("ready")
      process.stdin.once("data", () => {
        for (let at = Number(total) - 1; at >= 0; at--) {
          try { writeFileSync(folder + "/" + at, "theirs " + at, { flag: "wx" }); won.push(at) } catch {}
        }
        process.stdout.write(won.join(" "), () => process.exit())
      })`
    const child = spawn(process.execPath, ["-e", rival, to, String(total)], { stdio: ["pipe", "pipe", "inherit"] })
    const exited = once(child, "exit")
    await once(child.stdout, "data")
    let answer = ""
    child.stdout.on("data", (chunk: Buffer) => (answer += chunk.toString()))
    child.stdin.write("go")
    const ours = new Set<number>()
    for (let at = 0; at < total; at++) {
      const code = codeOf(() => disk.move(`${from}/${at}`, `${to}/${at}`, "file"))
      if (code === "done") ours.add(at)
      else assert.strictEqual(code, "EEXIST")
      if (at % 50 === 0) await turn()
    }
    await exited
    const theirs = answer.split(" ").filter((word) => word !== "")
    assert.strictEqual(ours.size + theirs.length, total, "each name has one winner")
    for (let at = 0; at < total; at++) {
      const text = fs.readFileSync(`${to}/${at}`, "utf8")
      const mine = ours.has(at)
      assert.strictEqual(text, mine ? `ours ${at}` : `theirs ${at}`)
      assert.strictEqual(fs.existsSync(`${from}/${at}`), !mine)
    }
  })
})
