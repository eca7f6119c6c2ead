/**
 * The line that is written, with all that belongs to it: text, lines from before, a list that is open, what was pressed last. Pure: a key
 * and what is known make the next state, and say what is left for others to do (`outcome`).
 *
 * It never submits by anything but Enter, and a list takes Enter only where that would change the line. What may surprise: what is typed
 * into a list stays in the line, and the list is asked anew; a list that opened by itself and was closed stays closed for that word.
 */
import * as Editor from "./EditorState.ts"
import { fitCount } from "./fitCount.ts"
import { type Key, keyLabel, MAX_PASTE, type NamedKey } from "./Key.ts"
import { type Action, actionOf, isPrefix } from "./keymap.ts"
import { moveInHelp, nextPart } from "./helpRows.ts"
import { moveByRow } from "./layoutText.ts"
import { completed, highlightedOf, type Panel, stepIn, withQuery } from "./Panel.ts"
import type { LineSources, PickItem } from "./PickItem.ts"

/** Two of the same key count together within so many milliseconds. */
export const TWICE_MS = 1_000

export interface LineState {
  readonly editor: Editor.EditorState
  /** Which of the lines from before stands here (0 is the newest), -1 for the own; texts that were changed on the way. */
  readonly browsing: { readonly at: number; readonly drafts: ReadonlyMap<number, string> }
  readonly panel: Panel | null
  /** Said under the line until the next key. */
  readonly notice: string | null
  /** The first key of two. */
  readonly prefix: string | null
  /** When Escape was pressed on an empty line, and Ctrl+C anywhere; in milliseconds of `LineContext.now`. */
  readonly escapedAt: number
  readonly interruptedAt: number
}

export interface LineContext {
  readonly sources: LineSources
  /** Milliseconds of a clock that only goes on. */
  readonly now: number
  readonly prompt: string
  readonly width: number
  /** Grey text is shown: without colours nothing would tell it from what is written. */
  readonly showsGhost: boolean
}

/** What is left to do; null: draw again. */
export type Outcome =
  | { readonly type: "submit" }
  | { readonly type: "leave" }
  | { readonly type: "rewind" }
  | { readonly type: "mode" }
  | { readonly type: "editor" }
  | { readonly type: "suspend" }
  | { readonly type: "clear-screen" }
  /** The line was thrown away: what was there stays above, marked. */
  | { readonly type: "thrown-away" }

export interface Pressed {
  readonly state: LineState
  readonly outcome: Outcome | null
}

/** What outlives a line. */
export interface Remembered {
  readonly kills: ReadonlyArray<string>
  readonly interruptedAt: number
}
export const nothingRemembered: Remembered = { kills: [], interruptedAt: -Infinity }

export const lineOf = (text: string, { interruptedAt, kills }: Remembered = nothingRemembered): LineState => ({
  editor: Editor.editorOf(text, kills),
  browsing: { at: -1, drafts: new Map() },
  panel: null,
  notice: null,
  prefix: null,
  escapedAt: -Infinity,
  interruptedAt
})

const done = (state: LineState, outcome: Outcome | null = null): Pressed => ({ state, outcome })

const FULL = `A line holds at most ${fitCount(Editor.MAX_TEXT)}: nothing was put in.`

const edited = (state: LineState, editor: Editor.EditorState): LineState => ({
  ...state,
  editor,
  notice: editor.isFull ? FULL : null
})

const isAtEnd = ({ cursor, text }: Editor.EditorState): boolean => cursor === text.length

/** What stands in grey behind the line, or null. */
export const ghostOf = ({ editor, panel }: LineState, { showsGhost, sources }: LineContext): string | null => {
  if (!showsGhost || panel !== null || editor.text === "" || !isAtEnd(editor)) return null
  const ghost = sources.suggest(editor.text)
  return ghost === "" ? null : ghost
}

/** The list is asked anew after the line changed; one without items closes. */
const refreshed = (state: LineState, { sources }: LineContext): LineState => {
  const { editor, panel } = state
  if (panel?.type !== "list") return state
  return { ...state, panel: completed(sources.complete(editor.text, editor.cursor), panel) }
}

/** `/` at the beginning and `@` at the beginning of a word open their lists by themselves, when they are typed. */
const opensList = (editor: Editor.EditorState, typed: string): boolean => {
  if (!/[@/]/.test(typed)) return false
  const from = wordStart(editor)
  const word = editor.text.slice(from, editor.cursor)
  return from >= editor.cursor - typed.length && (word.startsWith("@") || (from === 0 && /^\/[^/]*$/.test(word)))
}

const wordStart = ({ cursor, text }: Editor.EditorState): number => {
  let from = cursor
  while (from > 0 && !/\s/.test(text.charAt(from - 1))) from--
  return from
}

const typed = (state: LineState, text: string, context: LineContext): LineState => {
  const next = edited(state, Editor.type(state.editor, text))
  if (next.panel?.type === "list") return refreshed(next, context)
  const { editor } = next
  if (!opensList(editor, text)) return next
  const found = context.sources.complete(editor.text, editor.cursor)
  return { ...next, panel: completed(found, { type: "list", isAsked: false, from: 0, to: 0, items: [], at: 0 }) }
}

const take = (state: LineState, item: PickItem, from: number, to: number, context: LineContext): LineState => {
  const next = edited({ ...state, panel: null }, Editor.replace(state.editor, from, to, item.insert))
  if (!item.insert.endsWith("/") || item.insert.length === 1) return next
  // A folder was taken: what is in it comes next.
  const { cursor, text } = next.editor
  const found = context.sources.complete(text, cursor)
  const isAsked = state.panel?.type === "list" ? state.panel.isAsked : true
  return { ...next, panel: completed(found, { type: "list", isAsked, from, to, items: [], at: 0 }) }
}

/** The longest beginning of all that could be put in, where it is more than is there. */
const commonBeginning = (items: ReadonlyArray<PickItem>, there: string): string | null => {
  const [first, ...others] = items.map(({ insert }) => insert)
  if (first === undefined) return null
  let length = first.length
  for (const other of others) {
    length = Math.min(length, other.length)
    while (length > 0 && !other.startsWith(first.slice(0, length))) length--
    if (length <= there.length) return null
  }
  const common = first.slice(0, length)
  return length > there.length && common.startsWith(there) && common.isWellFormed() ? common : null
}

const complete = (state: LineState, context: LineContext): LineState => {
  const { editor } = state
  const found = context.sources.complete(editor.text, editor.cursor)
  if (found === null) return state
  const list = { type: "list", isAsked: true, from: 0, to: 0, items: [], at: 0 } as const
  const [only, ...others] = found.items
  if (only === undefined || found.isWhole === false) return { ...state, panel: completed(found, list) }
  if (others.length === 0) return take(state, only, found.from, found.to, context)
  const common = commonBeginning(found.items, editor.text.slice(found.from, found.to))
  if (common === null) return { ...state, panel: completed(found, list) }
  const next = edited(state, Editor.replace(editor, found.from, found.to, common))
  return { ...next, panel: completed(context.sources.complete(next.editor.text, next.editor.cursor), list) }
}

/** One line older (1) or newer (-1); lines that say what is there already are passed over. */
const browse = (state: LineState, by: 1 | -1, { sources }: LineContext): LineState => {
  const { browsing, editor } = state
  const drafts = new Map(browsing.drafts).set(browsing.at, editor.text)
  const own = drafts.get(-1) ?? ""
  const lines = own.startsWith("!") ? (sources.commands ?? []) : sources.previous
  let at = browsing.at + by
  while (at >= 0 && at < lines.length && (drafts.get(at) ?? lines[at]) === editor.text) at += by
  const text = drafts.get(at) ?? lines[at]
  return text === undefined || at < -1
    ? state
    : { ...edited(state, Editor.replaceAll(editor, text)), browsing: { at, drafts } }
}

const byRow = (state: LineState, by: 1 | -1, context: LineContext): LineState => {
  const { cursor, goal, text } = state.editor
  const moved = moveByRow(text, cursor, by, goal, context)
  if (moved === null) return browse(state, by < 0 ? 1 : -1, context)
  return { ...state, editor: { ...Editor.moveTo(state.editor, moved.cursor), goal: moved.goal } }
}

/** Moves right; at the end of the text the grey text is taken, whole or by the word. */
const onward = (state: LineState, place: "right" | "line-end" | "word-right", context: LineContext): LineState => {
  const ghost = ghostOf(state, context)
  if (ghost === null) return edited(state, Editor.go(state.editor, place))
  const taken = place === "word-right" ? ghost.slice(0, Editor.wordEnd(ghost)) : ghost
  return edited(state, Editor.insert(state.editor, taken))
}

const interrupt = (state: LineState, { now }: LineContext): Pressed => {
  if (now - state.interruptedAt <= TWICE_MS) return done(state, { type: "leave" })
  const next = lineOf("", { kills: state.editor.kills, interruptedAt: now })
  return state.editor.text === ""
    ? done({ ...next, notice: "Ctrl+C once more leaves (so does Ctrl+D)." })
    : done(next, { type: "thrown-away" })
}

const escape = (state: LineState, { now }: LineContext): Pressed => {
  if (state.editor.text !== "") return done(state)
  if (now - state.escapedAt <= TWICE_MS) return done({ ...state, escapedAt: -Infinity }, { type: "rewind" })
  return done({ ...state, escapedAt: now, notice: "Esc once more shows what can be taken back." })
}

/** A single backslash before the cursor at the end of the text says that the line goes on. */
const goesOn = (editor: Editor.EditorState): boolean =>
  isAtEnd(editor) && editor.text.endsWith("\\") && !editor.text.endsWith("\\\\")

const enter = (state: LineState): Pressed => {
  const { editor } = state
  if (!goesOn(editor)) return done(state, { type: "submit" })
  return done(edited(state, Editor.replace(editor, editor.cursor - 1, editor.cursor, "\n")))
}

type Act = (state: LineState, context: LineContext) => Pressed

const edit =
  (change: (editor: Editor.EditorState) => Editor.EditorState): Act =>
  (state, context) =>
    done(refreshed(edited(state, change(state.editor)), context))
const go = (place: Editor.Place): Act => edit((editor) => Editor.go(editor, place))
const erase = (place: Editor.Place): Act => edit((editor) => Editor.erase(editor, place))
const kill = (place: Editor.Place): Act => edit((editor) => Editor.kill(editor, place))
const end =
  (type: Outcome["type"]): Act =>
  (state) =>
    done(state, { type })

const ACTS: Readonly<Record<Action, Act>> = {
  submit: enter,
  "new-line": edit((editor) => Editor.insert(editor, "\n")),
  left: go("left"),
  right: (state, context) => done(onward(state, "right", context)),
  "word-left": go("word-left"),
  "word-right": (state, context) => done(onward(state, "word-right", context)),
  "line-start": go("line-start"),
  "line-end": (state, context) => done(onward(state, "line-end", context)),
  "text-start": go("text-start"),
  "text-end": go("text-end"),
  up: (state, context) => done(byRow(state, -1, context)),
  down: (state, context) => done(byRow(state, 1, context)),
  "erase-left": erase("left"),
  "erase-right": erase("right"),
  "erase-right-or-leave": (state, context) =>
    state.editor.text === "" ? done(state, { type: "leave" }) : erase("right")(state, context),
  "kill-to-end": kill("line-end"),
  "kill-to-start": kill("line-start"),
  "kill-blank-left": kill("blank-left"),
  "kill-word-left": kill("word-left"),
  "kill-word-right": kill("word-right"),
  yank: edit(Editor.yank),
  "yank-older": edit(Editor.yankOlder),
  undo: edit(Editor.undo),
  redo: edit(Editor.redo),
  "swap-characters": edit(Editor.swapCharacters),
  "swap-words": edit(Editor.swapWords),
  upper: edit((editor) => Editor.changeCase(editor, "upper")),
  lower: edit((editor) => Editor.changeCase(editor, "lower")),
  capital: edit((editor) => Editor.changeCase(editor, "capital")),
  complete: (state, context) => done(complete(state, context)),
  search: (state, { sources }) =>
    done({ ...state, panel: { type: "search", query: "", items: sources.search(""), at: 0 } }),
  mode: end("mode"),
  editor: end("editor"),
  "clear-screen": end("clear-screen"),
  interrupt,
  escape,
  suspend: end("suspend")
}

/** Actions that the open completion list goes on with; every other closes it. */
const KEEPS_LIST: ReadonlySet<Action> = new Set(["erase-left", "kill-word-left", "kill-blank-left", "undo", "redo"])

const pressInList = (state: LineState, list: Extract<Panel, { type: "list" }>, key: NamedKey): Pressed | null => {
  const stepped = stepIn(list, key)
  if (stepped !== null) return done({ ...state, panel: stepped })
  if (key.name !== "escape") return null
  return done({ ...state, panel: null })
}

/** Enter takes what is highlighted; where it is there already, Enter is Enter. */
const enterInList = (
  state: LineState,
  list: Extract<Panel, { type: "list" }>,
  context: LineContext
): LineState | null => {
  const item = highlightedOf(list)
  const there = state.editor.text.slice(list.from, list.to)
  if (item === null || item.insert.trimEnd() === there.trimEnd()) return null
  return take(state, item, list.from, list.to, context)
}

const CLOSES_SEARCH: ReadonlySet<string> = new Set(["escape", "ctrl+g", "ctrl+c"])
const TAKES_SEARCH: ReadonlySet<string> = new Set(["enter", "ctrl+j", "tab", "right", "end", "ctrl+e"])

const pressInSearch = (
  state: LineState,
  search: Extract<Panel, { type: "search" }>,
  key: Key,
  { sources }: LineContext
): Pressed => {
  const ask = (query: string): Pressed => done({ ...state, panel: withQuery(search, query, sources) })
  if (key.type === "text" || key.type === "paste") return ask(search.query + (key.text.split("\n")[0] ?? ""))
  if (key.type !== "key") return done(state)
  const label = keyLabel(key)
  if (CLOSES_SEARCH.has(label)) return done({ ...state, panel: null })
  if (TAKES_SEARCH.has(label)) {
    const item = highlightedOf(search)
    return done(
      item === null
        ? { ...state, panel: null }
        : { ...edited({ ...state, panel: null }, Editor.replaceAll(state.editor, item.insert)) }
    )
  }
  if (label === "ctrl+u") return ask("")
  if (label === "backspace" || label === "ctrl+h") return ask([...search.query].slice(0, -1).join(""))
  return done({ ...state, panel: stepIn(search, key) ?? search })
}

const pressNamed = (state: LineState, key: NamedKey, context: LineContext): Pressed => {
  const label = keyLabel(key)
  const { panel } = state
  if (panel?.type === "list" && state.prefix === null) {
    // A list that nobody asked for has its first one highlighted, and Tab is what takes it everywhere.
    if (label === "tab" && !panel.isAsked) return done(enterInList(state, panel, context) ?? { ...state, panel: null })
    const stepped = pressInList(state, panel, key)
    if (stepped !== null) return stepped
    if (label === "enter" || label === "ctrl+j") {
      const taken = enterInList(state, panel, context)
      return taken === null ? ACTS.submit({ ...state, panel: null }, context) : done(taken)
    }
  }
  if (state.prefix === null && isPrefix(label)) return done({ ...state, prefix: label })
  const action = actionOf(label, state.prefix)
  const free = { ...state, prefix: null }
  if (action === null) return done(free)
  return ACTS[action](panel?.type === "list" && KEEPS_LIST.has(action) ? free : { ...free, panel: null }, context)
}

/** Where in the keys one is after this key; null where it is for the line. */
const turnedHelp = (top: number, key: Key, { width }: LineContext): number | null =>
  key.type === "key"
    ? moveInHelp(top, key, width)
    : key.type === "text" && key.text === " "
      ? nextPart(top, width)
      : null

/** The next state after a key. A reply says nothing here; the end of input leaves. */
export const press = (before: LineState, key: Key, context: LineContext): Pressed => {
  if (key.type === "end") return done(before, { type: "leave" })
  if (key.type === "reply") return done(before)
  const turned = before.panel?.type === "keys" ? turnedHelp(before.panel.top, key, context) : null
  if (turned !== null) return done({ ...before, panel: { type: "keys", top: turned } })
  // What was said under the line, and the keys, are gone with the next key.
  const wasHelp = before.panel?.type === "keys"
  const state: LineState = { ...before, notice: null, panel: wasHelp ? null : before.panel }
  if (state.panel?.type === "search") return pressInSearch(state, state.panel, key, context)
  if (key.type === "paste") {
    if (key.tooLong !== undefined)
      return done({
        ...state,
        panel: null,
        notice: `${fitCount(key.tooLong)} were pasted, and a line holds at most ${fitCount(MAX_PASTE)}: nothing was put in.`
      })
    return done({ ...edited(state, Editor.insert(state.editor, key.text)), panel: null, prefix: null })
  }
  if (key.type === "text") {
    if (key.text === "?" && state.editor.text === "")
      return done(wasHelp ? state : { ...state, panel: { type: "keys", top: 0 } })
    return done(typed({ ...state, prefix: null }, key.text, context))
  }
  return pressNamed(state, key, context)
}

/** What the sources give has become something else: an open list is asked anew. */
export const again = (state: LineState, context: LineContext): LineState =>
  state.panel?.type === "search"
    ? { ...state, panel: { ...state.panel, items: context.sources.search(state.panel.query) } }
    : refreshed(state, context)

/** What was typed while nobody read is written, and submits nothing: Enter is the end of a line in it. */
export const typeAhead = (state: LineState, keys: ReadonlyArray<Key>, context: LineContext): LineState => {
  let next = state
  for (const key of keys) {
    if (key.type === "text") next = edited(next, Editor.type(next.editor, key.text))
    else if (key.type === "key" && key.name === "enter") next = edited(next, Editor.insert(next.editor, "\n"))
    else {
      const pressed = press(next, key, context)
      if (pressed.outcome === null) next = pressed.state
    }
  }
  let end = next.editor.text.length
  while (end > 0 && next.editor.text.charAt(end - 1) === "\n") end--
  const trimmed = next.editor.text.slice(0, end)
  return {
    ...next,
    editor: trimmed === next.editor.text ? next.editor : Editor.replaceAll(next.editor, trimmed),
    panel: null,
    notice: null,
    prefix: null
  }
}
