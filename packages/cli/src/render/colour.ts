/**
 * Colour as text, or none: pure. No meaning is carried by colour alone. On a dark background the terminal's own palette is used, as its
 * user has set it; on a light one, and where nobody knows, colours that can be read there, where the terminal has enough of them.
 */
export interface Colours {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly red: (text: string) => string
  readonly cyan: (text: string) => string
}

export type Background = "dark" | "light" | "unknown"

/** What a terminal can show. */
export interface ColourLook {
  readonly background: Background
  /** It has the palette of 256 colours. */
  readonly has256: boolean
}

const wrap =
  (open: string, close: number) =>
  (text: string): string =>
    `\u001b[${open}m${text}\u001b[${close}m`
const same = (text: string): string => text

type Name = "green" | "yellow" | "red" | "cyan"

/** Places in the palette of 256, whose colours are the same everywhere; a test measures their contrast. */
export const PALETTES: Readonly<Record<Exclude<Background, "dark">, Readonly<Record<Name, number>>>> = {
  light: { green: 28, yellow: 130, red: 160, cyan: 24 },
  unknown: { green: 28, yellow: 130, red: 196, cyan: 30 }
}

/** With 16 colours on a light background yellow and cyan cannot be read: bold and blue stand for them. */
const SIXTEEN_ON_LIGHT: Readonly<Record<Name, readonly [open: string, close: number]>> = {
  green: ["32", 39],
  yellow: ["1", 22],
  red: ["31", 39],
  cyan: ["34", 39]
}
const SIXTEEN: typeof SIXTEEN_ON_LIGHT = { green: ["32", 39], yellow: ["33", 39], red: ["31", 39], cyan: ["36", 39] }

const codesFor = ({ background, has256 }: ColourLook, name: Name): readonly [open: string, close: number] => {
  if (background !== "dark" && has256) return [`38;5;${PALETTES[background][name]}`, 39]
  return background === "light" ? SIXTEEN_ON_LIGHT[name] : SIXTEEN[name]
}

const DARK: ColourLook = { background: "dark", has256: false }

export const colours = (on: boolean, look: ColourLook = DARK): Colours =>
  on
    ? {
        bold: wrap("1", 22),
        dim: wrap("2", 22),
        green: wrap(...codesFor(look, "green")),
        yellow: wrap(...codesFor(look, "yellow")),
        red: wrap(...codesFor(look, "red")),
        cyan: wrap(...codesFor(look, "cyan"))
      }
    : { bold: same, dim: same, green: same, yellow: same, red: same, cyan: same }
