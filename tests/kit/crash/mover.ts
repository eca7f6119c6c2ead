/**
 * Plans to move every file of a folder into another one, says so, waits for a line on standard input, and does it. Two of these
 * want the same files at the same instant. Arguments: state, folder, target.
 */
import { join } from "node:path"
import { makeNodeDisk } from "@zenus/core/node"
import { execute, moveDeed } from "../deedWorld.ts"

const [home = "", folder = "", target = ""] = process.argv.slice(2)
const disk = makeNodeDisk()
const deeds = disk
  .list(folder)
  .filter((entry) => entry.type === "file")
  .map((entry) => moveDeed(disk, join(folder, entry.name), join(target, entry.name)))
// Each file is a step of its own, so that one that is lost to the other does not end the rest.
const steps = deeds.map((deed) => ({ deeds: [deed] }))
process.stdout.write("ready\n")
process.stdin.once("data", async () => {
  const done = await execute({ home, cwd: folder }, steps)
  const count = done.steps.filter(({ status }) => status === "done").length
  const tags = [...new Set(done.steps.flatMap(({ error }) => (error === null ? [] : [error.tag])))]
  process.stdout.write(`${JSON.stringify({ count, failed: done.steps.length - count, tags })}\n`)
  process.stdin.destroy()
})
