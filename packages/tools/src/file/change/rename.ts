/**
 * Gives one thing a new name, or many by rules (text replaced, prefix, extension, case, numbers). Names that would collide,
 * inside the batch too, are numbered; swaps and rings go by a temporary name. What lies in a renamed folder is renamed
 * before it. Refuses names that no file can have before anything is done.
 */
import { BadArgument, type Deed, defineAction, quoteName, type LookContext, PathText, type Prepared } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Breathe, makeBreathe } from "../../action/breathe.ts"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { collisionNotes, isSameEntry, namesIn, otherCaseOf } from "../../place/arrange.ts"
import { destinationOf } from "../../place/destination.ts"
import { makeTimeText } from "../../action/formatTime.ts"
import { choice, option, optionalText, selection } from "../../action/field.ts"
import { foldsCase } from "../../place/foldsCase.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import type { Source } from "../../select/gatherSources.ts"
import { type Arrivals, type CollisionPolicy, makeArrivals, nameKey } from "../../place/keepBoth.ts"
import { orderRenames } from "./orderRenames.ts"
import { knownIdentity } from "../../place/planned.ts"
import { checkName, makeRenamer, Numbering, Replacing, type Rules } from "./renaming.ts"
import { figure, mixed } from "../../action/sayCount.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { select } from "../../select/select.ts"
import { temporaryName } from "../../place/temporaryName.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  files: selection("what is renamed"),
  to: optionalText("the new name of one thing; a path when it holds a slash"),
  replace: option(Replacing, "replace a text in the names"),
  prefix: optionalText("put in front of the names"),
  suffix: optionalText("put behind the names, before the extension"),
  append: optionalText("put behind the names, after the extension"),
  extension: optionalText("the new extension, with or without a dot; empty for none"),
  case: choice(["upper", "lower", "title"], "the case of the names"),
  spaces: optionalText("what spaces in the names become"),
  number: option(Numbering, "number the names in the order of the selection"),
  date: choice(["name", "prefix"], "the time of the last change as the new name, or its day in front of the old one"),
  existing: choice(
    ["keep-both", "skip", "fail", "replace"],
    "what to do where a name is taken (default: one exact name is replaced, of many both are kept)"
  )
})
type Args = typeof Args.Type

/** What a date of files is called, where nothing else can be meant; "date taken" is in photos and is not read. */
const DATE =
  "date|dates|timestamp|timestamps|modification_date|modification_dates|modification_time|modification_times|date_and_time|date_of_modification|last_modified_date|date_modified|time_and_date"

const bad = (reason: string, hint: string) => new BadArgument({ action: "rename", reason, hints: [hint] })

export const rename = defineAction({
  name: "rename",
  description: "Give a file or folder a new name, or many by a rule",
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    "<rename> [file|folder|directory] {files:named} to|into|as {to:path} [instead]",
    "<rename> {files:named} {to:path} [instead]",
    "change name of {files:named} [from_that] to|into {to:path}",
    "give {files:named} [new] name {to:path}",
    "<rename>|change|convert|turn|switch {files:files} to|into {extension:dotext} [files|file|extension|ones] [{files:within}]",
    "change|rename|convert|switch|set|turn [file] extension|extensions of|on|for {files:files} [from {files.extensions:extlist}] to|into {extension:ext} [{files:within}]",
    "change|rename|convert|turn [every|all] {files.extensions:extlist} [file] extension|extensions to|into {extension:ext} {files:within}",
    [
      "<rename>|change|convert|turn all|every|each {files.extensions:dotexts} to|into {extension:dotext} [{files:within}]",
      { "files.type": "file" }
    ],
    [
      "<rename>|change {replace.text:namepiece} to|into|with {replace.with:nameterm} in|inside|of [all] [file|files] [names] [of|in] {files.in:folders}",
      { "files.type": "file" }
    ],
    "<rename> {files:files} so_that|so they|it have|has|end_in|end_with|get|gets [extension] {extension:ext} [extension]",
    "<rename> {files:files} with|to_have|to_get [extension] {extension:dotext} [extension]",
    "remove|drop|strip extension|extensions from|of {files:files} -> extension=",
    "[file|files] add|put|append|prepend|prefix|attach prefix {prefix:affix} to|before|in_front_of|onto|on [file] [names|name] [of] {files:files}",
    "prepend|put|add|insert {prefix:affix} to|before|in_front_of|at_the_beginning_of|at_the_start_of|to_the_beginning_of|to_the_start_of|to_the_front_of [file] names|name|filenames|filename of {files:files}",
    "put|add {prefix:affix} in_front_of|before|at_the_front_of [names|name] [of] {files:files}",
    "prefix [names|name|filenames] [of] {files:files} with {prefix:affix}",
    "give {files:files} prefix {prefix:affix}",
    "give [names|filenames] [of] {files:files} [the] suffix {suffix:affix}",
    "give {files:files} extension {extension:ext}",
    "<rename>|change|convert {files:chosen} to|into {extension:knownext} [files|extension|format]",
    "<rename> {files:files} with|by_adding|adding prefix {prefix:affix}",
    "prepend {prefix:affix} to names|name|filenames of {files:files}",
    "add|put|append|attach suffix {suffix:affix} to|behind|after|onto [file] [names|name] [of] {files:files}",
    "append|add|put|attach {append:dotted} to|behind|after|at_the_end_of|onto|to_the_end_of [file] names|name|filenames|filename of {files:files}",
    "append|add|put|attach {append:dotted} to [end_of] {files:files} names|filenames|file_names",
    "append|add|put|attach {suffix:affix} to|behind|after|at_the_end_of|onto|to_the_end_of [file] names|name|filenames|filename of {files:files} [before_the_extension]",
    "suffix [names|name] [of] {files:files} with {suffix:affix}",
    [
      "<rename> [file] [names|name|filenames] [of] {files:files} to|into|in|all [all] upper_case|uppercase|upper-case|capitals|capital_letters|all_caps",
      { case: "upper" }
    ],
    [
      "change|convert|turn|make|put [all] [file] names|name|filenames of {files:files} to|into|in|all [all] upper_case|uppercase|upper-case|capitals|capital_letters|all_caps",
      { case: "upper" }
    ],
    [
      "<rename> [file] [names|name|filenames] [of] {files:files} to|into|in|all [all] lower_case|lowercase|lower-case|small_letters",
      { case: "lower" }
    ],
    ["lowercase|lower-case|uncapitalize [all] [file] names|name|filenames of {files:files}", { case: "lower" }],
    ["lowercase|lower-case [all] [file] names|filenames {files:within}", { case: "lower", "files.type": "file" }],
    ["uppercase|upper-case|capitalize [all] [file] names|filenames of {files:files}", { case: "upper" }],
    [
      "uppercase|upper-case|capitalize [all] [file] names|filenames {files:within}",
      { case: "upper", "files.type": "file" }
    ],
    [
      "change|convert|turn|make|put [all] [file] names|name|filenames of {files:files} to|into|in|all [all] lower_case|lowercase|lower-case|small_letters",
      { case: "lower" }
    ],
    ["make [all] [file] names|filenames [of] {files:files} upper_case|uppercase|upper-case", { case: "upper" }],
    ["make [all] [file] names|filenames [of] {files:files} lower_case|lowercase|lower-case", { case: "lower" }],
    [
      "make|convert|change [all] file|folder names|filenames {files:within} [to|into] [all] lower_case|lowercase|lower-case",
      { case: "lower", "files.type": "file" }
    ],
    [
      "make|convert|change [all] file|folder names|filenames {files:within} [to|into] [all] upper_case|uppercase|upper-case",
      { case: "upper", "files.type": "file" }
    ],
    [
      "replace|change|swap|turn|substitute|convert|exchange [all|every] spaces|space|blanks|blank|whitespace with|by|to|into|for underscores|underscore [characters] in|of [file] names|name|filenames|filename [of] {files:files}",
      { spaces: "_" }
    ],
    [
      "replace|change|swap|turn|substitute|convert|exchange [all|every] spaces|space|blanks|blank|whitespace with|by|to|into|for underscores|underscore [characters] in|of [all] [file|files] names|name|filenames|filename {files:within}",
      { spaces: "_", "files.type": "file" }
    ],
    [
      "replace|change|swap|turn|substitute|convert|exchange [all|every] spaces|space|blanks|blank|whitespace with|by|to|into|for dashes|hyphens|dash|hyphen in|of [file] names|name|filenames|filename [of] {files:files}",
      { spaces: "-" }
    ],
    [
      "replace|change|swap|turn|substitute|convert|exchange [all|every] spaces|space|blanks|blank|whitespace with|by|to|into|for dashes|hyphens|dash|hyphen in|of [all] [file|files] names|name|filenames|filename {files:within}",
      { spaces: "-", "files.type": "file" }
    ],
    [
      "remove|delete|strip [all|every] spaces|space|blanks from|in|out_of [all] [file] names|name|filenames|filename [of] {files:files}",
      { spaces: "" }
    ],
    [
      "remove|delete|strip [all|every] spaces|space|blanks from|in|out_of [all] [file] names|name|filenames|filename [{files:within}]",
      { spaces: "", "files.type": "file" }
    ],
    "replace|change|rename|substitute|swap {replace.text:nameterm} with|by|to|into|for {replace.with:nameterm} in|of [all|every|each] [file] names|name|filenames|filename of {files:files}",
    [
      "replace|change|rename|substitute|swap {replace.text:nameterm} with|by|to|into|for {replace.with:nameterm} in|of [all|every|each] [file|files] names|name|filenames|filename [{files:within}]",
      { "files.type": "file" }
    ],
    "<rename> {files:files} replacing|by_replacing|changing|by_changing|substituting|by_substituting|and_replace [word|text|string|part] {replace.text:nameterm} with|by|to|into|for {replace.with:nameterm} [in_the_name|in_their_names|in_the_names|in_the_filename|in_the_file_names]",
    [
      "<rename> {files:files} starting|beginning|that_start|that_begin|which_start with {replace.text:nameterm} [so_that|so] [they|it] to|into|should [start|begin] with {replace.with:nameterm} [instead]",
      { "replace.at": "start" }
    ],
    [
      "<rename> {files:files} starting|beginning|that_start|that_begin|which_start with {replace.text:nameterm} to|into|so_that_they|so_they|to_make_them start|begin with {replace.with:nameterm} [instead]",
      { "replace.at": "start" }
    ],
    [
      "<rename> {files:files} ending|that_end|which_end in|with {replace.text:nameterm} to|into|so_that_they|so_they end in|with {replace.with:nameterm} [instead]",
      { "replace.at": "end" }
    ],
    [
      "remove|delete|strip|drop|cut prefix {replace.text:nameterm} from|of [file] [names|name] [of] {files:files}",
      { "replace.at": "start", "replace.with": "" }
    ],
    [
      "remove|delete|strip|drop|cut suffix {replace.text:nameterm} from|of [file] [names|name] [of] {files:files}",
      { "replace.at": "end", "replace.with": "" }
    ],
    [
      "remove|delete|strip|drop|cut {replace.text:nameterm} from|in|out_of [all] [file] names|name|filenames|filename of {files:files}",
      { "replace.with": "" }
    ],
    ["number {files:files}", { number: {} }],
    [`<rename> {files:files} by|after|with|using|according_to|based_on [their|its] ${DATE}`, { date: "name" }],
    [`<rename> {files:files} to their|its ${DATE}`, { date: "name" }],
    [
      `put|add|write|insert [their|its] ${DATE} in_front_of|before|at_the_beginning_of|at_the_start_of|to_the_front_of [file] [names|name|filenames] [of] {files:files}`,
      { date: "prefix" }
    ],
    [
      `put|add|prepend [their|its] ${DATE} to [file] names|name|filenames|filename of {files:files}`,
      { date: "prefix" }
    ],
    [`prefix [names|name|filenames] [of] {files:files} with [their|its] ${DATE}`, { date: "prefix" }],
    [
      `<rename> {files:files} so_that|so [they|it] start|starts|begin|begins with [their|its] ${DATE}`,
      { date: "prefix" }
    ],
    [
      "<rename> {files:files} by_adding|adding|with number|numbers|a_number [to_each|to_the_names|to_each_name]",
      { number: {} }
    ],
    [
      "<rename> {files:files} with|to|using|by|as [sequential|consecutive|ascending|increasing|running] numbers|numbering",
      { number: {} }
    ],
    "<rename> {files:files} to|as|into {number.name:name} followed_by|plus|and|with [a] [running|consecutive|sequential] number|numbers"
  ]),
  examples: [
    "rename cv.pdf to resume.pdf",
    "replace spaces with underscores in the file names in Downloads",
    "add the prefix old_ to every csv in data",
    "rename all .htm files to .html"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustBeChangeable(args.files, context)
    const { entries, unreadable } = yield* select(args.files, context, { needStat: true, crossMounts: false })
    const sources = entries.flatMap(({ path, stat }): ReadonlyArray<Source> => (stat === null ? [] : [{ path, stat }]))
    const notes = unreadableNote(unreadable, context)
    if (sources.length === 0) return yield* nothingHere("file", args.files, context, notes)
    return yield* attempt("Rename", async (signal) => {
      const { to, existing } = args
      const rules = rulesOf(args)
      if (to === undefined) return byRules(sources, rules, existing, notes, context, makeBreathe(signal))
      if (Object.keys(rules).length > 0)
        throw bad("a new name and rules for names exclude each other.", "Say one of them.")
      const [only, ...more] = sources
      if (only === undefined || more.length > 0) {
        throw bad(
          `${figure(sources.length)} things cannot all be called ${quoteName(to)}.`,
          "Say a rule: a prefix, an extension, a text to replace, or numbers."
        )
      }
      return toOneName(only, to, existing, notes, context)
    })
  })
})

/** Only the rules among the arguments. */
const rulesOf = ({ files: _files, to: _to, existing: _existing, ...rules }: Args): Rules => rules

/** Two renames by way of a name nobody has. */
const byTemporaryName = (source: Source, to: string, context: LookContext): ReadonlyArray<Deed> => {
  const folder = PathText.dirname(to)
  const taken = new Set(namesIn(context)(folder))
  const between = temporaryName(folder, (name) => taken.has(name))
  const identity = knownIdentity(source.stat)
  return [
    { do: "move", from: source.path, to: between, identity },
    { do: "move", from: between, to, identity }
  ]
}

const toOneName = (
  source: Source,
  written: string,
  existing: Args["existing"],
  notes: ReadonlyArray<string>,
  context: LookContext
): Prepared => {
  const to = written.replace(/(?<=.)\/+$/, "")
  const folder = PathText.dirname(source.path)
  const old = PathText.basename(source.path)
  // A bare name stays beside the old one, whatever the name looks like; a path is one as everywhere.
  const target = to.includes("/")
    ? destinationOf("rename", to, context, false)
    : { path: PathText.child(folder, checkName(to, old)), missing: [] }
  checkName(PathText.basename(target.path), old)
  if (target.path === source.path) {
    return nothingToDo(`${shown(source.path, context)} has that name already`, "Nothing to rename.", notes)
  }
  const there = context.disk.lstat(target.path)
  const identity = knownIdentity(source.stat)
  const deeds: Array<Deed> = target.missing.map((path) => ({ do: "make-folder", path }))
  const from = source.path
  let path = target.path
  const said = [...notes]
  if (there === null) deeds.push({ do: "move", from, to: path, identity })
  else if (otherCaseOf(from, path, context)) deeds.push(...byTemporaryName(source, path, context))
  else if (isSameEntry(there, source.stat)) {
    throw bad(
      `${shown(from, context)} and ${shown(path, context)} are the same file.`,
      "Delete one of the two names instead."
    )
  } else if (existing === undefined || existing === "replace") {
    if (![there, source.stat].every(({ type }) => type === "file" || type === "link")) {
      throw bad(
        `${shown(path, context)} is there already${there.type === "folder" ? " and is a folder" : ""}.`,
        there.type === "folder" ? "To put it in there, say move." : "Choose another name, or delete that first."
      )
    }
    const replaces = knownIdentity(there)
    deeds.push({ do: "move", from, to: path, identity, ...(replaces === null ? {} : { replaces }) })
  } else {
    const into = PathText.dirname(path)
    const arrivals = makeArrivals({
      policy: existing,
      namesIn: namesIn(context),
      foldsCase: (at) => foldsCase(at, context.disk)
    })
    const arrives = arrivals.place(into, PathText.basename(path), source.stat.type === "folder")
    said.push(...collisionNotes(arrivals, existing, context, "Rename"))
    if (arrives === null) return nothingToDo("Nothing to rename", "Nothing was renamed.", said)
    path = PathText.child(into, arrives)
    deeds.push({ do: "move", from, to: path, identity })
  }
  const words = `${shown(from, context)} to ${shown(path, context)}`
  return {
    explanation: `Rename ${words}`,
    deeds,
    notes: said,
    paths: [path],
    answer: answered(`${shown(from, context)} renamed to ${shown(path, context)}`, [path])
  }
}

interface Named {
  readonly source: Source
  readonly old: string
  readonly wanted: string
}

/** Names between two looks at the clock. */
const PIECE = 256

/** Goes through a list with a pause now and then. */
const eachOf = async <A>(items: ReadonlyArray<A>, breathe: Breathe, use: (item: A, index: number) => void) => {
  for (const [index, item] of items.entries()) {
    if (index % PIECE === 0) await breathe()
    use(item, index)
  }
}

/** New names in one folder; those that stay after all (their name is taken and nothing is numbered) are left out. */
const settle = async (
  folder: string,
  items: ReadonlyArray<Named>,
  arrivals: Arrivals,
  key: (name: string) => string,
  breathe: Breathe
): Promise<ReadonlyArray<Named>> => {
  const settled: Array<Named | null> = []
  await eachOf(items, breathe, (item) => {
    const arrives = arrivals.place(folder, item.wanted, item.source.stat.type === "folder")
    settled.push(arrives === null ? null : { ...item, wanted: arrives })
  })
  // Who stays keeps a name that another one may have been promised: that one stays too, and so on.
  const staying = items.filter((_, index) => settled[index] === null)
  if (staying.length === 0) return settled.filter((item) => item !== null)
  const owner = new Map(settled.flatMap((item, index) => (item === null ? [] : [[key(item.wanted), index] as const])))
  for (let item = staying.pop(); item !== undefined; item = staying.pop()) {
    const index = owner.get(key(item.old))
    const robbed = index === undefined ? null : settled[index]
    if (index === undefined || robbed === null || robbed === undefined) continue
    settled[index] = null
    staying.push(robbed)
  }
  return settled.filter((item) => item !== null)
}

/** Every name of a folder is gone through several times: a pause stands between any two of them. */
const byRules = async (
  sources: ReadonlyArray<Source>,
  rules: Rules,
  existing: Args["existing"],
  notes: ReadonlyArray<string>,
  context: LookContext,
  breathe: Breathe
): Promise<Prepared> => {
  if (existing === "replace") throw bad("many files cannot replace what is there by a rule.", "Rename them one by one.")
  const policy: CollisionPolicy = existing ?? context.onCollision
  const renamer = makeRenamer(rules)
  const { second } = makeTimeText(context.timeZone)
  const groups = new Map<string, Array<Named>>()
  await eachOf(sources, breathe, (source, index) => {
    const old = PathText.basename(source.path)
    const changed = (): string => second(source.stat.mtimeMs)
    const wanted = renamer(old, source.stat.type === "folder", { index, count: sources.length, changed })
    if (wanted === old) return
    const folder = PathText.dirname(source.path)
    const group = groups.get(folder)
    if (group === undefined) groups.set(folder, [{ source, old, wanted }])
    else group.push({ source, old, wanted })
  })
  await breathe()
  const folds = new Map<string, boolean>()
  for (const folder of groups.keys()) folds.set(folder, foldsCase(folder, context.disk))
  const leaving = new Map<string, ReadonlySet<string>>()
  for (const [folder, items] of groups) {
    await breathe()
    leaving.set(folder, new Set(items.map((item) => item.old)))
  }
  // A folder is read once for all who ask.
  const known = new Map<string, ReadonlyArray<string>>()
  const names = (folder: string): ReadonlyArray<string> => {
    const there = known.get(folder) ?? [...namesIn(context)(folder)]
    known.set(folder, there)
    return there
  }
  const arrivals = makeArrivals({
    policy,
    namesIn: (folder) => names(folder).filter((name) => leaving.get(folder)?.has(name) !== true),
    foldsCase: (folder) => folds.get(folder) ?? false
  })
  const deeds: Array<Deed> = []
  const renamed: Array<Named> = []
  // What lies deeper comes first, so that every path is still true when its turn comes.
  for (const folder of [...groups.keys()].toSorted().toReversed()) {
    const key = nameKey(folds.get(folder) === true)
    await breathe()
    const items = await settle(folder, groups.get(folder) ?? [], arrivals, key, breathe)
    await breathe()
    const taken = new Set(names(folder))
    await eachOf(items, breathe, (item) => void taken.add(item.wanted))
    const temporary = (): string => {
      const path = temporaryName(folder, (name) => taken.has(name))
      taken.add(PathText.basename(path))
      return PathText.basename(path)
    }
    await breathe()
    const order = orderRenames(
      items.map(({ old, wanted }) => ({ from: old, to: wanted })),
      key,
      temporary
    )
    await breathe()
    await eachOf(order, breathe, ({ from, index, to }) => {
      const item = items[index]
      if (item === undefined) return
      deeds.push({
        do: "move",
        from: PathText.child(folder, from),
        to: PathText.child(folder, to),
        identity: knownIdentity(item.source.stat)
      })
    })
    for (const item of items) renamed.push(item)
  }
  const said = [
    ...collisionNotes(arrivals, policy, context, "Rename"),
    ...(rules.date === undefined ? [] : ["The date is that of the last change of each file."]),
    ...notes
  ]
  if (renamed.length === 0)
    return nothingToDo("Nothing to rename: the names are as wanted", "Nothing was renamed.", said)
  const folders = renamed.filter((item) => item.source.stat.type === "folder").length
  await breathe()
  // Only below a renamed folder does a path change in more than its last part.
  const paths = (
    folders === 0
      ? renamed.map(({ source, wanted }) => PathText.child(PathText.dirname(source.path), wanted))
      : finalPaths(renamed)
  ).toSorted()
  const what = mixed({ files: renamed.length - folders, folders })
  const examples = renamed.slice(0, 2).map(({ old, wanted }) => `${quoteName(old)} -> ${quoteName(wanted)}`)
  const more = renamed.length > 2 ? ", ..." : ""
  return {
    explanation: `Rename ${what}: ${examples.join(", ")}${more}`,
    deeds,
    notes: said,
    paths,
    answer: answered(`${what} renamed`, paths)
  }
}

/** Where things are once they and the folders above them have their new names. */
const finalPaths = (renamed: ReadonlyArray<Named>): ReadonlyArray<string> => {
  const newNames = new Map(renamed.map((item) => [item.source.path, item.wanted] as const))
  const known = new Map<string, string>()
  const final = (path: string): string => {
    if (path === "/" || path === ".") return path
    const before = known.get(path)
    if (before !== undefined) return before
    const after = PathText.child(final(PathText.dirname(path)), newNames.get(path) ?? PathText.basename(path))
    known.set(path, after)
    return after
  }
  return renamed.map((item) => final(item.source.path))
}
