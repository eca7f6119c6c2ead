/**
 * User and group names and their numbers, from `/etc/passwd` and `/etc/group`, read once per request through the
 * disk port. Not yet: names of a directory service (LDAP, macOS users other than the system's), because asking
 * for them starts a program; numbers always work.
 */
import type { ReadDisk } from "@zenus/core"

export interface Owners {
  readonly user: (uid: number) => string
  readonly group: (gid: number) => string
  /** A name or a number as written; `null` for a name that is not known. */
  readonly uidOf: (name: string) => number | null
  readonly gidOf: (name: string) => number | null
}

/** Lines `name:x:number:...` as number to name and back. */
const readTable = (disk: ReadDisk, file: string) => {
  const names = new Map<number, string>()
  const numbers = new Map<string, number>()
  let text = ""
  try {
    text = new TextDecoder().decode(disk.read(file))
  } catch {
    // Not there or not readable: numbers are shown as they are.
  }
  for (const line of text.split("\n")) {
    const [name, , number] = line.split(":")
    if (name === undefined || number === undefined || !/^\d+$/.test(number)) continue
    const value = Number(number)
    if (!names.has(value)) names.set(value, name)
    if (!numbers.has(name)) numbers.set(name, value)
  }
  return { names, numbers }
}

/** A name from the table first: a user may be called `1000`. */
const numberOf = (name: string, table: ReturnType<typeof readTable>): number | null =>
  table.numbers.get(name) ?? (/^\d+$/.test(name) ? Number(name) : null)

/** The tables are read when they are first needed. */
export const makeOwners = (disk: ReadDisk): Owners => {
  const lazily = (file: string) => {
    let table: ReturnType<typeof readTable> | undefined
    return () => (table ??= readTable(disk, file))
  }
  const users = lazily("/etc/passwd")
  const groups = lazily("/etc/group")
  return {
    user: (uid) => users().names.get(uid) ?? String(uid),
    group: (gid) => groups().names.get(gid) ?? String(gid),
    uidOf: (name) => numberOf(name, users()),
    gidOf: (name) => numberOf(name, groups())
  }
}
