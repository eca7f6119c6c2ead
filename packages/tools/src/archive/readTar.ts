/** The entries of a tar archive from its bytes, one after the other; what of a content was not read is skipped. */
import { archiveBroken, type ArchiveEntry } from "./ArchiveEntry.ts"
import { makeByteReader } from "./ByteReader.ts"
import {
  applyExtended,
  BLOCK,
  decodePax,
  decodeTarHeader,
  isEmptyBlock,
  MAX_EXTENDED,
  paddingOf,
  type PaxRecords,
  type TarOwner
} from "./tarFormat.ts"

const untilNul = (bytes: Uint8Array): Uint8Array => {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

/** Throws `StepFailed` for what is no tar archive or ends too early. */
export async function* readTar(source: AsyncIterable<Uint8Array>): AsyncGenerator<ArchiveEntry & TarOwner> {
  const reader = makeByteReader(source)
  let global: PaxRecords = new Map()
  let records: PaxRecords = new Map()
  let longName: Uint8Array | null = null
  let longTarget: Uint8Array | null = null
  const extended = async (size: number): Promise<Uint8Array> => {
    if (size > MAX_EXTENDED) throw archiveBroken(`an extended header of ${size} bytes is more than it may have`)
    const body = await reader.take(size)
    if (body === null && size > 0) throw archiveBroken("it ends in the middle")
    await reader.skip(paddingOf(size))
    return body ?? new Uint8Array()
  }
  for (;;) {
    const block = await reader.take(BLOCK)
    // One empty block ends it too: some writers leave out the second, and some even the first.
    if (block === null || isEmptyBlock(block)) return
    const raw = decodeTarHeader(block)
    if (raw.flag === "x") records = decodePax(await extended(raw.size))
    else if (raw.flag === "g") global = new Map([...global, ...decodePax(await extended(raw.size))])
    else if (raw.flag === "L") longName = untilNul(await extended(raw.size))
    else if (raw.flag === "K") longTarget = untilNul(await extended(raw.size))
    else {
      const header = applyExtended(raw, new Map([...global, ...records]), longName, longTarget)
      records = new Map()
      longName = null
      longTarget = null
      // Links and folders have no content, whatever an old writer put into the field; unknown types may have.
      const size = header.type === "file" || header.type === "other" ? header.size : 0
      if (size < 0 || !Number.isSafeInteger(size)) throw archiveBroken(`${header.name} has an impossible size`)
      let left = size
      yield {
        ...header,
        size: header.type === "file" ? size : 0,
        content: async function* () {
          for await (const slice of reader.slices(left)) {
            left -= slice.length
            yield slice
          }
        }
      }
      await reader.skip(left + paddingOf(size))
    }
  }
}
