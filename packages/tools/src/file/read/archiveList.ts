/**
 * What is inside a zip, tar, gzip, bzip2 or xz file, recognised by its content: names, or names with size and time. Writes
 * nothing; what bzip2 and xz packed is read through their programs, as extract does.
 */
import { defineAction, quoteName, type Output } from "@zenus/core"
import * as Schema from "effect/Schema"
import type { ArchiveHeader } from "../../archive/ArchiveEntry.ts"
import { outsideUnpack } from "../../archive/outsidePacker.ts"
import { readArchive } from "../../archive/readArchive.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { makeBreathe } from "../../action/breathe.ts"
import { mustBeReadable } from "../../select/content.ts"
import { modeLetters } from "../../select/facts.ts"
import { flag, text } from "../../action/field.ts"
import { makeTimeText } from "../../action/formatTime.ts"
import { locate } from "../../select/locate.ts"
import { noteOf, pathText, readingStep } from "../../select/reading.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

const LETTERS = { file: "-", folder: "d", link: "l", hardlink: "h", other: "?" } as const

const label = (entry: ArchiveHeader): string => entry.name + (entry.type === "folder" ? "/" : "")
const mode = (entry: ArchiveHeader): string =>
  LETTERS[entry.type] + (entry.mode === null ? "?????????" : modeLetters(entry.mode))

export const archiveList = defineAction({
  name: "archiveList",
  description: "List what is inside an archive: zip, tar, gz, and bz2 or xz with the system's programs",
  args: Schema.Struct({
    archive: text("the archive file"),
    details: flag("permissions, size and time of each, too")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 600_000,
  parallel: true,
  phrases: said([
    "what|which is|are|files_are in|inside|contained_in|packed_in archive|zip|tarball|zip_file|tar_file|zip_archive|tar_archive {archive:path}",
    "what|which is|are|files_are|files_does in|inside|contained_in {archive:archivefile} [contain]",
    "what does [archive|zip|tarball] {archive:archivefile} contain|hold|have_in_it",
    "which files does {archive:archivefile} contain|hold",
    "<list> [contents|content|files|entries|names|members|everything|file_names|all_files] of|in|inside|from|contained_in [archive|zip|tarball|zip_file|tar_file] {archive:archivefile}",
    "<list>|look_into|look_inside|look_in|peek_into [archive|zip|tarball] {archive:archivefile}",
    "<list> what is|are|files_are in|inside|contained_in [archive|zip|tarball] {archive:archivefile}",
    "<list> archive {archive:archivefile}",
    ["<list> details|detailed_contents of [archive|zip|tarball] {archive:archivefile}", { details: true }]
  ]),
  examples: ["what is inside bundle.zip?", "list the contents of backup.tar.gz"],
  look: (args, context) =>
    attempt("List the archive", () => {
      const { path } = locate(args.archive, context)
      const name = quoteName(pathText(path, context))
      const run = attempt(`List ${name}`, async (signal): Promise<Output> => {
        mustBeReadable([{ path }], context)
        const breathe = makeBreathe(signal)
        const found: Array<ArchiveHeader> = []
        const unpack = outsideUnpack("archiveList", context, signal)
        for await (const { content: _content, ...header } of readArchive(context.disk, path, unpack)) {
          found.push(header)
          await breathe()
        }
        const times = makeTimeText(context.timeZone)
        const time = (entry: ArchiveHeader) => times.minute(Number(entry.mtimeNs / 1_000_000n))
        return {
          lines: found.map((entry) =>
            args.details === true ? `${mode(entry)} ${entry.size} ${time(entry)} ${label(entry)}` : label(entry)
          ),
          table: {
            columns: ["mode", "size", "modified", "name"],
            rows: found.map((entry) => [
              mode(entry),
              entry.type === "file" ? formatBytes(entry.size) : "",
              time(entry),
              label(entry)
            ])
          },
          data: found.map((entry) => ({ name: entry.name, type: entry.type, size: entry.size })),
          ...(found.length === 0 ? { note: "The archive is empty." } : noteOf(false, [], context))
        }
      })
      return readingStep(`List what is in ${name}`, [path], run)
    })
})
