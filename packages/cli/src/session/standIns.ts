/**
 * Names that stand in for things a line only refers to. "delete the second one" is read as `delete 'zenus-item-1-file.txt'`, and
 * in what that means the real path takes the place of the stand-in. So the rules read the sentence, and never the name: it may hold
 * quotes, line ends, stars or whole sentences, and there may be ten thousand of them. Pure.
 *
 * What surprises: the stand-in says what it stands for (a file or a folder, its extension), because the rules ask what is at a
 * name, and "unzip it" or "list it" mean what they mean by that.
 */
import { IntentIR, IntentStep, PathText } from "@zenus/core"

/** What is referred to. */
export interface Item {
  readonly type: "file" | "folder"
  /** As the arguments of a step have it: absolute, or from the folder where it is asked. */
  readonly path: string
}

const MARK = "zenus-item"
const STAND_IN = /^zenus-item\d*-\d+-(file|folder)(?:\.[a-z0-9]{1,8})?$/

/** Whether a text a person typed could be taken for one: then nothing in it is replaced. */
export const holdsStandIn = (text: string): boolean => text.toLowerCase().includes(MARK)

/** What a name stands for; `null` for every other name. */
export const typeOfStandIn = (name: string): "file" | "folder" | null => {
  const type = STAND_IN.exec(name)?.[1]
  return type === "file" || type === "folder" ? type : null
}

const extensionOf = (item: Item): string =>
  item.type === "file" ? (/[^/](\.[a-z0-9]{1,8})$/i.exec(item.path)?.[1]?.toLowerCase() ?? "") : ""

export interface Written {
  /** For each group how it is written in the line: `'a'`, or `'a' and 'b'` for two and more. */
  readonly texts: ReadonlyArray<string>
  /** What each name that was written stands for; of the second of a group that is all but the first. */
  readonly meanings: ReadonlyMap<string, ReadonlyArray<Item>>
}

/** A beginning that none of the real names holds: what is left of it afterwards is no stand-in's then. */
const markFor = (paths: ReadonlyArray<string>): string => {
  for (let more = 0; ; more++) {
    const mark = more === 0 ? MARK : MARK + String(more)
    if (!paths.some((path) => path.includes(mark))) return mark
  }
}

/** Each group is what one reference of a line means, and has an item at least. More than two read as two do. */
export const writeItems = (groups: ReadonlyArray<ReadonlyArray<Item>>): Written => {
  const meanings = new Map<string, ReadonlyArray<Item>>()
  const mark = markFor(groups.flat().map(({ path }) => path))
  const write = (items: ReadonlyArray<Item>): string => {
    const [first, ...rest] = items
    if (first === undefined) return ""
    const name = `${mark}-${meanings.size + 1}-${first.type}${extensionOf(first)}`
    meanings.set(name, [first])
    const [second] = rest
    if (second === undefined) return `'${name}'`
    const others = `${mark}-${meanings.size + 1}-${second.type}${extensionOf(second)}`
    meanings.set(others, rest)
    return `'${name}' and '${others}'`
  }
  return { texts: groups.map(write), meanings }
}

const nameOf = ({ path }: Item): string => PathText.basename(path)

/** The pattern that only this name fits. */
const exactly = (name: string): string => name.replace(/\\/g, "\\\\").replace(/[*?[]/g, "[$&]")

type Shape = (item: Item) => string
const whole: Shape = ({ path }) => path
/** Arguments whose texts are no paths: patterns of names, and parts of them. */
const SHAPES: ReadonlyMap<string, Shape> = new Map<string, Shape>([
  ["names", (item) => exactly(nameOf(item))],
  ["notNames", (item) => exactly(nameOf(item))],
  ["nameContains", nameOf],
  ["inPath", nameOf],
  ["notInPath", nameOf],
  ["keeps", nameOf]
])

const replaced = (value: unknown, key: string, meanings: Written["meanings"]): unknown => {
  const shape = SHAPES.get(key) ?? whole
  if (typeof value === "string") {
    const items = meanings.get(value)
    const only = items?.[0]
    // Many in the place of one: left standing, so that it is refused and none is dropped.
    return only === undefined || items?.length !== 1 ? value : shape(only)
  }
  if (Array.isArray(value))
    return value.flatMap((element: unknown) => {
      const items = typeof element === "string" ? meanings.get(element) : undefined
      return items === undefined ? [replaced(element, key, meanings)] : items.map(shape)
    })
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replaced(inner, name, meanings)]))
  return value
}

/** Whether a name that was written is left, inside a longer text too: then it is not known what it would mean. */
const isLeft = (args: unknown, meanings: Written["meanings"]): boolean => {
  const text = JSON.stringify(args)
  return [...meanings.keys()].some((name) => text.includes(name))
}

/** The meaning with the real things in it; `null` where a stand-in became part of something else (a new name, a text). */
export const withItems = (intent: IntentIR, meanings: Written["meanings"], goal: string): IntentIR | null => {
  const steps = intent.steps.map(
    (step) =>
      new IntentStep({
        ...step,
        args: Object.fromEntries(
          Object.entries(step.args).map(([name, value]) => [name, replaced(value, name, meanings)])
        )
      })
  )
  return steps.some(({ args }) => isLeft(args, meanings)) ? null : new IntentIR({ ...intent, goal, steps })
}
