/**
 * Makes empty files, or gives existing files and folders a new modification time. The folders on the way are made.
 * Times are whole milliseconds; the access time stays.
 */
import { BadArgument, type Deed, defineAction, PathText } from "@zenus/core"
import * as Schema from "effect/Schema"
import { answered, nothingToDo, shown } from "../../action/answers.ts"
import { folderToBe } from "../../place/destination.ts"
import { flag, optionalText, texts } from "../../action/field.ts"
import { fileToWrite } from "../../place/fileToWrite.ts"
import { MAX_NEW_ENTRIES, tooMany } from "../../action/limits.ts"
import { expandHome } from "../../select/locate.ts"
import { knownIdentity } from "../../place/planned.ts"
import { counted, fewNames } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const instantOf = (written: string): number => {
  const at = Date.parse(written)
  if (Number.isNaN(at)) {
    throw new BadArgument({
      action: "touch",
      reason: `"${written}" is no time.`,
      hints: ["Write it as 2026-11-21T10:00:00Z."]
    })
  }
  return at
}

const iso = (ms: number): string => new Date(ms).toISOString()

export const touch = defineAction({
  name: "touch",
  description: "Make empty files, or set the modification time of existing ones",
  args: Schema.Struct({
    paths: texts("the files to make, or the files and folders whose time is set"),
    at: optionalText("the modification time, ISO 8601 (default now)"),
    onlyNew: flag("leave a file that is there as it is, instead of setting its time (default false)")
  }),
  risk: 1,
  undo: "yes",
  timeoutMs: 60_000,
  parallel: true,
  phrases: said([
    "touch {paths:paths}",
    ["<create> [{_:number}] [new|empty|blank|text] file|files {paths:paths}", { onlyNew: true }],
    ["<create> empty|blank|new {paths:paths}", { onlyNew: true }],
    ["<create> {paths:filepaths}", { onlyNew: true }],
    ["new [empty|blank|text] file|files {paths:paths}", { onlyNew: true }],
    "update|refresh|set|change timestamp|timestamps|modification_time|modification_date|time|mtime|date of|on {paths:paths} [to_now|to_the_current_time]",
    "set|change|update timestamp|modification_time|modification_date|time|date of {paths:paths} to {at:instant}",
    "<create> [empty|new|blank] [file] {paths:paths} or update [its] timestamp|modification_time|time|date [if it|they [already] exists|exist]",
    "touch|update|refresh timestamp of {paths:paths}"
  ]),
  examples: ["touch notes.txt", "create an empty file named src/index.js", "update the timestamp of index.html"],
  look: (args, context) =>
    attempt("Touch files", () => {
      if (args.paths.length === 0) throw new BadArgument({ action: "touch", reason: "no file is named.", hints: [] })
      if (args.paths.length > MAX_NEW_ENTRIES) throw tooMany("touch", args.paths.length, "files")
      const at = args.at === undefined ? context.now : instantOf(args.at)
      const folders: Array<Deed> = []
      const deeds: Array<Deed> = []
      const seen = new Set<string>()
      const made: Array<string> = []
      const set: Array<string> = []
      const there: Array<string> = []
      const notes: Array<string> = []
      for (const written of args.paths) {
        const followed = context.disk.stat(expandHome(written, context))
        if (followed?.type === "folder" && args.onlyNew !== true) {
          const { path } = folderToBe("touch", written, context)
          if (seen.has(path)) continue
          seen.add(path)
          set.push(path)
          deeds.push(setTime(path, followed, at))
          continue
        }
        const file = fileToWrite("touch", written, context)
        if (seen.has(file.path)) continue
        seen.add(file.path)
        notes.push(...file.notes)
        if (file.existing !== null && args.onlyNew === true) {
          there.push(file.path)
          continue
        }
        if (file.existing !== null) {
          set.push(file.path)
          deeds.push(setTime(file.path, file.existing, at))
          continue
        }
        for (const folder of file.missing) {
          if (seen.has(folder)) continue
          seen.add(folder)
          folders.push({ do: "make-folder", path: folder })
        }
        made.push(file.path)
        // A new file has the time of its making; another one was asked for.
        const content =
          args.at === undefined
            ? ({ kind: "bytes", bytes: new Uint8Array() } as const)
            : ({ kind: "staged", name: String(made.length) } as const)
        deeds.push({ do: "put", path: file.path, content, bytes: 0, as: "create" })
      }
      const names = (paths: ReadonlyArray<string>) => fewNames(paths.map((path) => shown(path, context)))
      const kept = there.length === 0 ? null : `${names(there)} ${there.length === 1 ? "is" : "are"} there already`
      if (kept !== null) notes.push(`${kept}, and ${there.length === 1 ? "stays as it is" : "stay as they are"}.`)
      if (kept !== null && deeds.length === 0) return nothingToDo(`Nothing to do: ${kept}`, `Nothing to do: ${kept}.`)
      const makes =
        made.length === 1
          ? `Create the empty file ${names(made)}`
          : `Create ${counted(made.length, "empty file")}: ${names(made)}`
      const sets = `Set the time of ${names(set)} to ${iso(at)}`
      return {
        explanation: [...(made.length > 0 ? [makes] : []), ...(set.length > 0 ? [sets] : [])].join("; "),
        deeds: [...folders, ...deeds],
        ...(args.at === undefined || made.length === 0
          ? {}
          : {
              stage: (folder, { disk }) =>
                attempt("Touch files", () => {
                  const ns = BigInt(Math.trunc(at)) * 1_000_000n
                  for (const n of made.keys()) {
                    const staged = PathText.child(folder, String(n + 1))
                    disk.write(staged, new Uint8Array())
                    disk.setTimes(staged, { mtimeNs: ns, atimeNs: ns })
                  }
                })
            }),
        notes,
        paths: [...made, ...set],
        answer: answered(
          [
            ...(made.length > 0 ? [`${counted(made.length, "file")} created`] : []),
            ...(set.length > 0 ? [`the time of ${names(set)} set`] : [])
          ].join(", "),
          [...made, ...set]
        )
      }
    })
})

const setTime = (path: string, stat: Parameters<typeof knownIdentity>[0], at: number): Deed => ({
  do: "set",
  path,
  identity: knownIdentity(stat),
  mtimeMs: at,
  detail: `modified ${iso(stat.mtimeMs)} -> ${iso(at)}`
})
