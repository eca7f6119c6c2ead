/**
 * What a person says is to be kept stays, wherever it lies. Requests by their words over a real folder, planned and not run:
 * the files that each would take.
 */
import { join } from "node:path"
import { mkdirSync } from "node:fs"
import { assert, describe } from "@effect/vitest"
import { it as kit } from "#kit"
import { type EngineWorld, planRequest } from "#kit/engineWorld.ts"
import { writeFiles } from "#kit/writeFiles.ts"

const it = kit.extend("world", ({ folder, home }): EngineWorld => {
  writeFiles(folder, {
    "a.txt": "a",
    "b.txt": "b",
    "top.jpg": "j",
    "photos/one.jpg": "j",
    "documents/a.pdf": "p",
    noending: "n"
  })
  mkdirSync(join(folder, "empty"))
  return { cwd: folder, home: home.path, zenusHome: home.zenusHome }
})

/** What a request would take, by name; or the tag of what became of it. */
const taken = async (world: EngineWorld, text: string): Promise<unknown> => {
  const planned = await planRequest(world, text)
  if (planned._tag !== "Judged") return planned._tag === "Ended" ? planned.error._tag : planned.text
  return planned.resolved.plan.steps
    .flatMap(({ effects }) => effects.flatMap(({ from }) => from ?? []))
    .map((path) => path.replace(`${world.cwd}/`, ""))
    .toSorted()
}

describe("what is to be kept", () => {
  it.for([
    ["delete everything except jpg files", ["a.txt", "b.txt", "noending"]],
    ["delete everything that is not a photo", ["a.txt", "b.txt", "noending"]],
    ["delete everything without an extension", ["noending"]],
    ["delete everything except a.txt", ["b.txt", "documents", "empty", "noending", "photos", "top.jpg"]],
    ["delete everything except the folder photos", ["a.txt", "b.txt", "documents", "empty", "noending", "top.jpg"]],
    ["move all files except a.txt to empty", ["b.txt", "noending", "top.jpg"]]
  ] as const)("stays: %s", async ([text, files], { world }) => {
    assert.deepStrictEqual(await taken(world, text), files)
  })

  it.for([
    "delete everything except a.pdf",
    "delete everything except l.txt",
    "delete all except a.txt and nope.txt",
    "move all files except nope.txt to empty",
    "delete all txt files in this folder and its subfolders except nope.txt"
  ])("must be there: %s", async (text, { world }) => {
    assert.strictEqual(await taken(world, text), "PathNotFound")
  })
})
