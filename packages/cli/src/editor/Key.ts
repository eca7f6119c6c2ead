/**
 * What a person did on a keyboard, as data: the only thing that the editor, lists and questions know of a terminal. Names are those of
 * the keys, letters in lower case (`M-F` is "f" with alt and shift), so that a table can name them.
 */

/** Keys that have a name of their own; every other is named by the one character that it types. */
export const NAMED_KEYS = [
  "enter",
  "tab",
  "backspace",
  "delete",
  "up",
  "down",
  "left",
  "right",
  "home",
  "end",
  "pageup",
  "pagedown",
  "escape",
  "insert",
  "f1",
  "f2",
  "f3",
  "f4",
  "f5",
  "f6",
  "f7",
  "f8",
  "f9",
  "f10",
  "f11",
  "f12"
] as const

/** One of `NAMED_KEYS`, or one character. */
export type KeyName = (typeof NAMED_KEYS)[number] | (string & {})

export interface NamedKey {
  readonly type: "key"
  readonly name: KeyName
  readonly ctrl: boolean
  readonly alt: boolean
  readonly shift: boolean
}

export interface Paste {
  readonly type: "paste"
  /** Line ends as `\n`; nothing else is changed. A byte that is no UTF-8 is a lone surrogate, as in the names of files. */
  readonly text: string
  /** Bytes of a paste that is longer than `MAX_PASTE`: then `text` is empty, since half a request is another request. */
  readonly tooLong?: number
}

export type Key =
  /** Printable, typed; may be several graphemes. A byte that is no UTF-8 is a lone surrogate, as in the names of files. */
  | { readonly type: "text"; readonly text: string }
  | Paste
  | NamedKey
  /** What the terminal answered to a query, with its escape character. */
  | { readonly type: "reply"; readonly text: string }
  /** Input ended, the terminal is gone. The last key there is. */
  | { readonly type: "end" }

/** Bytes of one paste. */
export const MAX_PASTE = 1024 * 1024

/** How a key is written in tables: `ctrl+a`, `alt+backspace`, `shift+enter`, `up`. */
export const keyLabel = ({ name, ctrl, alt, shift }: NamedKey): string =>
  `${ctrl ? "ctrl+" : ""}${alt ? "alt+" : ""}${shift ? "shift+" : ""}${name === " " ? "space" : name}`

/** A key without modifiers, or with those named. */
export const namedKey = (name: KeyName, modifiers: Partial<Omit<NamedKey, "type" | "name">> = {}): NamedKey => ({
  type: "key",
  name,
  ctrl: modifiers.ctrl ?? false,
  alt: modifiers.alt ?? false,
  shift: modifiers.shift ?? false
})
