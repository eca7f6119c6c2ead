/**
 * A text that is being edited: pure. The cursor is an offset in UTF-16 units that never stands within a grapheme; lines end with `\n` and
 * nothing else. Every change is kept as what it took away and put in, so that undo and redo go exactly back and forth, however long the
 * text is. What is killed can be yanked, as in Emacs and readline (after which the names are).
 *
 * It refuses what would make the text longer than `MAX_TEXT`: the state comes back as it was, with `isFull`.
 */
import { graphemeEnd, graphemeStart, onBoundary } from "./graphemes.ts"

/** UTF-16 units of a text. */
export const MAX_TEXT = 1024 * 1024
/** Changes that can be undone, and the units that they hold together. */
const MAX_CHANGES = 1_000
const MAX_HELD = 4 * MAX_TEXT
/** Killed texts that can be yanked. */
const MAX_KILLS = 32

interface Change {
  readonly at: number
  readonly removed: string
  readonly inserted: string
  /** Where the cursor was, and where it is after. */
  readonly before: number
  readonly after: number
}

/** What was done last: typing goes on in one change, killing in one kill, and only a yank can be changed into another. */
type Last = "typed" | "erased" | "killed" | "yanked" | "other"

export interface EditorState {
  readonly text: string
  readonly cursor: number
  /** Newest last. */
  readonly done: ReadonlyArray<Change>
  /** Undone changes that can be done again, the next one last. */
  readonly undone: ReadonlyArray<Change>
  /** Newest first. */
  readonly kills: ReadonlyArray<string>
  readonly last: Last
  /** The yanked text that the next yank of an older one replaces. */
  readonly yanked: { readonly from: number; readonly to: number; readonly index: number } | null
  /** Cells from the left that going up and down tries to keep. */
  readonly goal: number | null
  /** The last change was refused: the text would have become too long. */
  readonly isFull: boolean
}

/** Line ends as they are here. */
const withOneLineEnd = (text: string): string => (text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text)

export const editorOf = (text: string, kills: ReadonlyArray<string> = []): EditorState => {
  const whole = withOneLineEnd(text).slice(0, MAX_TEXT)
  return {
    text: whole,
    cursor: whole.length,
    done: [],
    undone: [],
    kills,
    last: "other",
    yanked: null,
    goal: null,
    isFull: false
  }
}

const settled = { yanked: null, goal: null, isFull: false, last: "other" } as const

/** Where a cursor may stand at or after `at`. */
const boundaryFrom = (text: string, at: number): number => {
  const start = onBoundary(text, at)
  return start === at ? at : graphemeEnd(text, start)
}

export const moveTo = (state: EditorState, cursor: number): EditorState => ({
  ...state,
  ...settled,
  cursor: onBoundary(state.text, cursor)
})

const bounded = (done: ReadonlyArray<Change>): ReadonlyArray<Change> => {
  let held = 0
  let from = done.length
  while (from > 0 && done.length - from < MAX_CHANGES) {
    const change = done[from - 1]
    held += (change?.removed.length ?? 0) + (change?.inserted.length ?? 0)
    if (held > MAX_HELD && from < done.length) break
    from--
  }
  return from === 0 ? done : done.slice(from)
}

/** A new word begins a new change: undo takes one word at a time. */
const beginsWord = (before: string, typed: string): boolean => /\s$/.test(before) && !/^\s/.test(typed)

/** One change that is both, where the second goes on with what the first did. */
const joined = (first: Change, second: Change, last: Last, now: Last): Change | null => {
  if (last !== now) return null
  if (now === "typed")
    return first.at + first.inserted.length === second.at &&
      second.removed === "" &&
      !beginsWord(first.inserted, second.inserted)
      ? { ...first, inserted: first.inserted + second.inserted, after: second.after }
      : null
  if (now !== "erased" || first.inserted !== "" || second.inserted !== "") return null
  if (second.at + second.removed.length === first.at)
    return { ...second, removed: second.removed + first.removed, before: first.before }
  return second.at === first.at ? { ...first, removed: first.removed + second.removed, after: second.after } : null
}

/** `from` to `to` replaced. Where nothing changes, only the cursor moves. */
const change = (state: EditorState, from: number, to: number, text: string, now: Last): EditorState => {
  const inserted = withOneLineEnd(text)
  if (state.text.length - (to - from) + inserted.length > MAX_TEXT) return { ...state, ...settled, isFull: true }
  if (from === to && inserted === "") return { ...state, ...settled }
  const next = state.text.slice(0, from) + inserted + state.text.slice(to)
  const cursor = boundaryFrom(next, from + inserted.length)
  const made: Change = {
    at: from,
    removed: state.text.slice(from, to),
    inserted,
    before: state.cursor,
    after: cursor
  }
  const previous = state.done.at(-1)
  const both = previous === undefined ? null : joined(previous, made, state.last, now)
  return {
    ...state,
    ...settled,
    text: next,
    cursor,
    done: bounded(both === null ? [...state.done, made] : [...state.done.slice(0, -1), both]),
    undone: [],
    last: now
  }
}

/** Typed text at the cursor; however fast it came, undo takes it word by word. */
export const type = (state: EditorState, text: string): EditorState => {
  const words = text.length > MOST_TYPED ? null : text.match(/\S+\s*|\s+/g)
  if (words === null || words.length < 2) return change(state, state.cursor, state.cursor, text, "typed")
  return words.reduce((state, word) => change(state, state.cursor, state.cursor, word, "typed"), state)
}

/** More at once has nobody typed. */
const MOST_TYPED = 1_000

/** Text as one change of its own: a paste, a completion. */
export const insert = (state: EditorState, text: string): EditorState =>
  change(state, state.cursor, state.cursor, text, "other")

/** One change: from `from` to `to` (offsets, in any place of a grapheme) stands `text`, and the cursor behind it. */
export const replace = (state: EditorState, from: number, to: number, text: string): EditorState => {
  const [first, last] = [from, to].map((at) => Math.max(0, Math.min(at, state.text.length))).toSorted((a, b) => a - b)
  return change(state, first ?? 0, last ?? 0, text, "other")
}

/** The whole text is another one, in one change. */
export const replaceAll = (state: EditorState, text: string): EditorState =>
  withOneLineEnd(text) === state.text
    ? moveTo(state, state.text.length)
    : change(state, 0, state.text.length, text, "other")

const lineStart = (text: string, at: number): number => (at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1)
const lineEnd = (text: string, at: number): number => {
  const end = text.indexOf("\n", at)
  return end < 0 ? text.length : end
}

/** The line (without its end) that an offset is in. */
export const lineAround = (text: string, at: number): { readonly from: number; readonly to: number } => ({
  from: lineStart(text, at),
  to: lineEnd(text, at)
})

const isWord = (text: string, from: number, to: number): boolean => /[\p{L}\p{N}_]/u.test(text.slice(from, to))
const isBlank = (text: string, from: number, to: number): boolean => /^\s/.test(text.slice(from, to))

type Test = (text: string, from: number, to: number) => boolean

/** Past what does not fit, then past what fits. */
const wordLeft = (text: string, cursor: number, fits: Test): number => {
  let at = cursor
  for (const wanted of [false, true]) {
    while (at > 0) {
      const start = graphemeStart(text, at)
      if (fits(text, start, at) !== wanted) break
      at = start
    }
  }
  return at
}
const wordRight = (text: string, cursor: number, fits: Test): number => {
  let at = cursor
  for (const wanted of [false, true]) {
    while (at < text.length) {
      const end = graphemeEnd(text, at)
      if (fits(text, at, end) !== wanted) break
      at = end
    }
  }
  return at
}
const notBlank: Test = (text, from, to) => !isBlank(text, from, to)

/** The end of the word at the beginning of `text`, what is before it included. */
export const wordEnd = (text: string): number => wordRight(text, 0, isWord)

/** Every place a cursor can go to by itself. */
const PLACES = {
  left: ({ cursor, text }) => graphemeStart(text, cursor),
  right: ({ cursor, text }) => graphemeEnd(text, cursor),
  "word-left": ({ cursor, text }) => wordLeft(text, cursor, isWord),
  "word-right": ({ cursor, text }) => wordRight(text, cursor, isWord),
  "blank-left": ({ cursor, text }) => wordLeft(text, cursor, notBlank),
  // Where a line begins already, killing to there takes the line end before it.
  "line-start": ({ cursor, text }) => lineStart(text, cursor),
  "line-end": ({ cursor, text }) => lineEnd(text, cursor),
  "text-start": () => 0,
  "text-end": ({ text }) => text.length
} satisfies Record<string, (state: EditorState) => number>

export type Place = keyof typeof PLACES

export const go = (state: EditorState, place: Place): EditorState => moveTo(state, PLACES[place](state))

/** What is between the cursor and a place goes away. */
export const erase = (state: EditorState, place: Place): EditorState => {
  const to = PLACES[place](state)
  return change(state, Math.min(to, state.cursor), Math.max(to, state.cursor), "", "erased")
}

const keepKill = (state: EditorState, killed: string, isBackward: boolean): ReadonlyArray<string> => {
  const [newest = "", ...older] = state.kills
  const kills =
    state.last === "killed"
      ? [isBackward ? killed + newest : newest + killed, ...older]
      : [killed, ...state.kills].slice(0, MAX_KILLS)
  let held = 0
  return kills.filter((kill, index) => (held += kill.length) <= MAX_HELD || index === 0)
}

/** The same, and it can be yanked; at the end (beginning) of a line the line end itself goes. */
export const kill = (state: EditorState, place: Place): EditorState => {
  const { cursor, text } = state
  const reached = PLACES[place](state)
  const to =
    reached !== cursor
      ? reached
      : place === "line-end"
        ? Math.min(text.length, cursor + 1)
        : place === "line-start"
          ? Math.max(0, cursor - 1)
          : cursor
  const [from, until] = [Math.min(to, cursor), Math.max(to, cursor)]
  if (from === until) return { ...state, ...settled }
  const next = change(state, from, until, "", "killed")
  return { ...next, kills: keepKill(state, text.slice(from, until), to < cursor) }
}

/** The newest killed text at the cursor. */
export const yank = (state: EditorState): EditorState => {
  const [newest] = state.kills
  if (newest === undefined) return { ...state, ...settled }
  const from = state.cursor
  const next = change(state, from, from, newest, "yanked")
  return next.isFull ? next : { ...next, yanked: { from, to: from + newest.length, index: 0 } }
}

/** After a yank: the next older killed text in its place. */
export const yankOlder = (state: EditorState): EditorState => {
  const { kills, yanked } = state
  if (yanked === null || kills.length < 2) return { ...state, ...settled }
  const index = (yanked.index + 1) % kills.length
  const older = kills[index] ?? ""
  const next = change(state, yanked.from, yanked.to, older, "yanked")
  return next.isFull ? next : { ...next, yanked: { from: yanked.from, to: yanked.from + older.length, index } }
}

export const undo = (state: EditorState): EditorState => {
  const change = state.done.at(-1)
  if (change === undefined) return { ...state, ...settled }
  const { at, inserted, removed } = change
  return {
    ...state,
    ...settled,
    text: state.text.slice(0, at) + removed + state.text.slice(at + inserted.length),
    cursor: change.before,
    done: state.done.slice(0, -1),
    undone: [...state.undone, change]
  }
}

export const redo = (state: EditorState): EditorState => {
  const change = state.undone.at(-1)
  if (change === undefined) return { ...state, ...settled }
  const { at, inserted, removed } = change
  return {
    ...state,
    ...settled,
    text: state.text.slice(0, at) + inserted + state.text.slice(at + removed.length),
    cursor: change.after,
    done: [...state.done, change],
    undone: state.undone.slice(0, -1)
  }
}

/** The two characters around the cursor change places; at the end of a line the two before it. */
export const swapCharacters = (state: EditorState): EditorState => {
  const { cursor, text } = state
  const { from, to } = lineAround(text, cursor)
  const middle = cursor === to ? graphemeStart(text, cursor) : cursor
  if (middle <= from || middle >= to) return { ...state, ...settled }
  const first = graphemeStart(text, middle)
  const end = graphemeEnd(text, middle)
  return change(state, first, end, text.slice(middle, end) + text.slice(first, middle), "other")
}

/** The word at or before the cursor and the one after it change places. */
export const swapWords = (state: EditorState): EditorState => {
  const { cursor, text } = state
  const ahead = wordRight(text, cursor, isWord)
  const lastEnd = isWord(text, cursor, ahead) ? ahead : wordRight(text, wordLeft(text, cursor, isWord), isWord)
  const lastStart = wordLeft(text, lastEnd, isWord)
  const firstStart = wordLeft(text, lastStart, isWord)
  const firstEnd = wordRight(text, firstStart, isWord)
  if (firstStart >= firstEnd || firstEnd > lastStart || lastStart >= lastEnd) return { ...state, ...settled }
  const swapped = text.slice(lastStart, lastEnd) + text.slice(firstEnd, lastStart) + text.slice(firstStart, firstEnd)
  return change(state, firstStart, lastEnd, swapped, "other")
}

const capital = (text: string): string => {
  const at = text.search(/\p{L}/u)
  if (at < 0) return text
  const first = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return text.slice(0, at) + first.toUpperCase() + text.slice(at + first.length).toLowerCase()
}

const CASES = {
  upper: (text: string) => text.toUpperCase(),
  lower: (text: string) => text.toLowerCase(),
  capital
}

/** The rest of the word (or the next one) in capitals, in small letters, or with a capital first. */
export const changeCase = (state: EditorState, to: keyof typeof CASES): EditorState => {
  const end = wordRight(state.text, state.cursor, isWord)
  return change(state, state.cursor, end, CASES[to](state.text.slice(state.cursor, end)), "other")
}
