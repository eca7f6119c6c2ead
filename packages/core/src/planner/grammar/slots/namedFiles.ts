/**
 * Files that are named, one or several: a path for actions that take one, or a Selection of exactly these. A folder that is
 * there is none of them; a plain word without "file" beside it costs a little, so that a better reading goes first.
 */
import { found } from "../Found.ts"
import { type Reading, lowAt } from "../Reading.ts"
import { looksLikeFile } from "../readPath.ts"
import { readOnePath, readSelection } from "../readSelection.ts"
import { type SlotReader, thingOf } from "./SlotReader.ts"
import { files } from "./files.ts"

export const ARCHIVE = /\.(zip|tar|tgz|tbz2?|txz|gz|bz2|xz|zst|7z|jar|war|rar)$/i

export const file: SlotReader = (reading, at) =>
  readOnePath(reading, at).flatMap((one) => {
    if (one.value === "." || one.value.endsWith("/") || one.value === "~" || reading.look(one.value) === "folder")
      return []
    const said = lowAt(reading, one.end - 1) === "file" || saysFile(reading, at)
    return [
      found(
        one.end,
        { value: one.value, things: [{ kind: "file", path: one.value }] },
        one.cost + (looksLikeFile(one.value) || said ? 0 : 0.06)
      )
    ]
  })

const saysFile = (reading: Reading, at: number): boolean =>
  [0, 1, 2].some((offset) => ["file", "script", "document"].includes(lowAt(reading, at + offset)))

export const fileList: SlotReader = (reading, at) => {
  const all = readSelection(reading, at).flatMap((one) => {
    const { paths, ...rest } = one.value.selection
    return paths === undefined || Object.keys(rest).length > 0
      ? []
      : [found(one.end, { value: paths, things: paths.map(thingOf(reading)) }, one.cost)]
  })
  return all
}

/** Exact names only, as a Selection. */
export const named: SlotReader = (reading, at, slot) =>
  files(reading, at, slot).filter((one) => {
    const selection = one.value.phrase?.selection
    return selection?.paths !== undefined && Object.keys(selection).length === 1
  })

/** The same, and rather files: no folder that is there; an archive only where nothing else reads it. */
export const document: SlotReader = (reading, at, slot) =>
  named(reading, at, slot).flatMap((one) => {
    const paths = one.value.phrase?.selection.paths ?? []
    if (
      paths.some(
        (path_) =>
          path_ === "." || path_ === ".." || path_.endsWith("/") || path_ === "~" || reading.look(path_) === "folder"
      )
    )
      return []
    const said = saysFile(reading, at) || ["file", "script", "document"].includes(lowAt(reading, one.end - 1))
    return [
      found(
        one.end,
        one.value,
        one.cost +
          (said || paths.every((path_) => looksLikeFile(path_) || reading.look(path_) === "file") ? 0 : 0.06) +
          (paths.some((path_) => ARCHIVE.test(path_)) ? 0.03 : 0)
      )
    ]
  })

/** The same, each surely a file: by its name, or because it is there. */
export const sureFiles: SlotReader = (reading, at, slot) =>
  document(reading, at, slot).filter((one) =>
    (one.value.phrase?.selection.paths ?? []).every((path_) => looksLikeFile(path_) || reading.look(path_) === "file")
  )

/** A path that is an archive by its name. */
export const archiveFile: SlotReader = (reading, at, slot) =>
  file(reading, at, slot).filter((one) => typeof one.value.value === "string" && ARCHIVE.test(one.value.value))

export const archiveSet: SlotReader = (reading, at, slot) =>
  named(reading, at, slot).filter((one) =>
    (one.value.phrase?.selection.paths ?? []).every((path_) => ARCHIVE.test(path_))
  )
