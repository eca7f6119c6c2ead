/**
 * Going to a folder. No program can move the one that called it, so the answer is the folder's path, and a note says what to type; the
 * interactive shell, whose folder is its own, goes there. What may surprise: the path is the real one, with links resolved.
 */
import { BadArgument, defineAction, escapeName, type LookContext } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { shown } from "../../action/answers.ts"
import { text } from "../../action/field.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"
import { locate } from "../../select/locate.ts"
import { readingStep } from "../../select/reading.ts"

const refused = (reason: string, hint: string): BadArgument =>
  new BadArgument({ action: "goTo", reason, hints: [hint] })

/** The real path of a folder that may be entered. Throws `PathNotFound`, `BadArgument`, `DiskError`. */
const folderAt = (path: string, context: LookContext): string => {
  if (path === "") throw refused("no folder is named.", "Name the folder to go to.")
  const { path: found } = locate(path, context)
  const real = context.disk.realpath(found) ?? found
  if (context.disk.stat(real)?.type !== "folder")
    throw refused(`${shown(found, context)} is no folder.`, "Name the folder that it is in.")
  if (!context.disk.may(real, "enter"))
    throw refused(`${shown(found, context)} may not be entered by you.`, "Look at its owner and permissions.")
  return real
}

/** What to type in a shell; nothing for a name that cannot be shown as it is. */
const command = (folder: string): string =>
  escapeName(folder) !== folder
    ? ""
    : ` Type: cd ${/^[\w./+-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`

const FOLDER = "[directory|folder|dir]"

export const goTo = defineAction({
  name: "goTo",
  description: "Go to a folder: the interactive shell goes there; elsewhere the answer is its path",
  args: Schema.Struct({ path: text("the folder to go to") }),
  risk: 0,
  undo: "yes",
  timeoutMs: 60_000,
  parallel: true,
  phrases: said([
    `go|navigate|jump|step|walk to|into|inside|in ${FOLDER} [called|named] {path:folder|path} ${FOLDER}`,
    `change|switch|move [working|current] directory|folder|dir to|into {path:folder} ${FOLDER}`,
    `change|switch to|into directory|folder|dir [called|named] {path:path}`,
    `enter directory|folder|dir [called|named] {path:path}`,
    `set working|current directory|folder|dir to {path:folder}`,
    "cd|chdir [into|to] {path:path}",
    ["cd|chdir", { path: "~" }],
    ["go [to] home|my_home [directory|folder]", { path: "~" }],
    ["cd|go up [one|a] [level|folder|directory]", { path: ".." }],
    ["go to parent directory|folder", { path: ".." }]
  ]),
  examples: ["go to ../b", "change to the folder Invoices", "cd src"],
  look: ({ path }, context) =>
    Effect.map(
      attempt("Go to the folder", () => folderAt(path, context)),
      (folder) =>
        readingStep(
          `Go to ${shown(folder, context)}`,
          [],
          Effect.succeed({
            lines: [folder],
            data: folder,
            paths: [folder],
            note: `No program can move the shell that it was called from.${command(folder)}`
          })
        )
    )
})
