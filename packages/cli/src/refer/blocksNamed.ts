/** How lines name lines before them: `#3`, `#3 and #5`, `#2 to #4`. Pure. */
import type { Block } from "../line/ShellState.ts"

const ONE = "#\\d{1,9}"
/** As a piece of a larger expression; no groups that catch. */
export const NAMED_BLOCKS = `${ONE}(?: ?(?:-|to|through|until) ?${ONE}|(?:,| and|, and) ?${ONE})*`

/** Most lines that are named by a range. */
const MOST = 1_000

/** Numbers in the order in which they are written, each once. */
export const blockNumbers = (text: string): ReadonlyArray<number> => {
  const numbers: Array<number> = []
  for (const [, from = "", to] of text.matchAll(/#(\d{1,9})(?: ?(?:-|to|through|until) ?#(\d{1,9}))?/g)) {
    const [first, last] = [Number(from), Number(to ?? from)]
    for (let number = first; number <= Math.min(last, first + MOST); number++) numbers.push(number)
  }
  return [...new Set(numbers)]
}

export const blockOf = (blocks: ReadonlyArray<Block>, number: number): Block | undefined =>
  blocks.findLast((block) => block.number === number)

/** Said for a number that no line has, or that is not known any more. */
export const noSuchBlock = (blocks: ReadonlyArray<Block>, number: number): string => {
  const [first, last] = [blocks[0]?.number, blocks.at(-1)?.number]
  return first === undefined || last === undefined
    ? `There is no #${number}: nothing has been asked here yet.`
    : `There is no #${number}: this shell knows #${first} to #${last}.`
}
