/**
 * Bytes of a terminal to keys: a pure machine, fed with whatever pieces the terminal hands over. Pieces of one sequence give the same
 * keys however they are cut; only time tells a lone Escape from the beginning of a sequence, so the caller says when it has passed
 * (`flush`), after `waitsFor` milliseconds. Where Escape stops something it may count sooner: the rest of a sequence that follows is still
 * read as one and types nothing, and all else is itself, since by then somebody may type on.
 *
 * It types nothing that it does not know: a sequence without a meaning is swallowed. What may surprise: a paste is one key, whatever is
 * in it; one that is longer than `MAX_PASTE` comes without its text. `CSI row;column R` is the answer about the cursor, never F3.
 * Sources: ECMA-48 (control sequences), xterm's ctlseqs (keys, modifyOtherKeys, bracketed paste), kitty's keyboard protocol.
 */
import { PathBytes } from "@zenus/core"
import { type Key, MAX_PASTE } from "./Key.ts"
import { type Modifiers, controlKey, csiKey, ss3Key } from "./keySequences.ts"

export interface DecodeState {
  /** The beginning of something that is not whole yet. */
  readonly rest: Buffer
  /** Inside a bracketed paste: what of it came, and how many bytes were thrown away because it is too long. */
  readonly paste: { readonly parts: ReadonlyArray<Buffer>; readonly size: number } | null
  /** The Escape at the beginning of `rest` counted already, and may still turn out to begin a sequence. */
  readonly hasCounted: boolean
}

export const start: DecodeState = { rest: Buffer.alloc(0), paste: null, hasCounted: false }

const ESC = 0x1b
const PASTE_BEGIN = Buffer.from("\u001b[200~")
const PASTE_END = Buffer.from("\u001b[201~")
/** A sequence is shorter; a reply (a title, a colour table) may be longer. */
const MAX_SEQUENCE = 256
const MAX_REPLY = 4096

/** A lone Escape is one after so many milliseconds; what has begun as more than that is waited for longer, since nobody types it. */
const ESCAPE_MS = 40
const BEGUN_MS = 500
/** Where nobody edits a line: terminals send a sequence in one piece, and only a slow line between cuts it. */
const SOON_MS = 10

const ESCAPES = [Buffer.from([ESC]), Buffer.from([ESC, ESC])]

const countsSoon = ({ hasCounted, rest }: DecodeState): boolean => !hasCounted && rest.length === 1 && rest[0] === ESC

/**
 * How long to wait for more before `flush`; null: nothing is waited for.
 * @param soon a lone Escape stops something, and nothing is edited.
 */
export const waitsFor = (state: DecodeState, soon = false): number | null => {
  const { paste, rest } = state
  if (paste !== null || rest.length === 0) return null
  if (soon && countsSoon(state)) return SOON_MS
  return ESCAPES.some((escapes) => rest.equals(escapes)) ? ESCAPE_MS : BEGUN_MS
}

/** What stands at `at`: its keys and where it ends, or "more" when it is not whole yet. */
type Read = { readonly keys: ReadonlyArray<Key>; readonly end: number } | "more"

const NO_MODIFIERS: Modifiers = { ctrl: false, alt: false, shift: false }

const isFinal = (byte: number): boolean => byte >= 0x40 && byte <= 0x7e

/** `ESC [` … at `at` (the `[`). */
const readCsi = (bytes: Buffer, at: number, alt: boolean): Read => {
  // The function keys of the Linux console: ESC [ [ A.
  const from = bytes[at + 1] === 0x5b ? at + 2 : at + 1
  for (let end = from; end < bytes.length; end++) {
    const byte = bytes[end] ?? 0
    // A new sequence begins, or a control: what was there is none.
    if (byte < 0x20 || byte > 0x7e) return { keys: [], end }
    if (isFinal(byte)) return { keys: csiKey(bytes.toString("latin1", at + 1, end + 1), alt), end: end + 1 }
    if (end - at > MAX_SEQUENCE) return { keys: [], end: end + 1 }
  }
  return "more"
}

/** `ESC ]`, `ESC P` and their like, which end with BEL or `ESC \`: what a terminal answers. */
const readString = (bytes: Buffer, at: number): Read => {
  for (let end = at + 1; end < bytes.length; end++) {
    const byte = bytes[end]
    const isEnd = byte === ESC && bytes[end + 1] === 0x5c
    if (byte === 0x07 || isEnd) {
      const whole = end + (isEnd ? 2 : 1)
      return { keys: [{ type: "reply", text: bytes.toString("latin1", at - 1, whole) }], end: whole }
    }
    if (byte === ESC && end + 1 < bytes.length) return { keys: [], end }
    if (end - at > MAX_REPLY) return { keys: [], end: end + 1 }
  }
  return "more"
}

/** DCS, OSC, SOS, PM and APC. */
const STRINGS: ReadonlySet<number> = new Set([0x50, 0x5d, 0x58, 0x5e, 0x5f])

const utf8Length = (first: number): number =>
  first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1

/** Where the bytes at `at` can still become one character with what comes. */
const mayContinue = (bytes: Buffer, at: number): boolean => {
  const length = utf8Length(bytes[at] ?? 0)
  const there = bytes.subarray(at)
  return there.length < length && there.subarray(1).every((byte) => byte >= 0x80 && byte < 0xc0)
}

/** Controls that are pressed with Alt: Backspace, Tab, Enter. */
const WITH_ALT: ReadonlySet<number> = new Set([0x08, 0x09, 0x0d, 0x7f])

const isText = (byte: number): boolean => byte >= 0x20 && byte !== 0x7f

const altKey = (character: string): Key => {
  const name = character.toLowerCase()
  return { type: "key", name, ctrl: false, alt: true, shift: name !== character }
}

const readEscape = (bytes: Buffer, at: number): Read => {
  const next = bytes[at + 1]
  if (next === undefined) return "more"
  if (next === 0x5b) return readCsi(bytes, at + 1, false)
  if (next === 0x4f) {
    const final = bytes[at + 2]
    if (final === undefined) return "more"
    return { keys: ss3Key(String.fromCharCode(final), false), end: at + 3 }
  }
  if (STRINGS.has(next)) return readString(bytes, at + 1)
  if (next === ESC) {
    const third = bytes[at + 2]
    if (third === undefined) return "more"
    // Some terminals put one more Escape before a sequence for Alt; never before a paste.
    if (third === 0x5b) {
      const read = readCsi(bytes, at + 2, true)
      const isPaste = read !== "more" && PASTE_BEGIN.equals(bytes.subarray(at + 1, read.end))
      return isPaste ? { keys: [controlKey(ESC, NO_MODIFIERS)], end: at + 1 } : read
    }
    if (third === 0x4f) {
      const final = bytes[at + 3]
      return final === undefined ? "more" : { keys: ss3Key(String.fromCharCode(final), true), end: at + 4 }
    }
    return { keys: [controlKey(ESC, NO_MODIFIERS)], end: at + 1 }
  }
  if (WITH_ALT.has(next)) return { keys: [controlKey(next, { ...NO_MODIFIERS, alt: true })], end: at + 2 }
  // Escape and at once Ctrl+C is both of them: whoever wants to get out presses everything.
  if (!isText(next)) return { keys: [controlKey(ESC, NO_MODIFIERS)], end: at + 1 }
  if (mayContinue(bytes, at + 1)) return "more"
  const whole = PathBytes.fromBytes(bytes.subarray(at + 1, at + 1 + utf8Length(next)))
  const first = whole.codePointAt(0) ?? 0
  // A byte that begins no character stands for itself.
  const isByte = first >= 0xdc80 && first <= 0xdcff
  return { keys: [altKey(String.fromCodePoint(first))], end: at + 1 + (isByte ? 1 : utf8Length(next)) }
}

const readOne = (bytes: Buffer, at: number): Read => {
  const first = bytes[at] ?? 0
  if (first === ESC) return readEscape(bytes, at)
  if (!isText(first)) return { keys: [controlKey(first, NO_MODIFIERS)], end: at + 1 }
  let end = at + 1
  while (end < bytes.length && isText(bytes[end] ?? 0)) end++
  // The last character may be cut.
  let whole = end
  if (end === bytes.length) {
    for (let back = Math.max(at, end - 3); back < end; back++) {
      if ((bytes[back] ?? 0) >= 0xc2 && mayContinue(bytes, back)) {
        whole = back
        break
      }
    }
  }
  if (whole === at) return "more"
  return { keys: [{ type: "text", text: PathBytes.fromBytes(bytes.subarray(at, whole)) }], end: whole }
}

const pasted = (parts: ReadonlyArray<Buffer>, size: number): Key =>
  size > MAX_PASTE
    ? { type: "paste", text: "", tooLong: size }
    : { type: "paste", text: PathBytes.fromBytes(Buffer.concat(parts)).replace(/\r\n?/g, "\n") }

/** Behind an Escape that has counted: what nobody types, or what is no key with it. */
const mayGoOn = (bytes: Buffer): boolean => {
  const next = bytes[1]
  // A key by SS3 is these three bytes and no more: a word may begin with O.
  if (next === 0x4f)
    return bytes.length < 3 || (bytes.length === 3 && ss3Key(bytes.toString("latin1", 2), false).length > 0)
  return next === undefined || next === 0x5b || next === 0x5d || next === ESC
}

export interface Decoded {
  readonly state: DecodeState
  readonly keys: ReadonlyArray<Key>
}

/** The keys of these bytes, which follow what came before. */
export const decode = (state: DecodeState, chunk: Uint8Array): Decoded => {
  const keys: Array<Key> = []
  let { paste } = state
  let bytes = state.rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([state.rest, chunk])
  let at = state.hasCounted && !mayGoOn(bytes) ? 1 : 0
  while (at < bytes.length) {
    if (paste !== null) {
      const end = bytes.indexOf(PASTE_END, at)
      // The last bytes may be the beginning of the end.
      const until: number = end >= 0 ? end : Math.max(at, bytes.length - PASTE_END.length + 1)
      const part = bytes.subarray(at, until)
      const size: number = paste.size + part.length
      const parts: ReadonlyArray<Buffer> = size > MAX_PASTE ? [] : [...paste.parts, Buffer.from(part)]
      if (end < 0) {
        paste = { parts, size }
        at = until
        break
      }
      keys.push(pasted(parts, size))
      paste = null
      at = end + PASTE_END.length
      continue
    }
    const read = readOne(bytes, at)
    if (read === "more") break
    const isCounted = state.hasCounted && at === 0 && read.end === 1
    if (PASTE_BEGIN.equals(bytes.subarray(at, read.end))) paste = { parts: [], size: 0 }
    else if (!isCounted) keys.push(...read.keys)
    at = read.end
  }
  bytes = Buffer.from(bytes.subarray(at))
  return { state: { rest: bytes, paste, hasCounted: state.hasCounted && at === 0 }, keys }
}

/**
 * What was waited for did not come: what is there is what was meant.
 * @param soon as for `waitsFor`.
 */
export const flush = (state: DecodeState, soon = false): Decoded => {
  const { hasCounted, rest } = state
  if (state.paste !== null || rest.length === 0) return { state, keys: [] }
  const escape = controlKey(ESC, NO_MODIFIERS)
  const next = rest[1]
  if (rest[0] !== ESC) return { state: start, keys: [{ type: "text", text: PathBytes.fromBytes(rest) }] }
  if (soon && countsSoon(state)) return { state: { ...state, hasCounted: true }, keys: [escape] }
  const counting = hasCounted ? [] : [escape]
  if (next === undefined) return { state: start, keys: counting }
  if (next === ESC) return { state: start, keys: [...counting, escape] }
  if (hasCounted && rest.length === 2)
    return { state: start, keys: [{ type: "text", text: PathBytes.fromBytes(rest.subarray(1)) }] }
  // Alt+[, Alt+], Alt+O: two bytes that might have been the beginning of more. Longer ones were a sequence that was cut off.
  if (rest.length > 2) return { state: start, keys: [] }
  return { state: start, keys: [altKey(PathBytes.fromBytes(rest.subarray(1)))] }
}
