/**
 * Names that stand in for things a line only refers to. "delete the second one" is read as `delete 'zenus-item-1-file.txt'`, and
 * in what that means the real path takes the place of the stand-in. So the rules read the sentence, and never the name: it may hold
 * quotes, line ends, stars or whole sentences, and there may be ten thousand of them. Pure.
 *
 * What surprises: the stand-in says what it stands for (a file or a folder, its extension), because the rules ask what is at a
 * name, and "unzip it" or "list it" mean what they mean by that.
 */
import { IntentIR, IntentStep, PathText } from "@zenus/core"

/** What is referred to: something at a path (absolute), or a line of an answer that is none (a branch, a process). */
export type Item =
  { readonly type: "file" | "folder"; readonly path: string } | { readonly type: "text"; readonly text: string }

const MARK = "zenus-item"
const STAND_IN = /^zenus-item-(\d+)-(file|folder|text)(?:\.[a-z0-9]{1,8})?$/

/** Whether a text a person typed could be taken for one: then nothing in it is replaced. */
export const holdsStandIn = (text: string): boolean => text.toLowerCase().includes(MARK)

/** What a name stands for; `null` for every other name, and for text. */
export const typeOfStandIn = (name: string): "file" | "folder" | null => {
  const type = STAND_IN.exec(name)?.[2]
  return type === "file" || type === "folder" ? type : null
}

const standIn = (item: Item, at: number): string => {
  const extension = item.type === "file" ? /\.[a-z0-9]{1,8}$/i.exec(PathText.basename(item.path))?.[0] : undefined
  return `${MARK}-${at}-${item.type}${extension?.toLowerCase() ?? ""}`
}

/** More than two read as two do. */
const WRITTEN = 2

/** How things are written in a line that the rules read: `'a'`, or `'a' and 'b'` for two and more. */
export const writtenItems = (items: ReadonlyArray<Item>): string =>
  items
    .slice(0, WRITTEN)
    .map((item, index) => `'${standIn(item, index + 1)}'`)
    .join(" and ")

const nameOf = (item: Item): string => (item.type === "text" ? item.text : item.path)

/** The pattern that only this name fits. */
const exactly = (item: Item): string =>
  (item.type === "text" ? item.text : PathText.basename(item.path)).replace(/\\/g, "\\\\").replace(/[*?[]/g, "[$&]")

/** Arguments whose texts are patterns of names, and no paths. */
const PATTERNS: ReadonlySet<string> = new Set(["names", "notNames"])
/** Arguments whose texts are parts of names. */
const PARTS: ReadonlySet<string> = new Set(["nameContains", "inPath", "notInPath", "keeps"])

const replaced = (value: unknown, key: string, items: ReadonlyArray<Item>): unknown => {
  const one = (text: string): ReadonlyArray<Item> | null => {
    const at = Number(STAND_IN.exec(text)?.[1] ?? 0)
    if (at === 0) return null
    // The last one written stands for all that are left.
    return at === WRITTEN ? items.slice(at - 1) : items.slice(at - 1, at)
  }
  const shape = (item: Item): string =>
    PATTERNS.has(key) ? exactly(item) : PARTS.has(key) ? PathText.basename(nameOf(item)) : nameOf(item)
  if (typeof value === "string") {
    const items = one(value)
    const found = items?.[0]
    // Many in the place of one: left standing, so that it is refused and none is dropped.
    if (found === undefined || items?.length !== 1) return value
    const text = shape(found)
    return found.type === "text" && key === "pid" ? Number(text) : text
  }
  if (Array.isArray(value))
    return value.flatMap((element: unknown) => {
      const found = typeof element === "string" ? one(element) : null
      return found === null ? [replaced(element, key, items)] : found.map(shape)
    })
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, name, items)]))
  return value
}

/** Whether a stand-in is left in a value, inside a longer text too: then it is not known what it would mean. */
const isLeft = (value: unknown): boolean => JSON.stringify(value).includes(MARK)

/** The meaning with the real things in it; `null` where a stand-in became part of something else (a new name, a text). */
export const withItems = (intent: IntentIR, items: ReadonlyArray<Item>, goal: string): IntentIR | null => {
  const steps = intent.steps.map(
    (step) =>
      new IntentStep({
        ...step,
        args: Object.fromEntries(Object.entries(step.args).map(([name, value]) => [name, replaced(value, name, items)]))
      })
  )
  return steps.some(({ args }) => isLeft(args)) ? null : new IntentIR({ ...intent, goal, steps })
}
