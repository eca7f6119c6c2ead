/**
 * A batch of deeds as text for the journal and back. Folders stand once in a list, names beside them, so that a move is
 * about sixty characters: the journal's bytes are what a big deed pays for. JSON escapes names with undecodable
 * bytes, so nothing is lost in a TEXT column. Reading checks every value: a row that is not ours is a defect.
 */
import type { EntryType, Identity } from "../disk/Disk.ts"
import { child } from "../disk/PathText.ts"
import type { Attributes, Group, Primitive } from "./Primitive.ts"

const VERSION = 1
/** Bits of a rename's flags. */
const LOOSE = 1
const FRESH = 2

const TYPES: ReadonlyArray<EntryType> = ["file", "folder", "link", "other"]

export interface Encoded {
  readonly text: string
  /** Every folder whose entries the batch changes, absolute, each once. */
  readonly folders: ReadonlyArray<string>
}

type Cell = number | string | null | ReadonlyArray<Cell>

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)
const attributes = (of: Attributes): ReadonlyArray<Cell> => [
  of.mode ?? null,
  of.uid ?? null,
  of.gid ?? null,
  of.mtimeNs === undefined ? null : String(of.mtimeNs)
]
export const encodeBatch = (groups: ReadonlyArray<Group>): Encoded => {
  const folders: Array<string> = []
  const indexes = new Map<string, number>()
  const devices: Array<number> = []
  // Neighbours share their folders nearly always: no look-up then. A rename has one on either side.
  const last: Record<"from" | "to", { folder: string; index: number }> = {
    from: { folder: "", index: -1 },
    to: { folder: "", index: -1 }
  }

  const folderOf = (path: string, side: "from" | "to" = "from"): number => {
    const at = path.lastIndexOf("/")
    const known = last[side]
    const folder = at <= 0 ? "/" : path.slice(0, at)
    // Comparing what was cut out takes a quarter of the time of `startsWith`.
    if (folder === known.folder) return known.index
    let index = indexes.get(folder)
    if (index === undefined) {
      index = folders.push(folder) - 1
      indexes.set(folder, index)
    }
    last[side] = { folder, index }
    return index
  }
  const deviceOf = (dev: number): number => {
    const index = devices.indexOf(dev)
    return index >= 0 ? index : devices.push(dev) - 1
  }
  const what = (identity: Identity): ReadonlyArray<Cell> => [
    TYPES.indexOf(identity.type),
    deviceOf(identity.dev),
    identity.ino,
    identity.size,
    identity.mtimeMs
  ]
  const cells = (one: Primitive): ReadonlyArray<Cell> => {
    switch (one.kind) {
      case "rename": {
        const fromName = nameOf(one.from)
        const toName = nameOf(one.to)
        const row: Array<Cell> = [
          0,
          folderOf(one.from),
          fromName,
          folderOf(one.to, "to"),
          toName === fromName ? 0 : toName,
          TYPES.indexOf(one.what.type),
          deviceOf(one.what.dev),
          one.what.ino,
          one.what.size,
          one.what.mtimeMs
        ]
        const flags = (one.loose === true ? LOOSE : 0) + (one.fresh === true ? FRESH : 0)
        if (one.print !== undefined || one.entries !== undefined)
          row.push(flags, one.print ?? null, one.entries ?? null)
        else if (flags > 0) row.push(flags)
        return row
      }
      case "folder":
        return [
          1,
          folderOf(one.path),
          nameOf(one.path),
          one.mode,
          one.existed ? 1 : 0,
          ...(one.aside === null ? [] : [folderOf(one.aside), nameOf(one.aside)])
        ]
      case "set":
        return [
          2,
          folderOf(one.path),
          nameOf(one.path),
          TYPES.indexOf(one.type),
          deviceOf(one.dev),
          one.ino,
          attributes(one.before),
          attributes(one.after)
        ]
      case "destroy":
        return [3, folderOf(one.path), nameOf(one.path), ...what(one.what)]
    }
  }
  // A group of one is its row; of more, a list of rows.
  const rows = groups.map((group) => {
    const only = group.length === 1 ? group[0] : undefined
    return only === undefined ? group.map(cells) : cells(only)
  })
  return { text: JSON.stringify([VERSION, folders, devices, rows]), folders }
}

const bad = (what: string): never => {
  throw new TypeError(`The journal holds a batch that cannot be read: ${what}.`)
}
const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : bad("no list"))
const text = (value: unknown): string => (typeof value === "string" ? value : bad("no text"))
const number = (value: unknown): number => (typeof value === "number" ? value : bad("no number"))

export const decodeBatch = (encoded: string): ReadonlyArray<Group> => {
  const parsed: unknown = JSON.parse(encoded)
  const [version, folderList, deviceList, rows] = list(parsed)
  if (version !== VERSION) return bad(`version ${String(version)}`)
  const folders = list(folderList).map(text)
  const devices = list(deviceList).map(number)
  const pathOf = (folder: unknown, name: unknown): string =>
    child(folders[number(folder)] ?? bad("no such folder"), text(name))
  const type = (value: unknown): EntryType => TYPES[number(value)] ?? bad("no such type")
  const device = (value: unknown): number => devices[number(value)] ?? bad("no such device")
  const identity = (row: ReadonlyArray<unknown>, at: number): Identity => ({
    type: type(row[at]),
    dev: device(row[at + 1]),
    ino: number(row[at + 2]),
    size: number(row[at + 3]),
    mtimeMs: number(row[at + 4])
  })
  const attributes = (value: unknown): Attributes => {
    const [mode, uid, gid, mtimeNs] = list(value)
    return {
      ...(mode === null ? {} : { mode: number(mode) }),
      ...(uid === null ? {} : { uid: number(uid) }),
      ...(gid === null ? {} : { gid: number(gid) }),
      ...(mtimeNs === null ? {} : { mtimeNs: BigInt(text(mtimeNs)) })
    }
  }
  const primitive = (value: unknown): Primitive => {
    const row = list(value)
    switch (row[0]) {
      case 0: {
        const what = identity(row, 5)
        const from = pathOf(row[1], row[2])
        const to = pathOf(row[3], row[4] === 0 ? row[2] : row[4])
        if (row.length === 10) return { kind: "rename", from, to, what }
        return {
          kind: "rename",
          from,
          to,
          what,
          ...((number(row[10]) & LOOSE) > 0 ? { loose: true as const } : {}),
          ...((number(row[10]) & FRESH) > 0 ? { fresh: true as const } : {}),
          ...(typeof row[11] === "string" ? { print: row[11] } : {}),
          ...(typeof row[12] === "number" ? { entries: row[12] } : {})
        }
      }
      case 1:
        return {
          kind: "folder",
          path: pathOf(row[1], row[2]),
          mode: row[3] === null ? null : number(row[3]),
          existed: row[4] === 1,
          aside: row.length === 5 ? null : pathOf(row[5], row[6])
        }
      case 2:
        return {
          kind: "set",
          path: pathOf(row[1], row[2]),
          type: type(row[3]),
          dev: device(row[4]),
          ino: number(row[5]),
          before: attributes(row[6]),
          after: attributes(row[7])
        }
      case 3:
        return { kind: "destroy", path: pathOf(row[1], row[2]), what: identity(row, 3) }
      default:
        return bad("no such kind")
    }
  }
  return list(rows).map((row): Group => {
    const cells = list(row)
    return Array.isArray(cells[0]) ? cells.map(primitive) : [primitive(cells)]
  })
}
