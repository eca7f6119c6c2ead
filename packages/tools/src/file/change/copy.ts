/**
 * Copies files and folders into a folder or to a new name. Content, mode and times are kept, links stay links. Nothing is
 * overwritten: a taken name is numbered, unless one existing target is named exactly (then it goes to the trash)
 * or the request says that what is there is replaced.
 */
import { BadArgument, defineAction, type LookContext, PathText, type Prepared } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, nothingFound, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { arrange, type Arrangement } from "../../place/arrange.ts"
import { type CopyOptions, copyEntry, type Copying, startCopying } from "../../place/copyEntry.ts"
import { choice, flag, optionalSelection, optionalText, selection } from "../../action/field.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { gatherSources, type Source, type Sources } from "../../select/gatherSources.ts"
import { deviceOf } from "../../place/planned.ts"
import { requireSpace } from "../../place/requireSpace.ts"
import { counted, fewNames, mixed } from "../../action/sayCount.ts"
import { select } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

/** What is done where a name is taken, as a request may say it. */
export const EXISTING = ["keep-both", "skip", "fail", "replace"] as const

const Args = Schema.Struct({
  from: selection("what to copy; a folder is copied with everything in it"),
  to: optionalText("the folder to copy into, or the new name of one thing; a folder when it ends in /"),
  toEach: optionalSelection("folders that each get a copy, instead of `to`"),
  beside: flag("another one in the same folder, under a new name, instead of `to` (default false)"),
  asFolder: flag(
    "`to` is a folder, made when it is not there; false: a new name (default: a folder for more than one thing, when it is one, or for a file with an extension to a name without one)"
  ),
  contents: flag("copy what is in the named folders, hidden names too, instead of the folders (default false)"),
  keepStructure: flag("keep the folders between the start folder and the files (default false: all side by side)"),
  structureOnly: flag("copy only the folders of a tree, without files (default false)"),
  preserveOwner: flag("keep owner and group as well; mode and times are always kept (default false)"),
  existing: choice(EXISTING, "what to do where a name is taken (default keep-both; one exact target is replaced)")
})
type Args = typeof Args.Type

/** Where to, one or several times. */
const targetsOf = Effect.fnUntraced(function* (args: Args, sources: Sources, context: LookContext) {
  if (args.toEach === undefined) {
    if (args.to !== undefined) return [args.to]
    if (args.beside === true) {
      const folders = [...new Set(sources.entries.map(({ path }) => `${PathText.dirname(path)}/`))]
      if (folders.length <= 1) return folders
      const reason = "they lie in several folders, so there is no one place beside them."
      return yield* new BadArgument({ action: "copy", reason, hints: ["Copy those of one folder at a time."] })
    }
    const reason = "it is not said where to."
    return yield* new BadArgument({ action: "copy", reason, hints: ["Name a folder or a new name."] })
  }
  const chosen = { ...args.toEach, type: args.toEach.type ?? ("folder" as const) }
  const { entries } = yield* select(chosen, context, { crossMounts: false })
  return entries.map((entry) => `${entry.path}/`)
})

/** What goes to one disk must fit on it as a whole. Throws `StepFailed` with the figures. */
const requireSpaces = (
  needs: ReadonlyArray<{ readonly bytes: number; readonly target: string }>,
  context: LookContext
): void => {
  const byDisk = Map.groupBy(needs, ({ target }) => deviceOf(target, context.disk))
  for (const group of byDisk.values()) {
    const bytes = group.reduce((sum, need) => sum + need.bytes, 0)
    const target = group[0]?.target ?? context.cwd
    requireSpace(`Copy to ${shown(target, context)}`, bytes, target, context)
  }
}

/** What a person should know of what is not copied. */
export const copyNotes = (copying: Copying, context: LookContext): ReadonlyArray<string> => {
  const names = (paths: ReadonlyArray<string>) => fewNames(paths.map((path) => shown(path, context)))
  const { special, mounts, brokenLinks, unreadable } = copying
  return [
    ...(special.length > 0 ? [`Not copied, being no files (devices, pipes, sockets): ${names(special)}.`] : []),
    ...(mounts.length > 0 ? [`Not entered, another disk begins there: ${names(mounts)}.`] : []),
    ...(brokenLinks.length > 0
      ? [`${counted(brokenLinks.length, "link")} would lead nowhere from the new place: ${names(brokenLinks)}.`]
      : []),
    ...unreadableNote(unreadable, context)
  ]
}

const place = (sources: Sources, to: string, args: Args, context: LookContext): Arrangement =>
  arrange(
    sources.entries,
    {
      action: "copy",
      to,
      asFolder: args.toEach !== undefined ? true : args.asFolder,
      existing: args.existing,
      below: args.keepStructure === true ? sources.roots : null,
      stays: false
    },
    context
  )

/** `Copy 12 files (34 MB) into pictures`; of one thing its name. */
const say = (
  sources: ReadonlyArray<Source>,
  arrangements: ReadonlyArray<Arrangement>,
  copying: Copying,
  isBeside: boolean,
  context: LookContext
): { readonly plan: string; readonly done: string } => {
  const only = sources.length === 1 ? sources[0] : undefined
  const size = formatBytes(copying.bytes)
  // Folders are told where there is nothing else in it.
  const inner = copying.files > 0 ? 0 : copying.folders - arrangements.length
  const what =
    only === undefined
      ? `${mixed(copying)} (${size})`
      : only.stat.type === "folder"
        ? `${shown(only.path, context)} with ${mixed({ files: copying.files, folders: inner })} (${size})`
        : `${shown(only.path, context)} (${size})`
  const first = arrangements[0]
  const where =
    arrangements.length !== 1 || first === undefined
      ? `into each of ${counted(arrangements.length, "folder")}`
      : isBeside
        ? `to ${fewNames(first.placed.map(({ to }) => shown(to, context)))}`
        : `${first.intoFolder ? "into" : "to"} ${shown(first.target, context)}`
  return { plan: `Copy ${what} ${where}`, done: `${what} copied ${where}` }
}

export const copy = defineAction({
  name: "copy",
  description: "Copy files and folders to another place or under another name",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    [
      "<copy> {from:files} <to>|over_to|over_into {to:tofolder} ~[preserving|keeping|retaining|while_preserving|while_keeping|and_keep [all|its|their|file] [mode|modes|permissions|attributes] [and] [ownership|owner|owners] [and] [timestamp|timestamps|times|dates|mode|permissions] [attributes] -> preserveOwner=true] ~[keeping|preserving|with|and_keep|retaining [folder|directory] structure|tree|hierarchy -> keepStructure=true] ~[recursively]",
      { asFolder: true }
    ],
    [
      "<copy> {from:chosen} <to>|over_to|over_into {to:target} ~[preserving|keeping|retaining|preserve|while_preserving|while_keeping|and_preserve|and_keep [all|its|their|file] [mode|modes|permissions|attributes] [and] [ownership|owner|owners] [and] [timestamp|timestamps|times|dates|mode|permissions] [attributes] -> preserveOwner=true] ~[keeping|preserving|with|and_keep|retaining [folder|directory] structure|tree|hierarchy -> keepStructure=true] ~[without_overwriting|but_do_not_overwrite [anything|existing_files|existing|files] -> existing=keep-both] ~[, overwriting|overwriting|replacing|and_overwrite|and_replace [any] [existing] [one|ones|file|files] -> existing=replace] ~[recursively]",
      { asFolder: true }
    ],
    ["<copy> {from:named} into|inside {to:target}", { asFolder: true }],
    "put copy|copies of {from:files} into|to|on|onto {to:target}",
    "put copy|copies of {from:named} in|inside {to:target}",
    "<copy> {from:named} <to>|over_to|as|over_into {to:target} ~[preserving|keeping|retaining|preserve|while_preserving|while_keeping|and_preserve|and_keep [all|its|their|file] [mode|modes|permissions|attributes] [and] [ownership|owner|owners] [and] [timestamp|timestamps|times|dates|mode|permissions] [attributes] -> preserveOwner=true] ~[keeping|preserving|with|and_keep|retaining [folder|directory] structure|tree|hierarchy -> keepStructure=true] ~[without_overwriting|but_do_not_overwrite [anything|existing_files|existing|files] -> existing=keep-both] ~[, overwriting|overwriting|replacing|and_overwrite|and_replace [any] [existing] [one|ones|file|files] -> existing=replace] ~[recursively]",
    [
      "<copy> {from:named} named|called|with_the_name {to:path} ~[preserving|keeping|retaining|preserve|while_preserving|while_keeping|and_preserve|and_keep [all|its|their|file] [mode|modes|permissions|attributes] [and] [ownership|owner|owners] [and] [timestamp|timestamps|times|dates|mode|permissions] [attributes] -> preserveOwner=true] ~[keeping|preserving|with|and_keep|retaining [folder|directory] structure|tree|hierarchy -> keepStructure=true] ~[without_overwriting|but_do_not_overwrite [anything|existing_files|existing|files] -> existing=keep-both] ~[, overwriting|overwriting|replacing|and_overwrite|and_replace [any] [existing] [one|ones|file|files] -> existing=replace] ~[recursively]",
      { asFolder: false }
    ],

    ["<copy> [all] contents|content of {from:folderset} <to> {to:target}", { contents: true }],
    [
      "<copy> everything|all|all_files|all_that_is|everything_that_is in|inside|from {from:folderset} <to> {to:target}",
      { contents: true }
    ],
    "<copy> {from:named} over|onto {to:path}",
    ["put|place|drop|save copy|copies of {from:files} <to> {to:tofolder}", { asFolder: true }],
    ["put|place|drop|save copy|copies of {from:chosen} <to> {to:target}", { asFolder: true }],
    "put|place|drop|save copy of {from:named} <to> {to:target}",
    [
      "make|create copy|duplicate of {from:named} [file|folder] [and] call|name|called|named|calling|naming|as|under_the_name [it] [as] {to:path}",
      { asFolder: false }
    ],
    "make|create copy|duplicate from {from:named} <to>|as|named|called {to:target}",
    "<copy> {from:named} <to> {toEach:eachfolder}",
    [
      "<copy> [only|just] [folder|directory] structure|tree|hierarchy of {from:folderset} <to> {to:target}",
      { structureOnly: true }
    ],
    ["<copy> {from:folderset} [folder|directory] structure|hierarchy <to> {to:target}", { structureOnly: true }],
    [
      "<copy> only|just folders|directories|folder_structure|directory_structure of {from:folderset} <to> {to:target}",
      { structureOnly: true }
    ],
    ["make|create [backup|safety|second] copy of {from:named} [and] call|name it {to:path}", { asFolder: false }],
    [
      "make|create [backup|safety|second] copy of {from:named} called|named|as|under_the_name|with_the_name {to:path}",
      { asFolder: false }
    ],
    "<copy> {from:files} {to:there}",
    ["make|create [another|backup|safety|second] copy|copies|duplicate|duplicates of {from:files}", { beside: true }],
    ["duplicate {from:files}", { beside: true }]
  ]),
  examples: [
    "copy notes.txt to Documents",
    "make a copy of todo.txt named todo-old.txt",
    "copy data/*.csv to a new folder called export"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    const found = yield* gatherSources("copy", args.from, context, args.contents === true)
    const folders = found.entries.filter((source) => source.stat.type === "folder")
    const sources = args.structureOnly === true ? { ...found, entries: folders } : found
    const targets = yield* targetsOf(args, sources, context)
    const notes = unreadableNote(sources.unreadable, context)
    if (sources.entries.length === 0) return yield* nothingHere("file", args.from, context, notes)
    if (targets.length === 0) return nothingFound("target folder", notes)
    return yield* attempt("Copy", () => prepare(args, sources, targets, notes, context))
  })
})

const prepare = async (
  args: Args,
  sources: Sources,
  targets: ReadonlyArray<string>,
  notes: ReadonlyArray<string>,
  context: LookContext
): Promise<Prepared> => {
  const ownerless = args.preserveOwner === true && context.uid !== 0
  const options: CopyOptions = {
    structureOnly: args.structureOnly === true,
    merge: args.existing === "replace",
    uid: context.uid,
    preserveOwner: args.preserveOwner === true && context.uid === 0
  }
  const copying = startCopying()
  const arrangements = targets.map((to) => place(sources, to, args, context))
  const needs: Array<{ readonly bytes: number; readonly target: string }> = []
  for (const { folders, placed, target } of arrangements) {
    const before = copying.bytes
    for (const path of folders) copying.deeds.push({ do: "make-folder", path })
    for (const { source, to, replaces } of placed) {
      await copyEntry(source, to, replaces, context.disk, options, copying)
    }
    needs.push({ bytes: copying.bytes - before, target })
  }
  requireSpaces(needs, context)
  const paths = arrangements.flatMap((one) => one.placed.map((placed) => placed.to))
  const isBeside = args.beside === true && args.to === undefined
  const words = say(sources.entries, arrangements, copying, isBeside, context)
  const said = [
    // That the name is taken is what "beside" means.
    ...(isBeside ? [] : arrangements.flatMap((one) => one.notes)),
    ...copyNotes(copying, context),
    ...(ownerless ? ["Owner and group are not kept: only root may give files to others."] : []),
    ...notes
  ]
  if (copying.deeds.length === 0) return nothingToDo("Nothing to copy", "Nothing was copied.", said)
  return {
    explanation: words.plan,
    deeds: copying.deeds,
    reads: sources.entries.map((source) => source.path),
    notes: said,
    paths,
    answer: answered(words.done, paths)
  }
}
