/** Counts and sizes in words, for explanations and answers. Pure. */
import { groupDigits } from "@zenus/core"
import { formatBytes } from "./formatBytes.ts"

/** `1,204`. */
export const figure = groupDigits

/** `1 file`, `12 files`, `0 entries`; the plural is the word and an `s` unless it is given. */
export const counted = (n: number, one: string, many = `${one}s`): string => `${figure(n)} ${n === 1 ? one : many}`

/** `12 files (34 MB)`. */
export const sized = (n: number, bytes: number, one = "file", many = `${one}s`): string =>
  `${counted(n, one, many)} (${formatBytes(bytes)})`

export interface Mix {
  readonly files: number
  readonly folders: number
}

/** `3 files`, `2 folders`, `3 files and 2 folders`, `nothing`. */
export const mixed = ({ files, folders }: Mix): string => {
  const parts = [...(files > 0 ? [counted(files, "file")] : []), ...(folders > 0 ? [counted(folders, "folder")] : [])]
  return parts.length === 0 ? "nothing" : parts.join(" and ")
}

/** At most three names, and how many more there are: `a, b, c and 4 more`. */
export const fewNames = (names: ReadonlyArray<string>): string =>
  names.length <= 3
    ? names.length < 2
      ? (names[0] ?? "nothing")
      : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`
    : `${names.slice(0, 3).join(", ")} and ${figure(names.length - 3)} more`
