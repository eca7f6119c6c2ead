/**
 * Arguments that Gemini sends as values by path (`$.files[0].name`), strings in several pieces. Each is put where its path
 * says; a path that is none is left out. Only own properties are written, so `__proto__` is a name like any other.
 */
import { at, isObject, type JsonObject, listAt, textAt } from "../json.ts"

/** Deeper paths and larger indexes are no arguments of ours. */
const MAX_STEPS = 64
const MAX_INDEX = 10_000

/** `$.a[0]['b c']` as steps; undefined where it cannot be read. */
export const readPath = (path: string): ReadonlyArray<string | number> | undefined => {
  if (!path.startsWith("$")) return undefined
  const steps: Array<string | number> = []
  const step = /\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]/y
  step.lastIndex = 1
  while (step.lastIndex < path.length) {
    const found = step.exec(path)
    if (found === null || steps.length >= MAX_STEPS) return undefined
    const [, name, index, single, double] = found
    if (index !== undefined) {
      if (Number(index) > MAX_INDEX) return undefined
      steps.push(Number(index))
    } else steps.push(name ?? (single ?? double ?? "").replace(/\\(.)/g, "$1"))
  }
  return steps.length === 0 ? undefined : steps
}

const put = (container: unknown, [step, ...rest]: ReadonlyArray<string | number>, value: unknown): unknown => {
  if (step === undefined) return value
  if (typeof step === "number") {
    const list: Array<unknown> = Array.isArray(container) ? [...container] : []
    while (list.length < step) list.push(null)
    list[step] = put(list[step], rest, value)
    return list
  }
  const old = isObject(container) ? container : {}
  const entries = Object.entries(old).filter(([name]) => name !== step)
  return Object.fromEntries([...entries, [step, put(at(old, step), rest, value)]])
}

const valueOf = (piece: unknown, before: unknown): unknown => {
  const text = textAt(piece, "stringValue")
  if (text !== undefined) return typeof before === "string" ? before + text : text
  return at(piece, "numberValue") ?? at(piece, "boolValue") ?? null
}

/** The arguments with the pieces of one `partialArgs` added. */
export const addPieces = (input: JsonObject, partialArgs: unknown): JsonObject => {
  let built: unknown = input
  for (const piece of listAt(partialArgs)) {
    const steps = readPath(textAt(piece, "jsonPath") ?? "")
    if (steps !== undefined) built = put(built, steps, valueOf(piece, at(built, ...steps)))
  }
  return isObject(built) ? built : input
}
