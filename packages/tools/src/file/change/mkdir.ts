/** Makes folders, with those on the way. One that is there already is no mistake and nothing is done for it. */
import { BadArgument, type Deed, defineAction, quoteName, PathText } from "@zenus/core"
import * as Schema from "effect/Schema"
import { answered } from "../../action/answers.ts"
import { folderToBe } from "../../place/destination.ts"
import { texts } from "../../action/field.ts"
import { MAX_NEW_ENTRIES, tooMany } from "../../action/limits.ts"
import { counted, fewNames } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

export const mkdir = defineAction({
  name: "mkdir",
  description: "Make one or more folders, with the folders on the way",
  args: Schema.Struct({
    paths: texts("the folders to make")
  }),
  risk: 1,
  undo: "yes",
  timeoutMs: 60_000,
  parallel: true,
  phrases: said([
    "<create>|mkdir [new|empty|project] [directory|folder|nested] structure|tree|path|hierarchy {paths:paths}",
    "<create>|mkdir [new|empty] folder|directory|folders|directories|subfolder|subfolders|subdirectory|subdirectories|dir|dirs {paths:paths}",
    "<create> {_:number} [new|empty] folders|directories|subfolders {paths:paths}",
    "<create>|mkdir [new|project] [project] folder|directory {paths:nested}",
    "mkdir [-p] {paths:paths}",
    "new|another folder|directory|subfolder {paths:paths}",
    "<create> {paths:paths} folder|directory|folders|directories",
    "<create> {paths:paths} as [new] folder|directory|folders",
    "make sure folder|directory {paths:paths} exists"
  ]),
  examples: ["create a folder called Invoices", "make the folders red, green and blue", "make a directory a/b/c"],
  look: ({ paths }, context) =>
    attempt("Make folders", () => {
      if (paths.length === 0) throw new BadArgument({ action: "mkdir", reason: "no folder is named.", hints: [] })
      if (paths.length > MAX_NEW_ENTRIES) throw tooMany("mkdir", paths.length, "folders")
      const deeds: Array<Deed> = []
      const made = new Set<string>()
      const there: Array<string> = []
      const wanted: Array<string> = []
      for (const path of paths) {
        const folder = folderToBe("mkdir", path, context)
        wanted.push(folder.path)
        if (folder.missing.length === 0) there.push(quoteName(PathText.relativeTo(context.cwd, folder.path)))
        for (const missing of folder.missing) {
          if (made.has(missing)) continue
          made.add(missing)
          if (made.size > MAX_NEW_ENTRIES) throw tooMany("mkdir", made.size, "folders")
          deeds.push({ do: "make-folder", path: missing })
        }
      }
      const names = wanted.map((path) => quoteName(PathText.relativeTo(context.cwd, path)))
      const explanation =
        deeds.length === 0
          ? `Nothing to make: ${counted(there.length, "folder is", "folders are")} there already`
          : paths.length === 1
            ? `Create the folder ${names[0] ?? ""}`
            : `Create ${counted(made.size, "folder")}: ${fewNames(names)}`
      return {
        explanation,
        deeds,
        paths: wanted,
        notes: deeds.length > 0 && there.length > 0 ? [`There already: ${fewNames(there)}.`] : [],
        answer:
          deeds.length === 0
            ? () => ({ lines: [], note: `${explanation}.` })
            : answered(`${counted(made.size, "folder")} created`, wanted)
      }
    })
})
