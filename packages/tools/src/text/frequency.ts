/** How often each line, word, character, or match of an expression comes: the most frequent first, `count item` on each line. */
import { BadArgument, defineAction, type Output, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, flag, option, optionalText } from "../file/field.ts"
import { attempt } from "../file/trouble.ts"
import { lineBatches } from "./lineStream.ts"
import { patternFields, testOf } from "./pattern.ts"
import { showOrSave, toField } from "./saveLines.ts"
import { describeSources, sourceFields } from "./textSources.ts"
import { countLines } from "./unique.ts"

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
  phrases: [
    phrase("[what_is|show|get] [the] most common|frequent line in|of {files:files}", { of: "lines", top: 1 }),
    phrase("[what_is|show|get] [the] most common|frequent word in|of {files:files}", { of: "words", top: 1 }),
    phrase("[what_are|show|get|list] [the] {top:number} most common|frequent words in|of {files:files}", {
      of: "words"
    }),
    phrase("[what_are|show|get|list] [the] {top:number} most common|frequent lines in|of {files:files}", {
      of: "lines"
    }),
    phrase(
      "[show|print|count] [a|the] count|counts|frequency|number_of_occurrences of [all|each] [unique|different] lines|line in|of {files:files} [sorted from most to least frequent]",
      { of: "lines" }
    ),
    phrase(
      "[show|print|count] [a|the] [count|counts|frequency|number_of_occurrences] of [all|each] [unique] words|word in|of {files:files}",
      { of: "words" }
    ),
    phrase("count [how_often] each|every [unique|different] line|entry [occurs|appears|comes] in|of {files:files}", {
      of: "lines"
    })
  ],
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
