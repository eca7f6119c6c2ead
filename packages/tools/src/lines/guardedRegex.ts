/**
 * Regular expressions of a request, run so that none can hang the process: under the watchdog of `node:vm`, which
 * stops V8 in mid-match after a time limit. JavaScript syntax without the `u` flag, since people write the grep
 * dialect (`\-`, `[[:digit:]]`, which is translated). Only for expressions that somebody asked for.
 */
import { BadArgument, StepFailed } from "@zenus/core"
import { createContext, Script } from "node:vm"

/** Longest time for one call (one slice of a file), milliseconds. */
export const REGEX_LIMIT_MS = 2_000
/** Longest expression, characters. */
export const MAX_REGEX_LENGTH = 4_096

/** A range `[from, to)` in a text. */
export type Range = readonly [number, number]

export interface GuardedRegex {
  readonly testAny: (texts: ReadonlyArray<string>) => boolean
  /** For each text whether it matches. */
  readonly testEach: (texts: ReadonlyArray<string>) => ReadonlyArray<boolean>
  /** The matches of each text, empty ones left out. */
  readonly findEach: (texts: ReadonlyArray<string>) => ReadonlyArray<ReadonlyArray<Range>>
  /** The text with its matches replaced, and how many there were. `$1` or `\1` stands for a group, `$&` for all of it. */
  readonly replaceAll: (text: string, replacement: string) => { readonly text: string; readonly count: number }
  /** The same for many texts at once; `literal` takes the replacement as it is. */
  readonly replaceEach: (texts: ReadonlyArray<string>, replacement: string, literal: boolean) => Replaced
}

export interface Replaced {
  readonly texts: ReadonlyArray<string>
  readonly count: number
}

/** What stands for one match: groups, `$$`, `\n` and `\t`. A group that is not there is empty. */
const expand = (replacement: string, whole: string, groups: ReadonlyArray<string | undefined>): string =>
  replacement.replace(
    /\$(\d{1,2}|&|\$)|\\(\d|n|t|\\)/g,
    (_, dollar: string | undefined, escaped: string | undefined) => {
      const name = dollar ?? escaped ?? ""
      if (name === "&") return whole
      if (name === "$") return "$"
      if (name === "n") return "\n"
      if (name === "t") return "\t"
      if (name === "\\") return "\\"
      if (name === "0") return whole
      // `$12` with fewer than twelve groups is the first one and a 2.
      const [number, rest] = name.length === 2 && Number(name) > groups.length ? [name[0], name[1]] : [name, ""]
      return (groups[Number(number) - 1] ?? "") + (rest ?? "")
    }
  )

const POSIX: ReadonlyMap<string, string> = new Map([
  ["alpha", "a-zA-Z"],
  ["digit", "0-9"],
  ["alnum", "a-zA-Z0-9"],
  ["upper", "A-Z"],
  ["lower", "a-z"],
  ["space", "\\s"],
  ["blank", " \\t"],
  ["punct", "!-\\/:-@\\[-`{-~"],
  ["xdigit", "0-9a-fA-F"]
])

/** Classes such as `[:digit:]` in JavaScript's words. */
export const translatePosix = (source: string): string =>
  source.replace(/\[:([a-z]+):\]/g, (written, name: string) => POSIX.get(name) ?? written)

const compile = (source: string, flags: string): RegExp => {
  if (source.length > MAX_REGEX_LENGTH) {
    throw new BadArgument({
      action: "Reading the expression",
      reason: `it has ${source.length} characters, and ${MAX_REGEX_LENGTH} is the limit`,
      hints: ["Write a shorter expression."]
    })
  }
  try {
    return new RegExp(translatePosix(source), flags)
  } catch (error) {
    throw new BadArgument({
      action: "Reading the expression",
      reason: error instanceof Error ? error.message : String(error),
      hints: ["Correct the expression, or ask for the text as it is, in quotes."]
    })
  }
}

// The error belongs to the realm of the context, so it is no instance of our Error.
const isTimeout = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT"

/**
 * `flags` beyond `g` (`i`, `m`, `s`). Throws `BadArgument` for an expression that cannot be read; each method throws
 * `StepFailed` when it takes longer than the limit.
 */
export const guardRegex = (source: string, flags: string, limitMs = REGEX_LIMIT_MS): GuardedRegex => {
  const regex = compile(source, `g${flags}`)
  const sandbox: { work: () => unknown } = { work: () => undefined }
  const context = createContext(sandbox)
  const call = new Script("work()")
  // The watchdog stops whatever the script has called, the closures of this realm included.
  const guarded = <A>(work: () => A): A => {
    let result: { readonly value: A } | undefined
    sandbox.work = () => {
      result = { value: work() }
    }
    try {
      call.runInContext(context, { timeout: limitMs })
    } catch (error) {
      if (!isTimeout(error)) throw error
    }
    if (result !== undefined) return result.value
    throw new StepFailed({
      doing: "Search with the expression",
      reason: `it took longer than ${limitMs / 1000} s on one piece of text`,
      hints: ["Write it without repetitions inside repetitions.", "Search for a plain text instead."]
    })
  }
  const test = (text: string): boolean => {
    regex.lastIndex = 0
    return regex.test(text)
  }
  const find = (text: string): ReadonlyArray<Range> => {
    const found: Array<Range> = []
    regex.lastIndex = 0
    for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
      if (match[0].length === 0) regex.lastIndex++
      else found.push([match.index, match.index + match[0].length])
    }
    return found
  }
  const replaceEach: GuardedRegex["replaceEach"] = (texts, replacement, literal) =>
    guarded(() => {
      let count = 0
      const one = (whole: string, ...rest: ReadonlyArray<unknown>): string => {
        count++
        if (literal) return replacement
        // Behind the groups come the place and the text, and the named groups where there are any.
        const place = rest.findIndex((value) => typeof value === "number")
        const groups = rest.slice(0, place).map((value) => (typeof value === "string" ? value : undefined))
        return expand(replacement, whole, groups)
      }
      return { texts: texts.map((text) => text.replace(regex, one)), count }
    })
  return {
    testAny: (texts) => guarded(() => texts.some(test)),
    testEach: (texts) => guarded(() => texts.map(test)),
    findEach: (texts) => guarded(() => texts.map(find)),
    replaceAll: (text, replacement) => {
      const { texts, count } = replaceEach([text], replacement, false)
      return { text: texts[0] ?? text, count }
    },
    replaceEach
  }
}
