/**
 * "delete 2": a number alone behind a verb. Under a list that was shown with numbers it is the thing of that number; where lists
 * have none it could be two of them as well, and is asked about. A sentence that the rules understand as it stands, and a thing
 * that is called so, are never taken for one. Pure but for what it is told.
 */
import { escapeName, PathText } from "@zenus/core"
import type { ReadingWorld } from "../line/ReadingWorld.ts"
import type { Reference } from "./findReferences.ts"

const NUMBERS = "\\d{1,5}(?:(?:,| and|, and) ?\\d{1,5})*"
/** One verb, the numbers, and nothing but where they go. */
const LINE = new RegExp(
  `^((?:please |can you |could you |now |then )*[a-z]+ )(${NUMBERS})(?= (?:to|into|from|as|in) \\S|[\\s.!?]*$)`,
  "i"
)

/** The numbers of a line as a reference to the last list; `null` for a line that has none. */
export const bareNumbers = (line: string): Reference | null => {
  const [, before = "", text] = LINE.exec(line) ?? []
  if (text === undefined) return null
  return {
    start: before.length,
    end: before.length + text.length,
    text,
    which: { type: "nths", numbers: [...text.matchAll(/\d+/g)].map(([figure]) => Number(figure)) },
    from: null,
    strong: true
  }
}

/** What is asked instead of taking numbers for places in a list; `null` where they can be nothing else. */
export const doubtOf = ({ text, which }: Reference, world: ReadingWorld): ReadonlyArray<string> | null => {
  const numbers = which.type === "nths" ? which.numbers : []
  const called = numbers.find((number) => world.typeAt(PathText.resolve(world.state.cwd, String(number))) !== null)
  const written = `${numbers.length > 1 ? "numbers" : "number"} ${escapeName(text)}`
  if (called !== undefined)
    return [
      `What do you mean by "${escapeName(text)}"? Something here is called ${called}.`,
      `Say "${written}" for what was listed, or the name in quotes: '${called}'.`
    ]
  return world.isNumbered === true
    ? null
    : [`What do you mean by "${escapeName(text)}"?`, `Say "${written}" for its place in what was listed.`]
}
