/**
 * Moves files and folders into a folder or to a new name: a rename, so content, inode and times stay what they are. Onto
 * another file system it is a copy and then the original to the trash, which the plan says. Nothing is
 * overwritten: a taken name is numbered, unless one existing target is named exactly or the request says replace.
 */
import { type Deed, defineAction, type LookContext, PathText, type Prepared, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Breathe, makeBreathe } from "../../action/breathe.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { arrange, type Arrangement, otherCaseOf, type Placed } from "../../place/arrange.ts"
import { copyNotes, EXISTING } from "./copy.ts"
import { type CopyOptions, copyEntry, type Copying, leadsAstray, startCopying } from "../../place/copyEntry.ts"
import { choice, flag, selection, text } from "../../action/field.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { gatherSources, type Source } from "../../select/gatherSources.ts"
import { deviceOf, knownIdentity } from "../../place/planned.ts"
import { requireSpace } from "../../place/requireSpace.ts"
import { counted, mixed } from "../../action/sayCount.ts"
import { temporaryName } from "../../place/temporaryName.ts"
import { trashEntry } from "../../place/trashEntry.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  from: selection("what to move; a folder moves with everything in it"),
  to: text("the folder to move into, or the new name of one thing; a folder when it ends in /"),
  asFolder: flag(
    "`to` is a folder, made when it is not there; false: a new name (default: a folder for more than one thing, when it is one, or for a file with an extension to a name without one)"
  ),
  contents: flag("move what is in the named folders, hidden names too, instead of the folders (default false)"),
  keepStructure: flag("keep the folders between the start folder and the files (default false: all side by side)"),
  existing: choice(EXISTING, "what to do where a name is taken (default keep-both; one exact target is replaced)")
})
type Args = typeof Args.Type

/** The renames for one thing: two where only the case of the name changes and both cases are one name. */
const renames = ({ source, to, replaces }: Placed, context: LookContext): ReadonlyArray<Deed> => {
  const identity = knownIdentity(source.stat)
  const from = source.path
  if (otherCaseOf(from, to, context)) {
    const folder = PathText.dirname(to)
    const names = new Set(context.disk.list(folder).map((entry) => entry.name))
    const between = temporaryName(folder, (name) => names.has(name))
    return [
      { do: "move", from, to: between, identity },
      { do: "move", from: between, to, identity }
    ]
  }
  const old = replaces === null ? null : knownIdentity(replaces)
  return [{ do: "move", from, to, identity, ...(old === null ? {} : { replaces: old }) }]
}

/** What cannot be copied whole is not taken away here. */
const refusePart = (source: Source, { special, unreadable }: Copying, context: LookContext): void => {
  const part = special[0] ?? unreadable[0]
  if (part === undefined) return
  throw new StepFailed({
    doing: `Move ${shown(source.path, context)} to another disk`,
    reason: `${shown(part, context)} cannot be copied there (no file, or not readable).`,
    hints: ["Move the files beside it, and leave this one where it is."]
  })
}

const say = (
  sources: ReadonlyArray<Source>,
  { placed, intoFolder, target }: Arrangement,
  context: LookContext
): { readonly plan: string; readonly done: string } => {
  const only = sources.length === 1 ? sources[0] : undefined
  const folders = placed.filter((one) => one.source.stat.type === "folder").length
  const bytes = placed.reduce((sum, { source }) => sum + (source.stat.type === "file" ? source.stat.size : 0), 0)
  const count = mixed({ files: placed.length - folders, folders })
  const what = only === undefined ? (bytes > 0 ? `${count} (${formatBytes(bytes)})` : count) : shown(only.path, context)
  const where = `${intoFolder ? "into" : "to"} ${shown(target, context)}`
  return { plan: `Move ${what} ${where}`, done: `${what} moved ${where}` }
}

export const move = defineAction({
  name: "move",
  description: "Move files and folders to another place or to a new name",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    ["<move> {from:files} <to>|up_to|over_to|in|out_into {to:tofolder}", { asFolder: true }],
    ["<move> {from:chosen} <to>|up_to|down_to|back_to|over_to|up_into|out_to {to:target}", { asFolder: true }],
    ["<move> {from:named} into|inside {to:target}", { asFolder: true }],
    "<move> {from:named} <to>|up_to|down_to|back_to|over_to|up_into|out_to {to:target}",
    ["<move> [all] contents|content of {from:folderset} <to> {to:target}", { contents: true }],
    [
      "<move> everything|all|all_files|all_that_is|everything_that_is in|inside|from {from:folderset} <to> {to:target}",
      { contents: true }
    ],
    "<move> {from:named} onto|over {to:path}",
    "<to> {to:tofolder} , move|put {from:files}",
    "<move> {from:files} [over] {to:there}",
    "<move> {from:files} up|one_level_up|up_one_level|up_a_level|up_one_folder|one_folder_up -> to=.."
  ]),
  examples: [
    "move report.pdf to Documents",
    "move all jpg files from Downloads to Pictures",
    "move files larger than 20 MB from Downloads to a folder called Big"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustBeChangeable(args.from, context)
    const sources = yield* gatherSources("move", args.from, context, args.contents === true)
    const notes = unreadableNote(sources.unreadable, context)
    if (sources.entries.length === 0) return yield* nothingHere("file", args.from, context, notes, sources.roots)
    const below = args.keepStructure === true ? sources.roots : null
    return yield* attempt("Move", (signal) =>
      prepare(args, sources.entries, below, notes, context, makeBreathe(signal))
    )
  })
})

const prepare = async (
  args: Args,
  sources: ReadonlyArray<Source>,
  below: ReadonlyArray<string> | null,
  notes: ReadonlyArray<string>,
  context: LookContext,
  breathe: Breathe
): Promise<Prepared> => {
  const { to, existing } = args
  const { asFolder } = args
  const arrangement = arrange(sources, { action: "move", to, asFolder, existing, below, stays: true }, context)
  const { placed, folders, intoFolder, target } = arrangement
  const device = deviceOf(intoFolder ? target : PathText.dirname(target), context.disk)
  const options: CopyOptions = {
    structureOnly: false,
    merge: false,
    uid: context.uid,
    preserveOwner: context.uid === 0
  }
  const copying = startCopying()
  const deeds = copying.deeds
  const trash: Array<Deed> = []
  for (const path of folders) deeds.push({ do: "make-folder", path })
  let across = 0
  for (const one of placed) {
    const pause = breathe()
    if (pause !== undefined) await pause
    const own = deviceOf(one.source.path, context.disk)
    if (own === 0 || device === 0 || own === device) {
      for (const deed of renames(one, context)) deeds.push(deed)
      if (leadsAstray({ ...one, root: one.source.path }, context.disk)) copying.brokenLinks.push(one.to)
      continue
    }
    across++
    await copyEntry(one.source, one.to, one.replaces, context.disk, options, copying)
    refusePart(one.source, copying, context)
    trash.push((await trashEntry(one.source, context)).deed)
  }
  if (across > 0) requireSpace(`Move to ${shown(target, context)}`, copying.bytes, target, context)
  // Only when every copy is there do the originals go.
  for (const deed of trash) deeds.push(deed)
  const said = [
    ...arrangement.notes,
    ...(across > 0
      ? [
          `${counted(across, "entry lies", "entries lie")} on another disk: copied there, then the original to the trash.`
        ]
      : []),
    ...copyNotes(copying, context),
    ...notes
  ]
  if (deeds.length === 0) return nothingToDo("Nothing to move", "Nothing was moved.", said)
  const words = say(sources, arrangement, context)
  const paths = placed.map((one) => one.to)
  return { explanation: words.plan, deeds, notes: said, paths, answer: answered(words.done, paths) }
}
