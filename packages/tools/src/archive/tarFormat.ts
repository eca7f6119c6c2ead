/**
 * The blocks of a tar archive, written and read: pure, one header in, bytes out, and back. Writes ustar (POSIX.1-1988)
 * and a pax header (POSIX.1-2001) before an entry only where a name, a size or a time does not fit. Reads both, the
 * long names of GNU tar, and base-256 numbers. Our own because names are bytes here: the libraries decode
 * them as UTF-8, and two names that are no UTF-8 would come back as one.
 * Refuses sparse files (a hole map is no content) and pax headers above 1 MB.
 */
import { PathBytes } from "@zenus/core"
import { archiveBroken, type ArchiveHeader, type ArchiveType } from "./ArchiveEntry.ts"

export const BLOCK = 512
/** Two empty blocks end an archive. */
export const TAR_END: Uint8Array = new Uint8Array(2 * BLOCK)
/** Largest extended header that is read, bytes. */
export const MAX_EXTENDED = 1024 * 1024

/** How many zero bytes follow a content of `size` bytes. */
export const paddingOf = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK

/** Numbers and names of owners, for those who keep them. */
export interface TarOwner {
  readonly uid: number
  readonly gid: number
}
export interface TarHeader extends ArchiveHeader, TarOwner {}

const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  uid: [108, 8],
  gid: [116, 8],
  size: [124, 12],
  mtime: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  target: [157, 100],
  magic: [257, 8],
  prefix: [345, 155]
} as const satisfies Record<string, readonly [at: number, length: number]>
type FieldName = keyof typeof FIELDS

const encoder = new TextEncoder()
const SLASH = 0x2f
const BILLION = 1_000_000_000n

const TYPE_FLAGS: ReadonlyMap<ArchiveType, string> = new Map([
  ["file", "0"],
  ["hardlink", "1"],
  ["link", "2"],
  ["folder", "5"]
])
const FLAG_TYPES: ReadonlyMap<string, ArchiveType> = new Map([
  ["\0", "file"],
  ["0", "file"],
  ["7", "file"],
  ["1", "hardlink"],
  ["2", "link"],
  ["5", "folder"]
])

// ---- writing

const put = (block: Uint8Array, field: FieldName, bytes: Uint8Array): void => {
  const [at, length] = FIELDS[field]
  block.set(bytes.subarray(0, length), at)
}

/** Octal digits and a NUL; all zeros where it does not fit (then the pax header says it). */
const putNumber = (block: Uint8Array, field: FieldName, value: number): void => {
  const digits = FIELDS[field][1] - 1
  const octal = fitsOctal(field, value) ? value.toString(8) : ""
  put(block, field, encoder.encode(octal.padStart(digits, "0")))
}

const fitsOctal = (field: FieldName, value: number): boolean =>
  value >= 0 && Number.isSafeInteger(value) && value < 8 ** (FIELDS[field][1] - 1)

const sumOf = (block: Uint8Array): number => {
  const [at, length] = FIELDS.checksum
  let sum = 0
  for (let i = 0; i < BLOCK; i++) sum += i >= at && i < at + length ? 0x20 : (block[i] ?? 0)
  return sum
}

const putChecksum = (block: Uint8Array): void =>
  put(block, "checksum", encoder.encode(`${sumOf(block).toString(8).padStart(6, "0")}\0 `))

/** A name in the two fields that ustar has for it, or `null` when it does not fit. */
const splitName = (name: Uint8Array): { readonly prefix: Uint8Array; readonly name: Uint8Array } | null => {
  if (name.length <= FIELDS.name[1]) return { prefix: new Uint8Array(), name }
  for (let at = Math.min(name.length - 2, FIELDS.prefix[1]); at > 0; at--) {
    if (name[at] !== SLASH) continue
    return name.length - at - 1 <= FIELDS.name[1] ? { prefix: name.subarray(0, at), name: name.subarray(at + 1) } : null
  }
  return null
}

/** `LENGTH key=value\n`, where the length counts itself. */
const paxRecord = (key: string, value: Uint8Array): Uint8Array => {
  const rest = 1 + key.length + 1 + value.length + 1
  let length = rest + String(rest).length
  if (rest + String(length).length !== length) length = rest + String(length).length
  const bytes = new Uint8Array(length)
  const head = encoder.encode(`${length} ${key}=`)
  bytes.set(head)
  bytes.set(value, head.length)
  bytes[length - 1] = 0x0a
  return bytes
}

const concat = (pieces: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** `1700000000.25`, without needless zeros. */
const decimalSeconds = (ns: bigint): string => {
  const sign = ns < 0n ? "-" : ""
  const size = ns < 0n ? -ns : ns
  const fraction = String(size % BILLION)
    .padStart(9, "0")
    .replace(/0+$/, "")
  return `${sign}${size / BILLION}${fraction === "" ? "" : `.${fraction}`}`
}

/** The header blocks of an entry; its content and `paddingOf(size)` zeros follow. Throws a `RangeError` for a type that tar has no flag for here. */
export const encodeTarHeader = (header: TarHeader): Uint8Array => {
  const flag = TYPE_FLAGS.get(header.type)
  if (flag === undefined) throw new RangeError(`tar holds files, folders and links, and ${header.name} is none`)
  const size = header.type === "file" ? header.size : 0
  const name = PathBytes.toBytes(header.type === "folder" ? `${header.name}/` : header.name)
  const target = PathBytes.toBytes(header.target)
  const split = splitName(name)
  const seconds = Number(header.mtimeNs / BILLION)
  const wholeTime = header.mtimeNs % BILLION === 0n && fitsOctal("mtime", seconds)

  const block = new Uint8Array(BLOCK)
  put(block, "name", split?.name ?? name)
  if (split !== null) put(block, "prefix", split.prefix)
  putNumber(block, "mode", header.mode ?? 0o644)
  putNumber(block, "uid", header.uid)
  putNumber(block, "gid", header.gid)
  putNumber(block, "size", size)
  putNumber(block, "mtime", Math.max(0, seconds))
  put(block, "type", encoder.encode(flag))
  put(block, "target", target)
  put(block, "magic", encoder.encode("ustar\x0000"))
  putChecksum(block)

  const records = [
    ...(split === null ? [paxRecord("path", name)] : []),
    ...(target.length > FIELDS.target[1] ? [paxRecord("linkpath", target)] : []),
    ...(fitsOctal("size", size) ? [] : [paxRecord("size", encoder.encode(String(size)))]),
    ...(fitsOctal("uid", header.uid) ? [] : [paxRecord("uid", encoder.encode(String(header.uid)))]),
    ...(fitsOctal("gid", header.gid) ? [] : [paxRecord("gid", encoder.encode(String(header.gid)))]),
    ...(wholeTime ? [] : [paxRecord("mtime", encoder.encode(decimalSeconds(header.mtimeNs)))])
  ]
  if (records.length === 0) return block
  const body = concat(records)
  const extended = new Uint8Array(BLOCK)
  put(extended, "name", encoder.encode("././@PaxHeader"))
  putNumber(extended, "mode", 0o644)
  putNumber(extended, "uid", 0)
  putNumber(extended, "gid", 0)
  putNumber(extended, "size", body.length)
  putNumber(extended, "mtime", 0)
  put(extended, "type", encoder.encode("x"))
  put(extended, "magic", encoder.encode("ustar\x0000"))
  putChecksum(extended)
  return concat([extended, body, new Uint8Array(paddingOf(body.length)), block])
}

// ---- reading

const bytesOf = (block: Uint8Array, field: FieldName): Uint8Array => {
  const [at, length] = FIELDS[field]
  const bytes = block.subarray(at, at + length)
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes)

/** Octal, or base-256 (GNU) when the first bit is set. */
const numberOf = (block: Uint8Array, field: FieldName): number => {
  const [at, length] = FIELDS[field]
  const first = block[at] ?? 0
  if (first >= 0x80) {
    let value = first === 0xff ? -1 : first & 0x7f
    for (let i = 1; i < length; i++) value = value * 256 + (block[at + i] ?? 0)
    return value
  }
  const digits = ascii(bytesOf(block, field)).trim()
  if (digits === "") return 0
  if (!/^[0-7]+$/.test(digits)) throw archiveBroken(`a number in it (${field}) cannot be read`)
  return Number.parseInt(digits, 8)
}

export const isEmptyBlock = (block: Uint8Array): boolean => block.every((byte) => byte === 0)

/** Whether the block's checksum is right, which is how tar is recognised. */
export const isTarHeader = (block: Uint8Array): boolean => {
  const written = ascii(bytesOf(block, "checksum")).trim()
  return block.length === BLOCK && /^[0-7]{1,7}$/.test(written) && Number.parseInt(written, 8) === sumOf(block)
}

/** A header as its block says, before extended headers, which may say another name. `flag` is tar's type letter. */
export interface RawHeader extends Omit<TarHeader, "name" | "type"> {
  readonly flag: string
  readonly nameBytes: Uint8Array
}

/** Throws `StepFailed` for a block that is no header. */
export const decodeTarHeader = (block: Uint8Array): RawHeader => {
  if (!isTarHeader(block)) throw archiveBroken("a header in it has a wrong checksum")
  const flag = String.fromCharCode(block[FIELDS.type[0]] ?? 0)
  const isUstar = ascii(bytesOf(block, "magic")).startsWith("ustar")
  // GNU tar writes "ustar  " and keeps other things in the prefix field.
  const isPosix = isUstar && block[FIELDS.magic[0] + 5] === 0
  const prefix = isPosix ? bytesOf(block, "prefix") : new Uint8Array()
  const stored = bytesOf(block, "name")
  const nameBytes = prefix.length === 0 ? stored : concat([prefix, Uint8Array.of(SLASH), stored])
  return { nameBytes, ...headerRest(block), flag }
}

const headerRest = (block: Uint8Array) => ({
  mode: numberOf(block, "mode") & 0o7777,
  uid: numberOf(block, "uid"),
  gid: numberOf(block, "gid"),
  size: numberOf(block, "size"),
  mtimeNs: BigInt(Math.trunc(numberOf(block, "mtime"))) * BILLION,
  target: PathBytes.fromBytes(bytesOf(block, "target"))
})

/** A file whose name ends in a slash is a folder: so the oldest tar wrote them. */
const withName = (bytes: Uint8Array, type: ArchiveType): { readonly name: string; readonly type: ArchiveType } => {
  let end = bytes.length
  while (end > 1 && bytes[end - 1] === SLASH) end--
  const name = PathBytes.fromBytes(bytes.subarray(0, end))
  return { name, type: type === "file" && end < bytes.length ? "folder" : type }
}

export type PaxRecords = ReadonlyMap<string, Uint8Array>

/** Throws `StepFailed` for records that cannot be read. */
export const decodePax = (body: Uint8Array): PaxRecords => {
  const records = new Map<string, Uint8Array>()
  for (let at = 0; at < body.length && body[at] !== 0;) {
    const space = body.indexOf(0x20, at)
    const length = space < 0 ? 0 : Number(ascii(body.subarray(at, Math.min(space, at + 12))))
    const equals = space < 0 ? -1 : body.indexOf(0x3d, space)
    const end = at + length
    if (!Number.isInteger(length) || length < 5 || end > body.length || equals < 0 || equals >= end) {
      throw archiveBroken("an extended header in it cannot be read")
    }
    records.set(ascii(body.subarray(space + 1, equals)), body.subarray(equals + 1, end - 1))
    at = end
  }
  return records
}

const paxNumber = (records: PaxRecords, key: string): number | null => {
  const bytes = records.get(key)
  if (bytes === undefined || bytes.length === 0) return null
  const value = Number(ascii(bytes))
  if (!Number.isFinite(value)) throw archiveBroken(`an extended header in it (${key}) cannot be read`)
  return value
}

const paxTime = (records: PaxRecords): bigint | null => {
  const bytes = records.get("mtime")
  if (bytes === undefined || bytes.length === 0) return null
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(ascii(bytes))
  if (match === null) return null
  const [, sign, whole, fraction] = match
  const ns = BigInt(whole ?? 0) * BILLION + BigInt((fraction ?? "").slice(0, 9).padEnd(9, "0"))
  return sign === "-" ? -ns : ns
}

/** A header with what the extended headers before it say. Refuses sparse files. */
export const applyExtended = (
  raw: RawHeader,
  records: PaxRecords,
  longName: Uint8Array | null,
  longTarget: Uint8Array | null
): TarHeader => {
  const path = records.get("path") ?? longName ?? raw.nameBytes
  const target = records.get("linkpath") ?? longTarget
  // Only the whole name tells by its end whether an old writer meant a folder: a cut one may end anywhere.
  const named = withName(path, FLAG_TYPES.get(raw.flag) ?? "other")
  if (raw.flag === "S" || [...records.keys()].some((key) => key.startsWith("GNU.sparse."))) {
    throw archiveBroken(`${named.name} is stored as a sparse file, which is not supported`)
  }
  return {
    ...named,
    mode: raw.mode,
    uid: paxNumber(records, "uid") ?? raw.uid,
    gid: paxNumber(records, "gid") ?? raw.gid,
    size: paxNumber(records, "size") ?? raw.size,
    mtimeNs: paxTime(records) ?? raw.mtimeNs,
    target: target === null ? raw.target : PathBytes.fromBytes(target)
  }
}
