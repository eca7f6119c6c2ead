/**
 * Adds a text at the end of a file, on a line of its own; makes the file when it is not there. The new content is made
 * aside and takes the old one's place by a rename, so a crash leaves either of them, whole.
 */
import { defineAction, DiskError, PathText, type ReadDisk, type Stat } from "@zenus/core"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, shown } from "../../action/answers.ts"
import { flag, text } from "../../action/field.ts"
import { fileToWrite } from "../../place/fileToWrite.ts"
import { knownIdentity } from "../../place/planned.ts"
import { attempt } from "../../action/trouble.ts"
import { bytesOf, withLineEnd } from "./write.ts"
import { said } from "../../action/wording.ts"

const LINE_END = 10

/** What an earlier step of the same plan will write cannot be read yet: taken as ended, and looked at again before the act. */
const endsMidLine = (disk: ReadDisk, path: string, existing: Stat): boolean => {
  try {
    return existing.size > 0 && disk.read(path, existing.size - 1, existing.size)[0] !== LINE_END
  } catch (error) {
    if (error instanceof DiskError && error.code === "EINVAL") return false
    throw error
  }
}

export const append = defineAction({
  name: "append",
  description: "Add a text at the end of a file",
  args: Schema.Struct({
    path: text("the file to add to"),
    text: text("the text to add"),
    exact: flag("add the text as it is, without line ends before or after it (default false)")
  }),
  risk: 1,
  undo: "trash",
  timeoutMs: 600_000,
  parallel: true,
  phrases: said([
    "append|add|attach {text:quotedterm|content} to|at|onto|as|in [end|bottom|last_line|new_line|new_last_line] [of|to|at|in] [end] [of] {path:file}",
    "append|add line|text|word|words|string|sentence {text:content} to|at|onto [end|bottom] [of] {path:file}",
    "append to {path:file} [line|text|word] {text:content}",
    "append|add [text] {text:content} to|at end|bottom of {path:file}",
    "write|put {text:quotedterm|content} to|at|onto|as|in end|bottom|last_line|new_line|new_last_line [of|to|at|in] [end] [of] {path:file}",
    "append|add {text:result} to|at|onto [end|bottom] [of] {path:file}"
  ]),
  examples: ["append 'done' to notes.txt", "add the line 'buy milk' to todo.txt"],
  look: (args, context) =>
    attempt("Add to the file", () => {
      const { path, existing, missing, notes } = fileToWrite("append", args.path, context)
      const identity = existing === null ? null : knownIdentity(existing)
      const exact = args.exact === true
      const separate = existing !== null && !exact && endsMidLine(context.disk, path, existing)
      const added = bytesOf((separate ? "\n" : "") + (exact ? args.text : withLineEnd(args.text)))
      const bytes = (existing?.size ?? 0) + added.length
      const name = shown(path, context)
      return {
        explanation:
          existing === null
            ? `Create ${name} (${formatBytes(bytes)})`
            : `Add ${formatBytes(added.length)} at the end of ${name}`,
        deeds: [
          ...missing.map((folder) => ({ do: "make-folder", path: folder }) as const),
          {
            do: "put",
            path,
            content: existing === null ? { kind: "bytes", bytes: added } : { kind: "staged", name: "appended" },
            bytes,
            as: existing === null ? "create" : "modify",
            ...(identity === null ? {} : { replaces: identity })
          }
        ],
        ...(existing === null
          ? {}
          : {
              stage: (folder, { disk }) =>
                attempt("Add to the file", async (signal) => {
                  const staged = PathText.child(folder, "appended")
                  await disk.copy(path, staged, signal)
                  disk.append(staged, added)
                  disk.flush(staged)
                })
            }),
        notes,
        paths: [path],
        answer: answered(
          existing === null
            ? `${name} created (${formatBytes(bytes)})`
            : `${formatBytes(added.length)} added to ${name}`,
          [path]
        )
      }
    })
})
