/**
 * Replaces a text, or what an expression matches, in all selected files. The plan counts the occurrences in each. A plain
 * text is replaced by a plain text; in the replacement of an expression `$1` or `\1` stand for its groups. An
 * expression sees one line at a time, as sed's does; only what has a line end in it goes across lines.
 */
import { BadArgument, defineAction, escapeName } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describeSelection } from "../select/describeSelection.ts"
import { flag, selection, text } from "../action/field.ts"
import { attempt } from "../action/trouble.ts"
import { editFiles, type Editor } from "./editFiles.ts"
import type { GuardedRegex } from "../lines/guardedRegex.ts"
import { endOf, withoutEnd } from "../lines/lineStream.ts"
import { regexOf } from "../lines/lineTest.ts"
import { containingOf, type PatternArgs, patternFields } from "./pattern.ts"
import { ANY_CASE, said, WHOLE_WORD } from "../action/wording.ts"

interface Args extends PatternArgs {
  readonly find: string
  readonly with: string
  readonly firstOnly?: boolean
}

const goesAcrossLines = ({ find, regex }: Args): boolean =>
  /[\n\r]/.test(find) || (regex === true && /\\[nr]/.test(find))

/** Plain texts are cut at the text itself, which costs a fraction of an expression. */
const plainEditor = ({ find, with: by, firstOnly }: Args): Editor => {
  let changes = 0
  return {
    edit: (lines) => {
      // Lines without the text are most of them, and are passed on as they are.
      return lines.map((line) => {
        if (!line.includes(find)) return line
        const parts = line.split(find)
        if (firstOnly === true) {
          changes++
          return [parts[0], parts.slice(1).join(find)].join(by)
        }
        changes += parts.length - 1
        return parts.join(by)
      })
    },
    changes: () => changes
  }
}

const regexEditor = (regex: GuardedRegex, { with: by, regex: isExpression }: Args, whole: boolean): Editor => {
  let changes = 0
  return {
    edit: (lines) => {
      const bare = whole ? lines : lines.map(withoutEnd)
      const { texts, count } = regex.replaceEach(bare, by, isExpression !== true)
      changes += count
      return whole ? texts : texts.map((line, at) => line + endOf(lines[at] ?? ""))
    },
    changes: () => changes
  }
}

export const replace = defineAction({
  name: "replace",
  description: "Replace a text in files, or what an expression matches; shows first how often it occurs where",
  args: Schema.Struct({
    files: selection("the files to change"),
    find: text("the text to replace"),
    with: text("the text that takes its place; may be empty"),
    ...patternFields,
    firstOnly: flag("only the first occurrence of each line")
  }),
  risk: 2,
  undo: "trash",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    `replace|substitute|swap|exchange|change|update|switch|convert|turn [all|every|each|any|the|occurrences|occurences|instances|appearances|mentions|matches] [of] [word|words|string|text|phrase|term|line|value|name|e-mail|email|address|url|version|e-mail_address|email_address|number|colour|color|domain|host|hostname|link] {find:term} with|by|to|into|for|as [word|string|text|phrase] {with:term} [everywhere|throughout] in|inside|within|across|throughout|under [contents_of|content_of|text_of] {files:document|textfiles|textplace} ~[<inplace>] ${ANY_CASE} ${WHOLE_WORD}`,
    `in {files:document|textfiles|textplace} [,] replace|substitute|swap|change|switch [all|every|each|any|the|occurrences|occurences|instances] [of] [word|string|text|phrase|value] {find:term} with|by|to|for|into {with:term} ~[<inplace>] ${ANY_CASE} ${WHOLE_WORD}`,
    `<find> [and] replace {find:term} with|by {with:term} in|inside|within|across|throughout {files:document|textfiles|textplace} ~[<inplace>] ${ANY_CASE} ${WHOLE_WORD}`,
    `change|update|set|switch|modify {_:word} from {find:term} to|into {with:term} in|inside|within|of {files:document|textfiles|textplace} ~[<inplace>] ${ANY_CASE}`,
    `change|update|set|switch|modify {_:word} {find:term} to|into {with:term} in|inside|within|of {files:document|textfiles|textplace} ~[<inplace>] ${ANY_CASE}`,
    `use {with:term} instead_of|in_place_of|rather_than {find:term} in|inside|within|throughout {files:document|textfiles|textplace} ${ANY_CASE}`,
    // Without saying what is renamed, a folder behind "in" may hold the names that are meant.
    `rename {find:term} to|into|as {with:term} in|inside|within|throughout [code_of|contents_of] {files:document} ${WHOLE_WORD}`,
    `rename variable|function|word|class|method|constant|identifier {find:term} to|into|as {with:term} in|inside|within|throughout [code_of|contents_of] {files:document|textfiles|textplace} ${WHOLE_WORD}`,
    [
      "remove|delete|strip|erase|cut [out] [all|every] occurrences|occurences|instances|mentions of [word|string|text|phrase] {find:term} from|in {files:document|textfiles|textplace}",
      { with: "" }
    ],
    [
      "remove|delete|strip|erase|cut [out] [word|string|text|phrase|words] {find:quotedterm} from|in|out_of {files:document|textfiles|textplace}",
      { with: "" }
    ],
    [
      "remove|delete|strip|erase word|string|text|phrase {find:term} from|in|out_of {files:document|textfiles|textplace}",
      { with: "" }
    ],
    `replace|substitute|change [it|them|that] with|by|to {with:term} {files:it} {find:itsterm} ~[<inplace>]`,
    `replace|substitute|change first occurrence|occurence|instance of {find:term} with|by|to {with:term} [on_each_line|in_each_line|of_each_line] in {files:document|textfiles|textplace} -> firstOnly=true`,
    [
      `remove|delete|strip|trim trailing spaces|whitespace|blanks|white_space from|in|at_the_end_of [all|every|each] [lines|line] [of|in] {files:document|textfiles|textplace}`,
      { find: "[ \\t]+$", with: "", regex: true }
    ],
    [
      `replace|convert|change|turn tabs|tab|tab_characters with|by|to|into spaces|blanks in {files:document|textfiles|textplace}`,
      { find: "\\t", with: "    ", regex: true }
    ]
  ]),
  examples: [
    "replace 'localhost' with '127.0.0.1' in all md files of docs",
    "replace red by navy in style.css",
    "change the port from 3000 to 4000 in config.json"
  ],
  look: (args, context) =>
    Effect.gen(function* () {
      if (args.find === "") {
        return yield* new BadArgument({
          action: "replace",
          reason: "there is no text to replace.",
          hints: ["Say which text, in quotes."]
        })
      }
      const whole = goesAcrossLines(args)
      const plain = args.regex !== true && args.anyCase !== true && args.wholeWord !== true
      if (args.firstOnly === true && (!plain || whole)) {
        return yield* new BadArgument({
          action: "replace",
          reason: "only the first occurrence of a line is replaced for a plain text alone.",
          hints: ["Replace all occurrences, or write an expression that begins with ^."]
        })
      }
      const make = plain
        ? () => plainEditor(args)
        : yield* attempt("Read the expression", () => {
            const regex = regexOf(containingOf(args.find, args), whole ? "m" : "")
            return () => regexEditor(regex, args, whole)
          })
      const explanation = `Replace "${escapeName(args.find)}" with "${escapeName(args.with)}" in ${describeSelection(args.files)}`
      const editing = { make, whole, what: ["occurrence", "occurrences"] as const }
      return yield* editFiles(explanation, args.files, editing, context)
    })
})
