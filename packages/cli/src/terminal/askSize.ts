/**
 * Asks a terminal how large its window is, now. Node does that only once it comes to the signal of a new size (SIGWINCH), which is after
 * whatever runs; what is drawn before would be drawn for the old window. Node's own way of asking has an underscore (`_refreshSize`,
 * since its first streams for terminals), so it stands here alone: where a stream has none, or the terminal is gone, the size stays what
 * Node knows. What may surprise: where the size is another one, the stream tells all who listen for `resize` before this returns.
 */
export const askSize = (stream: object): void => {
  if (!("_refreshSize" in stream) || typeof stream._refreshSize !== "function") return
  try {
    Reflect.apply(stream._refreshSize, stream, [])
  } catch {
    // The terminal is gone: nobody sees what is drawn.
  }
}
