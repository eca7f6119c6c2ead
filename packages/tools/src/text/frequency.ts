/** How often each line, word, character, or match of an expression comes: the most frequent first, `count item` on each line. */
import { BadArgument, defineAction, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, flag, option, optionalText } from "../action/field.ts"
import { attempt } from "../action/trouble.ts"
import { lineBatches } from "../lines/lineStream.ts"
import { patternFields, testOf } from "./pattern.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { describeSources, sourceFields } from "./textSources.ts"
import { countLines } from "./unique.ts"
import { said } from "../action/wording.ts"

type Pick = (line: string) => ReadonlyArray<string>

/** Letters and digits of any script, with apostrophes and hyphens inside. */
const WORD = /[\p{L}\p{N}_]+(?:['’-][\p{L}\p{N}_]+)*/gu

const PICKS: ReadonlyMap<string, Pick> = new Map<string, Pick>([
  ["lines", (line) => [line]],
  ["words", (line) => line.match(WORD) ?? []],
  ["characters", (line) => Array.from(line)]
])

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

async function* picked(
  batches: AsyncIterable<ReadonlyArray<string>>,
  pick: (lines: ReadonlyArray<string>) => ReadonlyArray<string>
): AsyncGenerator<ReadonlyArray<string>> {
  for await (const batch of batches) yield pick(batch)
}

export const frequency = defineAction({
  name: "frequency",
  description: "Count how often each line, word, character or match comes, the most frequent first",
  args: Schema.Struct({
    ...sourceFields,
    of: choice(["lines", "words", "characters", "matches"], "what to count (default lines); matches needs `find`"),
    find: optionalText("the text or expression whose matches are counted"),
    ...patternFields,
    order: choice(
      ["most", "least", "name", "first"],
      "the most (default) or least frequent first, by name, or as they first appear"
    ),
    top: option(Schema.Int, "only the first so many"),
    bare: flag("without the counts"),
    ...toField
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    [
      "[<tell>] most common|frequent|often_repeated|often|frequently_occurring line|entry|row|value in|of|from {files:document|files}",
      { of: "lines", top: 1 }
    ],
    [
      "[<tell>] most common|frequent|often_used|used|frequently_used word in|of|from {files:document|files}",
      { of: "words", top: 1 }
    ],
    [
      "[<tell>] most common|frequent|used character|letter in|of|from {files:document|files}",
      { of: "characters", top: 1 }
    ],
    [
      "[<tell>] least common|frequent line|entry|value in|of|from {files:document|files}",
      { of: "lines", top: 1, order: "least" }
    ],
    ["[<tell>] least common|frequent word in|of|from {files:document|files}", { of: "words", top: 1, order: "least" }],
    [
      "[<tell>] [top] {top:number} most [common|frequent|often_used|used|frequently_used] words in|of|from {files:document|files}",
      { of: "words" }
    ],
    [
      "[<tell>] [top] {top:number} most [common|frequent|used|frequent] lines|entries|values in|of|from {files:document|files}",
      { of: "lines" }
    ],
    [
      "[<tell>] most [common|frequent|often_used|frequently_used] words in|of|from {files:document|files}",
      { of: "words", top: 10 }
    ],
    ["[<tell>] top {top:number} words in|of|from {files:document|files}", { of: "words" }],
    [
      "[<tell>] top {top:number} [most] [common|frequent] lines|entries in|of|from {files:document|files}",
      { of: "lines" }
    ],
    [
      "which|what line|entry|value [in|of {files:document|files}] appears|occurs|comes|is [up] most|the_most_often|most_often|most_frequently|most_frequent|most_common [often|frequently] [in|of {files:document|files}]",
      { of: "lines", top: 1 }
    ],
    [
      "which|what word [in|of {files:document|files}] appears|occurs|comes|is [up] most|the_most_often|most_often|most_frequently|most_frequent|most_common|used_most [often|frequently] [in|of {files:document|files}]",
      { of: "words", top: 1 }
    ],
    [
      `[<tell>|count] count|counts|frequency|frequencies|number|occurrences [of_occurrences] of|for|per [all|each|every|the] [unique|different|distinct] lines|line|entries|entry|values|value|rows in|of|from {files:document|files} ~[<byfrequency> -> order=most]`,
      { of: "lines" }
    ],
    [
      `[<tell>|count] count|counts|frequency|frequencies|number|occurrences [of_occurrences] of|for|per [all|each|every|the] [unique|different|distinct] words|word in|of|from {files:document|files} ~[<byfrequency> -> order=most]`,
      { of: "words" }
    ],
    [
      `[<tell>|count] frequency|frequencies|number_of_occurrences|counts|count of|for [all|each|every] [unique|different] letters|letter|characters|character in|of {files:document|files} ~[<byfrequency> -> order=most]`,
      { of: "characters" }
    ],
    [
      `<count> [how_often|how_many_times] each|every [unique|different|distinct] line|entry|value|row [occurs|appears|comes|is|there_is] [up] [in|of] {files:document|files} ~[<byfrequency> -> order=most]`,
      { of: "lines" }
    ],
    [
      `<count> [how_often|how_many_times] each|every [unique|different|distinct] word [occurs|appears|comes|is|is_used] [up] in|of {files:document|files} ~[<byfrequency> -> order=most]`,
      { of: "words" }
    ],
    [
      "how often|many_times does each|every [unique|different] line|entry|value occur|appear|come [up] in {files:document|files}",
      { of: "lines" }
    ],
    [
      "how often|many_times does each|every [unique|different] word occur|appear|come [up] in {files:document|files}",
      { of: "words" }
    ],
    [
      `<list> [each|every|all|the] [unique|distinct|different] line|lines|entry|entries|value|values in|of|from {files:document|files} [followed|preceded] by|with|and|together_with|along_with|including|plus [its|their|the|how_often] count|counts|frequency|frequencies|number_of_occurrences|number_of_times|how_often_it_occurs|how_often_they_occur|occurrence_count|occurrence_counts [of_occurrences] ~[<byfrequency> -> order=most]`,
      { of: "lines" }
    ],
    ["[<tell>] word frequency|frequencies|counts of|in|for {files:document|files}", { of: "words" }],
    ["[<tell>] line frequency|frequencies of|in|for {files:document|files}", { of: "lines" }],
    [
      `<count> [number_of] [all|the] [occurrences|occurences|instances|appearances] [of|all] [each|every|all] {find:entity} in|of|from {files:document|textfiles|textplace} [and|, print|prints|show|shows|list|display [all|the] [ips|addresses|them|numbers|results|each] [with|and] [number_of|their|the] [occurrences|occurences|counts|count|number|frequency]] ~[<byfrequency> -> order=most]`,
      { of: "matches" }
    ],
    [
      `<count> how_often|how_many_times each|every|the {find:entity} appears|occurs|appear|occur|comes [up] in|of|from {files:document|textfiles|textplace} ~[<byfrequency> -> order=most]`,
      { of: "matches" }
    ],
    [
      `how often|many_times does each|every {find:entity} appear|occur|come [up] in {files:document|textfiles|textplace} ~[<byfrequency> -> order=most]`,
      { of: "matches" }
    ],
    [
      "[<tell>] most common|frequent {find:entity} in|of|from {files:document|textfiles|textplace}",
      { of: "matches", top: 1 }
    ],
    [
      "[<tell>] [top] {top:number} most common|frequent {find:entity} in|of|from {files:document|textfiles|textplace}",
      { of: "matches" }
    ]
  ]),
  examples: ["what is the most common line in words.txt?", "the 10 most frequent words in book.txt"],
  look: (args, context) => {
    const of = args.of ?? (args.find === undefined ? "lines" : "matches")
    const { find } = args
    if (of === "matches" && (find === undefined || find === "")) {
      return Effect.fail(
        new BadArgument({
          action: "frequency",
          reason: "matches of what? No text is given.",
          hints: ["Say which text or expression."]
        })
      )
    }
    const explanation = `Count how often each of the ${of} of ${describeSources(args)} comes`
    return attempt("Read the expression", () => (find === undefined ? null : testOf(find, args))).pipe(
      Effect.flatMap((test) =>
        showOrSave("frequency", explanation, args, context, async (sources): Promise<Output> => {
          const pick = PICKS.get(of)
          const all = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
            of === "matches" && test !== null
              ? test
                  .ranges(lines)
                  .flatMap((ranges, at) => ranges.map(([from, to]) => (lines[at] ?? "").slice(from, to)))
              : lines.flatMap((line) => pick?.(line) ?? [])
          const fold = args.anyCase === true ? (text: string) => text.toLowerCase() : (text: string) => text
          const counts = await countLines(picked(lineBatches(sources.together()), all), fold, "Count the lines")
          const order = args.order ?? "most"
          const sorted =
            order === "first"
              ? counts
              : counts.toSorted(
                  (a, b) =>
                    (order === "most" ? b.count - a.count : order === "least" ? a.count - b.count : 0) ||
                    byName(a.line, b.line)
                )
          const top = sorted.slice(0, args.top === undefined ? undefined : Math.max(0, args.top))
          return {
            lines: top.map(({ line, count }) => (args.bare === true ? line : `${count} ${line}`)),
            ...(args.bare === true
              ? {}
              : {
                  table: {
                    columns: ["count", of.replace(/e?s$/, "")],
                    rows: top.map(({ line, count }) => [count, line])
                  }
                }),
            data: top.map(({ line, count }) => ({ text: line, count })),
            ...sources.about
          }
        })
      )
    )
  }
})
