/**
 * The lines of a stream of bytes, in batches of whatever was read. UTF-8, with bytes that are none kept as everywhere (see
 * PathText), so that what is not touched comes out as it went in; UTF-16 where a byte order mark says so. Binary content
 * is recognised as grep does: by a NUL in the first bytes.
 */
import { PathBytes, StepFailed } from "@zenus/core"
import { isAscii, isUtf8 } from "node:buffer"

const LF = 0x0a
/** Bytes that are looked at to know a binary file. */
export const BINARY_LOOK = 8_000
/** Longest line that is held in memory, bytes. */
export const MAX_LINE = 64 * 1024 * 1024

export type Encoding = "utf8" | "utf16le" | "utf16be"

export interface TextForm {
  readonly encoding: Encoding
  /** Bytes of the byte order mark. */
  readonly markLength: number
}

/** From the first bytes of a file. */
export const textFormOf = (start: Uint8Array): TextForm => {
  const [a, b, c] = start
  if (a === 0xff && b === 0xfe) return { encoding: "utf16le", markLength: 2 }
  if (a === 0xfe && b === 0xff) return { encoding: "utf16be", markLength: 2 }
  return { encoding: "utf8", markLength: a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0 }
}

/** Whether the first bytes of a file (8,000 suffice) are of something that is no text. */
export const looksBinary = (start: Uint8Array): boolean =>
  textFormOf(start).encoding === "utf8" && start.subarray(0, BINARY_LOOK).includes(0)

const swapped = (bytes: Uint8Array): Buffer => Buffer.from(bytes).swap16()

const decode = (bytes: Uint8Array, encoding: Encoding): string => {
  if (encoding === "utf8") {
    // The checks of node:buffer go over 16 bytes at a time; ours, byte by byte, is for the odd text that is no UTF-8.
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    if (isAscii(buffer)) return buffer.toString("latin1")
    return isUtf8(buffer) ? buffer.toString("utf8") : PathBytes.fromBytes(bytes)
  }
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2))
  return (encoding === "utf16le" ? Buffer.from(even) : swapped(even)).toString("utf16le")
}

/** The bytes of a text in a file's own encoding, without a mark. */
export const encodeText = (text: string, encoding: Encoding): Uint8Array => {
  if (encoding !== "utf8") {
    const bytes = Buffer.from(text, "utf16le")
    return encoding === "utf16le" ? bytes : bytes.swap16()
  }
  return PathBytes.isRepresentable(text) ? PathBytes.toBytes(text) : new TextEncoder().encode(text)
}

/** What a text is in a file that is read byte by byte. */
export const bytesAsText = (text: string): string => Buffer.from(encodeText(text, "utf8")).toString("latin1")

const BYTES: TextForm = { encoding: "utf8", markLength: 0 }

const tooLong = (): StepFailed =>
  new StepFailed({
    doing: "Read the lines",
    reason: `one of them is longer than ${MAX_LINE / 1024 / 1024} MB.`,
    hints: ["Such a file is hardly made of lines; show or copy it as a whole."]
  })

/** Behind the last line end, in bytes; 0 for none. */
const lastLineEnd = (bytes: Uint8Array, encoding: Encoding): number => {
  if (encoding === "utf8") return bytes.lastIndexOf(LF) + 1
  for (let at = bytes.length - (bytes.length % 2) - 2; at >= 0; at -= 2) {
    const unit =
      encoding === "utf16le"
        ? (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
        : ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    if (unit === LF) return at + 2
  }
  return 0
}

/**
 * Text in pieces that end where a line ends (but the last), without the byte order mark. Throws `StepFailed` for an endless line.
 * @param asBytes each byte is a character of its own (see `bytesAsText`): what is no text is taken apart thirty times as fast.
 */
export async function* textPieces(source: AsyncIterable<Uint8Array>, asBytes = false): AsyncGenerator<string> {
  let form: TextForm | null = null
  let held: Array<Uint8Array> = []
  let heldBytes = 0
  for await (const slice of source) {
    // The first slice is long enough for a mark: sources read 256 KB at once.
    let bytes = slice
    if (form === null) {
      form = asBytes ? BYTES : textFormOf(slice)
      bytes = slice.subarray(form.markLength)
    }
    const odd = form.encoding !== "utf8" && heldBytes % 2 === 1
    const end = odd ? 0 : lastLineEnd(bytes, form.encoding)
    if (end === 0 && heldBytes + bytes.length > MAX_LINE) throw tooLong()
    if (end === 0) {
      held.push(bytes)
      heldBytes += bytes.length
      continue
    }
    const piece = Buffer.concat([...held, bytes.subarray(0, end)])
    held = end < bytes.length ? [bytes.subarray(end)] : []
    heldBytes = bytes.length - end
    yield asBytes ? piece.toString("latin1") : decode(piece, form.encoding)
  }
  if (heldBytes === 0) return
  const rest = Buffer.concat(held)
  yield asBytes ? rest.toString("latin1") : decode(rest, form?.encoding ?? "utf8")
}

/** Lines with their ends, in batches; the last one may have none. */
export async function* linesWithEnds(source: AsyncIterable<Uint8Array>): AsyncGenerator<ReadonlyArray<string>> {
  for await (const piece of textPieces(source)) yield piece.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** A line without its end (LF or CRLF). */
export const withoutEnd = (line: string): string =>
  line.endsWith("\r\n") ? line.slice(0, -2) : line.endsWith("\n") ? line.slice(0, -1) : line

/** The end of a line: empty, LF or CRLF. */
export const endOf = (line: string): string => (line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "")

/** The lines of a piece, without their ends. */
export const linesOf = (piece: string): ReadonlyArray<string> => {
  const lines = piece.split("\n")
  // What comes behind the last line end is a line only when there is something.
  if (lines.at(-1) === "") lines.pop()
  return piece.includes("\r") ? lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)) : lines
}

/** How many lines a piece has. */
export const countLinesOf = (piece: string): number => {
  let count = piece.endsWith("\n") || piece === "" ? 0 : 1
  for (let at = piece.indexOf("\n"); at >= 0; at = piece.indexOf("\n", at + 1)) count++
  return count
}

/** Lines without their ends, in batches. */
export async function* lineBatches(source: AsyncIterable<Uint8Array>): AsyncGenerator<ReadonlyArray<string>> {
  for await (const piece of textPieces(source)) yield linesOf(piece)
}

/** All lines, for what has to see them together. Throws `StepFailed` beyond `limit` bytes. */
export const allLines = async (
  source: AsyncIterable<Uint8Array>,
  limit: number,
  doing: string
): Promise<ReadonlyArray<string>> => {
  const batches: Array<ReadonlyArray<string>> = []
  let bytes = 0
  for await (const batch of lineBatches(
    measured(source, (length) => {
      bytes += length
      if (bytes > limit) throw tooBig(doing, limit)
    })
  ))
    batches.push(batch)
  return batches.flat()
}

async function* measured(
  source: AsyncIterable<Uint8Array>,
  seen: (length: number) => void
): AsyncGenerator<Uint8Array> {
  for await (const slice of source) {
    seen(slice.length)
    yield slice
  }
}

export const tooBig = (doing: string, limit: number): StepFailed =>
  new StepFailed({
    doing,
    reason: `there are more than ${limit / 1024 / 1024} MB, and all of it has to be held at once.`,
    hints: ["Take a part of it first, or split the file."]
  })
