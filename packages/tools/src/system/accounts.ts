/**
 * User accounts and groups of `/etc/passwd` and `/etc/group` (passwd(5), group(5)) as values: pure. Not yet: those of a
 * directory service (LDAP, macOS' own), because asking for them starts a program; the groups of the asking user come
 * from the kernel and are complete.
 */
import type { ReadDisk } from "@zenus/core"
import { readLines } from "./readLines.ts"

export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly fullName: string
  readonly home: string
  readonly shell: string
}

export interface Group {
  readonly name: string
  readonly gid: number
  readonly members: ReadonlyArray<string>
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text)

export const parseAccounts = (lines: ReadonlyArray<string>): ReadonlyArray<Account> =>
  lines.flatMap((line) => {
    const [name, , uid, gid, comment = "", home = "", shell = ""] = line.split(":")
    return name === undefined || name === "" || !isNumber(uid) || !isNumber(gid)
      ? []
      : [{ name, uid: Number(uid), gid: Number(gid), fullName: comment.split(",")[0] ?? "", home, shell }]
  })

export const parseGroups = (lines: ReadonlyArray<string>): ReadonlyArray<Group> =>
  lines.flatMap((line) => {
    const [name, , gid, members = ""] = line.split(":")
    return name === undefined || name === "" || !isNumber(gid)
      ? []
      : [{ name, gid: Number(gid), members: members.split(",").filter((member) => member !== "") }]
  })

export const readAccounts = (disk: ReadDisk): ReadonlyArray<Account> => parseAccounts(readLines(disk, "/etc/passwd"))
export const readGroups = (disk: ReadDisk): ReadonlyArray<Group> => parseGroups(readLines(disk, "/etc/group"))

/** A person's account: numbers as login.defs(5) gives them to people, macOS from 500 on. */
export const isPerson = ({ name, uid }: Account): boolean =>
  uid >= (process.platform === "darwin" ? 500 : 1000) && uid < 60_000 && name !== "nobody"

/** The account's first group, then those that list it as a member. Pure. */
export const groupsOf = (account: Account, groups: ReadonlyArray<Group>): ReadonlyArray<Group> => [
  ...groups.filter(({ gid }) => gid === account.gid),
  ...groups.filter(({ gid, members }) => gid !== account.gid && members.includes(account.name))
]
