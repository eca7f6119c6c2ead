/**
 * Which key does what in the line: the table that the editor reads, that `?` shows, and that docs/shell.md is made from. Keys are written as
 * `keyLabel` writes them; `ctrl+x ctrl+e` is one after the other. Sources: Emacs and readline for the set, fish for the grey suggestion.
 */

export type Action =
  | "submit"
  | "new-line"
  | "left"
  | "right"
  | "word-left"
  | "word-right"
  | "line-start"
  | "line-end"
  | "text-start"
  | "text-end"
  | "up"
  | "down"
  | "erase-left"
  | "erase-right"
  | "erase-right-or-leave"
  | "kill-to-end"
  | "kill-to-start"
  | "kill-blank-left"
  | "kill-word-left"
  | "kill-word-right"
  | "yank"
  | "yank-older"
  | "undo"
  | "redo"
  | "swap-characters"
  | "swap-words"
  | "upper"
  | "lower"
  | "capital"
  | "complete"
  | "search"
  | "mode"
  | "editor"
  | "clear-screen"
  | "interrupt"
  | "escape"
  | "suspend"

export interface Binding {
  readonly keys: ReadonlyArray<string>
  readonly action: Action
  /** What it does, for people. */
  readonly does: string
}

export interface BindingGroup {
  readonly title: string
  readonly bindings: ReadonlyArray<Binding>
}

const bind = (action: Action, keys: string, does: string): Binding => ({ action, keys: keys.split(", "), does })

export const KEYMAP: ReadonlyArray<BindingGroup> = [
  {
    title: "The line",
    bindings: [
      bind("submit", "enter", "ask for what is written"),
      bind("new-line", "shift+enter, alt+enter, ctrl+j", "a new line (so does \\ before Enter)"),
      bind("complete", "tab", "what could stand here"),
      bind("editor", "ctrl+g, ctrl+x ctrl+e", "write on in your own editor"),
      bind("mode", "shift+tab", "do, only plan, or only try"),
      bind("interrupt", "ctrl+c", "throw the line away; twice: leave"),
      bind("erase-right-or-leave", "ctrl+d", "delete the next character; on an empty line: leave"),
      bind("escape", "escape", "close a list; twice on an empty line: take something back"),
      bind("clear-screen", "ctrl+l", "clear the screen"),
      bind("suspend", "ctrl+z", "back to your own shell (fg comes back)")
    ]
  },
  {
    title: "What was written before",
    bindings: [
      bind("up", "up, ctrl+p", "the row above; from the first row: the line before"),
      bind("down", "down, ctrl+n", "the row below; from the last row: the line after"),
      bind("search", "ctrl+r", "find a line from all that were written")
    ]
  },
  {
    title: "Moving",
    bindings: [
      bind("left", "left, ctrl+b", "one character back"),
      bind("right", "right, ctrl+f", "one character on; at the end: take the grey text"),
      bind("word-left", "alt+b, ctrl+left, alt+left", "one word back"),
      bind("word-right", "alt+f, ctrl+right, alt+right", "one word on; at the end: a word of the grey text"),
      bind("line-start", "home, ctrl+a", "to the beginning of the line"),
      bind("line-end", "end, ctrl+e", "to the end of the line; at the end: take the grey text"),
      bind("text-start", "alt+<, ctrl+home", "to the very beginning"),
      bind("text-end", "alt+>, ctrl+end", "to the very end")
    ]
  },
  {
    title: "Deleting and bringing back",
    bindings: [
      bind("erase-left", "backspace, ctrl+h, shift+backspace", "the character before"),
      bind("erase-right", "delete", "the next character"),
      bind("kill-blank-left", "ctrl+w", "back to the last blank"),
      bind("kill-word-left", "alt+backspace, ctrl+backspace, ctrl+alt+h", "the word before"),
      bind("kill-word-right", "alt+d, ctrl+delete, alt+delete", "the next word"),
      bind("kill-to-end", "ctrl+k", "the rest of the line"),
      bind("kill-to-start", "ctrl+u", "the line up to here"),
      bind("yank", "ctrl+y", "put back what was deleted by these"),
      bind("yank-older", "alt+y", "then: what was deleted before that"),
      bind("undo", "ctrl+_, ctrl+x ctrl+u, ctrl+/", "undo typing"),
      bind("redo", "alt+_, ctrl+x ctrl+r", "redo typing")
    ]
  },
  {
    title: "Changing",
    bindings: [
      bind("swap-characters", "ctrl+t", "two characters change places"),
      bind("swap-words", "alt+t", "two words change places"),
      bind("upper", "alt+u", "the word in CAPITALS"),
      bind("lower", "alt+l", "the word in small letters"),
      bind("capital", "alt+c", "the word with a Capital")
    ]
  }
]

const ACTIONS: ReadonlyMap<string, Action> = new Map(
  KEYMAP.flatMap(({ bindings }) => bindings.flatMap(({ action, keys }) => keys.map((key) => [key, action] as const)))
)

/** Keys that wait for a second one. */
const PREFIXES: ReadonlySet<string> = new Set(
  [...ACTIONS.keys()].flatMap((key) => (key.includes(" ") ? [key.slice(0, key.indexOf(" "))] : []))
)

export const isPrefix = (label: string): boolean => PREFIXES.has(label)

/** What a key does; null for one that does nothing. `before`: the prefix that was pressed first. */
export const actionOf = (label: string, before: string | null = null): Action | null =>
  ACTIONS.get(before === null ? label : `${before} ${label}`) ?? null

/** `ctrl+a` as people write it: Ctrl+A. */
export const keyTitle = (label: string): string =>
  label
    .split(" ")
    .map((key) =>
      key
        .split(/\+(?=.)/)
        .map((part) => TITLES.get(part) ?? part.charAt(0).toUpperCase() + part.slice(1))
        .join("+")
    )
    .join(" ")

const TITLES: ReadonlyMap<string, string> = new Map([
  ["pageup", "Page Up"],
  ["pagedown", "Page Down"],
  ["escape", "Esc"],
  ["up", "Up"],
  ["down", "Down"]
])

/** Marks that do something of their own in the line: shown with the keys. */
export const MARKS: ReadonlyArray<readonly [mark: string, does: string]> = [
  ["/", "commands of the shell"],
  ["@", "a file"],
  ["!", "a command of your own shell"],
  ["?", "these keys (on an empty line)"]
]
