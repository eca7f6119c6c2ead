/**
 * A text in another form: upper, lower, title case, trimmed, wrapped, numbered, reversed, all on one line, to and from base64. Of
 * files or of a text in the request; shown, or saved to a file, which may be the same one.
 */
import { BadArgument, defineAction, type Output, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { field, flag, option, optionalText } from "../action/field.ts"
import { allLines, lineBatches } from "../lines/lineStream.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { MAX_SORTED } from "./sort.ts"
import { streamLines } from "./streamLines.ts"
import { describeSources, sourceFields, type Sources } from "./textSources.ts"
import { reverseText, sentenceCase, titleCase, wrapLine } from "../lines/transformLines.ts"
import { said, SAVE } from "../action/wording.ts"
import { transforms } from "./textWording.ts"

const FORMS = [
  "upper",
  "lower",
  "title",
  "sentence",
  "trim",
  "reverseText",
  "reverseLines",
  "number",
  "wrap",
  "oneLine",
  "base64",
  "fromBase64"
] as const
type Form = (typeof FORMS)[number]

/** Widest line that is asked for. */
const DEFAULT_WIDTH = 80

const EACH_LINE: ReadonlyMap<Form, (line: string) => string> = new Map<Form, (line: string) => string>([
  ["upper", (line) => line.toUpperCase()],
  ["lower", (line) => line.toLowerCase()],
  ["title", titleCase],
  ["sentence", sentenceCase],
  ["trim", (line) => line.trim()],
  ["reverseText", reverseText]
])

async function* mapped(
  sources: Sources,
  change: (line: string, number: number) => ReadonlyArray<string>
): AsyncGenerator<ReadonlyArray<string>> {
  let number = 0
  for await (const batch of lineBatches(sources.together())) {
    const lines = batch.flatMap((line, at) => change(line, number + at + 1))
    number += batch.length
    yield lines
  }
}

const base64Lines = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(
    Buffer.from(bytes)
      .toString("base64")
      .replace(/.{1,76}/g, "$&\n")
  )

/** Base64 in lines of 76 characters, as `base64` writes them. */
async function* encoded(sources: Sources): AsyncGenerator<Uint8Array> {
  let held: Uint8Array = new Uint8Array()
  for await (const slice of sources.together()) {
    const bytes = Buffer.concat([held, slice])
    const whole = bytes.length - (bytes.length % 57)
    if (whole > 0) yield base64Lines(bytes.subarray(0, whole))
    held = bytes.subarray(whole)
  }
  if (held.length > 0) yield base64Lines(held)
}

const noBase64 = (): StepFailed =>
  new StepFailed({
    doing: "Decode base64",
    reason: "the text holds characters that base64 does not have, or is cut off.",
    hints: ["Check that the text is base64 and complete."]
  })

/** Throws `StepFailed` for what is no base64. White space is passed over, and the URL form is understood. */
async function* decoded(sources: Sources): AsyncGenerator<Uint8Array> {
  let held = ""
  let ended = false
  for await (const slice of sources.together()) {
    const text =
      held + Buffer.from(slice).toString("latin1").replace(/\s+/g, "").replaceAll("-", "+").replaceAll("_", "/")
    const whole = text.length - (text.length % 4)
    const piece = text.slice(0, whole)
    if (piece !== "" && (ended || !/^[A-Za-z0-9+/]*={0,2}$/.test(piece))) throw noBase64()
    ended = piece.endsWith("=")
    held = text.slice(whole)
    if (piece !== "") yield Buffer.from(piece, "base64")
  }
  // The last padding may be left out.
  if (held !== "" && (ended || held.length === 1 || !/^[A-Za-z0-9+/]+$/.test(held))) throw noBase64()
  if (held !== "") yield Buffer.from(held, "base64")
}

/** Of a text in the request the answer is text again: as lines, so that a prompt does not hang behind it. */
const asLines = async (bytes: AsyncIterable<Uint8Array>): Promise<Pick<Output, "lines" | "bytes">> => {
  const slices: Array<Uint8Array> = []
  for await (const slice of bytes) slices.push(slice)
  const whole = Buffer.concat(slices)
  const text = whole.toString("utf8")
  if (Buffer.compare(Buffer.from(text), whole) !== 0) return { lines: [], bytes: one(whole) }
  return { lines: text.replace(/\n$/, "").split("\n") }
}
async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

interface How {
  readonly width?: number
  readonly hard?: boolean
  readonly separator?: string
}

const transformed = async (
  form: Form,
  how: How,
  isText: boolean,
  sources: Sources
): Promise<Pick<Output, "lines" | "bytes">> => {
  const each = EACH_LINE.get(form)
  if (each !== undefined) return streamLines(mapped(sources, (line) => [each(line)]))
  const all = () => allLines(sources.together(), MAX_SORTED, "Take all lines together")
  switch (form) {
    case "number":
      return streamLines(mapped(sources, (line, number) => [`${number} ${line}`]))
    case "wrap":
      return streamLines(mapped(sources, (line) => wrapLine(line, how.width ?? DEFAULT_WIDTH, how.hard === true)))
    case "reverseLines":
      return { lines: (await all()).toReversed() }
    case "oneLine": {
      const lines = await all()
      return { lines: lines.length === 0 ? [] : [lines.join(how.separator ?? " ")] }
    }
    case "base64":
      return isText ? { lines: [await wholeBase64(sources)] } : { lines: [], bytes: encoded(sources) }
    default:
      return isText ? asLines(decoded(sources)) : { lines: [], bytes: await checked(decoded(sources)) }
  }
}

/** Of a text in the request: on one line, however long. */
const wholeBase64 = async (sources: Sources): Promise<string> => {
  const slices: Array<Uint8Array> = []
  for await (const slice of sources.together()) slices.push(slice)
  return Buffer.concat(slices).toString("base64")
}

/** Looks at the first piece before anything goes out, so that what is no base64 fails the step. */
const checked = async (bytes: AsyncGenerator<Uint8Array>): Promise<AsyncIterable<Uint8Array>> => {
  const first = await bytes.next()
  return (async function* () {
    if (first.done === true) return
    yield first.value
    yield* bytes
  })()
}

export const transform = defineAction({
  name: "transform",
  description:
    "Change the form of a text: case, trimmed, wrapped, numbered, reversed, on one line, base64; shown or saved",
  args: Schema.Struct({
    ...sourceFields,
    form: field(
      Schema.Literals(FORMS),
      "what to make of it; reverseLines puts the last line first, reverseText turns each line round, oneLine joins all lines"
    ),
    width: option(Schema.Int, `longest line for wrap, characters (default ${DEFAULT_WIDTH})`),
    hard: flag("wrap exactly at the width, also inside words"),
    separator: optionalText("what oneLine puts between the lines (default a space)"),
    inPlace: flag(
      "where nothing else is said to save to: save to the file itself, which must be exactly one that is named"
    ),
    ...toField
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    ...transforms("upper_case|uppercase|upper-case|capitals|capital_letters|all_caps|upper|block_letters", "upper"),
    ...transforms("lower_case|lowercase|lower-case|small_letters|lower", "lower"),
    ...transforms("title_case|titlecase|title-case", "title"),
    ...transforms("sentence_case", "sentence"),
    ["uppercase|capitalize|capitalise {files:document}", { form: "upper", inPlace: true }],
    ["lowercase {files:document}", { form: "lower", inPlace: true }],
    [`uppercase|capitalize|capitalise {files:document} ${SAVE}`, { form: "upper" }],
    [`lowercase {files:document} ${SAVE}`, { form: "lower" }],
    [
      `<show> [contents|content|lines|text] [of|in] {files:document} with [its|the|their] [lines|text] wrapped|folded|broken to|at|after {width:number} [characters|columns|chars] [per_line|a_line|each|wide] ${SAVE}`,
      { form: "wrap", hard: true }
    ],
    [
      `wrap|fold|break|reflow [contents|content|lines|text] [of|in] {files:document} to|at|after {width:number} [characters|columns|chars] [per_line|a_line|each|wide] ${SAVE}`,
      { form: "wrap", hard: true }
    ],
    [
      `<show> [contents|content|lines|text|line] [of|in|from] {files:document} in reverse|reversed|backwards|backward|opposite|inverted [line] [order] ${SAVE}`,
      { form: "reverseLines" }
    ],
    [
      `<show> [contents|content|lines|text] [of|in|from] {files:document} reversed|backwards|from_bottom_to_top|bottom_to_top|from_the_last_line_to_the_first|from_last_to_first|upside_down|last_line_first|from_end_to_start|starting_with_the_last_line ${SAVE}`,
      { form: "reverseLines" }
    ],
    [
      `reverse|invert|flip [order_of] [contents|content|lines] [order] [of|in] {files:document} ${SAVE}`,
      { form: "reverseLines" }
    ],
    [`tac {files:document}`, { form: "reverseLines" }],
    [`reverse|flip text|string|word|characters|letters {text:text}`, { form: "reverseText" }],
    [`reverse each|every line of|in {files:document}`, { form: "reverseText" }],
    [
      `<show> [contents|content|lines|text] [of|in] {files:document} [all] on|in|as|into one|a_single|single|1 line ~[( replace newlines|line_breaks|linebreaks|new_lines by|with spaces|a_space|blanks ) -> separator=_] ${SAVE}`,
      { form: "oneLine" }
    ],
    [
      `<show> {files:document} without newlines|newline|line_breaks|linebreaks|newline_characters|line_feeds|new_lines|line_endings [characters] ${SAVE}`,
      { form: "oneLine", separator: "" }
    ],
    [
      `remove|delete|strip [all] newlines|line_breaks|newline_characters|linebreaks from {files:document} and show|print|display [it|result|the_result]`,
      { form: "oneLine", separator: "" }
    ],
    [
      `join|merge|combine|put [all] lines of|in|from {files:document} [together] [into|to|on] [one|a_single] [line] [with|by|using|separated_by {separator:quotedterm}] ${SAVE}`,
      { form: "oneLine" }
    ],
    [
      `join|put [all] lines of|in|from {files:document} with|separated_by|using commas|a_comma ${SAVE}`,
      { form: "oneLine", separator: "," }
    ],
    [
      `<show> {files:document} as a comma separated|comma-separated|separated list ${SAVE}`,
      { form: "oneLine", separator: "," }
    ],
    [`base64|base-64 encode [string|text|word|value] {text:text}`, { form: "base64" }],
    [`base64|base-64 encode {files:document} ${SAVE}`, { form: "base64" }],
    [
      `encode|convert [string|text|word|value] {text:quotedterm} as|in|to|into|with|using base64|base-64`,
      { form: "base64" }
    ],
    [`encode|convert {files:document} as|in|to|into|with|using base64|base-64 ${SAVE}`, { form: "base64" }],
    [`[<tell>] base64 [encoding|form|representation|code] of [string|text|word] {text:text}`, { form: "base64" }],
    [`base64|base-64 decode [string|text|word|value] {text:text}`, { form: "fromBase64" }],
    [`base64|base-64 decode {files:document} ${SAVE}`, { form: "fromBase64" }],
    [
      `decode [base64|base-64] [string|text|word|value] {text:quotedterm} [from] [base64|base-64]`,
      { form: "fromBase64" }
    ],
    [`decode {files:document} from base64 ${SAVE}`, { form: "fromBase64" }],
    [
      `remove|strip|trim|delete [leading_and_trailing|trailing_and_leading|surrounding|leading|trailing] [and] [trailing] spaces|whitespace|blanks|white_space [or|and tabs] from|of|in|around [string|text|word] {text:quotedterm}`,
      { form: "trim" }
    ],
    [`trim [string|text|word] {text:quotedterm}`, { form: "trim" }],
    [`<show> {files:document} with [leading|trailing] spaces|whitespace trimmed|removed|stripped`, { form: "trim" }],
    [
      `[make|convert|turn|change|put|show|print] [string|text|word|sentence] {text:quotedterm} [to|in|into|all] upper_case|uppercase|upper-case|capitals|capital_letters`,
      { form: "upper" }
    ],
    [
      `[make|convert|turn|change|put|show|print] [string|text|word|sentence] {text:quotedterm} [to|in|into|all] lower_case|lowercase|lower-case|small_letters`,
      { form: "lower" }
    ]
  ]),
  examples: [
    "show notes.txt in upper case",
    "print notes.txt in reverse order",
    "wrap readme.md to 72 characters",
    "base64 decode the string 'aGVsbG8='"
  ],
  look: (args, context) => {
    const { form, width } = args
    if (width !== undefined && width < 1) {
      return Effect.fail(
        new BadArgument({
          action: "transform",
          reason: "a line has one character at least.",
          hints: ["Say a width such as 80."]
        })
      )
    }
    const [own, ...others] = args.inPlace === true && args.to === undefined ? (args.files?.paths ?? [""]) : []
    if (own === "" || others.length > 0) {
      return Effect.fail(
        new BadArgument({
          action: "transform",
          reason: "only one file that is named is changed itself.",
          hints: ["Name one file, or say where to save the result."]
        })
      )
    }
    return showOrSave(
      "transform",
      `${own === undefined ? "Show" : "Make"} ${describeSources(args)} as ${form}`,
      own === undefined ? args : { ...args, to: own },
      context,
      async (sources): Promise<Output> => ({
        ...(await transformed(form, args, args.text !== undefined, sources)),
        ...sources.about
      })
    )
  }
})
