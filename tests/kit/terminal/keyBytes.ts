/**
 * What a terminal sends for a key, as xterm's table says it (ctlseqs.ms, "PC-Style Function Keys", "Alternate Enable"), with the two
 * ways of telling Shift+Enter from Enter that programs ask for: kitty's flags (level 1, "disambiguate") and xterm's modifyOtherKeys.
 * Pure. A name is `enter`, `ctrl+r`, `alt+left`, `ctrl+shift+k`, `f5`, `space` or one character. Refuses a name it does not know, so
 * that a test with a slip of the pen fails for that and not for a screen that never comes.
 */

/** What the program has asked of the keyboard. */
export interface KeyboardMode {
  /** Kitty's flags in force; 0 for none. */
  readonly kitty: number
  /** xterm's modifyOtherKeys: 0, 1 or 2. */
  readonly modifyOther: number
  /** DECCKM: arrows as `ESC O A`. */
  readonly applicationCursor: boolean
}

/** `CSI 1 ; m X` with modifiers, `CSI X` (or `SS3 X`) without. */
const LETTER: Readonly<Record<string, string>> = {
  up: "A",
  down: "B",
  right: "C",
  left: "D",
  home: "H",
  end: "F",
  f1: "P",
  f2: "Q",
  f3: "R",
  f4: "S"
}
/** `CSI n ~`, `CSI n ; m ~`. */
const NUMBER: Readonly<Record<string, number>> = {
  insert: 2,
  delete: 3,
  pageup: 5,
  pagedown: 6,
  f5: 15,
  f6: 17,
  f7: 18,
  f8: 19,
  f9: 20,
  f10: 21,
  f11: 23,
  f12: 24
}
/** Keys that are one character of ASCII. */
const CODE: Readonly<Record<string, number>> = { enter: 13, tab: 9, backspace: 127, escape: 27, space: 32 }

interface Parts {
  readonly name: string
  readonly shift: boolean
  readonly alt: boolean
  readonly ctrl: boolean
}

const parse = (key: string): Parts => {
  // The last plus may be the key itself: `ctrl++`.
  const words = key.endsWith("+") ? [...key.slice(0, -1).split("+").filter(Boolean), "+"] : key.split("+")
  const mods = words.slice(0, -1)
  const unknown = mods.find((word) => !["ctrl", "alt", "shift"].includes(word))
  if (unknown !== undefined) throw new Error(`No such modifier in the key "${key}": ${unknown}.`)
  return {
    name: words.at(-1) ?? "",
    shift: mods.includes("shift"),
    alt: mods.includes("alt"),
    ctrl: mods.includes("ctrl")
  }
}

/** xterm's parameter: 1, and one bit a modifier. */
const modifierOf = ({ shift, alt, ctrl }: Parts): number => 1 + (shift ? 1 : 0) + (alt ? 2 : 0) + (ctrl ? 4 : 0)

const functional = (parts: Parts, mode: KeyboardMode): string | null => {
  const { name } = parts
  const modifier = modifierOf(parts)
  const letter = LETTER[name]
  if (letter !== undefined) {
    if (modifier > 1) return `\u001b[1;${modifier}${letter}`
    return /^f\d/.test(name) || mode.applicationCursor ? `\u001bO${letter}` : `\u001b[${letter}`
  }
  const number = NUMBER[name]
  return number === undefined ? null : modifier > 1 ? `\u001b[${number};${modifier}~` : `\u001b[${number}~`
}

const controlOf = (character: string): string => {
  if (character === " " || character === "@" || character === "2") return "\0"
  if (character === "/" || character === "_" || character === "-") return "\u001f"
  if (character === "?" || character === "8") return "\u007f"
  if (/^[a-z[\\\]^]$/i.test(character)) return String.fromCharCode(character.toUpperCase().charCodeAt(0) & 0x1f)
  // Terminals without a way to say it send the character itself.
  return character
}

/** The bytes of the days before both: what is left when a program has asked for neither. */
const legacy = (parts: Parts, code: number): string => {
  const { name, shift, alt, ctrl } = parts
  const meta = alt ? "\u001b" : ""
  if (name === "tab" && shift) return `${meta}\u001b[Z`
  if (name === "backspace") return meta + (ctrl ? "\b" : "\u007f")
  if (name === "enter" || name === "escape" || name === "tab") return meta + String.fromCharCode(code)
  const character = String.fromCodePoint(code)
  return meta + (ctrl ? controlOf(character) : shift ? character.toUpperCase() : character)
}

/** Whether the key is sent as a number with its modifiers, and in which of the two forms. */
const asNumber = (parts: Parts, code: number, mode: KeyboardMode): string | null => {
  const { name, shift, alt, ctrl } = parts
  const modifier = modifierOf(parts)
  const isText = CODE[name] === undefined || name === "space"
  if ((mode.kitty & 1) !== 0) {
    if (name === "escape") return modifier > 1 ? `\u001b[27;${modifier}u` : "\u001b[27u"
    return (isText ? ctrl || alt : modifier > 1) ? `\u001b[${code};${modifier}u` : null
  }
  const special = name === "enter" || name === "tab" || name === "backspace" || name === "escape"
  // Level 1 leaves alone what has bytes of its own: Ctrl+letter, Alt and anything, Shift+Tab.
  if (mode.modifyOther === 1 && special && modifier > 1 && !alt && !(name === "tab" && shift && !ctrl))
    return `\u001b[27;${modifier};${code}~`
  if (mode.modifyOther === 2 && (special ? modifier > 1 : ctrl || alt)) return `\u001b[27;${modifier};${code}~`
  return null
}

/**
 * The bytes of one key press, as text.
 * @example
 * ```ts
 * keyBytes("ctrl+r", { kitty: 0, modifyOther: 0, applicationCursor: false }) // "\u0012"
 * ```
 */
export const keyBytes = (key: string, mode: KeyboardMode): string => {
  const parts = parse(key)
  const found = functional(parts, mode)
  if (found !== null) return found
  const single = [...parts.name].length === 1 ? parts.name.codePointAt(0) : undefined
  const code = CODE[parts.name] ?? single
  if (code === undefined) throw new Error(`No such key: "${key}".`)
  return asNumber(parts, code, mode) ?? legacy(parts, code)
}

/** A paste, as terminals send it: line ends as carriage returns, in brackets where the program has asked for them. */
export const pasteBytes = (text: string, bracketed: boolean): string => {
  const sent = text.replace(/\r?\n/g, "\r")
  return bracketed ? `\u001b[200~${sent}\u001b[201~` : sent
}
