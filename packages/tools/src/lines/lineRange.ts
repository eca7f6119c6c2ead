/** A range of lines of a stream of bytes, bytes unchanged and their line ends with them. Stops reading behind the last one. */

const LF = 0x0a

/** Lines `from` to `to`, counted from 1, both included. */
export async function* lineRange(
  source: AsyncIterable<Uint8Array>,
  from: number,
  to: number
): AsyncGenerator<Uint8Array> {
  let line = 1
  for await (const slice of source) {
    let at = 0
    // Skip to the first byte of the first line.
    while (line < from) {
      const end = slice.indexOf(LF, at)
      if (end < 0) break
      at = end + 1
      line++
    }
    if (line < from) continue
    const start = at
    while (line <= to) {
      const end = slice.indexOf(LF, at)
      if (end < 0) {
        at = slice.length
        break
      }
      at = end + 1
      line++
    }
    if (at > start) yield slice.subarray(start, at)
    if (line > to) return
  }
}
