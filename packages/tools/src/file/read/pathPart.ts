/** A part of a path as text: its last name, the folder above, the extension; or where it really is. Only the last one looks at the disk. */
import { defineAction, lines, type LookContext, PathText } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { splitName } from "../../place/keepBoth.ts"
import { expandHome, locate } from "../../select/locate.ts"
import { field, texts } from "../../action/field.ts"
import { readingStep } from "../../select/reading.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

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
  phrases: said([
    [
      "[<tell>|extract] filename|file_name|basename|base_name|name_of_the_file of|from|in|out_of [this|that|following] [path|filename|file_path] [:] {paths:paths}",
      { part: "name" }
    ],
    [
      "[<tell>|extract] folder|directory|dirname|directory_name|folder_name|directory_part|directory_path|parent_folder|parent_directory of|from|in|out_of [this|that|following] path|file_path|filename|file [:] {paths:paths}",
      { part: "folder" }
    ],
    [
      "[<tell>|extract] [file] extension of|from|in|out_of [this|that] [path|file|filename] {paths:paths}",
      { part: "extension" }
    ],
    [
      "[<tell>|extract] [file] name|filename|basename without [its|file] extension of|from [path] {paths:paths}",
      { part: "stem" }
    ],
    [
      "[<tell>|extract] [file] name|filename|basename of|from {paths:paths} without [its|file] extension",
      { part: "stem" }
    ],
    ["[<tell>] absolute|full|complete path|pathname of|to|for {paths:paths}", { part: "absolute" }],
    ["[<tell>] real|canonical|resolved path of|to|for {paths:paths}", { part: "real" }]
  ]),
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
