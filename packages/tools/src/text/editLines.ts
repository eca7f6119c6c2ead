/** Whole lines of files taken out, kept, or put in: by what they hold, by number, or all that are blank. */
import { BadArgument, defineAction, escapeName, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describeSelection } from "../select/describeSelection.ts"
import { choice, flag, option, optionalText, selection, text } from "../action/field.ts"
import { attempt } from "../action/trouble.ts"
import { editFiles, type Editor } from "./editFiles.ts"
import { endOf, withoutEnd } from "../lines/lineStream.ts"
import type { LineTest } from "../lines/lineTest.ts"
import { type PatternArgs, patternFields, testOf } from "./pattern.ts"
import { ANY_CASE, said, WHOLE_WORD } from "../action/wording.ts"

interface Which extends PatternArgs {
  readonly matching?: string
  readonly notMatching?: string
  readonly blank?: boolean
  readonly numbers?: ReadonlyArray<number>
  readonly from?: number
  readonly to?: number
  readonly repeated?: boolean
}

const whichFields = {
  matching: optionalText("the lines that hold this text"),
  notMatching: optionalText("the lines that do not hold this text"),
  ...patternFields,
  blank: flag("the lines that are empty or only white space"),
  repeated: flag("the lines that were there before in the same file"),
  numbers: option(Schema.Array(Schema.Int), "the lines with these numbers, counted from 1"),
  from: option(Schema.Int, "the lines from this number on"),
  to: option(Schema.Int, "the lines up to this number")
}

const says = (which: Which): boolean =>
  [which.matching, which.notMatching, which.blank, which.numbers, which.from, which.to, which.repeated].some(
    (one) => one !== undefined
  )

const wrongNumber = ({ numbers = [], from = 1, to = 1 }: Which): boolean =>
  [...numbers, from, to].some((number) => number < 1)

/** For each line whether it is meant; a new one for each file, since numbers and repetitions are counted. */
const makeMeant = (which: Which, matching: LineTest | null, notMatching: LineTest | null) => {
  const numbers = which.numbers === undefined ? null : new Set(which.numbers)
  const seen = which.repeated === true ? new Set<string>() : null
  let number = 0
  return (lines: ReadonlyArray<string>): ReadonlyArray<boolean> => {
    const bare = lines.map(withoutEnd)
    const fits = matching?.each(bare)
    const fitsNot = notMatching?.each(bare)
    return bare.map((line, at) => {
      number++
      const isRepeated = seen?.has(line)
      seen?.add(line)
      return (
        (fits === undefined || fits[at] === true) &&
        (fitsNot === undefined || fitsNot[at] === false) &&
        (which.blank !== true || line.trim() === "") &&
        isRepeated !== false &&
        (numbers === null || numbers.has(number)) &&
        number >= (which.from ?? 1) &&
        number <= (which.to ?? Number.POSITIVE_INFINITY)
      )
    })
  }
}

/** Takes out the lines that are meant, or with `keep` all others. */
const filterEditor = (meant: (lines: ReadonlyArray<string>) => ReadonlyArray<boolean>, keep: boolean): Editor => {
  let changes = 0
  return {
    edit: (lines) => {
      const flags = meant(lines)
      const kept = lines.filter((_, at) => flags[at] === keep)
      changes += lines.length - kept.length
      return kept
    },
    changes: () => changes
  }
}

const describeWhich = (which: Which): string =>
  [
    which.blank === true ? "blank" : "",
    which.repeated === true ? "repeated" : "",
    "lines",
    which.matching === undefined ? "" : `with "${escapeName(which.matching)}"`,
    which.notMatching === undefined ? "" : `without "${escapeName(which.notMatching)}"`,
    which.numbers === undefined ? "" : which.numbers.join(", "),
    which.from === undefined ? "" : `from ${which.from}`,
    which.to === undefined ? "" : `to ${which.to}`
  ]
    .filter((word) => word !== "")
    .join(" ")

const filterLines = (
  action: string,
  verb: string,
  keep: boolean,
  args: Which & { readonly files: Selection },
  context: Parameters<typeof editFiles>[3]
) =>
  Effect.gen(function* () {
    if (!says(args)) {
      return yield* new BadArgument({
        action,
        reason: "which lines? Nothing says it.",
        hints: ["Say which text they hold, or their numbers."]
      })
    }
    if (wrongNumber(args)) {
      return yield* new BadArgument({
        action,
        reason: "lines are counted from 1.",
        hints: ["Say it as: lines 5 to 8."]
      })
    }
    const tests = yield* attempt("Read the expression", () => ({
      matching: args.matching === undefined ? null : testOf(args.matching, args),
      notMatching: args.notMatching === undefined ? null : testOf(args.notMatching, args)
    }))
    const make = () => filterEditor(makeMeant(args, tests.matching, tests.notMatching), keep)
    const explanation = `${verb} the ${describeWhich(args)} of ${describeSelection(args.files)}`
    const what = keep ? (["other line", "other lines"] as const) : (["line", "lines"] as const)
    return yield* editFiles(explanation, args.files, { make, what }, context)
  })

export const deleteLines = defineAction({
  name: "deleteLines",
  description: "Take lines out of files: those that hold a text, blank ones, repeated ones, or by number",
  args: Schema.Struct({ files: selection("the files to change"), ...whichFields }),
  risk: 2,
  undo: "trash",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    `delete|remove|drop|strip|erase|cut|take|filter [out] [all|every|any] lines|line|rows|entries [that|which] [contain|contains|containing|with|matching|match|holding|hold|mention|mentioning|include|including|have] {matching:term} [out_of] from|in|of|out_of {files:document|files} ${ANY_CASE} ${WHOLE_WORD}`,
    `delete|remove|drop|strip|erase [all|every|any] lines|line|rows|entries from|in|of {files:document|files} [that|which] contain|contains|containing|with|matching|match|holding|hold|mention|include|have {matching:term} ${ANY_CASE} ${WHOLE_WORD}`,
    `delete|remove|drop|strip|erase from {files:document|files} [all|every|any] lines|line|rows [that|which] contain|contains|containing|with|matching {matching:term} ${ANY_CASE}`,
    `in|from {files:document} [,] delete|remove|drop [all|every|any] lines|line|rows [that|which] contain|contains|containing|with|matching {matching:term} ${ANY_CASE}`,
    `delete|remove|drop|strip|erase [all|every|any] lines|line|rows [that|which] [do] not|without [contain|containing|with] {notMatching:term} from|in|of {files:document|files} ${ANY_CASE}`,
    `delete|remove|drop|strip|erase [all|every|any] {matching:term} lines|entries|comments|rows|messages from|in|of {files:document|files} ${ANY_CASE}`,
    `delete|remove|drop|strip|erase [all|every|any] comments|lines [that|which] [contain|contains|containing|with] {matching:term} from|in|of [every|all|each] {files:document|textfiles|textplace} ${ANY_CASE}`,
    `delete|remove|drop [all|every|any] lines [that|which] start|starting|starts|begin|beginning with {matching:startterm} from|in|of {files:document|files}`,
    [
      `delete|remove|drop|strip|erase [all|every|any] empty|blank|whitespace_only lines|line|rows from|in|of {files:document|files}`,
      { blank: true }
    ],
    [
      `delete|remove|drop|strip|erase [all|every|any] duplicate|repeated|duplicated|double lines|line|rows|entries from|in|of {files:document|files}`,
      { repeated: true }
    ],
    [`delete|remove|drop|strip duplicates from lines_of {files:document|files}`, { repeated: true }],
    `delete|remove|drop lines|rows {from:number} to|through|until|- {to:number} from|in|of {files:document|files}`,
    `delete|remove|drop line|row|lines|rows [number|numbers] {numbers:figures} from|in|of {files:document|files}`,
    `delete|remove|drop {numbers:ordinals} line|row|lines from|in|of {files:document|files}`,
    [`delete|remove|drop first {to:number} lines|rows from|in|of {files:document|files}`, { from: 1 }],
    [`delete|remove|drop header|heading|headers [line|row] from|in|of {files:document|files}`, { numbers: [1] }]
  ]),
  examples: ["delete the lines with 'pay rent' from todo.txt", "remove blank lines from notes.md"],
  look: (args, context) => filterLines("deleteLines", "Delete", false, args, context)
})

export const keepLines = defineAction({
  name: "keepLines",
  description: "Keep only the lines of files that hold a text or have these numbers, and take out all others",
  args: Schema.Struct({ files: selection("the files to change"), ...whichFields }),
  risk: 2,
  undo: "trash",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    `keep|leave|retain only [the] lines|line|rows|entries [that|which] contain|contains|containing|with|matching|match|holding|mention|include|have {matching:term} in|of|from {files:document|files} ${ANY_CASE} ${WHOLE_WORD}`,
    `keep|leave|retain only [the] lines|rows in|of|from {files:document|files} [that|which] contain|contains|containing|with|matching|match|have {matching:term} ${ANY_CASE} ${WHOLE_WORD}`,
    `in {files:document} [,] keep only [the] lines|rows [that|which] contain|containing|with|matching {matching:term} ${ANY_CASE}`,
    [`keep|leave only [the] first {to:number} lines|rows of|in|from {files:document|files}`, { from: 1 }],
    `keep|leave only [the] lines|rows {from:number} to|through|- {to:number} of|in|from {files:document|files}`
  ]),
  examples: ["keep only the lines with ERROR in app.log"],
  look: (args, context) => filterLines("keepLines", "Keep only", true, args, context)
})

type Place = "start" | "end" | "line" | "before" | "after"

/** Puts lines in, with the line ends that the file has. */
const insertEditor = (
  added: ReadonlyArray<string>,
  place: Place,
  line: number,
  near: LineTest | null,
  all: boolean
): Editor => {
  let number = 0
  let changes = 0
  let end = "\n"
  let missingEnd = false
  const block = (): ReadonlyArray<string> => {
    changes++
    return added.map((text) => text + end)
  }
  return {
    edit: (lines) => {
      if (number === 0 && lines[0] !== undefined) end = endOf(lines[0]) || "\n"
      missingEnd = endOf(lines.at(-1) ?? "\n") === ""
      const fits = near?.each(lines.map(withoutEnd))
      return lines.flatMap((text, at) => {
        number++
        const isPlace =
          place === "start" || place === "line"
            ? number === (place === "start" ? 1 : line)
            : fits?.[at] === true && (all || changes === 0)
        if (!isPlace || place === "end") return [text]
        if (place !== "after") return [...block(), text]
        return endOf(text) === "" ? [text + end, ...block()] : [text, ...block()]
      })
    },
    end: () => {
      const atEnd = place === "end" || (number === 0 && place === "start") || (place === "line" && line === number + 1)
      return atEnd ? [...(missingEnd ? [end] : []), ...block()] : []
    },
    changes: () => changes
  }
}

export const insertLines = defineAction({
  name: "insertLines",
  description: "Put lines into files: at the start, the end, a line number, or before or after lines that hold a text",
  args: Schema.Struct({
    files: selection("the files to change"),
    text: text("the line or lines to put in"),
    at: choice(
      ["start", "end", "line", "before", "after"],
      "where (default end): before or after the line that holds `near`"
    ),
    line: option(Schema.Int, "the number that the first new line will have, counted from 1 (with at: line)"),
    near: optionalText("the text that the line before or after holds"),
    ...patternFields,
    all: flag("at every line that holds it, not only the first")
  }),
  risk: 2,
  undo: "trash",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    ["insert|append line|lines|row {text:text} to|at end|bottom of each|every {files:files}", { at: "end" }],
    [
      "insert|add|put|write|prepend [line|text|lines|row|header|heading] {text:text} at|to|as|in|on start|beginning|top|head|first_line|front|the_first_line [line] of|in|to {files:document|files}",
      { at: "start" }
    ],
    ["prepend [line|text] {text:text} to {files:document|files}", { at: "start" }],
    [
      "insert|add|put|write [line|text|row] {text:text} before|above [the] [line|row|lines] [with|containing|that_contains|that_says] {near:term} in|of {files:document|files}",
      { at: "before" }
    ],
    [
      "insert|add|put|write [line|text|row] {text:text} after|below|behind|under [the] [line|row|lines] [with|containing|that_contains|that_says] {near:term} in|of {files:document|files}",
      { at: "after" }
    ],
    [
      "insert|add|put|write [line|text|row] {text:text} as|at|on|in line [number] {line:number} of|in|to|into {files:document|files}",
      { at: "line" }
    ],
    [
      "insert|add [line|text|row] {text:text} as [the] {line:ordinal} line of|in|to|into {files:document|files}",
      { at: "line" }
    ]
  ]),
  examples: ["insert '# Title' at the top of README.md", "add the line 'b' after 'a' in list.txt"],
  look: (args, context) =>
    Effect.gen(function* () {
      const at: Place = args.at ?? (args.near !== undefined ? "after" : args.line !== undefined ? "line" : "end")
      const { line = 1, near } = args
      const wrong =
        (at === "before" || at === "after") && (near === undefined || near === "")
          ? `${at} which line? No text is given.`
          : at === "line" && (args.line === undefined || line < 1)
            ? "lines are counted from 1."
            : null
      if (wrong !== null)
        return yield* new BadArgument({
          action: "insertLines",
          reason: wrong,
          hints: ["Say it as: after the line with 'x'."]
        })
      const test = near === undefined ? null : yield* attempt("Read the expression", () => testOf(near, args))
      const added = args.text.replace(/\n$/, "").split(/\r?\n/)
      const make = () => insertEditor(added, at, line, test, args.all === true)
      const where =
        at === "line" ? `at line ${line}` : near === undefined ? `at the ${at}` : `${at} "${escapeName(near)}"`
      const explanation = `Insert "${escapeName(args.text)}" ${where} of ${describeSelection(args.files)}`
      return yield* editFiles(explanation, args.files, { make, what: ["place", "places"] }, context)
    })
})
