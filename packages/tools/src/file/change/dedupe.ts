/**
 * Of files with equal content keeps one and puts the others into the trash, or makes them second names of the one that
 * stays. Content is compared, never names. Empty files are no duplicates of each other, and names of one file neither.
 * Never entered: version control, installed packages and other disks.
 */
import {
  BadArgument,
  type Deed,
  defineAction,
  type LookContext,
  type Prepared,
  quoteName,
  type TellProgress
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { expandHome } from "../../select/locate.ts"
import { makeBreathe } from "../../action/breathe.ts"
import { trashAll } from "./delete.ts"
import { findDuplicates } from "../../select/duplicates.ts"
import { choice, optionalSelection } from "../../action/field.ts"
import type { Source } from "../../select/gatherSources.ts"
import { PROGRAMS_OWN } from "./leftovers.ts"
import { knownIdentity } from "../../place/planned.ts"
import { counted, figure } from "../../action/sayCount.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import { select } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const KEEP = ["oldest", "newest", "first"] as const
type Keep = (typeof KEEP)[number]

/** Which of equal files stays: by time and then by path, or by path alone. */
const ORDER: ReadonlyMap<Keep, (a: Source, b: Source) => number> = new Map([
  ["oldest", (a: Source, b: Source) => a.stat.mtimeMs - b.stat.mtimeMs],
  ["newest", (a: Source, b: Source) => b.stat.mtimeMs - a.stat.mtimeMs],
  ["first", () => 0]
])

export interface Duplicates {
  /** One that stays, and those that are the same. */
  readonly groups: ReadonlyArray<{ readonly kept: Source; readonly extra: ReadonlyArray<Source> }>
  readonly unreadable: ReadonlyArray<string>
}

/** Rejects with `DiskError` and the signal's reason. */
export const groupDuplicates = async (
  sources: ReadonlyArray<Source>,
  keep: Keep,
  context: LookContext,
  signal: AbortSignal,
  tell: TellProgress
): Promise<Duplicates> => {
  const unreadable: Array<string> = []
  const files = sources.filter(({ stat }) => stat.type === "file" && stat.size > 0)
  const selected = files.map(({ path, stat }) => ({ path, type: stat.type, stat }))
  const found = await findDuplicates(context.disk, selected, makeBreathe(signal), (path) => unreadable.push(path), tell)
  const order = ORDER.get(keep) ?? (() => 0)
  const groups = found.flatMap((group) => {
    const members = group.flatMap(({ path, stat }): ReadonlyArray<Source> => (stat === null ? [] : [{ path, stat }]))
    const [kept, ...others] = members.toSorted((a, b) => order(a, b) || (a.path < b.path ? -1 : 1))
    if (kept === undefined) return []
    const extra = others.filter(({ stat }) => stat.ino !== kept.stat.ino || stat.dev !== kept.stat.dev)
    return extra.length === 0 ? [] : [{ kept, extra }]
  })
  return { groups: groups.toSorted((a, b) => (a.kept.path < b.kept.path ? -1 : 1)), unreadable }
}

export const dedupe = defineAction({
  name: "dedupe",
  description: "Delete duplicate files but one of each, or make them hard links to it",
  args: Schema.Struct({
    files: optionalSelection("among which duplicates are looked for (default: all files here and below)"),
    keep: choice(KEEP, "which one of equal files stays (default oldest; first is by path)"),
    how: choice(["trash", "hardlink"], "put the others into the trash, or make them second names of it (default trash)")
  }),
  risk: 2,
  undo: "trash",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    "<delete>|remove [all|extra] duplicates|duplicate_files|duplicate_copies|redundant_copies [{files:within}]",
    "<delete> duplicate {files:files}",
    "<delete> duplicates|duplicate_files|copies of|among|from {files:files}",
    "deduplicate|dedupe|de-duplicate {files:files}",
    ["deduplicate|dedupe|de-duplicate {files:place}", {}],
    [
      "<delete> [all] duplicates|duplicate_files {files:within} and|but keep newest [one|copy|file|of_each]",
      { keep: "newest" }
    ],
    [
      "<delete> [all] duplicates|duplicate_files {files:within} and|but keep oldest [one|copy|file|of_each]",
      { keep: "oldest" }
    ],
    ["replace|turn duplicates|duplicate_files {files:within} with|by|into hard_links|hardlinks", { how: "hardlink" }]
  ]),
  examples: ["delete the duplicates in Pictures", "deduplicate Downloads", "replace duplicates in data by hard links"],
  look: Effect.fnUntraced(function* (args, context) {
    const [only, ...more] = args.files?.paths ?? []
    if (only !== undefined && more.length === 0 && context.disk.stat(expandHome(only, context))?.type === "file") {
      return yield* new BadArgument({
        action: "dedupe",
        reason: `${quoteName(only)} alone has nothing beside it to be a duplicate of.`,
        hints: ["Name the folder in which to look: delete the duplicates in this folder"]
      })
    }
    const files = { ...args.files, notInPath: [...(args.files?.notInPath ?? []), ...PROGRAMS_OWN] }
    yield* mustBeChangeable(files, context, { lenient: true })
    const { entries, unreadable } = yield* select(files, context, {
      needStat: true,
      crossMounts: false,
      recursiveByDefault: true,
      lenient: true
    })
    const sources = entries.flatMap(({ path, stat }): ReadonlyArray<Source> => (stat === null ? [] : [{ path, stat }]))
    const keep = args.keep ?? "oldest"
    return yield* attempt("Look for duplicates", async (signal, tell) => {
      const found = await groupDuplicates(sources, keep, context, signal, tell)
      const notes = unreadableNote([...unreadable, ...found.unreadable], context)
      if (found.groups.length === 0) return nothingToDo("Nothing to do: no duplicates", "Nothing found.", notes)
      return args.how === "hardlink" ? linkAll(found, notes, context) : trashExtra(found, keep, notes, context)
    })
  })
})

const extraOf = ({ groups }: Duplicates): ReadonlyArray<Source> => groups.flatMap((group) => group.extra)

const trashExtra = (
  found: Duplicates,
  keep: Keep,
  notes: ReadonlyArray<string>,
  context: LookContext
): Promise<Prepared> => {
  const extra = extraOf(found)
  const bytes = extra.reduce((sum, { stat }) => sum + stat.size, 0)
  const which = keep === "first" ? "the first by path" : `the ${keep}`
  const what = `${counted(extra.length, "duplicate")} (${formatBytes(bytes)}), keeping ${which} of each`
  return trashAll(extra, [...keptNote(found, context), ...notes], context, what)
}

const keptNote = ({ groups }: Duplicates, context: LookContext): ReadonlyArray<string> => {
  const names = groups.slice(0, 3).map(({ kept }) => shown(kept.path, context))
  const more = groups.length - names.length
  return [`Kept: ${names.join(", ")}${more > 0 ? ` and ${figure(more)} more` : ""}.`]
}

const linkAll = (found: Duplicates, notes: ReadonlyArray<string>, context: LookContext): Prepared => {
  const deeds: Array<Deed> = []
  let bytes = 0
  for (const { kept, extra } of found.groups) {
    for (const { path, stat } of extra) {
      // A second name cannot reach to another file system: that duplicate stays a file of its own.
      if (stat.dev !== kept.stat.dev) continue
      const replaces = knownIdentity(stat)
      deeds.push({
        do: "put",
        path,
        content: { kind: "hardlink", of: kept.path, identity: knownIdentity(kept.stat) },
        bytes: 0,
        as: "link",
        ...(replaces === null ? {} : { replaces })
      })
      bytes += stat.size
    }
  }
  if (deeds.length === 0)
    return nothingToDo("Nothing to do: the duplicates lie on different disks", "Nothing found.", notes)
  const what = `${counted(deeds.length, "duplicate")} (${formatBytes(bytes)})`
  const paths = extraOf(found).map((source) => source.path)
  return {
    explanation: `Make ${what} hard links to the one that stays`,
    deeds,
    notes: [...keptNote(found, context), "A change to one of the names is then a change to all of them.", ...notes],
    paths,
    answer: answered(`${what} are hard links now`, paths)
  }
}
