/**
 * What a mode as written does to the mode of an entry: octal (`755`) or symbolic (`u+x,go-w`, `a=rX`, `+x`), by the rules of
 * chmod (POSIX.1-2024, chmod, EXTENDED DESCRIPTION). Pure. What may surprise: without u, g, o or a the umask is not
 * asked (`+x` is `a+x`), and an octal mode of three digits leaves a folder's setgid bit as it is, as GNU chmod does.
 */

export type ChangeMode = (mode: number, isFolder: boolean) => number

const WHO: ReadonlyMap<string, number> = new Map([
  ["u", 0o700],
  ["g", 0o070],
  ["o", 0o007],
  ["a", 0o777]
])
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ["u", 0o4000],
  ["g", 0o2000],
  ["o", 0o1000],
  ["a", 0o7000]
])
const SET_ID = 0o6000
const STICKY = 0o1000
/** For all three. */
const PERMISSION: ReadonlyMap<string, number> = new Map([
  ["r", 0o444],
  ["w", 0o222],
  ["x", 0o111]
])

/** Words that people use for modes. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ["read only", "a-w"],
  ["read-only", "a-w"],
  ["readonly", "a-w"],
  ["executable", "a+x"],
  ["writable", "u+w"],
  ["writeable", "u+w"],
  ["readable", "a+r"],
  ["private", "go="]
])

type Clause = { readonly who: string; readonly op: string; readonly perms: string }

/** One of u, g, o spread over all three, so that `g=u` copies. */
const copied = (mode: number, from: string): number => {
  const three = from === "u" ? (mode >> 6) & 7 : from === "g" ? (mode >> 3) & 7 : mode & 7
  return three * 0o111
}

const applyClause = ({ who, op, perms }: Clause, mode: number, original: number, isFolder: boolean): number => {
  const people = who === "" ? "a" : who
  let mask = 0
  let special = 0
  for (const one of people) {
    mask |= WHO.get(one) ?? 0
    special |= SPECIAL.get(one) ?? 0
  }
  let bits = 0
  for (const one of perms) {
    if (one === "X") bits |= isFolder || (original & 0o111) !== 0 ? 0o111 & mask : 0
    else if (one === "s") bits |= special & SET_ID
    else if (one === "t") bits |= special & STICKY
    else if (WHO.has(one)) bits |= copied(mode, one) & mask
    else bits |= (PERMISSION.get(one) ?? 0) & mask
  }
  if (op === "+") return mode | bits
  if (op === "-") return mode & ~bits
  // A folder's setuid and setgid stay unless they are named, as with GNU chmod.
  return (mode & ~(mask | (isFolder ? special & STICKY : special))) | bits
}

const SYMBOLIC = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/

/** `null` for what is no mode. */
export const readMode = (written: string): ChangeMode | null => {
  const text = WORDS.get(written.trim().toLowerCase()) ?? written.trim()
  const octal = /^0?([0-7]{1,4})$/.exec(text)?.[1]
  if (octal !== undefined) {
    const bits = Number.parseInt(octal, 8)
    return octal.length === 4 ? () => bits : (mode, isFolder) => (isFolder ? bits | (mode & 0o6000) : bits)
  }
  const clauses: Array<Clause> = []
  for (const part of text.split(",")) {
    const match = SYMBOLIC.exec(part)
    if (match === null) return null
    const who = match[1] ?? ""
    for (const [, op = "", perms = ""] of (match[2] ?? "").matchAll(/([-+=])([rwxXst]*[ugo]?)/g)) {
      clauses.push({ who, op, perms })
    }
  }
  return (mode, isFolder) => clauses.reduce((now, clause) => applyClause(clause, now, mode, isFolder), mode)
}

/** `0644`. */
export const octalMode = (mode: number): string => mode.toString(8).padStart(4, "0")
