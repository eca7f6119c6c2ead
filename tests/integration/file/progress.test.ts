/** Work that is staged says how far it is: slice by slice, never less than before, and at the end that it is all. On a real disk. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join as joinPath } from "node:path"
import { assert, describe } from "@effect/vitest"
import type { AnyAction, Prepared, ProgressUnit } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { it } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { prepareAction } from "#kit/runAction.ts"
import { archive } from "#tools/file/pack/archive.ts"
import { extract } from "#tools/file/pack/extract.ts"
import { join } from "#tools/file/pack/join.ts"
import { split } from "#tools/file/pack/split.ts"
import { backup } from "#tools/file/workflow/backup.ts"
import { replace } from "#tools/text/replace.ts"
import { has, run } from "./packedDocs.ts"

const MB = 1024 * 1024

interface Told {
  readonly done: number
  readonly total: number | null
  readonly unit: ProgressUnit
  readonly phase: string | undefined
}

/** Stages into a folder of its own and gives all that was told. */
const stageIn = async (folder: string, { stage }: Prepared): Promise<ReadonlyArray<Told>> => {
  const told: Array<Told> = []
  if (stage === undefined) throw new Error("nothing is staged")
  mkdirSync(folder)
  const disk = makeNodeDisk()
  const progress = (done: number, total: number | null, unit: ProgressUnit, phase?: string): void =>
    void told.push({ done, total, unit, phase })
  await Effect.runPromise(stage(folder, { disk, transaction: "tx", keep: () => Effect.die("not here"), progress }))
  return told
}

const staged = async (cwd: string, aside: string, action: AnyAction, args: unknown): Promise<ReadonlyArray<Told>> =>
  stageIn(joinPath(aside, `staged ${action.name}`), await prepareAction(action, args, lookContext({ cwd })))

/** So many slices at least, never falling, to the end of so much. */
const assertWhole = (told: ReadonlyArray<Told>, total: number, unit: ProgressUnit, least: number): void => {
  assert.isAtLeast(new Set(told.map(({ done }) => done)).size, least)
  for (const [at, { done }] of told.entries()) assert.isAtLeast(done, told[at - 1]?.done ?? 0)
  assert.isTrue(told.every((one) => one.total === total && one.unit === unit))
  assert.strictEqual(told.at(-1)?.done, total)
}

const phasesOf = (told: ReadonlyArray<Told>) => [...new Set(told.map(({ phase }) => phase))]

/** `large.txt`: text, since it is edited, too. */
const makeLarge = (folder: string, bytes: number): void => {
  const lines = Array.from({ length: bytes / 16 }, (_, at) => `line ${String(at).padStart(10, "0")}\n`)
  writeFileSync(joinPath(folder, "large.txt"), lines.join(""))
}

describe("how far it is", () => {
  it.for([
    ["zip", {}, [undefined]],
    ["tar", {}, [undefined]],
    ["tar.gz", {}, [undefined]],
    ["tar.gz", { keepSource: false }, [undefined, "Reading back"]],
    ["gz", {}, [undefined, "Reading back"]],
    ["tar.xz", {}, [undefined, "Compressing with xz", "Checking with xz"]],
    ["bz2", {}, ["Compressing with bzip2", "Checking with bzip2"]]
  ] as const)("is told of one large file that becomes a %s %j", async ([form, more, phases], { folder, home }) => {
    const program = form === "bz2" ? "bzip2" : form === "tar.xz" ? "xz" : null
    if (program !== null && !has(program)) return
    const bytes = program === null ? 4 * MB : MB
    makeLarge(folder, bytes)
    const told = await staged(folder, home.path, archive, { files: { paths: ["large.txt"] }, to: `x.${form}`, ...more })
    assertWhole(told, bytes, "bytes", program === null ? 3 : 2)
    assert.deepStrictEqual(phasesOf(told), [...phases])
  })

  it("is told in files where they are small", async ({ folder, home }) => {
    mkdirSync(joinPath(folder, "many"))
    for (let at = 0; at < 30; at++) writeFileSync(joinPath(folder, "many", `${at}.txt`), String(at))
    assertWhole(await staged(folder, home.path, archive, { files: { paths: ["many"] }, to: "x.zip" }), 31, "things", 31)
    const each = { files: { in: ["many"], type: "file" }, format: "gz" }
    const told = await stageIn(
      joinPath(home.path, "each"),
      await prepareAction(archive, each, lookContext({ cwd: folder }))
    )
    assertWhole(told, 30, "things", 30)
    assert.deepStrictEqual(phasesOf(told), [undefined], "the passes take turns")
  })

  it("is told of what is unpacked, cut, joined, backed up and edited", async ({ folder, home }) => {
    makeLarge(folder, 4 * MB)
    run(folder, "tar", "czf", "large.tar.gz", "large.txt")
    run(folder, "gzip", "-k", "large.txt")
    const whole = async (action: AnyAction, args: unknown, aside: string, least = 3) => {
      const place = joinPath(home.path, aside)
      mkdirSync(place)
      assertWhole(await staged(folder, place, action, args), 4 * MB, "bytes", least)
    }
    await whole(extract, { files: { paths: ["large.tar.gz"] }, to: "out" }, "a tree")
    await whole(extract, { files: { paths: ["large.txt.gz"] }, to: "out" }, "a file")
    await whole(split, { path: "large.txt", parts: 2 }, "pieces")
    await whole(join, { files: { paths: ["large.txt"] }, to: "y", existing: "replace" }, "joined")
    await whole(backup, { files: { paths: ["large.txt"] } }, "backup")
    // Less is held from the plan to the deed.
    writeFileSync(joinPath(folder, "edited.txt"), `${"x".repeat(64 * 1024 - 5)}line\n`.repeat(33 * 16))
    const change = { files: { paths: ["edited.txt"] }, find: "line", with: "LINE" }
    assertWhole(await staged(folder, home.path, replace, change), 33 * MB, "bytes", 3)
  })
})
