/**
 * The records of a zip archive, written: pure (PKWARE APPNOTE 6.3.10, sections 4.3.7 to 4.3.16; times as in Info-ZIP's extra
 * field 0x5455). ZIP64 only where a number does not fit. Our own because names are bytes here: the library we read zips with
 * has no writer, and its sister writes names as UTF-8 text, makes folders of backslashes, and takes the square of the
 * number of files. DOS times, which only old programs look at, are the local time of the machine, as zip writes them.
 */
import { PathBytes } from "@zenus/core"

export interface ZipHeader {
  /** With a slash at the end for folders. */
  readonly name: string
  /** Type and permission bits, as `st_mode` has them. */
  readonly unixMode: number
  readonly mtimeMs: number
  /** 0 stored, 8 deflated. */
  readonly method: 0 | 8
}

/** What is known once the content is written. */
export interface ZipSizes {
  readonly crc32: number
  readonly compressed: number
  readonly size: number
}

const MAX_16 = 0xffff
const MAX_32 = 0xffffffff
/** Made by Unix (3), by the rules of version 6.3. */
const MADE_BY = (3 << 8) | 63
const UTF8_NAME = 1 << 11
const SIZES_FOLLOW = 1 << 3

const u16 = (value: number): ReadonlyArray<number> => [value & 0xff, (value >>> 8) & 0xff]
const u32 = (value: number): ReadonlyArray<number> => [...u16(value & MAX_16), ...u16(Math.floor(value / 0x10000))]
const u64 = (value: number): ReadonlyArray<number> => [...u32(value % 2 ** 32), ...u32(Math.floor(value / 2 ** 32))]

const record = (...parts: ReadonlyArray<ReadonlyArray<number> | Uint8Array>): Uint8Array => {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Time and date of DOS: two seconds, from 1980 to 2107. */
const dosTime = (ms: number): ReadonlyArray<number> => {
  const date = new Date(ms)
  const year = date.getFullYear()
  if (year < 1980) return [...u16(0), ...u16((1 << 5) | 1)]
  if (year > 2107) return [...u16((23 << 11) | (59 << 5) | 29), ...u16((127 << 9) | (12 << 5) | 31)]
  return [
    ...u16((date.getHours() << 11) | (date.getMinutes() << 5) | (date.getSeconds() >> 1)),
    ...u16(((year - 1980) << 9) | ((date.getMonth() + 1) << 5) | date.getDate())
  ]
}

/** Seconds since 1970 in 32 bits; left out where they do not fit. */
const timeField = (ms: number): ReadonlyArray<number> => {
  const seconds = Math.floor(ms / 1000)
  if (seconds < -0x80000000 || seconds > 0x7fffffff) return []
  return [...u16(0x5455), ...u16(5), 1, ...u32(seconds < 0 ? seconds + 2 ** 32 : seconds)]
}

/** Bytes that are no UTF-8 are marked as what they are: bytes. */
const flagsOf = (name: string): number => (name.isWellFormed() ? UTF8_NAME : 0)

const EMPTY: ReadonlyArray<number> = []

/** Whether content of this size may need 64 bit figures once it is compressed: deflate can make it longer by little. */
export const mayBeLarge = (size: number): boolean => size >= 0xf000_0000

/**
 * The record before a content. With `sizes` they are known; without, a descriptor follows (`zipDescriptor`), in 64 bits
 * where `large` says that the content may be.
 */
export const zipLocalHeader = (header: ZipHeader, sizes: ZipSizes | null, large: boolean): Uint8Array => {
  const name = PathBytes.toBytes(header.name)
  const wide = large ? [...u16(1), ...u16(16), ...u64(0), ...u64(0)] : EMPTY
  const extra = [...timeField(header.mtimeMs), ...wide]
  const field = large ? MAX_32 : 0
  return record(
    u32(0x04034b50),
    u16(large ? 45 : 20),
    u16(flagsOf(header.name) | (sizes === null ? SIZES_FOLLOW : 0)),
    u16(header.method),
    dosTime(header.mtimeMs),
    u32(sizes?.crc32 ?? 0),
    u32(sizes?.compressed ?? field),
    u32(sizes?.size ?? field),
    u16(name.length),
    u16(extra.length),
    name,
    extra
  )
}

export const zipDescriptor = ({ crc32, compressed, size }: ZipSizes, large: boolean): Uint8Array =>
  record(u32(0x08074b50), u32(crc32), large ? u64(compressed) : u32(compressed), large ? u64(size) : u32(size))

/** The record in the central directory. `offset` is that of the local header. */
export const zipCentralHeader = (
  header: ZipHeader,
  sizes: ZipSizes,
  offset: number,
  described: boolean
): Uint8Array => {
  const name = PathBytes.toBytes(header.name)
  const wide = [sizes.size, sizes.compressed, offset].filter((value) => value >= MAX_32)
  const zip64 = wide.length === 0 ? EMPTY : [...u16(1), ...u16(8 * wide.length), ...wide.flatMap(u64)]
  const extra = [...timeField(header.mtimeMs), ...zip64]
  const isFolder = header.name.endsWith("/")
  return record(
    u32(0x02014b50),
    u16(MADE_BY),
    u16(zip64.length > 0 ? 45 : 20),
    u16(flagsOf(header.name) | (described ? SIZES_FOLLOW : 0)),
    u16(header.method),
    dosTime(header.mtimeMs),
    u32(sizes.crc32),
    u32(Math.min(sizes.compressed, MAX_32)),
    u32(Math.min(sizes.size, MAX_32)),
    u16(name.length),
    u16(extra.length),
    u16(0),
    u16(0),
    u16(0),
    u32(header.unixMode * 0x10000 + (isFolder ? 0x10 : 0)),
    u32(Math.min(offset, MAX_32)),
    name,
    extra
  )
}

/** The records at the very end. `start` is where the central directory begins. */
export const zipEnd = (entries: number, start: number, length: number): Uint8Array => {
  const needs64 = entries >= MAX_16 || start >= MAX_32 || length >= MAX_32
  const wide = [
    ...u32(0x06064b50),
    ...u64(44),
    ...u16(MADE_BY),
    ...u16(45),
    ...u32(0),
    ...u32(0),
    ...u64(entries),
    ...u64(entries),
    ...u64(length),
    ...u64(start),
    // The locator of what is above.
    ...u32(0x07064b50),
    ...u32(0),
    ...u64(start + length),
    ...u32(1)
  ]
  const count = u16(Math.min(entries, MAX_16))
  return record(
    needs64 ? wide : EMPTY,
    u32(0x06054b50),
    u16(0),
    u16(0),
    count,
    count,
    u32(Math.min(length, MAX_32)),
    u32(Math.min(start, MAX_32)),
    u16(0)
  )
}
