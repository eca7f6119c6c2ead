/**
 * Two files or two folders side by side. Files: whether they are the same, the lines that differ (as a unified diff), how many
 * lines, or the lines of one, of the other, or of both. Folders: what is only here, only there, different. A difference
 * is an answer and no failure.
 */
import {
  BadArgument,
  defineAction,
  quoteName,
  type LookContext,
  type Output,
  StepFailed,
  type TellProgress
} from "@zenus/core"
import * as Schema from "effect/Schema"
import { diffLines, unified } from "../../lines/diffLines.ts"
import { formatBytes } from "../../action/formatBytes.ts"
import { makeBreathe } from "../../action/breathe.ts"
import { compareFolders } from "./compareFolders.ts"
import { onePass } from "../../action/passes.ts"
import { amountOf, mustBeReadable } from "../../select/content.ts"
import { option, text } from "../../action/field.ts"
import { locate } from "../../select/locate.ts"
import { noteOf, pathText, readingStep } from "../../select/reading.ts"
import { sameContent } from "../../select/sameContent.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

/** Largest file whose lines are compared, bytes; whether two are the same is told of any size. */
const MAX_LINES_BYTES = 128 * 1024 * 1024
/** Bytes that are looked at to know a binary file. */
const BINARY_LOOK = 8_000

export const Show = Schema.Literals(["verdict", "differences", "count", "common", "onlyLeft", "onlyRight"])
type Show = typeof Show.Type

/** Lines with their ends, so that a missing last line end is a difference, too. */
const linesWithEnds = (bytes: Uint8Array): ReadonlyArray<string> => {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8")
  return all.match(/[^\n]*\n|[^\n]+$/g) ?? []
}
const withoutEnd = (line: string): string =>
  line.endsWith("\n") ? line.slice(0, -1) : `${line}\n\\ No newline at end of file`
const plain = (line: string): string => line.replace(/\r?\n$/, "")

/** Lines of `a` that `b` does not have, counting how often; with `keep` those that it has. */
const against = (a: ReadonlyArray<string>, b: ReadonlyArray<string>, keep: boolean): ReadonlyArray<string> => {
  const left = new Map<string, number>()
  for (const line of b.map(plain)) left.set(line, (left.get(line) ?? 0) + 1)
  return a.map(plain).filter((line) => {
    const count = left.get(line) ?? 0
    if (count > 0) left.set(line, count - 1)
    return count > 0 === keep
  })
}

const isBinary = (bytes: Uint8Array): boolean => bytes.subarray(0, BINARY_LOOK).includes(0)

const verdict = (same: boolean): Output => ({ lines: [same ? "identical" : "different"], data: { same } })

const contentOf = (path: string, context: LookContext): Uint8Array => {
  const size = context.disk.stat(path)?.size ?? 0
  if (size > MAX_LINES_BYTES) {
    throw new StepFailed({
      doing: "Compare the lines",
      reason: `${quoteName(pathText(path, context))} is ${formatBytes(size)}, and ${formatBytes(MAX_LINES_BYTES)} is the most.`,
      hints: ["Ask only whether the two files are the same."]
    })
  }
  return context.disk.read(path)
}

const compareTwoFiles = async (
  left: string,
  right: string,
  show: Show,
  context: LookContext,
  signal: AbortSignal,
  tell: TellProgress
): Promise<Output> => {
  mustBeReadable(
    [left, right].map((path) => ({ path, type: "file", stat: null })),
    context
  )
  if (show === "verdict") {
    const told = onePass(tell, amountOf(context.disk, [left]))
    return verdict(await sameContent(context.disk, left, right, makeBreathe(signal), told))
  }
  const [a, b] = [contentOf(left, context), contentOf(right, context)]
  const names = [left, right].map((path) => pathText(path, context))
  if (isBinary(a) || isBinary(b)) {
    if (Buffer.compare(a, b) === 0) return { lines: [], note: "The files are identical." }
    return { lines: [`Binary files ${names[0] ?? ""} and ${names[1] ?? ""} differ`] }
  }
  const [one, other] = [linesWithEnds(a), linesWithEnds(b)]
  if (show === "onlyLeft") return linesOr(against(one, other, false), "There is no such line.")
  if (show === "onlyRight") return linesOr(against(other, one, false), "There is no such line.")
  if (show === "common") return linesOr(against(one, other, true), "They have no line in common.")
  const edits = diffLines(one, other)
  const changes = edits.filter(({ op }) => op !== "same").length
  if (show === "count") return { lines: [String(changes)], data: { lines: changes } }
  if (changes === 0) return { lines: [], note: "The files are identical." }
  const body = unified(edits.map(({ op, line }) => ({ op, line: withoutEnd(line) })))
  return { lines: [`--- ${names[0] ?? ""}`, `+++ ${names[1] ?? ""}`, ...body].flatMap((line) => line.split("\n")) }
}

const linesOr = (lines: ReadonlyArray<string>, note: string): Output =>
  lines.length === 0 ? { lines, note } : { lines }

const compareTwoFolders = async (
  left: string,
  right: string,
  show: Show,
  byName: boolean,
  context: LookContext,
  signal: AbortSignal,
  tell: TellProgress
): Promise<Output> => {
  const found = await compareFolders(left, right, context.disk, byName, makeBreathe(signal), tell)
  const { onlyLeft, onlyRight, different, same } = found
  const count = onlyLeft.length + onlyRight.length + different.length
  if (show === "verdict") return { ...verdict(count === 0), ...noteOf(false, found.unreadable, context) }
  if (show === "count") return { lines: [String(count)], ...noteOf(false, found.unreadable, context) }
  const inside = (folder: string) => (name: string) => pathText(`${folder}/${name}`, context)
  const chosen = {
    common: same.map(inside(left)),
    onlyLeft: onlyLeft.map(inside(left)),
    onlyRight: onlyRight.map(inside(right))
  }
  if (show !== "differences") {
    return { lines: chosen[show], ...noteOf(chosen[show].length === 0, found.unreadable, context) }
  }
  const rows = [
    ...onlyLeft.map((name) => ["only in the first", inside(left)(name)] as const),
    ...onlyRight.map((name) => ["only in the second", inside(right)(name)] as const),
    ...different.map((name) => ["different", inside(left)(name)] as const)
  ]
  return {
    lines: rows.map(([what, name]) => `${what}: ${name}`),
    table: { columns: ["difference", "name"], rows },
    data: { onlyLeft, onlyRight, different },
    ...noteOf(false, found.unreadable, context, ...(count === 0 ? ["The folders are identical."] : []))
  }
}

export const compare = defineAction({
  name: "compare",
  description: "Compare two files or two folders: same or not, what differs, what only one of them has",
  args: Schema.Struct({
    left: text("the first file or folder"),
    right: text("the second one, of the same kind"),
    show: option(
      Show,
      "what to tell: verdict (default for files), differences (default for folders), their count, what both have in common, what only the left or right one has"
    ),
    byName: option(Schema.Boolean, "of folders, compare only which names are there and not the contents")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    [
      "is|are {left:path} and|to|with {right:path} [exactly] same|identical|equal|alike|equivalent|matching [file|files|content|contents]",
      { show: "verdict" }
    ],
    [
      "is|are content|contents of {left:path} and {right:path} [exactly] same|identical|equal|alike",
      { show: "verdict" }
    ],
    ["is {left:path} [exactly] same|identical|equal [file] [as|to|with] {right:path}", { show: "verdict" }],
    ["is {left:path} copy|duplicate|exact_copy of {right:path}", { show: "verdict" }],
    [
      "are|is these|those|the [two] files|folders [same|identical|equal|alike] : {left:path} and {right:path}",
      { show: "verdict" }
    ],
    ["does|do {left:path} equal|match|differ_from {right:path}", { show: "verdict" }],
    [
      "does|do {left:path} and {right:path} differ|match|have_the_same_content|have_the_same_contents|have_equal_content|contain_the_same",
      { show: "verdict" }
    ],
    [
      "check|tell|see|test|verify [me] whether|if {left:path} and {right:path} are|is|have same|identical|equal|different [content|contents]",
      { show: "verdict" }
    ],
    [
      "check|tell|see|test|verify [me] whether|if {left:path} is same|identical [as|to] {right:path}",
      { show: "verdict" }
    ],
    ["are there [any] differences between {left:path} and {right:path}", { show: "verdict" }],
    "compare {left:path} and|with|to|against {right:path}",
    ["diff {left:path} [and|with|against] {right:path}", { show: "differences" }],
    [
      "[<tell>] difference|differences|changes|diff between|of|in [files|folders|directories|two_files|two_folders|content_of|contents_of] {left:path} and {right:path}",
      { show: "differences" }
    ],
    [
      "[<tell>] difference|differences|diff between [list|lists] of files|names in|of {left:path} and {right:path}",
      { show: "differences", byName: true }
    ],
    ["how|where do|does {left:path} and {right:path} differ", { show: "differences" }],
    ["how does {left:path} differ from {right:path}", { show: "differences" }],
    ["what|which lines are different|differ in|between {left:path} and {right:path}", { show: "differences" }],
    [
      "what changed|is_different|has_changed|differs between|from {left:path} and|to {right:path}",
      { show: "differences" }
    ],
    ["compare list|lists of files|names in|of {left:path} and|with {right:path}", { byName: true }],
    ["<count> differing|different|changed lines|line between|in|of {left:path} and {right:path}", { show: "count" }],
    ["<count> differences between {left:path} and {right:path}", { show: "count" }],
    ["how many lines differ|are_different between|in {left:path} and {right:path}", { show: "count" }],
    [
      "[<tell>|which] lines|line [that_are] [only] in|of {left:path} but|and|that|which [are] not|missing [in|from] [in] {right:path}",
      { show: "onlyLeft" }
    ],
    [
      "[<tell>|which] lines|line [that_are] only in {left:path} compared|compared_to|compared_with {right:path}",
      { show: "onlyLeft" }
    ],
    ["[<tell>|which] common|shared lines|line of|in|between|to {left:path} and {right:path}", { show: "common" }],
    [
      "[<tell>|which] lines [that] [are] [appear] in_both|common_to|that_are_in_both|common_in|shared_by|shared_between|in_common_between {left:path} and {right:path}",
      { show: "common" }
    ],
    [
      "[<tell>|which|what] [all] files|file|names [that] [are|exist|is] [only] in {left:path} but|and|that|which [are] not|missing [in|from] [in] {right:path}",
      { show: "onlyLeft", byName: true }
    ],
    [
      "[<tell>|which|what] [all] files|file [that] are missing in|from {right:path} but|and|which|that [are] [exist|present|is] in {left:path}",
      { show: "onlyLeft", byName: true }
    ],
    [
      "[<tell>|which|what] [all] unique files|file|file_paths|paths|names|filenames under|in|of {left:path} compared_to|compared_with|versus|vs|that_are_not_in|not_in {right:path}",
      { show: "onlyLeft", byName: true }
    ],
    [
      "[<tell>|which|what] files|names are|exist in_both|common_to|in_common {left:path} and {right:path}",
      { show: "common", byName: true }
    ],
    [
      "[<tell>|which] files|names common|that_are_common to|in|between {left:path} and {right:path}",
      { show: "common", byName: true }
    ]
  ]),
  examples: [
    "are a.txt and b.txt the same?",
    "show the differences between old.conf and new.conf",
    "compare the folders backup and photos"
  ],
  look: (args, context) =>
    attempt("Compare", () => {
      const [left, right] = [locate(args.left, context), locate(args.right, context)]
      const [a, b] = [left, right].map(({ path }) => context.disk.stat(path)?.type)
      if ((a === "folder") !== (b === "folder")) {
        throw new BadArgument({
          action: "compare",
          reason: "one of them is a folder and the other is not",
          hints: ["Compare two files or two folders."]
        })
      }
      const names = [left, right].map(({ path }) => quoteName(pathText(path, context)))
      const run =
        a === "folder"
          ? attempt("Compare the folders", (signal, tell) => {
              const [one, other] = [left, right].map(({ path }) => context.disk.realpath(path) ?? path)
              return compareTwoFolders(
                one ?? "",
                other ?? "",
                args.show ?? "differences",
                args.byName === true,
                context,
                signal,
                tell
              )
            })
          : attempt("Compare the files", (signal, tell) =>
              compareTwoFiles(left.path, right.path, args.show ?? "verdict", context, signal, tell)
            )
      return readingStep(`Compare ${names.join(" and ")}`, [left.path, right.path], run)
    })
})
