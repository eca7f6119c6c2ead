/**
 * What the sequences of terminals mean, as tables: control characters, `CSI`, `SS3`, modifyOtherKeys and kitty's keyboard protocol. What is
 * in no table means nothing and gives no key. Source: xterm's ctlseqs, kitty's keyboard protocol.
 */
import type { Key, KeyName, NamedKey } from "./Key.ts"

export type Modifiers = Omit<NamedKey, "type" | "name">

const key = (name: KeyName, modifiers: Modifiers): NamedKey => ({ type: "key", name, ...modifiers })

/** Control characters that are keys of their own. */
const CONTROLS: ReadonlyMap<number, KeyName> = new Map([
  [0x09, "tab"],
  [0x0d, "enter"],
  [0x1b, "escape"],
  [0x7f, "backspace"]
])

/** A control character, as the key that sends it. */
export const controlKey = (code: number, modifiers: Modifiers): NamedKey => {
  const named = CONTROLS.get(code)
  if (named !== undefined) return key(named, modifiers)
  const name = code === 0 ? " " : String.fromCharCode(code + 0x40).toLowerCase()
  return key(name, { ...modifiers, ctrl: true })
}

/** `CSI … X`: the final character says the key. */
const BY_FINAL: ReadonlyMap<string, KeyName> = new Map([
  ["A", "up"],
  ["B", "down"],
  ["C", "right"],
  ["D", "left"],
  ["F", "end"],
  ["H", "home"],
  ["P", "f1"],
  ["Q", "f2"],
  ["R", "f3"],
  ["S", "f4"]
])

/** `CSI n ~`. */
const BY_NUMBER: ReadonlyMap<number, KeyName> = new Map([
  [1, "home"],
  [2, "insert"],
  [3, "delete"],
  [4, "end"],
  [5, "pageup"],
  [6, "pagedown"],
  [7, "home"],
  [8, "end"],
  [11, "f1"],
  [12, "f2"],
  [13, "f3"],
  [14, "f4"],
  [15, "f5"],
  [17, "f6"],
  [18, "f7"],
  [19, "f8"],
  [20, "f9"],
  [21, "f10"],
  [23, "f11"],
  [24, "f12"]
])

/** `CSI [ X` of the Linux console. */
const CONSOLE: ReadonlyMap<string, KeyName> = new Map([
  ["A", "f1"],
  ["B", "f2"],
  ["C", "f3"],
  ["D", "f4"],
  ["E", "f5"]
])

/** Code points of kitty's protocol that are keys: first the keypad in order from 57399, then those that have no order. */
const KEYPAD = "0123456789./*-+"
const KITTY: ReadonlyMap<number, KeyName> = new Map([
  [9, "tab"],
  [13, "enter"],
  [27, "escape"],
  [8, "backspace"],
  [127, "backspace"],
  [57414, "enter"],
  [57417, "left"],
  [57418, "right"],
  [57419, "up"],
  [57420, "down"],
  [57421, "pageup"],
  [57422, "pagedown"],
  [57423, "home"],
  [57424, "end"],
  [57425, "insert"],
  [57426, "delete"]
])
/** Where Unicode's private use begins that kitty names keys by: what is there and in no table is Caps Lock, a media key, Shift alone. */
const PRIVATE_FROM = 57344
const PRIVATE_TO = 63743

/** `1 + bits`: shift 1, alt 2, ctrl 4, super 8, hyper 16, meta 32. Meta is Alt on old terminals. */
const modifiersOf = (value: number): Modifiers | null => {
  const bits = Math.max(0, value - 1)
  // With Super or Hyper it is a key of the window system.
  if ((bits & 0b011000) !== 0) return null
  return { shift: (bits & 1) !== 0, alt: (bits & 0b100010) !== 0, ctrl: (bits & 4) !== 0 }
}

const isAscii = (code: number): boolean => code >= 0x20 && code < 0x7f

/** A key named by its character, from kitty's `code:shifted:base` or modifyOtherKeys' code. Text where nothing but Shift is held. */
const byCode = (codes: ReadonlyArray<number>, modifiers: Modifiers): ReadonlyArray<Key> => {
  const [code = 0, shifted = 0, base = 0] = codes
  const named = KITTY.get(code)
  if (named !== undefined) return [key(named, modifiers)]
  const keypad = code >= 57399 && code < 57399 + KEYPAD.length ? KEYPAD.charAt(code - 57399) : null
  if (keypad === null && (code < 0x20 || code > 0x10ffff || (code >= PRIVATE_FROM && code <= PRIVATE_TO))) return []
  const isHeld = modifiers.ctrl || modifiers.alt
  // Ctrl+C is where C is on the keyboard, whatever alphabet it types.
  const meant = isHeld && !isAscii(code) && base > 0 ? base : code
  const plain = keypad ?? String.fromCodePoint(meant)
  const upper = modifiers.shift && shifted > 0 ? String.fromCodePoint(shifted) : null
  if (!isHeld) return [{ type: "text", text: upper ?? (modifiers.shift ? plain.toUpperCase() : plain) }]
  // A shifted sign has a name of its own (Alt+<); a shifted letter is the letter with Shift.
  if (upper !== null && upper.toLowerCase() !== plain) return [key(upper, { ...modifiers, shift: false })]
  const lower = plain.toLowerCase()
  return [key(lower, { ...modifiers, shift: modifiers.shift || lower !== plain })]
}

const numbers = (text: string | undefined): ReadonlyArray<number> =>
  text === undefined || text === "" ? [] : text.split(":").map((part) => (part === "" ? 0 : Number(part)))

/** What follows `ESC [`, its final character included. Empty for what means nothing. */
export const csiKey = (sequence: string, alt: boolean): ReadonlyArray<Key> => {
  const final = sequence.slice(-1)
  const body = sequence.slice(0, -1)
  if (body.startsWith("[")) {
    const name = CONSOLE.get(final)
    return name === undefined ? [] : [key(name, { ctrl: false, alt, shift: false })]
  }
  const reply: Key = { type: "reply", text: `\u001b[${sequence}` }
  if (/^[?>=]/.test(body)) return [reply]
  // Anything that is not numbers: mouse reports, intermediates.
  if (!/^[\d;:]*$/.test(body)) return []
  const parameters = body.split(";")
  const fields = parameters.map(numbers)
  const [first = 1] = fields[0] ?? []
  const [modifier = 1, event = 1] = fields[1] ?? []
  if ((final === "R" || final === "n" || final === "t") && parameters.length > 1) return [reply]
  if (final === "n") return [reply]
  const held = modifiersOf(modifier)
  // Kitty tells when a key is let go, too, where somebody asked for it.
  if (held === null || event === 3) return []
  const modifiers = { ...held, alt: held.alt || alt }
  if (final === "Z") return [key("tab", { ...modifiers, shift: true })]
  if (final === "u") return byCode(fields[0] ?? [], modifiers)
  if (final === "~") {
    // modifyOtherKeys: CSI 27 ; modifiers ; code ~
    if (first === 27) return byCode(fields[2] ?? [], modifiers)
    const name = BY_NUMBER.get(first)
    return name === undefined ? [] : [key(name, modifiers)]
  }
  const name = BY_FINAL.get(final)
  return name === undefined ? [] : [key(name, modifiers)]
}

/** `SS3 X`: arrows and Home in application mode, the first function keys, the keypad. */
const KEYPAD_SS3: ReadonlyMap<string, string> = new Map([
  ...[..."0123456789"].map((digit, index) => [String.fromCharCode(0x70 + index), digit] as const),
  ["n", "."],
  ["o", "/"],
  ["j", "*"],
  ["m", "-"],
  ["k", "+"],
  ["X", "="]
])

export const ss3Key = (final: string, alt: boolean): ReadonlyArray<Key> => {
  const name = final === "M" ? "enter" : BY_FINAL.get(final)
  if (name !== undefined) return [key(name, { ctrl: false, alt, shift: false })]
  const typed = KEYPAD_SS3.get(final)
  return typed === undefined ? [] : [{ type: "text", text: typed }]
}
