/**
 * Lines that hold a text, in files and folders and all below: with context, numbers, whole words, any case, expressions (under
 * a time limit), or instead the names of the files, the matches alone, or counts. Several files put `path:` before
 * a line, as grep does. Binary files are named in the note and not shown.
 */
import { BadArgument, defineAction, escapeName, type LookContext, type Output, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Breathe, makeBreathe } from "../action/breathe.ts"
import { choice, flag, option, text } from "../action/field.ts"
import { locateTarget } from "../select/locate.ts"
import { noteOf } from "../select/reading.ts"
import { fewNames } from "../action/sayCount.ts"
import { bytesAsText, countLinesOf, linesOf, looksBinary, textPieces } from "../lines/lineStream.ts"
import type { LineTest } from "../lines/lineTest.ts"
import { type PatternArgs, patternFields, testOf } from "./pattern.ts"
import { streamLines } from "./streamLines.ts"
import { describeSources, readingText, sourceFields, type TextSource } from "./textSources.ts"
import { ANY_CASE, said, WHOLE_WORD } from "../action/wording.ts"

interface Looking {
  readonly test: LineTest
  /** The same for what is read byte by byte; `null` where that could tell something else. */
  readonly byteTest: LineTest | null
  /** The file is read byte by byte. */
  readonly asBytes?: true
  readonly invert: boolean
  readonly before: number
  readonly after: number
  /** Matching lines per file, at most. */
  readonly most: number
}

/** A line of the answer; `isMatch` false for context, `gap` for the line between two groups. */
interface Hit {
  readonly number: number
  readonly line: string
  readonly isMatch: boolean
  readonly gap?: boolean
}

/** Matching lines of one file with their context, batch by batch. */
async function* hitsOf(source: TextSource, looking: Looking, breathe: Breathe): AsyncGenerator<ReadonlyArray<Hit>> {
  let number = 0
  let held: Array<Hit> = []
  let after = 0
  let found = 0
  let lastShown = 0
  for await (const piece of textPieces(source.slices(), looking.asBytes === true)) {
    await breathe()
    // Most of a large file holds nothing of what is looked for: it is passed over without being taken apart.
    if (!looking.invert && looking.before === 0 && after === 0 && !looking.test.mayMatch(piece)) {
      number += countLinesOf(piece)
      continue
    }
    const batch = linesOf(piece)
    const fits = looking.test.each(batch)
    const hits: Array<Hit> = []
    for (const [at, line] of batch.entries()) {
      number++
      const isMatch = fits[at] !== looking.invert && found < looking.most
      if (isMatch) {
        found++
        const first = held[0]?.number ?? number
        if (lastShown > 0 && first > lastShown + 1 && looking.before + looking.after > 0) {
          hits.push({ number: 0, line: "--", isMatch: false, gap: true })
        }
        hits.push(...held, { number, line, isMatch })
        held = []
        after = looking.after
        lastShown = number
      } else if (after > 0) {
        after--
        hits.push({ number, line, isMatch })
        lastShown = number
      } else if (looking.before > 0) {
        held.push({ number, line, isMatch })
        if (held.length > looking.before) held.shift()
      }
    }
    if (hits.length > 0) yield hits
    if (found >= looking.most && after === 0) return
  }
}

const anyHit = async (source: TextSource, looking: Looking, breathe: Breathe): Promise<boolean> => {
  for await (const _ of hitsOf(source, { ...looking, before: 0, after: 0, most: 1 }, breathe)) return _.length > 0
  return false
}

const countHits = async (source: TextSource, looking: Looking, breathe: Breathe): Promise<number> => {
  let count = 0
  for await (const hits of hitsOf(source, { ...looking, before: 0, after: 0 }, breathe)) count += hits.length
  return count
}

const startOf = async (source: TextSource): Promise<Uint8Array> => {
  for await (const slice of source.slices()) return slice
  return new Uint8Array()
}

/** Text and, apart, the names of binary files that match. */
const splitBinary = async (sources: ReadonlyArray<TextSource>, looking: Looking, breathe: Breathe) => {
  const texts: Array<TextSource> = []
  const binary: Array<string> = []
  for (const source of sources) {
    if (!looksBinary(await startOf(source))) texts.push(source)
    else if (!looking.invert && (await anyBinaryHit(source, looking, breathe))) binary.push(source.name)
  }
  return { texts, binary }
}

/** A letter beside a word, what an expression calls a character, and the other case of é are known of characters only, not of bytes. */
const byteTestOf = (find: string, { anyCase, regex, wholeWord }: PatternArgs): LineTest | null =>
  regex === true || wholeWord === true || (anyCase === true && /[^\0-\x7f]/.test(find))
    ? null
    : testOf(bytesAsText(find), anyCase === true ? { anyCase } : {})

/** A binary file may have endless lines: then it is not searched. */
const anyBinaryHit = (source: TextSource, looking: Looking, breathe: Breathe): Promise<boolean> =>
  anyHit(
    source,
    looking.byteTest === null ? looking : { ...looking, test: looking.byteTest, asBytes: true },
    breathe
  ).catch(() => false)

interface Form {
  readonly names: boolean
  readonly numbers: boolean
  readonly matchesOnly: boolean
}

/** @param onFound hears of each file with a hit, once. */
async function* shownHits(
  sources: ReadonlyArray<TextSource>,
  looking: Looking,
  form: Form,
  breathe: Breathe,
  onFound: (source: TextSource) => void
): AsyncGenerator<ReadonlyArray<string>> {
  let firstGroup = true
  for (const source of sources) {
    let begun = false
    for await (const hits of hitsOf(source, looking, breathe)) {
      if (!begun) onFound(source)
      const lines: Array<string> = []
      if (!begun && !firstGroup && looking.before + looking.after > 0) lines.push("--")
      begun = true
      firstGroup = false
      for (const { number, line, isMatch, gap } of hits) {
        if (gap === true) {
          lines.push(line)
          continue
        }
        const mark = isMatch ? ":" : "-"
        const label = `${form.names ? source.name + mark : ""}${form.numbers ? number + mark : ""}`
        if (!form.matchesOnly) lines.push(label + line)
        else if (isMatch) {
          for (const [from, to] of looking.test.ranges([line])[0] ?? []) lines.push(label + line.slice(from, to))
        }
      }
      yield lines
    }
  }
}

const binaryNote = (binary: ReadonlyArray<string>): ReadonlyArray<string> =>
  binary.length === 0 ? [] : [`Found in binary files, which are not shown: ${fewNames(binary.map(escapeName))}.`]

type Show = "lines" | "matches" | "files" | "filesWithout" | "count"

const pathsOf = (sources: ReadonlyArray<TextSource>): ReadonlyArray<string> =>
  sources.flatMap(({ path }) => (path === null ? [] : [path]))

const filesOf = async (
  sources: ReadonlyArray<TextSource>,
  looking: Looking,
  wanted: boolean,
  breathe: Breathe
): Promise<Output> => {
  const found: Array<TextSource> = []
  for (const source of sources) {
    const hit = looksBinary(await startOf(source))
      ? await anyBinaryHit(source, looking, breathe)
      : await anyHit(source, looking, breathe)
    if (hit === wanted) found.push(source)
  }
  return { lines: found.map(({ name }) => name), paths: pathsOf(found) }
}

const countsOf = async (
  sources: ReadonlyArray<TextSource>,
  looking: Looking,
  names: boolean,
  breathe: Breathe
): Promise<Output> => {
  const rows: Array<readonly [TextSource, number]> = []
  for (const source of sources) rows.push([source, await countHits(source, looking, breathe)])
  const found = names ? rows.filter(([, count]) => count > 0) : rows
  return {
    lines: found.map(([{ name }, count]) => (names ? `${name}:${count}` : String(count))),
    paths: pathsOf(found.map(([source]) => source)),
    data: rows.map(([{ name }, count]) => ({ name, count }))
  }
}

const withNote = (
  output: Output,
  unreadable: ReadonlyArray<string>,
  binary: ReadonlyArray<string>,
  context: LookContext
): Output => ({
  ...output,
  ...noteOf(output.bytes === undefined && output.lines.length === 0, unreadable, context, ...binaryNote(binary))
})

/** One file that was named itself needs no name before its lines; one that was found does. */
const isNamedItself = (files: Selection | undefined, all: ReadonlyArray<TextSource>, context: LookContext): boolean => {
  if (files === undefined) return true
  const [start, ...others] = [...(files.paths ?? []), ...(files.in ?? [])]
  return start !== undefined && others.length === 0 && locateTarget(start, context)?.path === all[0]?.path
}

export const search = defineAction({
  name: "search",
  description: "Search text in files (like grep): the lines that hold it, or the files, the matches, or how many",
  args: Schema.Struct({
    ...sourceFields,
    find: text("the text to look for"),
    ...patternFields,
    invert: flag("the lines that do not hold it"),
    show: choice(
      ["lines", "matches", "files", "filesWithout", "count"],
      "whole lines (default), only what matched, the names of files that hold it or do not, or how many lines in each file"
    ),
    lineNumbers: flag("put the line number before each line"),
    fileNames: option(Schema.Boolean, "put the file name before each line (default: with several files)"),
    context: option(Schema.Int, "show so many lines before and after each match"),
    before: option(Schema.Int, "show so many lines before each match"),
    after: option(Schema.Int, "show so many lines after each match"),
    first: option(Schema.Int, "only the first so many matching lines of each file")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    [
      `search|grep|scan|hunt|look [for] [text|word|string] {find:quotedterm} here|around_here ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
      { files: { type: "file", in: ["."], recursive: true } }
    ],
    // Errors of a log are the lines that say so.
    [
      "<show>|<find> [all|only] {find:choice(errors=error|warnings=warning)} in|of|from|inside {files:texts}",
      { anyCase: true }
    ],
    [
      `search|grep|look|find|locate [for] text|word|string|phrase {find:plainterm} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
      { files: { type: "file", recursive: true } }
    ],
    `search|grep|look|scan|find|hunt|check [for] {find:term} in|inside|within|through|across|throughout|under {files:texts} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
    `search|grep|look|scan|go|check [in|through|inside] {files:texts} for [lines_with|lines_containing|the] {find:term} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
    `[<list>|<find>|what_are|which|what|extract|filter|select] [only|all|those|out] lines|line|rows|entries|records [that|which] [do|does|are] contain|contains|containing|with|matching|match|matches|including|include|mention|mentions|mentioning|have|has|having|say|saying|where_there_is|holding {find:term} in|of|from|inside|within {files:texts} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
    `[<list>|<find>|what_are|which|what|extract|filter|select] [only|all|those|out] lines|line|rows|entries|records in|of|from|inside|within {files:texts} [that|which|where] [do|does|are] contain|contains|containing|with|matching|match|matches|including|include|mention|mentions|mentioning|have|has|having|say|saying|holding {find:term} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
    [
      `[<list>|<find>|what_are|which|what|filter|extract|select] [only|all|those|out] lines|line|rows|entries|records [that|which] [do|does|are] not|without|lacking [contain|contains|containing|match|matching|include|mention|have] {find:term} in|of|from|inside {files:texts} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
      { invert: true }
    ],
    [
      `[<list>|<find>|what_are|which|what|filter|extract|select] [only|all|those|out] lines|line|rows|entries|records in|of|from|inside {files:texts} [that|which] [do|does|are] not|without|lacking|excluding|except_those_with|not_containing [contain|contains|containing|match|matching|include|mention|have|with] {find:term} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
      { invert: true }
    ],
    [`<show> {files:document} without [lines] containing|with {find:term} ${ANY_CASE}`, { invert: true }],
    [`<show> {files:document} without lines [that] contain|containing|with {find:term} ${ANY_CASE}`, { invert: true }],
    `<list>|<find>|which|what|how_many [only|all] {find:term} lines|entries|messages|rows|comments [are] [there] in|of|from|inside {files:texts} ${ANY_CASE}`,
    `where is|are|does|do [word|string|text] {find:term} [mentioned|used|defined|appear|occur|called|found|written] in|inside {files:texts} ${ANY_CASE} -> lineNumbers=true`,
    `<find> [all] occurrences|occurences|instances|mentions|uses|usages|appearances of [word|string|text] {find:term} in|inside|within|across|under {files:texts} ${ANY_CASE} ${WHOLE_WORD} ~[<numbered> -> lineNumbers=true]`,
    [
      `<list>|<find>|<tell> line|lines number|numbers|no|nos [and] contents|content|text of|for [all] lines|line [that] containing|contain|with|matching {find:term} in|of {files:texts} ${ANY_CASE}`,
      { lineNumbers: true }
    ],
    [
      `<list>|<find>|<tell> line|lines number|numbers [of|for|where] [all] [lines|line] [that] containing|contain|with|matching|where {find:term} [appears|occurs] in|of {files:texts} ${ANY_CASE}`,
      { lineNumbers: true }
    ],
    [
      `on|in which|what lines|line of|in {files:texts} does|do|is {find:term} appear|occur|mentioned|stand|found ${ANY_CASE}`,
      { lineNumbers: true }
    ],
    [
      `<find> files|lines|everything with|containing|that_contain|which_contain [the] {find:term} in|under|inside|within {files:texts} and|then precede|precedes|prefix|prefixes|print|show|display found|matching|matched|each|the [found] [string|line|lines|text|match|matches] with|and its|their|the [line] number|numbers [in_file|in_the_file] ${ANY_CASE}`,
      { lineNumbers: true }
    ],
    [
      `search|look|grep [for] {find:term} in|inside|within|across|under {files:texts} and|then print|show|display|list|give|output|only [only] [me] matched|matching|the|their [matched|matching] file_name|file_names|filenames|filename|names|name|files|file|paths ${ANY_CASE}`,
      { show: "files" }
    ],
    `which|what {files:texts} [do|does] contain|contains|mention|mentions|include|have|has {find:term} ${ANY_CASE} -> show=files`,
    [
      `<list>|<find>|extract|pull|get|collect [out] [all] {find:entity} in|of|from|inside|contained_in|that_are_in|found_in {files:texts}`,
      { show: "matches" }
    ],
    [
      `<list>|<find> {find:term} in|of|from|inside {files:texts} with|and|showing|plus|including {context:number} lines|line [of] [context|around|around_it|before_and_after|surrounding|above_and_below] ${ANY_CASE}`,
      {}
    ],
    [
      `<list>|<find>|search lines [that] [contain] containing|with|matching {find:term} in|of|from {files:texts} with|and|showing|plus|including {context:number} lines|line [of] [context|around|around_it|before_and_after|around_them] ${ANY_CASE}`,
      {}
    ],
    [
      `<list>|<find>|search [for] {find:term} in|of|from {files:texts} with|and|showing|plus|including {after:number} lines|line after|below|following [it|each|each_match|every_match] ${ANY_CASE}`,
      {}
    ],
    [
      `<list>|<find>|search [for] {find:term} in|of|from {files:texts} with|and|showing|plus|including {before:number} lines|line before|above|preceding [it|each|each_match|every_match] ${ANY_CASE}`,
      {}
    ],
    `<list>|<find>|which|what [only|all] lines|line|rows|entries|requests|records [in|of|from {files:texts}] [that|which] with|have|has|having|returned|return|are|show status|code|status_code|error_code|http_status|return_code|port|id|number {find:figureterm} [in|of|from {files:texts}]`,
    `[<list>|<find>|which|what] [all] lines|line|rows [that|which] start|starts|starting|begin|begins|beginning with {find:startterm} in|of|from {files:texts} ${ANY_CASE}`,
    `[<list>|<find>|which|what] [all] lines|line|rows in|of|from {files:texts} [that|which] start|starts|starting|begin|begins|beginning with {find:startterm} ${ANY_CASE}`,
    `[<list>|<find>|which|what] [all] lines|line|rows [that|which] end|ends|ending with|in {find:endterm} in|of|from {files:texts} ${ANY_CASE}`,
    `[<list>|<find>|which|what] [all] lines|line|rows in|of|from {files:texts} [that|which] end|ends|ending with|in {find:endterm} ${ANY_CASE}`,
    `grep [-i -> anyCase=true] [-n -> lineNumbers=true] [-r|-rn] {find:term} {files:texts}`,
    [
      `does|do {files:document} contain|mention|include|have [the] [word|text|string] {find:term} ${ANY_CASE}`,
      { show: "count" }
    ],
    [`is there|is [any] {find:term} [mentioned] in {files:document} ${ANY_CASE}`, { show: "count" }]
  ]),
  examples: [
    "search for 'timeout' in logs",
    "show the lines with ERROR from logs/app.log",
    "find all lines in access.log that do not contain 200",
    "grep 'todo' in src ignoring case"
  ],
  look: (args, context) => {
    const numbers = [args.context, args.before, args.after, args.first]
    if (args.find === "" || numbers.some((number) => number !== undefined && number < 0)) {
      const reason = args.find === "" ? "there is no text to look for." : "a number of lines cannot be negative."
      return Effect.fail(
        new BadArgument({ action: "search", reason, hints: ["Say which text to look for, in quotes."] })
      )
    }
    const show: Show = args.show ?? "lines"
    const explanation = `Search "${escapeName(args.find)}" in ${describeSources(args)}`
    const work = async (
      { all, unreadable }: { readonly all: ReadonlyArray<TextSource>; readonly unreadable: ReadonlyArray<string> },
      signal: AbortSignal
    ): Promise<Output> => {
      const breathe = makeBreathe(signal)
      const looking: Looking = {
        test: testOf(args.find, args),
        byteTest: byteTestOf(args.find, args),
        invert: args.invert === true,
        before: args.before ?? args.context ?? 0,
        after: args.after ?? args.context ?? 0,
        most: args.first ?? Number.POSITIVE_INFINITY
      }
      const names = args.fileNames ?? !isNamedItself(args.files, all, context)
      if (show === "files" || show === "filesWithout") {
        return withNote(await filesOf(all, looking, show === "files", breathe), unreadable, [], context)
      }
      const { texts, binary } = await splitBinary(all, looking, breathe)
      if (show === "count") return withNote(await countsOf(texts, looking, names, breathe), unreadable, binary, context)
      const form = { names, numbers: args.lineNumbers === true, matchesOnly: show === "matches" }
      // Of an answer that is streamed they are whole once its bytes are read.
      const paths: Array<string> = []
      const onFound = ({ path }: TextSource): void => void (path === null || paths.push(path))
      return withNote(
        { ...(await streamLines(shownHits(texts, looking, form, breathe, onFound))), paths },
        unreadable,
        binary,
        context
      )
    }
    return readingText("search", explanation, args, context, work, { recursiveByDefault: true })
  }
})
