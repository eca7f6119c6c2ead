/** A Selection in a few plain words for a plan's explanation: `jpg files in Downloads over 2 MB, 5 at most`. Pure; names escaped. */
import { escapeName, quoteName, type Selection } from "@zenus/core"
import { formatBytes } from "../action/formatBytes.ts"
import { fewNames } from "../action/sayCount.ts"

const joined = (words: ReadonlyArray<string>): string => words.map(quoteName).join(" or ")

const noun = (selection: Selection): string => {
  if (selection.brokenLinks === true) return "broken links"
  const type = selection.type ?? "file"
  const plain = type === "any" ? "entries" : `${type}s`
  const kinds = selection.kinds?.join(" and ").toLowerCase()
  const extensions = selection.extensions?.map((extension) => escapeName(extension)).join(" and ")
  return [
    selection.empty === undefined ? "" : selection.empty ? "empty" : "non-empty",
    selection.duplicates === undefined ? "" : "duplicate",
    selection.hidden === "only" ? "hidden" : "",
    extensions ?? "",
    kinds ?? plain
  ]
    .filter((word) => word !== "")
    .join(" ")
}

const sizes = (selection: Selection): ReadonlyArray<string> => {
  const { over, atLeast, under, atMost } = selection.size ?? {}
  return [
    ...(over === undefined ? [] : [`over ${formatBytes(over)}`]),
    ...(atLeast === undefined ? [] : [`of ${formatBytes(atLeast)} or more`]),
    ...(under === undefined ? [] : [`under ${formatBytes(under)}`]),
    ...(atMost === undefined ? [] : [`of ${formatBytes(atMost)} or less`])
  ]
}

const texts = (wanted: Selection["containing"], verb: string): ReadonlyArray<string> =>
  (wanted ?? []).map(({ text }) => `${verb} "${escapeName(text)}"`)

const conditions = (selection: Selection): ReadonlyArray<string> => [
  ...(selection.names === undefined ? [] : [`named ${joined(selection.names)}`]),
  ...(selection.notNames === undefined ? [] : [`not named ${joined(selection.notNames)}`]),
  ...(selection.nameContains === undefined ? [] : [`with ${joined(selection.nameContains)} in the name`]),
  ...(selection.inPath === undefined ? [] : [`with ${selection.inPath.map(escapeName).join(" and ")} in the path`]),
  ...(selection.notExtensions === undefined ? [] : [`other than ${joined(selection.notExtensions)}`]),
  ...sizes(selection),
  ...(selection.modified?.from === undefined ? [] : [`modified since ${selection.modified.from}`]),
  ...(selection.modified?.until === undefined ? [] : [`modified before ${selection.modified.until}`]),
  ...(selection.created?.from === undefined ? [] : [`created since ${selection.created.from}`]),
  ...(selection.created?.until === undefined ? [] : [`created before ${selection.created.until}`]),
  ...(selection.newerThan === undefined ? [] : [`newer than ${quoteName(selection.newerThan)}`]),
  ...(selection.owner === undefined ? [] : [`of the owner ${escapeName(selection.owner)}`]),
  ...(selection.group === undefined ? [] : [`of the group ${escapeName(selection.group)}`]),
  ...(selection.mode === undefined ? [] : [`with the mode ${escapeName(selection.mode)}`]),
  ...texts(selection.containing, "containing"),
  ...texts(selection.notContaining, "not containing")
]

/** Without where: `jpg files over 2 MB`; the names themselves where they are given. */
export const describeSelected = (selection: Selection): string => {
  const what = selection.paths === undefined ? noun(selection) : fewNames(selection.paths.map(quoteName))
  return [what, ...conditions(selection)].join(" ")
}

/** `here`, `in Downloads and below`. `deep` says what the action does where the selection is silent. */
export const describeWhere = ({ in: starts, maxDepth, recursive }: Selection, deep = false): string => {
  const folders = (starts ?? []).map(quoteName)
  const where = folders.every((folder) => folder === ".") ? "here" : `in ${fewNames(folders)}`
  return `${where}${(recursive ?? (deep || maxDepth !== undefined)) ? " and below" : ""}`
}

/** With where: `jpg files in Downloads and below`. */
export const describeSelection = (selection: Selection, deep = false): string => {
  const first = selection.first === undefined ? "" : `, ${selection.first} at most`
  if (selection.paths !== undefined) return describeSelected(selection) + first
  return `${describeSelected(selection)} ${describeWhere(selection, deep)}${first}`
}
