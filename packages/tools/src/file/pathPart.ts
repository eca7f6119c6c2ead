/** A part of a path as text: its last name, the folder above, the extension; or where it really is. Only the last one looks at the disk. */
import { defineAction, lines, type LookContext, PathText, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { splitName } from "./keepBoth.ts"
import { expandHome, locate } from "./locate.ts"
import { field, texts } from "./field.ts"
import { readingStep } from "./reading.ts"
import { attempt } from "./trouble.ts"

export const PathPart = Schema.Literals(["name", "folder", "stem", "extension", "absolute", "real"])

const trimmed = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, "") || "/" : path)

const partOf = (path: string, part: typeof PathPart.Type, context: LookContext): string => {
  switch (part) {
    case "name":
      return PathText.basename(trimmed(path))
    case "folder":
      return PathText.dirname(trimmed(path))
    case "stem":
      return splitName(PathText.basename(trimmed(path)))[0]
    case "extension":
      return PathText.extension(trimmed(path))
    case "absolute":
      return PathText.normalize(expandHome(path, context))
    case "real": {
      const { path: there } = locate(path, context)
      return context.disk.realpath(there) ?? there
    }
  }
}

export const pathPart = defineAction({
  name: "pathPart",
  description: "Give a part of a path: its name, folder, name without extension, extension, absolute or real path",
  args: Schema.Struct({
    paths: texts("the paths; they need not be there, except for the real path"),
    part: field(PathPart, "which part")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 60_000,
  parallel: true,
  phrases: [
    phrase("[extract|get|show|print] [the] filename|file_name|basename of|from|in [the|this] [path] {paths:path}", {
      part: "name"
    }),
    phrase("[extract|get|show|print] [the] folder|directory|dirname of|from|in [the|this] path {paths:path}", {
      part: "folder"
    }),
    phrase("[extract|get|show|print] [the] extension of|from {paths:path}", { part: "extension" }),
    phrase("[extract|get|show|print] [the] absolute|full path of|to|for {paths:path}", { part: "absolute" }),
    phrase("[extract|get|show|print] [the] real|canonical path of|to|for {paths:path}", { part: "real" })
  ],
  examples: ["get the filename of the path /usr/local/bin/run.sh", "full path of notes.txt"],
  look: ({ paths, part }, context) =>
    Effect.succeed(
      readingStep(
        `Give the ${part} of ${paths.length === 1 ? "a path" : `${paths.length} paths`}`,
        [],
        attempt("Take the path apart", () => lines(...paths.map((path) => partOf(path, part, context))))
      )
    )
})
