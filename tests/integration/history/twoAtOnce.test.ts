/** Two processes want the same files at the same instant: each file ends up with one of them, the other one says that it failed. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe } from "@effect/vitest"
import { diffTrees, it, snapshotTree } from "#kit"
import { undo } from "#kit/deedWorld.ts"

const MOVER = fileURLToPath(new URL("../../kit/crash/mover.ts", import.meta.url))
const FILES = 120

interface Moved {
  readonly count: number
  readonly failed: number
  readonly tags: ReadonlyArray<string>
}

const startMover = (home: string, folder: string, target: string) => {
  const child = spawn(process.execPath, ["--conditions=source", MOVER, home, folder, target], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  let output = ""
  child.stdout.on("data", (data: Buffer) => {
    output += data.toString()
  })
  return {
    ready: once(child.stdout, "data"),
    go: async (): Promise<Moved> => {
      child.stdin.write("go\n")
      await once(child, "exit")
      return JSON.parse(output.trim().split("\n").at(-1) ?? "{}") as Moved
    }
  }
}

describe("two at once", () => {
  it("move the same files: none is lost, none is in two places, undo of both brings all back", async ({ base }) => {
    const [folder, home, left, right] = ["tree", "state", "tree/left", "tree/right"].map((name) =>
      join(base, name)
    ) as [string, string, string, string]
    for (const path of [folder, home, left, right]) mkdirSync(path, { mode: 0o700 })
    for (let at = 0; at < FILES; at++) writeFileSync(join(folder, `file-${at}`), String(at))
    const before = snapshotTree(folder)
    const movers = [startMover(home, folder, left), startMover(home, folder, right)]
    await Promise.all(movers.map(({ ready }) => ready))
    const [one, two] = await Promise.all(movers.map(({ go }) => go()))
    assert.strictEqual((one?.count ?? 0) + (two?.count ?? 0), FILES)
    assert.strictEqual(readdirSync(left).length, one?.count)
    assert.strictEqual(readdirSync(right).length, two?.count)
    for (const tag of [...(one?.tags ?? []), ...(two?.tags ?? [])]) assert.include(["ChangedSince", "DiskError"], tag)
    const undone = await undo({ home, cwd: folder }, { count: 2 })
    assert.strictEqual(undone.stopped, null)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
  })
})
