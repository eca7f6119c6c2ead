/** Folders and what they hold, where a phrase says that a place stands here: as a path, as paths, as a Selection. */
import type { Selection } from "../../../plan/Selection.ts"
import { found } from "../Found.ts"
import type { Reading } from "../Reading.ts"
import { readPlace, readPlaces } from "../readFolder.ts"
import { hasKnownExtension, looksLikeFile } from "../readPath.ts"
import type { SlotReader } from "./SlotReader.ts"

/** Folders that are named, as a Selection of exactly them. */
export const folderSet: SlotReader = (reading, at, slot) =>
  folders(reading, at, slot).map((one) => found(one.end, { ...one.value, value: { paths: one.value.value } }, one.cost))

export const folder: SlotReader = (reading, at) =>
  readPlace(reading, at).flatMap((one) =>
    one.value.deep === true
      ? []
      : [found(one.end, { value: one.value.path, things: [{ kind: "folder", path: one.value.path }] }, one.cost)]
  )

export const folders: SlotReader = (reading, at) =>
  readPlaces(reading, at).map((one) =>
    found(
      one.end,
      {
        value: one.value.map((place) => place.path),
        things: one.value.map((place) => ({ kind: "folder", path: place.path }) as const)
      },
      one.cost
    )
  )

/** A place as a Selection: its entries, or with "tree" all below. */
export const place: SlotReader = (reading, at) =>
  readPlaces(reading, at)
    .filter(
      (one) =>
        !one.value.some((item) => item.folders === true || (looksLikeFile(item.path) && hasKnownExtension(item.path)))
    )
    .map((one) => {
      const deep = one.value.map((item) => item.deep).find((said) => said !== undefined)
      const paths = one.value.map((item) => item.path)
      return found(
        one.end,
        {
          value: { in: paths, ...(deep === undefined ? {} : { recursive: deep }) },
          things: paths.map((path) => ({ kind: "folder", path }) as const)
        },
        one.cost + (paths.some((path) => looksLikeFile(path) || reading.look(path) === "file") ? 0.2 : 0)
      )
    })

/** A plain lower-case word that is a folder only if there is one. */
export const isBarePlace = (reading: Reading, at: number, end: number): boolean =>
  readPlaces(reading, at).some((one) => one.end === end && one.value.every((item) => item.bare === true))

/** Places that are no file whatever lies there. */
const FOLDERS = new Set([".", "..", "~", "/"])

/** All files of a place, and below where the words say so. Where the place could be a file of that name, the file goes first. */
export const textPlace: SlotReader = (reading, at, slot) =>
  place(reading, at, slot).map((one) => {
    const selection: Selection = { type: "file", ...(one.value.value as Selection) }
    const surely = (selection.in ?? []).every((path) => FOLDERS.has(path))
    return found(one.end, { ...one.value, value: selection }, one.cost + (surely ? 0 : 0.02))
  })
