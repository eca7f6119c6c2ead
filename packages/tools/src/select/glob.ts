/**
 * File name patterns as `find -name` reads them: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`, `[[:digit:]]`, `\` before a
 * character to take it as it is. A bracket that is not closed is an ordinary character. Braces are ordinary too (a planner
 * writes two patterns instead), and a dot in front is nothing special here: hiding is the Selection's business.
 * Matching walks two pointers over the name, so no pattern can take more than (pattern x name) steps.
 */

/** Whether a name, or a path, fits. */
export type Fits = (text: string) => boolean

type Part =
  | { readonly kind: "char"; readonly char: string }
  | { readonly kind: "any" }
  /** `*`: any run within one part of a path. */
  | { readonly kind: "run" }
  /** `**`: any run, slashes included. Only in path patterns. */
  | { readonly kind: "deep" }
  | { readonly kind: "set"; readonly negated: boolean; readonly test: (char: string) => boolean }

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ["alpha", /^\p{L}$/u],
  ["digit", /^[0-9]$/],
  ["alnum", /^[\p{L}0-9]$/u],
  ["upper", /^\p{Lu}$/u],
  ["lower", /^\p{Ll}$/u],
  ["space", /^\s$/],
  ["blank", /^[ \t]$/],
  ["punct", /^[!-/:-@[-`{-~]$/],
  ["xdigit", /^[0-9a-fA-F]$/]
])

/** The set that begins behind the `[` at `from`, and the place behind its `]`; `null` when it is not closed. */
const readSet = (
  chars: ReadonlyArray<string>,
  from: number,
  anyCase: boolean
): { readonly part: Part; readonly next: number } | null => {
  let at = from
  const negated = chars[at] === "!" || chars[at] === "^"
  if (negated) at++
  const tests: Array<(char: string) => boolean> = []
  for (let first = true; ; first = false) {
    const char = chars[at]
    if (char === undefined || char === "/") return null
    if (char === "]" && !first) break
    if (char === "[" && chars[at + 1] === ":") {
      const end = chars.indexOf(":", at + 2)
      const named = end > 0 && chars[end + 1] === "]" ? CLASSES.get(chars.slice(at + 2, end).join("")) : undefined
      if (named !== undefined) {
        tests.push((c) => named.test(c))
        at = end + 2
        continue
      }
    }
    const low = char === "\\" && chars[at + 1] !== undefined ? (chars[++at] ?? char) : char
    const high = chars[at + 2]
    if (chars[at + 1] === "-" && high !== undefined && high !== "]") {
      tests.push((c) => c >= low && c <= high)
      at += 3
    } else {
      tests.push((c) => c === low)
      at++
    }
  }
  const one = (char: string) => tests.some((test) => test(char))
  const test = anyCase ? (char: string) => one(char.toLowerCase()) || one(char.toUpperCase()) : one
  return { part: { kind: "set", negated, test }, next: at + 1 }
}

const parse = (pattern: string, anyCase: boolean, isPath: boolean): ReadonlyArray<Part> => {
  const chars = Array.from(pattern)
  const parts: Array<Part> = []
  const literal = (char: string): Part => ({ kind: "char", char: anyCase ? char.toLowerCase() : char })
  for (let at = 0; at < chars.length;) {
    const char = chars[at] ?? ""
    if (char === "*") {
      let stars = 1
      while (chars[at + stars] === "*") stars++
      at += stars
      if (isPath && stars > 1) {
        // `**/` also stands for no folder at all.
        if (chars[at] === "/") at++
        parts.push({ kind: "deep" })
      } else parts.push({ kind: "run" })
      continue
    }
    const set = char === "[" ? readSet(chars, at + 1, anyCase) : null
    if (set !== null) {
      parts.push(set.part)
      at = set.next
      continue
    }
    if (char === "?") parts.push({ kind: "any" })
    else if (char === "\\" && chars[at + 1] !== undefined) parts.push(literal(chars[++at] ?? ""))
    else parts.push(literal(char))
    at++
  }
  return parts
}

const fitsOne = (part: Part | undefined, char: string, isPath: boolean): boolean => {
  if (part === undefined) return false
  if (part.kind === "char") return part.char === char
  if (isPath && char === "/") return false
  if (part.kind === "any") return true
  return part.kind === "set" && part.test(char) !== part.negated
}

/** The place behind the next slash at or after `from`, else the end. */
const afterSlash = (chars: ReadonlyArray<string>, from: number): number => {
  const at = chars.indexOf("/", from)
  return at < 0 ? chars.length : at + 1
}

/** Two pointers with one step back to the last `*` and one to the last `**`. */
const matchParts = (parts: ReadonlyArray<Part>, text: string, isPath: boolean): boolean => {
  const chars = Array.from(text)
  let p = 0
  let t = 0
  let runAt = -1
  let runText = 0
  let deepAt = -1
  let deepText = 0
  for (;;) {
    const part = parts[p]
    if (part?.kind === "deep") {
      deepAt = p++
      deepText = t
      runAt = -1
      continue
    }
    if (part?.kind === "run") {
      runAt = p++
      runText = t
      continue
    }
    const char = chars[t]
    if (char === undefined && part === undefined) return true
    if (char !== undefined && fitsOne(part, char, isPath)) {
      p++
      t++
    } else if (runAt >= 0 && runText < chars.length && !(isPath && chars[runText] === "/")) {
      p = runAt + 1
      t = ++runText
    } else if (deepAt >= 0 && deepText < chars.length) {
      // What follows a `**/` begins a part of the path, so it continues behind a slash; a `**` at the end takes all.
      deepText = deepAt === parts.length - 1 ? chars.length : afterSlash(chars, deepText)
      p = deepAt + 1
      t = deepText
      runAt = -1
    } else return false
  }
}

/** Patterns without anything special but stars at their ends, which is what nearly all are. */
const simple = (parts: ReadonlyArray<Part>): Fits | null => {
  const starts = parts[0]?.kind === "run"
  const ends = parts.length > 1 && parts.at(-1)?.kind === "run"
  const middle = parts.slice(starts ? 1 : 0, ends ? -1 : undefined)
  let text = ""
  for (const part of middle) {
    if (part.kind !== "char") return null
    text += part.char
  }
  if (starts && ends) return (name) => name.includes(text)
  if (starts) return (name) => name.endsWith(text)
  if (ends) return (name) => name.startsWith(text)
  return (name) => name === text
}

/** A pattern for one name. */
export const compileGlob = (pattern: string, anyCase = false): Fits => {
  const parts = parse(pattern, anyCase, false)
  const fits = simple(parts) ?? ((name: string) => matchParts(parts, name, false))
  return anyCase ? (name) => fits(name.toLowerCase()) : fits
}

/** A pattern for a relative path: `*` stays within one part, a `**` part stands for any number of folders. */
export const compilePathGlob = (pattern: string, anyCase = false): Fits => {
  const parts = parse(pattern.replace(/^\.\//, ""), anyCase, true)
  return anyCase ? (path) => matchParts(parts, path.toLowerCase(), true) : (path) => matchParts(parts, path, true)
}

/** How many levels a path pattern reaches down; `Infinity` with a `**`. */
export const pathGlobDepth = (pattern: string): number =>
  pattern.includes("**") ? Number.POSITIVE_INFINITY : pattern.replace(/^\.\//, "").split("/").length
