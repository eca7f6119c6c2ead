/**
 * The question back where words could be the very text to write or speak of something. The quoted form says the first; what
 * else is meant only the person can say, so nothing else is suggested.
 */
import { escapeName } from "../../errors/escapeName.ts"
import type { Filled } from "./slots/SlotReader.ts"

/** `source` is the request as it was written. Words that hold the quotation mark itself get no quoted form. */
export const eitherText = (source: string, { end, start }: NonNullable<Filled["spoken"]>) => {
  const said = source.slice(start, end)
  const quote = said.includes("'") ? '"' : "'"
  return {
    reason: `"${escapeName(said)}" may be the very words to write, or speak of something else.`,
    suggestions: said.includes(quote) ? [] : [source.slice(0, start) + quote + said + quote + source.slice(end)]
  }
}
