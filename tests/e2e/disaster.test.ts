/**
 * Scenario 3 through the built command: 1,000 files are organized, 30 of whose names are taken where they go, some target folders
 * are missing, one file cannot be read and the disk is nearly full. Nothing is overwritten, the counts are true, undo brings back
 * bytes, modes and times; the same after a kill in the middle.
 */
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statfsSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it, snapshotTree, startZenus } from "#kit"

const FILES = 1_000
const TAKEN = 30
const canMount = process.platform === "linux" && process.getuid?.() === 0

/** Ending and the folder that its type goes to. */
const TYPES = [
  ["jpg", "Images"],
  ["pdf", "Documents"],
  ["mp3", "Audio"],
  ["zip", "Archives"],
  ["xyz", "Other"]
] as const

const nameOf = (at: number): string => `file ${at}.${TYPES[at % TYPES.length]?.[0] ?? ""}`

const makeFiles = (folder: string): void => {
  mkdirSync(join(folder, "Images"))
  for (let at = 0; at < FILES; at++) {
    const path = join(folder, nameOf(at))
    writeFileSync(path, `content of ${at}`)
    utimesSync(path, 1_600_000_000 + at, 1_600_000_000.25 + at)
    if (at % 7 === 0) chmodSync(path, 0o640)
  }
  for (let at = 0; at < TAKEN; at++) writeFileSync(join(folder, "Images", nameOf(at * TYPES.length)), `older ${at}`)
  chmodSync(join(folder, nameOf(1)), 0o000)
}

/** A folder on a disk of its own with hardly a byte left, where this machine lets us mount one; else a folder. */
const onFullDisk = async (base: string, work: (folder: string) => Promise<void>): Promise<void> => {
  const disk = join(base, "disk")
  mkdirSync(disk)
  if (canMount) execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "none", disk])
  try {
    const folder = join(disk, "downloads")
    mkdirSync(folder)
    makeFiles(folder)
    if (canMount) {
      const { bavail, bsize } = statfsSync(disk)
      writeFileSync(join(disk, "ballast"), Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)))
    }
    await work(folder)
  } finally {
    if (canMount) execFileSync("umount", ["-l", disk])
  }
}

const below = (folder: string): number =>
  TYPES.reduce(
    (sum, [, name]) => sum + (existsSync(join(folder, name)) ? readdirSync(join(folder, name)).length : 0),
    0
  )

const request = ["run", "--json", "--yes", "--", "organize this folder by type"]

describe("the organize disaster", () => {
  it("overwrites nothing, counts what is so, and is taken back", async ({ base, zenus }) => {
    await onFullDisk(base, async (folder) => {
      const before = snapshotTree(folder)
      const ran = await zenus(request, { cwd: folder })
      const report: { status: string; answer: string; steps: Array<{ status: string; count: number }> } = JSON.parse(
        ran.stdout.toString()
      )
      assert.deepStrictEqual([ran.exitCode, report.status], [0, "done"], ran.stderr)
      assert.match(report.answer, /1,000 files/)
      assert.deepStrictEqual(readdirSync(folder).toSorted(), TYPES.map(([, name]) => name).toSorted())
      assert.strictEqual(below(folder), FILES + TAKEN)
      for (const [at, [, name]] of TYPES.entries()) {
        const expected = FILES / TYPES.length + (at === 0 ? TAKEN : 0)
        assert.strictEqual(readdirSync(join(folder, name)).length, expected, name)
      }
      for (let at = 0; at < TAKEN; at++) {
        const [stem, ending] = nameOf(at * TYPES.length).split(".")
        assert.strictEqual(readFileSync(join(folder, `Images/${stem}.${ending}`), "utf8"), `older ${at}`)
        const arrived = readFileSync(join(folder, `Images/${stem} (2).${ending}`), "utf8")
        assert.strictEqual(arrived, `content of ${at * TYPES.length}`)
      }
      const undone = await zenus(["undo", "--json"], { cwd: folder })
      assert.strictEqual(undone.exitCode, 0, undone.stderr)
      assert.isNull(JSON.parse(undone.stdout.toString()).stopped)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    })
  })

  it("killed in its middle, it is taken back as well", async ({ base, env, zenus }) => {
    await onFullDisk(base, async (folder) => {
      const before = snapshotTree(folder)
      // A machine that looks away may miss the middle: then it is taken back, and tried again.
      for (let attempt = 1; ; attempt++) {
        const { child, finished } = startZenus({ args: request, cwd: folder, env })
        while (below(folder) === TAKEN && child.exitCode === null) await new Promise((resume) => setImmediate(resume))
        child.kill("SIGKILL")
        const { signal } = await finished
        const moved = below(folder) - TAKEN
        const seen = await zenus(["history", "--json", "--limit", "1"], { cwd: folder })
        const checked = await zenus(["doctor", "--json"], { cwd: folder })
        const undone = await zenus(["undo", "--json"], { cwd: folder })
        assert.strictEqual(undone.exitCode, 0, undone.stderr)
        assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
        if (signal !== "SIGKILL" || moved === FILES) {
          assert.isBelow(attempt, 6, "never caught in the middle")
          continue
        }
        assert.isAbove(moved, 0)
        assert.strictEqual(JSON.parse(seen.stdout.toString()).entries[0].status, "interrupted")
        const { findings }: { findings: Array<{ check: string; status: string; message: string }> } = JSON.parse(
          checked.stdout.toString()
        )
        const finding = findings.find(({ check }) => check === "interrupted")
        assert.deepInclude(finding, { status: "warning", message: "A transaction that was cut off can be taken back." })
        assert.match(undone.stderr, /cut off after [\d,]+ changes/)
        return
      }
    })
  })
})
