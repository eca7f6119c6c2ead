/**
 * What of a line that was typed in the shell is kept on the disk: nothing of one that begins with a space (as in other shells) or is too
 * long to be of use again, and no line with its keys and tokens in it. Pure.
 *
 * What may surprise: it takes out rather too much. A name that looks as random as a key goes, too, for what stands in a file for years
 * is worse off with a key in it than without a name; and a line is never cut, since half of a request asks for something else.
 */
import { makeHiding } from "../llm/redact.ts"

/** UTF-16 units of a line that is kept. */
export const MAX_TYPED_LINE = 16_384

/** What stands in the place of a key or token. */
export const TAKEN_OUT = "[key]"

/** A text without keys (`keys`: those in use) and whatever looks like one, `TAKEN_OUT` in their place. */
export const withoutKeys = (text: string, keys: ReadonlyArray<string> = []): string =>
  makeHiding(keys)
    .hide(text)
    .replace(/\[secret-\d+\]/g, TAKEN_OUT)

/** Whether nothing of a line may be kept, neither on the disk nor in a list that is shown: its first character is a space. */
export const isPrivateLine = (line: string): boolean => /^\s/.test(line)

/**
 * The line without keys (`keys`: those in use) and whatever looks like one; `null` for one of which nothing is kept.
 * @example
 * ```ts
 * import { keptLine } from "@zenus/core"
 *
 * keptLine("write DB_PASSWORD=hunter2 to .env", []) // => "write DB_PASSWORD=[key] to .env"
 * keptLine(" list the invoices", []) // => null
 * ```
 */
export const keptLine = (line: string, keys: ReadonlyArray<string>): string | null =>
  line === "" || line.length > MAX_TYPED_LINE || isPrivateLine(line) || line.includes("\0")
    ? null
    : withoutKeys(line, keys)

/** A stretch of time, milliseconds since 1970, both ends in it. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** Whether an instant lies in one of the spans. Asked many times: the spans are put in order once. */
export const anySpanHolds = (spans: ReadonlyArray<Span>): ((at: number) => boolean) => {
  const joined: Array<{ from: number; to: number }> = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = joined.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else joined.push({ from, to })
  }
  return (at) => {
    let low = 0
    let high = joined.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((joined[middle]?.from ?? Infinity) <= at) low = middle + 1
      else high = middle
    }
    const span = joined[low - 1]
    return span !== undefined && at <= span.to
  }
}
