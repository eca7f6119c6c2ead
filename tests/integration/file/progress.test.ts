/**
 * Work that is staged, answers that read much and plans that have to read say how far they are: slice by slice, never less than
 * before, and at the end that it is all. On a real disk.
 */
import { mkdirSync, statSync, writeFileSync } from "node:fs"
import { join as joinPath } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type AnyAction, type Prepared, type ProgressUnit, Telling, type ToolError } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { it } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { prepareAction } from "#kit/runAction.ts"
import { archive } from "#tools/file/pack/archive.ts"
import { extract } from "#tools/file/pack/extract.ts"
import { join } from "#tools/file/pack/join.ts"
import { split } from "#tools/file/pack/split.ts"
import { dedupe } from "#tools/file/change/dedupe.ts"
import { checksum } from "#tools/file/read/checksum.ts"
import { compare } from "#tools/file/read/compare.ts"
import { duplicates } from "#tools/file/read/duplicateGroups.ts"
import { find } from "#tools/file/read/find.ts"
import { backup } from "#tools/file/workflow/backup.ts"
import { replace } from "#tools/text/replace.ts"
import { search } from "#tools/text/search.ts"
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

const hear = async <A>(work: Effect.Effect<A, ToolError>): Promise<readonly [A, ReadonlyArray<Told>]> => {
  const told: Array<Told> = []
  const tell = (done: number, total: number | null, unit: ProgressUnit, phase?: string): void =>
    void told.push({ done, total, unit, phase })
  return [await Effect.runPromise(Effect.provideService(work, Telling, tell)), told]
}

/** All that was told while it was planned, and then while it answered. */
const heardOf = async (cwd: string, action: AnyAction, args: unknown) => {
  const [prepared, planning] = await hear(action.prepare(args, lookContext({ cwd })))
  const [, answering] = prepared.run === undefined ? [null, []] : await hear(prepared.run)
  return { planning, answering }
}

/** Of several counts, one after the other, the last. */
const lastCount = (told: ReadonlyArray<Told>): ReadonlyArray<Told> => {
  const { total, unit } = told.at(-1) ?? {}
  return told.filter((one) => one.total === total && one.unit === unit)
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

  it("is told of answers that read much, and of plans that have to", async ({ folder }) => {
    makeLarge(folder, 4 * MB)
    run(folder, "cp", "large.txt", "copy.txt")
    run(folder, "tar", "czf", "large.tar.gz", "large.txt")
    const files = { names: ["*.txt"] }
    const answering = async (action: AnyAction, args: unknown, bytes: number) =>
      assertWhole(lastCount((await heardOf(folder, action, args)).answering), bytes, "bytes", 3)
    await answering(checksum, { files }, 8 * MB)
    await answering(duplicates, { files }, 8 * MB)
    await answering(search, { files, find: "nowhere" }, 8 * MB)
    await answering(find, { files: { ...files, containing: [{ text: "nowhere" }] } }, 8 * MB)
    await answering(compare, { left: "large.txt", right: "copy.txt" }, 4 * MB)
    const planning = async (action: AnyAction, args: unknown, bytes: number, least = 3) =>
      assertWhole(lastCount((await heardOf(folder, action, args)).planning), bytes, "bytes", least)
    await planning(dedupe, { files }, 8 * MB)
    await planning(replace, { files, find: "line", with: "LINE" }, 8 * MB)
    await planning(split, { path: "large.txt", lines: 100_000 }, 4 * MB)
    await planning(extract, { files: { paths: ["large.tar.gz"] } }, statSync(joinPath(folder, "large.tar.gz")).size)
  })
})
