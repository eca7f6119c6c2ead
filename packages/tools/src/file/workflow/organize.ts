/**
 * Sorts the files of a folder into folders beside them: by type (the table of kinds), extension, date or size. Each file
 * is looked at once and renamed once. Left alone: folders and what they hold, hidden files, and what is in the right
 * folder already. Nothing is overwritten: a taken name is numbered. What may surprise: a link to a file is moved
 * as the link it is, and the plan says which of them will lead nowhere then.
 */
import {
  BadArgument,
  type Deed,
  defineAction,
  escapeName,
  type LookContext,
  PathText,
  type Prepared
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { collisionNotes } from "../../place/arrange.ts"
import { ORGANIZE_BY, PERIODS, wayOf } from "./categories.ts"
import { folderToBe } from "../../place/destination.ts"
import { choice, optionalSelection, optionalText } from "../../action/field.ts"
import { type Category, intoCategories, type Organized } from "./intoCategories.ts"
import { deviceOf } from "../../place/planned.ts"
import { counted, fewNames, sized } from "../../action/sayCount.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import { select, type Selecting } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  files: optionalSelection("which files; the own files of the working folder by default. Hidden ones always stay"),
  by: choice(ORGANIZE_BY, "what the folders are named after (default type)"),
  every: choice(PERIODS, "by date: one folder a year (2026), month (2026-11) or day (default month)"),
  to: optionalText("the folder in which the folders are made (default: where the files are)")
})
type Args = typeof Args.Type

/** Folders that the notes name one by one: those with the most files. */
const MAX_NAMED = 20

const sizedAll = (categories: ReadonlyArray<Category>): string =>
  sized(
    categories.reduce((sum, one) => sum + one.files, 0),
    categories.reduce((sum, one) => sum + one.bytes, 0)
  )

/** `Images: 12 files (34 MB)`, a line each. */
const categoryNotes = (categories: ReadonlyArray<Category>, context: LookContext): ReadonlyArray<string> => {
  const largest = categories.toSorted((a, b) => b.files - a.files || (a.path < b.path ? -1 : 1))
  const rest = largest.slice(MAX_NAMED)
  return [
    ...largest.slice(0, MAX_NAMED).map((one) => `${shown(one.path, context)}: ${sizedAll([one])}`),
    ...(rest.length === 0 ? [] : [`${counted(rest.length, "more folder")}: ${sizedAll(rest)}`])
  ]
}

const warnings = (organized: Organized, context: LookContext): ReadonlyArray<string> => {
  const { astray, bases, inPlace, renamed } = organized
  return [
    ...(renamed.length > 0
      ? [`Another name, because something else has the first one: ${fewNames(renamed.map(escapeName))}.`]
      : []),
    ...(inPlace > 0 ? [`In place already: ${counted(inPlace, "file")}.`] : []),
    ...(astray.length > 0
      ? [
          `${counted(astray.length, "link")} will lead nowhere from the new place: ${fewNames(astray.map((path) => shown(path, context)))}.`
        ]
      : []),
    ...(bases.some((base) => context.disk.lstat(PathText.child(base, ".git")) !== null)
      ? ["The folder is under version control: the moved files will show there as changes."]
      : [])
  ]
}

/** A rename cannot leave its file system. */
const checkDevice = (to: string, found: Selecting, context: LookContext): void => {
  const device = deviceOf(to, context.disk)
  const away = found.entries.find(({ stat }) => stat !== null && stat.ino > 0 && stat.dev !== device)
  if (away === undefined || device === 0) return
  throw new BadArgument({
    action: "organize",
    reason: `${shown(to, context)} is on another disk than ${shown(away.path, context)}, and files are only renamed here.`,
    hints: ["Organize them where they are, then move the folders.", "Choose a folder on the same disk."]
  })
}

/** Throws `BadArgument`, `StepFailed` (names that are taken, under `fail`) and `DiskError`. */
const prepare = (args: Args, found: Selecting, context: LookContext): Prepared => {
  const by = args.by ?? (args.every === undefined ? "type" : "date")
  const way = wayOf(by, { period: args.every ?? "month", timeZone: context.timeZone })
  const target = args.to === undefined ? null : folderToBe("organize", args.to, context)
  if (target !== null) checkDevice(target.path, found, context)
  const organized = intoCategories(found, way, target?.path ?? null, context)
  const { arrivals, bases, bytes, categories, inPlace, moves, paths } = organized
  const notes = [
    ...collisionNotes(arrivals, context.onCollision, context, "Organize"),
    ...warnings(organized, context),
    ...unreadableNote(found.unreadable, context)
  ]
  if (moves.length === 0) {
    const why =
      inPlace > 0 ? "all files are in place" : arrivals.refused().length > 0 ? "all names are taken" : "no file fits"
    return nothingToDo(`Nothing to organize: ${why}`, `Nothing was organized: ${why}.`, notes)
  }
  const folders = [...(target?.missing ?? []), ...categories.flatMap((one) => (one.missing ? [one.path] : []))]
  const deeds: Array<Deed> = folders.map((path) => ({ do: "make-folder", path }))
  for (const deed of moves) deeds.push(deed)
  const where = fewNames((target === null ? bases : [target.path]).map((base) => shown(base, context)))
  const how = `by ${by} into ${counted(categories.length, "folder")}`
  return {
    explanation: `Organize ${sized(moves.length, bytes)}${where === "." ? "" : ` in ${where}`} ${how}`,
    deeds,
    reads: bases,
    notes: [...notes, ...categoryNotes(categories, context)],
    paths,
    answer: answered(`${sized(moves.length, bytes)} organized ${how}`, paths)
  }
}

export const organize = defineAction({
  name: "organize",
  description: "Sort the files of a folder into folders by type, extension, date or size",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 24 * 3_600_000,
  parallel: true,
  phrases: said([
    [
      "<organize> {files:files|place} [in|into|within] [sub|separate|different] [subfolders|folders|subdirectories|directories] by|based_on|according_to|for_each|per|after|of [their|its|file] type|types|kind|kinds|category|file_type|file_types|kind_of_file",
      { by: "type" }
    ],
    [
      "<organize> {files:files|place} [in|into|within] [sub|separate|different] [subfolders|folders|subdirectories|directories] by|based_on|according_to|for_each|per|after|named_after|named_by [their|its|file] extension|extensions|file_extension",
      { by: "extension" }
    ],
    [
      "<organize> {files:files|place} [in|into|within] [sub|separate|different] [subfolders|folders|subdirectories|directories] by|based_on|according_to|for_each|per [their|its] [modification] month|months|date|dates|modification_date|date_of_modification",
      { by: "date" }
    ],
    [
      "<organize> {files:files|place} [in|into|within] [sub|separate|different] [subfolders|folders|subdirectories|directories] by|based_on|according_to|for_each|per [their|its] [modification] year|years",
      { by: "date", every: "year" }
    ],
    [
      "<organize> {files:files|place} [in|into|within] [sub|separate|different] [subfolders|folders|subdirectories|directories] by|based_on|according_to|for_each|per [their|its] [modification] day|days",
      { by: "date", every: "day" }
    ],
    [
      // Files that are sorted by their size are a list, unless folders are spoken of.
      "organize|organise|group|categorize|categorise|classify|separate|split|tidy|tidy_up|sort_out|distribute|structure {files:files|place} by|based_on|according_to [their|its|file] size|sizes",
      { by: "size" }
    ],
    ["<organize> {files:place} by|based_on|according_to [their|its|file] size|sizes", { by: "size" }],
    [
      "<organize> {files:files|place} in|into|within [sub|separate|different] subfolders|folders|subdirectories|directories by|based_on|according_to [their|its|file] size|sizes",
      { by: "size" }
    ],
    [
      "<organize> {files:files|place} by type|kind|file_type [into|in] [sub|separate|different] subfolders|folders|subdirectories",
      { by: "type" }
    ],
    [
      "<organize> {files:files|place} by [file] extension [into|in] [sub|separate|different] subfolders|folders|subdirectories",
      { by: "extension" }
    ],
    [
      "put|move|sort {files:files} into|in [separate|different] [sub] subfolders|folders by|for_each|per|according_to|based_on [their|its|file] type|kind|category|file_type",
      { by: "type" }
    ],
    [
      "put|move|sort {files:files} into|in [separate|different] [sub] subfolders|folders by|for_each|per|according_to|based_on [their|its|file] extension|file_extension",
      { by: "extension" }
    ],
    [
      "put|move|sort {files:files} into|in [separate|different] [sub] subfolders|folders by|for_each|per|according_to|based_on [their|its] month|date|modification_date",
      { by: "date" }
    ],
    [
      "put|move|sort {files:files} into|in [separate|different] [sub] subfolders|folders by|for_each|per|according_to|based_on [their|its] year",
      { by: "date", every: "year" }
    ],
    "organize|organise|tidy|tidy_up|sort_out {files:place}"
  ]),
  examples: ["organize this folder by type", "organize Downloads by extension", "organize the photos here by year"],
  look: Effect.fnUntraced(function* (args, context) {
    // Hidden files never move, whatever the selection says; a folder among the paths stands for its files.
    const selection = { ...args.files, type: "file" as const, hidden: "exclude" as const }
    yield* mustBeChangeable(selection, context, { lenient: true })
    const found = yield* select(selection, context, { needStat: true, crossMounts: false, lenient: true })
    return yield* attempt("Organize", () => prepare(args, found, context))
  })
})
