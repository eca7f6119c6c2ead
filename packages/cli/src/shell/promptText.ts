/**
 * What stands before the line that is typed: where one is, and what could surprise (a mode in which nothing is done, somebody else who
 * answers than the first provider), in words. One row; pure. Names are escaped, and a long path is cut in its middle, because both
 * ends say more.
 */
import { escapeName } from "@zenus/core"
import type { Colours } from "../render/colour.ts"
import { displayWidth, graphemes } from "../render/displayWidth.ts"
import type { ShellState } from "./ShellState.ts"

export interface PromptLook {
  readonly home: string
  /** Of the terminal, in cells. */
  readonly width: number
  readonly colours: Colours
  readonly utf8: boolean
}

/** The folder has a third of the row at most, and never more than this. */
const MAX_FOLDER = 40
const LEAST_FOLDER = 8

const SIGN = { utf8: "❯", ascii: ">" } as const
const DOTS = { utf8: "…", ascii: "..." } as const

/** `~/work`; what only begins like the home is another folder. */
export const shortFolder = (cwd: string, home: string): string =>
  cwd === home ? "~" : home !== "/" && cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd

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

/** With a blank behind it. */
export const promptText = (
  { cwd, fallback, mode }: Pick<ShellState, "cwd" | "fallback" | "mode">,
  { colours, home, utf8, width }: PromptLook
): string => {
  const room = Math.max(LEAST_FOLDER, Math.min(MAX_FOLDER, Math.floor(width / 3)))
  const charset = utf8 ? "utf8" : "ascii"
  const folder = cutMiddle(escapeName(shortFolder(cwd, home)), room, DOTS[charset])
  const parts = [
    colours.cyan(folder),
    ...(mode === "run" ? [] : [colours.yellow(mode)]),
    ...(fallback === null ? [] : [colours.dim(`(${escapeName(fallback)})`)]),
    SIGN[charset]
  ]
  const whole = parts.join(" ")
  // Half of the row is for what is typed; who answers is said elsewhere, too.
  const line = displayWidth(whole) <= width / 2 || fallback === null ? whole : parts.toSpliced(-2, 1).join(" ")
  return `${line} `
}

/** Shift+Tab. */
export const nextMode = (mode: ShellState["mode"]): ShellState["mode"] =>
  mode === "run" ? "plan" : mode === "plan" ? "dry-run" : "run"
