/**
 * Rights and owners: "with mode 644", "writable by others", "that everybody can read", "owned by bob", "of group staff". Rights
 * become the octal forms of `find -perm`: `-` all of these bits, `/` any of them, `!` before them for not.
 */
import type { Draft } from "../Draft.ts"
import { type Found, found } from "../Found.ts"
import { type Reading, longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { sayings } from "../words.ts"
import type { Modifier } from "./Modifier.ts"

const MODE_LEADS = sayingTable(
  `with permission | with permissions | with the permission | with the permissions | with mode | with the mode | with access mode | having permission | having permissions | have permission | have permissions | has permissions | have the permissions | have the permission | whose permissions are | whose permission is | whose mode is | with rights | with file permissions | with permission bits | with permissions set to | have permissions set to | permissions | with the rights | having mode | have mode | set to | with the file mode | with file mode | with permissions of | with octal permissions`
)

const WHO: ReadonlyMap<string, number> = new Map(
  sayings(
    `everybody 7 | everyone 7 | anyone 7 | anybody 7 | all 7 | all users 7 | all the users 7 | the world 7 | world 7 | others 1 | other 1 | other users 1 | the others 1 | the group 2 | group 2 | the owner 4 | owner 4 | the user 4 | user 4 | any user 7 | everyone else 1 | anyone else 1`
  ).map((row) => [row.slice(0, -1).join(" "), Number(row.at(-1))] as const)
)

const RIGHT: ReadonlyMap<string, number> = new Map(
  Object.entries({
    read: 4,
    readable: 4,
    write: 2,
    writable: 2,
    writeable: 2,
    execute: 1,
    executable: 1,
    exec: 1,
    run: 1
  })
)

/** Bits of a right for owner (4), group (2), others (1); "everybody" is looked at on the others' bit, as `find -perm -o+w`. */
const bits = (who: number, right: number): string => {
  const of = who === 7 ? 1 : who
  return [4, 2, 1].map((one) => ((of & one) === one ? right : 0)).join("")
}

const whoAt = (reading: Reading, at: number): Found<number> | null => {
  for (const length of [3, 2, 1]) {
    const who = WHO.get(Array.from({ length }, (_, offset) => lowAt(reading, at + offset)).join(" "))
    if (who !== undefined) return found(at + length, who)
  }
  return null
}

export const mode: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const give = (end: number, text: string) => out.push(found(end, { mode: negated ? `!${text}` : text }))
  const lead = longestSaying(reading, at, MODE_LEADS)
  if (lead >= 0) {
    const low = lowAt(reading, lead)
    const octal = /^0?([0-7]{3,4})$/.exec(low)
    if (octal?.[1] !== undefined) give(lead + 1, octal[1])
    const symbolic = /^([r-][w-][xsS-])([r-][w-][xsS-])([r-][w-][xtT-])$/i.exec(low)
    if (symbolic !== null)
      give(
        lead + 1,
        symbolic
          .slice(1)
          .map((part) =>
            ["r", "w", "x"].reduce((sum, flag, place_) => sum + (part.charAt(place_) === flag ? 4 >> place_ : 0), 0)
          )
          .join("")
      )
  }
  // "world-writable", "writable by others", "readable by everyone"
  const low = lowAt(reading, at).replace(/^world-/, "")
  const right = RIGHT.get(low)
  if (right !== undefined && lowAt(reading, at).startsWith("world-")) give(at + 1, `-${bits(1, right)}`)
  if (right !== undefined && ["readable", "writable", "writeable", "executable"].includes(low)) {
    if (["by", "for", "to"].includes(lowAt(reading, at + 1))) {
      const who = whoAt(reading, at + 2)
      if (who !== null) give(who.end, `-${bits(who.value, right)}`)
    }
  }
  // "have write access to others", "with execute permission for the group", "give others write permission"
  let start = at
  if (["with", "have", "having", "has", "give", "grant", "allow"].includes(lowAt(reading, start))) start++
  while (["the", "a", "any"].includes(lowAt(reading, start))) start++
  const access = RIGHT.get(lowAt(reading, start))
  if (access !== undefined && start > at) {
    let end = start + 1
    if (["access", "permission", "permissions", "rights", "right", "privileges", "bit"].includes(lowAt(reading, end))) {
      end++
      if (lowAt(reading, end) === "set") end++
      if (["to", "for", "by", "of"].includes(lowAt(reading, end))) {
        const who = whoAt(reading, end + 1)
        if (who !== null) give(who.end, `-${bits(who.value, access)}`)
      } else give(end, `-${bits(4, access)}`)
    }
  }
  // "everybody can write to", "that anyone can read"
  const who = whoAt(reading, at)
  if (who !== null) {
    let end = who.end
    let not = false
    if (["can", "could", "may"].includes(lowAt(reading, end))) {
      end++
      if (lowAt(reading, end) === "not") {
        not = true
        end++
      }
      const can = RIGHT.get(lowAt(reading, end))
      if (can !== undefined) {
        end++
        if (["to", "into", "them", "it"].includes(lowAt(reading, end))) end++
        const text = `-${bits(who.value, can)}`
        out.push(found(end, { mode: not !== negated ? `!${text}` : text }))
      }
    }
  }
  // "which files can everybody write to"
  if (lowAt(reading, at) === "can") {
    const whom = whoAt(reading, at + 1)
    const can = whom === null ? undefined : RIGHT.get(lowAt(reading, whom.end))
    if (whom !== null && can !== undefined) {
      const end = ["to", "into"].includes(lowAt(reading, whom.end + 1)) ? whom.end + 2 : whom.end + 1
      give(end, `-${bits(whom.value, can)}`)
    }
  }
  // "that are read only"
  if (["read-only", "readonly"].includes(lowAt(reading, at)))
    out.push(found(at + 1, { mode: negated ? "-200" : "!-200" }))
  if (lowAt(reading, at) === "read" && lowAt(reading, at + 1) === "only")
    out.push(found(at + 2, { mode: negated ? "-200" : "!-200" }))
  return out
}

const OWNED = sayingTable(
  `owned by | owned by user | owned by the user | belonging to | belonging to user | belonging to the user | belong to | belongs to | belong to user | belong to the user | whose owner is | with owner | with the owner | of user | of the user | that belong to | which belong to | own by`
)

const OF_GROUP = sayingTable(
  `owned by group | owned by the group | belonging to group | belonging to the group | of group | of the group | with group | with the group | whose group is | belong to group | belong to the group | that belong to the group`
)

export const owner: Modifier = (reading, at, negated) => {
  if (negated) return []
  const out: Array<Found<Draft>> = []
  for (const [table, key] of [
    [OF_GROUP, "group"],
    [OWNED, "owner"]
  ] as const) {
    const end = longestSaying(reading, at, table)
    const token = end < 0 ? undefined : reading.tokens[end]
    if (
      token !== undefined &&
      token.kind !== "punct" &&
      /^[\w.-]+\$?$/.test(token.text) &&
      !["group", "the", "user"].includes(token.low)
    ) {
      if (!(key === "owner" && ["me", "it", "them", "my", "a", "this"].includes(token.low)))
        out.push(found(end + 1, { [key]: token.text }))
    }
  }
  return out
}
