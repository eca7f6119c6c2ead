/**
 * The process that is killed: does one transaction after the other in a folder, as `zenus` would (settling what others left
 * before each), and says on standard output what it begins, a line each. Argument: a CrashTask as JSON.
 */
import { makeNodeDisk } from "@zenus/core/node"
import { execute, redo, settle, undo, type WorldOptions } from "../deedWorld.ts"
import { kinds } from "./deedKinds.ts"

export interface CrashTask {
  readonly home: string
  readonly folder: string
  readonly mine: string
  /** Which kind comes first. */
  readonly first: number
  /** `runs`: only runs, one on top of the other. `all`: each is taken back, done again, and taken back. */
  readonly does: "runs" | "all"
}

const task = JSON.parse(process.argv[2] ?? "{}") as CrashTask
const world: WorldOptions = { home: task.home, cwd: task.folder, executor: { batchSize: 20 } }
const disk = makeNodeDisk()
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

say("ready")
for (let round = task.first; ; round++) {
  const [name, kind] = kinds[round % kinds.length] ?? ["none", () => []]
  await settle(world)
  const steps = kind({ disk, folder: task.folder, mine: task.mine, round })
  say(`run ${name}`)
  const done = await execute(world, steps, { request: name })
  if (done.status !== "done") {
    say(`failed ${JSON.stringify(done.error)}`)
    continue
  }
  if (task.does === "runs" || done.transaction === null) continue
  say(`undo ${name}`)
  const undone = await undo(world, { id: done.transaction })
  if (undone.stopped !== null) throw new Error(`undo of ${name} stopped: ${JSON.stringify(undone.stopped)}`)
  say(`redo ${name}`)
  await redo(world)
  say(`undo ${name}`)
  await undo(world, { id: done.transaction })
}
