/** Exact numbers of bytes from a stream of slices of any length: what formats made of blocks are read with. */
import { archiveBroken } from "./ArchiveEntry.ts"

export interface ByteReader {
  /** The next `length` bytes; `null` at the very end, `StepFailed` where the stream ends within them. */
  readonly take: (length: number) => Promise<Uint8Array | null>
  /** The next `length` bytes in slices as they come. */
  readonly slices: (length: number) => AsyncGenerator<Uint8Array>
  readonly skip: (length: number) => Promise<void>
}

const cutOff = () => archiveBroken("it ends in the middle")

export const makeByteReader = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const iterator = source[Symbol.asyncIterator]()
  let held: Uint8Array = new Uint8Array()
  const more = async (): Promise<boolean> => {
    while (held.length === 0) {
      const next = await iterator.next()
      if (next.done === true) return false
      held = next.value
    }
    return true
  }
  async function* slices(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0;) {
      if (!(await more())) throw cutOff()
      const slice = held.subarray(0, left)
      held = held.subarray(slice.length)
      left -= slice.length
      yield slice
    }
  }
  return {
    slices,
    take: async (length) => {
      if (!(await more())) return null
      if (held.length >= length) {
        const bytes = held.subarray(0, length)
        held = held.subarray(length)
        return bytes
      }
      const bytes = new Uint8Array(length)
      let at = 0
      for await (const slice of slices(length)) {
        bytes.set(slice, at)
        at += slice.length
      }
      return bytes
    },
    skip: async (length) => {
      for await (const _ of slices(length)) void _
    }
  }
}
