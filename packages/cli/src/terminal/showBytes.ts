/**
 * The content of files on a terminal: control sequences are shown, not obeyed, and what is no text is said to be none instead of filling
 * the screen with escapes. UTF-16 where a byte order mark says so. What may surprise: of several files those before the first that is
 * no text are shown.
 */
import { escapeName, escapeText, PathText } from "@zenus/core"
import type { Screen } from "./Screen.ts"

type Decoder = InstanceType<typeof TextDecoder>

/** From the first bytes; null for what is no text, as grep tells it: by a NUL. */
const decoderFor = (start: Uint8Array): Decoder | null => {
  const [a, b] = start
  if (a === 0xff && b === 0xfe) return new TextDecoder("utf-16le")
  if (a === 0xfe && b === 0xff) return new TextDecoder("utf-16be")
  return start.includes(0) ? null : new TextDecoder()
}

const noText = (paths: ReadonlyArray<string>): string => {
  const [only, ...others] = paths
  const what =
    only === undefined || others.length > 0 ? "What comes next is" : `${escapeName(PathText.basename(only))} is`
  return `${what} no text, so it is not shown here. In a pipe it comes out as it is.`
}

/** Shows text until its end or the first piece that is none; that is noted. */
export const showBytes = async (
  screen: Pick<Screen, "out" | "note">,
  pieces: AsyncIterable<Uint8Array>,
  paths: ReadonlyArray<string>
): Promise<void> => {
  let decoder: Decoder | null = null
  let last = "\n"
  let isText = true
  for await (const piece of pieces) {
    decoder ??= decoderFor(piece)
    isText = decoder !== null && (decoder.encoding !== "utf-8" || !piece.includes(0))
    if (decoder === null || !isText) break
    const text = decoder.decode(piece, { stream: true })
    last = text.at(-1) ?? last
    await screen.out(escapeText(text))
  }
  const rest = decoder?.decode() ?? ""
  if (rest !== "") await screen.out(escapeText(rest))
  if ((rest.at(-1) ?? last) !== "\n") await screen.out("\n")
  if (!isText) screen.note(noText(paths))
}
