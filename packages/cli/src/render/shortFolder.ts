/** Folders in few cells: `~` for the home, the middle of a long path left out, because both ends say more. Pure. */
import { PathText } from "@zenus/core"
import { displayWidth, graphemes } from "./displayWidth.ts"

/** `~/work`; what only begins like the home is another folder. */
export const shortFolder = (cwd: string, home: string): string =>
  cwd === home ? "~" : home !== "/" && cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd

/** A path to somebody who stands in `cwd`: relative below it, `~` for the home elsewhere, as in the prompt. */
export const seenFrom = (path: string, cwd: string, home: string): string =>
  shortFolder(PathText.relativeTo(cwd, path), home)

const take = (from: ReadonlyArray<string>, cells: number): ReadonlyArray<string> => {
  let used = 0
  const end = from.findIndex((part) => (used += displayWidth(part)) > cells)
  return end < 0 ? from : from.slice(0, end)
}

/** At most `width` cells, taken out of the middle; the end, where the folder's own name stands, has the larger share. */
export const cutMiddle = (text: string, width: number, dots: string): string => {
  if (displayWidth(text) <= width) return text
  const parts = [...graphemes(text)].map(({ segment }) => segment)
  const room = Math.max(0, width - displayWidth(dots))
  const front = take(parts, Math.floor(room / 3))
  const back = take(parts.toReversed(), room - displayWidth(front.join("")))
  return front.join("") + dots + back.toReversed().join("")
}
