/** Shows files as they are: bytes unchanged, one file after the other in the order they were named, or a range of their lines. */
import { BadArgument, defineAction, type Output } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { lineRange } from "../../lines/lineRange.ts"
import { filesSlices, mustBeReadable } from "../../select/content.ts"
import { describeSelection } from "../../select/describeSelection.ts"
import { option, selection } from "../../action/field.ts"
import { noteOf, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { select } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

export const read = defineAction({
  name: "read",
  description: "Show the content of one or more files, whole or a range of lines",
  args: Schema.Struct({
    files: selection("the files to show"),
    fromLine: option(Schema.Int, "first line to show, counted from 1"),
    toLine: option(Schema.Int, "last line to show")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 600_000,
  parallel: true,
  phrases: said([
    "<show>|cat|type|more|less {files:document}",
    "<show>|cat [whole|full|entire|complete] contents|content|text|body|insides of|in|from|inside {files:document}",
    "what is in|inside|written_in|the_content_of|the_contents_of|written_inside|contained_in {files:document}",
    "what does {files:document} say|contain|read|hold|have_in_it",
    "<show>|tell what|me what [is] in|inside|says|written_in|contained_in {files:document}",
    "let me read|see {files:document}",
    "concatenate {files:document}",
    "{files:document} contents|content"
  ]),
  examples: ["show notes.txt", "print the contents of config.json", "what does todo.md contain?"],
  look: (args, context) => {
    const { fromLine = 1, toLine = Number.POSITIVE_INFINITY } = args
    if (fromLine < 1 || toLine < fromLine) {
      const reason = `lines are counted from 1, and ${fromLine} to ${toLine} is no range`
      return Effect.fail(new BadArgument({ action: "read", reason, hints: ["Write it as: lines 5 to 8 of the file."] }))
    }
    const whole = args.fromLine === undefined && args.toLine === undefined
    const options = { lenient: args.files.paths === undefined }
    return readSelection("Show", args.files, context, options, (starts) =>
      readingStep(
        `Show ${describeSelection(args.files)}`,
        readsOf(starts),
        select(args.files, context, options).pipe(
          Effect.flatMap(({ entries, unreadable }) =>
            attempt("Show", (): Output => {
              mustBeReadable(entries, context)
              const paths = entries.map((entry) => entry.path)
              const bytes = filesSlices(context.disk, paths)
              return {
                lines: [],
                paths,
                bytes: whole ? bytes : lineRange(bytes, fromLine, toLine),
                ...noteOf(paths.length === 0, unreadable, context)
              }
            })
          )
        )
      )
    )
  }
})
