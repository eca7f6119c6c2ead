/**
 * What a terminal is known for, from the environment and from its answers: pure. There is no database of terminals that can be asked for
 * these, so known names stand in tables, and whatever is not known is taken for a plain one.
 * Sources: the terminals' own documentation of OSC 8, 9 and 11; xterm's control sequences for OSC 11 and device attributes.
 */
import type { Background } from "../render/colour.ts"

type Env = Readonly<Record<string, string | undefined>>

/**
 * Asks for the background's colour, and behind it for the device attributes, which every terminal answers: what comes first of both
 * says whether the first question was understood.
 */
export const BACKGROUND_QUERY = "\u001b]11;?\u001b\\\u001b[c"
// oxlint-disable-next-line no-control-regex -- answers of terminals begin with an escape character
export const BACKGROUND_REPLY = /^\u001b\]11;|^\u001b\[\?[\d;]*c$/
/** The last of both. */
// oxlint-disable-next-line no-control-regex -- answers of terminals begin with an escape character
export const BACKGROUND_LAST = /^\u001b\[\?[\d;]*c$/
/** Nobody waits for the answer; after this it counts as none. Milliseconds. */
export const BACKGROUND_MS = 100

const CHANNELS = /rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i

/** Above this share of white a background is light: as bright as an eye takes it (ITU-R BT.601). */
const LIGHT_ABOVE = 0.5

/** What the answer to `BACKGROUND_QUERY` says; `null` for none that says it. */
export const backgroundOf = (reply: string | null): Exclude<Background, "unknown"> | null => {
  const channels = CHANNELS.exec(reply ?? "")
  if (channels === null) return null
  const [red = 0, green = 0, blue = 0] = channels
    .slice(1)
    .map((hex) => Number.parseInt(hex, 16) / (16 ** hex.length - 1))
  return 0.299 * red + 0.587 * green + 0.114 * blue > LIGHT_ABOVE ? "light" : "dark"
}

/** `COLORFGBG=15;0`, which some terminals set: text on background, by places in the palette of 16. */
export const backgroundHint = (env: Env): Exclude<Background, "unknown"> | null => {
  const place = /^\d+;(?:default;)?(\d+)$/.exec(env["COLORFGBG"] ?? "")?.[1]
  if (place === undefined) return null
  return ["7", "9", "10", "11", "12", "13", "14", "15"].includes(place) ? "light" : "dark"
}

export const has256Colours = (env: Env): boolean =>
  /256color|direct/.test(env["TERM"] ?? "") || /^(?:truecolor|24bit)$/i.test(env["COLORTERM"] ?? "")

/** Text goes to the terminal as UTF-8. */
export const isUtf8 = (env: Env): boolean =>
  /utf-?8/i.test([env["LC_ALL"], env["LC_CTYPE"], env["LANG"]].find((value) => (value ?? "") !== "") ?? "")

/** Between us and the terminal: what it does not know itself, it does not pass on. */
const isMultiplexed = (env: Env): boolean =>
  /^(?:screen|tmux)/.test(env["TERM"] ?? "") || (env["TMUX"] ?? "") !== "" || (env["STY"] ?? "") !== ""

/** `TERM_PROGRAM`, and for each what it is known for. */
const PROGRAMS: ReadonlyMap<string, { readonly links: boolean; readonly notifies: boolean }> = new Map([
  ["iTerm.app", { links: true, notifies: true }],
  ["WezTerm", { links: true, notifies: true }],
  ["ghostty", { links: true, notifies: true }],
  ["rio", { links: true, notifies: false }],
  ["vscode", { links: true, notifies: false }],
  ["Hyper", { links: true, notifies: false }],
  ["Tabby", { links: true, notifies: false }]
])

/** `TERM` of terminals that set no program. */
const TERMS: ReadonlyArray<readonly [term: RegExp, known: { readonly links: boolean; readonly notifies: boolean }]> = [
  [/^xterm-kitty$/, { links: true, notifies: true }],
  [/^xterm-ghostty$/, { links: true, notifies: true }],
  [/^foot(?:-|$)/, { links: true, notifies: true }],
  [/^wezterm$/, { links: true, notifies: true }],
  [/^alacritty(?:-|$)/, { links: true, notifies: false }]
]

/** VTE 0.50 shows links; GNOME's terminal and its kin set its version. */
const VTE_WITH_LINKS = 5_000

const knownFor = (env: Env): { readonly links: boolean; readonly notifies: boolean } => {
  const nothing = { links: false, notifies: false }
  if (isMultiplexed(env) || env["TERM"] === "dumb") return nothing
  const program = PROGRAMS.get(env["TERM_PROGRAM"] ?? "")
  if (program !== undefined) return program
  const term = TERMS.find(([term]) => term.test(env["TERM"] ?? ""))
  if (term !== undefined) return term[1]
  const hasLinks =
    Number(env["VTE_VERSION"] ?? 0) >= VTE_WITH_LINKS ||
    (env["KONSOLE_VERSION"] ?? "") !== "" ||
    (env["WT_SESSION"] ?? "") !== ""
  return { links: hasLinks, notifies: false }
}

/** It shows OSC 8 as links. */
export const showsLinks = (env: Env): boolean => knownFor(env).links
/** It shows OSC 9 as a notification of the desktop, and not as something else (progress, in ConEmu and its kin). */
export const showsNotifications = (env: Env): boolean => knownFor(env).notifies

/**
 * Plain lines, nothing drawn anew, the terminal's own line editing: for who reads with their ears, and for terminals that cannot more.
 * `screenReader` is `ui.screenReader`.
 */
export const wantsPlainLines = (env: Env, screenReader: "on" | "off"): boolean =>
  screenReader === "on" ||
  /^(?:1|on|yes|true)$/i.test(env["ZENUS_SCREEN_READER"] ?? "") ||
  (env["TERM"] ?? "dumb") === "dumb"
