/**
 * Lines, words, characters and bytes of text, per file and in all, or only the lines that match. A last line without an
 * end is a line. Words stand between white space; characters are those of Unicode, as `wc -m` counts.
 */
import { BadArgument, defineAction, type LookContext, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Breathe, makeBreathe } from "../action/breathe.ts"
import { choice, flag, option, optionalText } from "../action/field.ts"
import { noteOf } from "../select/reading.ts"
import { lineBatches } from "../lines/lineStream.ts"
import type { LineTest } from "../lines/lineTest.ts"
import { type PatternArgs, patternFields, testOf } from "./pattern.ts"
import { describeSources, readingText, sourceFields, type Sources, type TextSource } from "./textSources.ts"
import { ANY_CASE, said, WHOLE_WORD } from "../action/wording.ts"
import { counts } from "./textWording.ts"

const MEASURES = ["lines", "words", "characters", "bytes"] as const
type Measure = (typeof MEASURES)[number]
type Counts = Record<Measure, number>

const NOTHING: Counts = { lines: 0, words: 0, characters: 0, bytes: 0 }
const plus = (a: Counts, b: Counts): Counts => ({
  lines: a.lines + b.lines,
  words: a.words + b.words,
  characters: a.characters + b.characters,
  bytes: a.bytes + b.bytes
})

const LF = 0x0a

/** White space is ASCII's, as the bytes of UTF-8 beyond it never look like it. */
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)

/** All four in one pass over the bytes. */
const countBytes = async (source: TextSource, breathe: Breathe): Promise<Counts> => {
  let [lines, words, characters, bytes] = [0, 0, 0, 0]
  let inWord = false
  let last = LF
  for await (const slice of source.slices()) {
    bytes += slice.length
    // By index: an iterator over the bytes costs ten times as much.
    for (let at = 0; at < slice.length; at++) {
      const byte = slice[at] ?? 0
      if (byte === LF) lines++
      // A byte that continues a character does not begin one.
      if ((byte & 0xc0) !== 0x80) characters++
      if (isSpace(byte)) inWord = false
      else if (!inWord) {
        inWord = true
        words++
      }
    }
    last = slice.at(-1) ?? last
    await breathe()
  }
  return { lines: last === LF ? lines : lines + 1, words, characters, bytes }
}

/** Lines alone, without looking at every byte by hand. */
const countLineEnds = async (source: TextSource, breathe: Breathe): Promise<Counts> => {
  let [lines, bytes, last] = [0, 0, LF]
  for await (const slice of source.slices()) {
    bytes += slice.length
    for (let at = slice.indexOf(LF); at >= 0; at = slice.indexOf(LF, at + 1)) lines++
    last = slice.at(-1) ?? last
    await breathe()
  }
  return { ...NOTHING, lines: last === LF ? lines : lines + 1, bytes }
}

interface Matching {
  readonly test: LineTest | null
  readonly not: LineTest | null
  readonly skipBlank: boolean
  readonly header: boolean
  readonly occurrences: boolean
}

/** Lines that fit, or how often they hold what is looked for. */
const countMatching = async (source: TextSource, matching: Matching, breathe: Breathe): Promise<Counts> => {
  let lines = 0
  let first = matching.header
  for await (const batch of lineBatches(source.slices())) {
    const wanted = first ? batch.slice(1) : batch
    first = first && batch.length === 0
    const fits = matching.test?.each(wanted)
    const fitsNot = matching.not?.each(wanted)
    const chosen = wanted.filter(
      (line, at) =>
        (fits === undefined || fits[at] === true) &&
        fitsNot?.[at] !== true &&
        !(matching.skipBlank && line.trim() === "")
    )
    lines += matching.occurrences
      ? (matching.test?.ranges(chosen).reduce((sum, ranges) => sum + ranges.length, 0) ?? 0)
      : chosen.length
    await breathe()
  }
  return { ...NOTHING, lines }
}

interface Args extends PatternArgs {
  readonly what?: ReadonlyArray<Measure>
  readonly matching?: string
  readonly notMatching?: string
  readonly skipBlank?: boolean
  readonly header?: boolean
  readonly occurrences?: boolean
  readonly show?: "total" | "each" | "both"
  readonly order?: "name" | "largest" | "smallest"
}

const isByLines = (args: Args): boolean =>
  args.matching !== undefined || args.notMatching !== undefined || args.skipBlank === true || args.header === true

const counting = (args: Args): ((source: TextSource, breathe: Breathe) => Promise<Counts>) => {
  if (isByLines(args)) {
    const matching: Matching = {
      test: args.matching === undefined ? null : testOf(args.matching, args),
      not: args.notMatching === undefined ? null : testOf(args.notMatching, args),
      skipBlank: args.skipBlank === true,
      header: args.header === true,
      occurrences: args.occurrences === true
    }
    return (source, breathe) => countMatching(source, matching, breathe)
  }
  const what = args.what ?? ["lines"]
  return what.every((measure) => measure === "lines" || measure === "bytes") ? countLineEnds : countBytes
}

const present = (
  rows: ReadonlyArray<readonly [string, Counts]>,
  args: Args,
  sources: Sources,
  context: LookContext
): Output => {
  const what = isByLines(args) ? (["lines"] as const) : (args.what ?? ["lines"])
  const total = rows.map(([, counts]) => counts).reduce(plus, NOTHING)
  const show = args.show ?? (rows.length > 1 ? "both" : "total")
  const figures = (counts: Counts) => what.map((measure) => counts[measure])
  const key = (counts: Counts) => counts[what[0] ?? "lines"]
  const sign = args.order === "largest" ? -1 : args.order === "smallest" ? 1 : 0
  const ordered = rows.toSorted(([, a], [, b]) => sign * (key(a) - key(b)))
  const shown = [
    ...(show === "total" ? [] : ordered),
    ...(show === "each" ? [] : [[show === "both" ? "total" : "", total] as const])
  ]
  return {
    lines: shown.map(([name, counts]) => [...figures(counts), ...(name === "" ? [] : [name])].join(" ")),
    ...(show === "total" && what.length === 1
      ? {}
      : { table: { columns: [...what, ""], rows: shown.map(([name, counts]) => [...figures(counts), name]) } }),
    data: {
      total: Object.fromEntries(what.map((measure) => [measure, total[measure]])),
      files: rows.map(([name, counts]) => ({
        name,
        ...Object.fromEntries(what.map((measure) => [measure, counts[measure]]))
      }))
    },
    ...sources.about,
    // Nothing to count is zero, and no search that found nothing.
    ...noteOf(false, sources.unreadable, context)
  }
}

export const count = defineAction({
  name: "count",
  description: "Count lines, words, characters or bytes of text, or the lines that match",
  args: Schema.Struct({
    ...sourceFields,
    what: option(Schema.Array(Schema.Literals(MEASURES)), "what to count (default lines)"),
    matching: optionalText("only lines that hold this text"),
    notMatching: optionalText("only lines that do not hold this text"),
    ...patternFields,
    occurrences: flag("count how often the text occurs instead of the lines that hold it"),
    skipBlank: flag("leave out lines that are empty or only white space"),
    header: flag("leave out the first line of each file: rows of a table without its header"),
    show: choice(["total", "each", "both"], "one sum, one line a file, or both (default both for several files)"),
    order: choice(["name", "largest", "smallest"], "the order of the files (default by name)")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    ...counts("lines|line|lines_of_code|lines_of_text", "lines"),
    ...counts("words|word", "words"),
    ...counts("characters|chars|letters|character", "characters"),
    ...counts("bytes", "bytes"),
    ...counts("rows|records|entries|data_rows|row", "lines"),
    [
      `<count> non-blank|non-empty|nonblank|nonempty|not_empty|not_blank|non_blank|non_empty|filled lines|rows [are] [there] in|of|from {files:texts}`,
      { what: ["lines"], show: "total", skipBlank: true }
    ],
    [
      `<count> non-blank|non-empty|nonblank|nonempty|non_blank|non_empty lines do|does {files:texts} have|contain`,
      { what: ["lines"], show: "total", skipBlank: true }
    ],
    ["<count> lines words [and] characters|chars in|of|from {files:texts}", { what: ["lines", "words", "characters"] }],
    ["<count> lines words [and] bytes in|of|from {files:texts}", { what: ["lines", "words", "bytes"] }],
    ["<count> words [and] lines in|of|from {files:texts}", { what: ["lines", "words"] }],
    ["<count> lines [and] words in|of|from {files:texts}", { what: ["lines", "words"] }],
    ["<count> words [and] characters in|of|from {files:texts}", { what: ["words", "characters"] }],
    ["<count> lines [and] characters in|of|from {files:texts}", { what: ["lines", "characters"] }],
    ["wc {files:texts}", { what: ["lines", "words", "bytes"] }],
    ["wc -l {files:texts}", { what: ["lines"] }],
    ["wc -w {files:texts}", { what: ["words"] }],
    ["wc -c {files:texts}", { what: ["bytes"] }],
    ["wc -m {files:texts}", { what: ["characters"] }],
    // Errors of a log are the lines that say so.
    [
      "<count> {matching:choice(errors=error|warnings=warning)} [are] [there] in|of|from|inside {files:texts}",
      { show: "total", anyCase: true }
    ],
    [
      `<count> [only|total] lines|line|rows|entries|records [that|which] [do|does] contain|contains|containing|with|mention|mentions|matching|match|include|includes|including|have|has|having {matching:term} [are|is] [there] in|of|from|inside {files:texts} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total" }
    ],
    [
      `<count> lines|line|rows|entries|records in|of|from|inside {files:texts} [that|which] [do|does] contain|contains|containing|with|mention|mentions|match|matching|include|includes|including|have|has|having {matching:term} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total" }
    ],
    [
      `<count> lines|line|rows|entries|records [that|which] [do|does|are] not|without|lacking [contain|containing|mention|include|have] {notMatching:term} [are|is] [there] in|of|from|inside {files:texts} ${ANY_CASE}`,
      { show: "total" }
    ],
    [
      `<count> lines|line|rows|entries|records in|of|from|inside {files:texts} [that|which] [do|does] not|without [contain|containing|mention|include|have] {notMatching:term} ${ANY_CASE}`,
      { show: "total" }
    ],
    [
      `<count> {matching:term} lines|entries|rows|messages|records|comments|statements|log_lines|warnings|errors|comment|notes|markers [are|is] [there] in|of|from|inside|across {files:texts} ${ANY_CASE}`,
      { show: "total" }
    ],
    [
      `<count> {matching:term} comments|entries|lines|messages do|does {files:texts} have|contain ${ANY_CASE}`,
      { show: "total" }
    ],
    [
      `how many times|often do|does|is|are|did [word|string|text] {matching:term} [appear|occur|come_up|used|mentioned|found|exist] [used|mentioned|found] in|inside|across {files:texts} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total", occurrences: true }
    ],
    [
      `how often do|does|is|are [word|string|text] {matching:term} [appear|occur|come_up|used|mentioned|found|exist] [used|mentioned|found] in|inside|across {files:texts} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total", occurrences: true }
    ],
    [
      `<count> occurrences|occurences|instances|appearances|mentions|times|matches|uses|hits of|for [word|string|text] {matching:term} [are|is|that_appear] [there] in|inside|across|of|from {files:texts} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total", occurrences: true }
    ],
    [
      `<count> [how_often] [word|string|text] {matching:term} appears|occurs|is_used|is_mentioned|comes_up|is_found in|inside {files:texts} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total", occurrences: true }
    ],
    [
      `<count> [word|string|text] {matching:quotedterm} in|inside|across {files:texts} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total", occurrences: true }
    ],
    [
      `<count> times [that] [word|string|text] {matching:term} appears|occurs|is_used|is_mentioned|appear|occur in|inside {files:texts} ${ANY_CASE} ${WHOLE_WORD}`,
      { show: "total", occurrences: true }
    ],
    [`in how many lines of {files:texts} does {matching:term} appear|occur ${ANY_CASE}`, { show: "total" }],
    [
      `<count> lines start|starting|begin|beginning|that_start|that_begin [with] {matching:startterm} in|of {files:texts} ${ANY_CASE}`,
      { show: "total" }
    ],
    [
      `<count> lines in|of {files:texts} [that] start|starting|starts|begin|beginning with {matching:startterm} ${ANY_CASE}`,
      { show: "total" }
    ],
    [
      `<count> lines in|of {files:texts} [that] end|ending|ends with|in {matching:endterm} ${ANY_CASE}`,
      { show: "total" }
    ],
    [`<count> empty|blank lines [are] [there] in|of {files:texts}`, { show: "total", matching: "^\\s*$", regex: true }],
    [`<count> empty|blank lines does {files:texts} have|contain`, { show: "total", matching: "^\\s*$", regex: true }]
  ]),
  examples: [
    "count the lines in notes.txt",
    "how many words are in 'meeting notes.txt'?",
    "how many lines in app.log contain ERROR?",
    "count the lines, words and characters in readme.md"
  ],
  look: (args, context) => {
    if (args.occurrences === true && args.matching === undefined) {
      return Effect.fail(
        new BadArgument({
          action: "count",
          reason: "occurrences of what? No text is given.",
          hints: ["Say which text to count."]
        })
      )
    }
    const what = isByLines(args)
      ? args.occurrences === true
        ? "occurrences"
        : "matching lines"
      : (args.what ?? ["lines"]).join(", ")
    return readingText("count", `Count ${what} of ${describeSources(args)}`, args, context, async (sources, signal) => {
      const count = counting(args)
      const breathe = makeBreathe(signal)
      const rows: Array<readonly [string, Counts]> = []
      for (const source of sources.all) rows.push([source.name, await count(source, breathe)])
      return present(rows, args, sources, context)
    })
  }
})
