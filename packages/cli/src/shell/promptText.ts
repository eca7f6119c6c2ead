/**
 * What stands before the line that is typed: where one is, and what could surprise (a mode in which nothing is done, somebody else who
 * answers than the first provider), in words. One row; pure. Names are escaped, and a long path is cut in its middle, because both
 * ends say more.
 */
import { escapeName } from "@zenus/core"
import type { Colours } from "../render/colour.ts"
import { displayWidth } from "../render/displayWidth.ts"
import { cutMiddle, shortFolder } from "../render/shortFolder.ts"
import type { ShellState } from "../line/ShellState.ts"

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

/** With a blank behind it. */
export const promptText = (
  { cwd, fallback, mode }: Pick<ShellState, "cwd" | "fallback" | "mode">,
  { colours, home, utf8, width }: PromptLook
): string => {
  const room = Math.max(LEAST_FOLDER, Math.min(MAX_FOLDER, Math.floor(width / 3)))
  const charset = utf8 ? "utf8" : "ascii"
  const folder = cutMiddle(escapeName(shortFolder(cwd, home)), room, DOTS[charset])
  const before = [colours.cyan(folder), ...(mode === "run" ? [] : [colours.yellow(mode)])]
  const withBadge = (badge: string | null): string =>
    [...before, ...(badge === null ? [] : [colours.dim(`(${escapeName(badge)})`)]), SIGN[charset]].join(" ")
  // Half of the row is for what is typed; instead of whom somebody answers was said when it began.
  const badges = fallback === null ? [] : [fallback, fallback.replace(/ instead of .*$/s, "")]
  const line = badges.map(withBadge).find((text) => displayWidth(text) <= width / 2) ?? withBadge(null)
  return `${line} `
}

/** The same for one line, which asks for it at every key: made anew only where something of it has changed. */
export const makePromptText = (): typeof promptText => {
  let last = { key: "", text: "" }
  return (state, look) => {
    const { colours, home, utf8, width } = look
    const key = JSON.stringify([state.cwd, state.fallback, state.mode, colours.cyan(""), home, utf8, width])
    if (key !== last.key) last = { key, text: promptText(state, look) }
    return last.text
  }
}

/** Shift+Tab. */
export const nextMode = (mode: ShellState["mode"]): ShellState["mode"] =>
  mode === "run" ? "plan" : mode === "plan" ? "dry-run" : "run"
