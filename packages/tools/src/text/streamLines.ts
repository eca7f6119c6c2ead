/** An answer made of lines: held while it is small, streamed beyond that, so that its size does not matter. */
import type { Output } from "@zenus/core"
import { encodeText } from "../lines/lineStream.ts"

/** Characters that are held; an answer below is complete when it is given, with its number of lines. */
export const HELD_CHARACTERS = 4_000_000

const bytes = (lines: ReadonlyArray<string>): Uint8Array =>
  encodeText(lines.map((line) => `${line}\n`).join(""), "utf8")

async function* resumed(
  first: ReadonlyArray<string>,
  rest: AsyncIterator<ReadonlyArray<string>>
): AsyncGenerator<Uint8Array> {
  yield bytes(first)
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield bytes(next.value)
}

/** Lines from batches. An answer that is streamed has `bytes` instead of `lines`. */
export const streamLines = async (
  batches: AsyncIterable<ReadonlyArray<string>>
): Promise<Pick<Output, "lines" | "bytes">> => {
  const iterator = batches[Symbol.asyncIterator]()
  const held: Array<string> = []
  let characters = 0
  for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) {
    for (const line of next.value) {
      held.push(line)
      characters += line.length
    }
    if (characters > HELD_CHARACTERS) return { lines: [], bytes: resumed(held, iterator) }
  }
  return { lines: held }
}
