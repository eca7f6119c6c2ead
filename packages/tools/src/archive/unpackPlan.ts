/**
 * What of an archive may come out and under which names: pure, one look at each header in the order of the archive. Refuses
 * the whole archive, with figures, when an entry would come to lie outside (`..`, absolute names, links that lead out,
 * entries below a link), is a device, or when more would come out than is believable. Nothing of such an archive is
 * unpacked: who packs one trap may have packed another. The traps: Snyk's "Zip Slip" (2018), Fifield's "A better
 * zip bomb" (WOOT 2019), and links that are followed by entries below them (CVE-2001-1267 and its successors).
 */
import { DeedRefused, escapeName, StepFailed } from "@zenus/core"
import { MAX_NAME_BYTES, nameBytes } from "../place/keepBoth.ts"
import { formatBytes } from "../action/formatBytes.ts"
import type { ArchiveHeader } from "./ArchiveEntry.ts"

/** Entries at most. */
export const MAX_ENTRIES = 1_000_000
/** How many times the archive's own size may come out; below `FREE_BYTES` anything may. */
export const MAX_RATIO = 250
export const FREE_BYTES = 256 * 1024 * 1024

export interface UnpackEntry {
  /** Below the place it goes to; no `.`, no `..`, no slash at an end. */
  readonly name: string
  readonly header: ArchiveHeader
  /** Its place in the archive, from 0. */
  readonly index: number
  /** For a hard link: the name of the file that it repeats. */
  readonly of: string | null
}

export interface UnpackPlan {
  /** Folders, links and files, each name once, in the order of the archive. */
  readonly entries: ReadonlyArray<UnpackEntry>
  /** Bytes of all files. */
  readonly bytes: number
  /** Names that were in it more than once: the last one is taken. */
  readonly repeated: number
  /** Files that lose set-id and sticky bits. */
  readonly tamed: number
}

export interface UnpackLimits {
  /** Bytes of the archive itself. */
  readonly archiveBytes: number
  /** Bytes that may come out; `null` for the rule of `MAX_RATIO`. */
  readonly maxBytes: number | null
}

const refuse = (rule: string, archive: string, reason: string): DeedRefused =>
  new DeedRefused({
    rule,
    reason: `${archive} is not unpacked: ${reason}`,
    hints: ["Ask whoever made it for another one.", "Look at what is in it first: list the contents of the archive."]
  })

/** Collects what would be refused, so that the message can say how many there are. */
interface Trap {
  count: number
  readonly first: string
}

export interface UnpackJudge {
  /** Takes the next header. Throws `DeedRefused` at once for what is too much. */
  readonly add: (header: ArchiveHeader) => void
  /** All of it. Throws `DeedRefused` and `StepFailed`. */
  readonly end: () => UnpackPlan
}

/** The parts of a name without empty ones and `.`; `null` for one that leads out. */
const partsOf = (name: string): ReadonlyArray<string> | null => {
  if (name.startsWith("/")) return null
  const parts = name.split("/").filter((part) => part !== "" && part !== ".")
  return parts.includes("..") ? null : parts
}

/** How the largest believable size is reckoned: the archive's own times the ratio, and at least what is free of it. */
export const believableBytes = (limits: UnpackLimits): number =>
  limits.maxBytes ?? Math.max(FREE_BYTES, limits.archiveBytes * MAX_RATIO)

/** `archive` is the name for messages, escaped. */
export const makeUnpackJudge = (archive: string, limits: UnpackLimits): UnpackJudge => {
  const byName = new Map<string, UnpackEntry>()
  const traps = new Map<string, Trap>()
  const most = believableBytes(limits)
  let index = 0
  let bytes = 0
  let repeated = 0

  const trap = (rule: string, name: string): void => {
    const known = traps.get(rule)
    if (known === undefined) traps.set(rule, { count: 1, first: name })
    else known.count++
  }

  const add = (header: ArchiveHeader): void => {
    const at = index++
    if (index > MAX_ENTRIES)
      throw refuse("too-many-entries", archive, `it has more than ${MAX_ENTRIES.toLocaleString("en")} entries.`)
    if (header.type === "file") bytes += header.size
    if (bytes > most) {
      const believed = limits.maxBytes === null ? `, at most ${MAX_RATIO} times as much is believed` : ""
      throw refuse(
        "too-large",
        archive,
        `more than ${formatBytes(most)} would come out of ${formatBytes(limits.archiveBytes)}${believed}.`
      )
    }
    const parts = header.name.includes("\0") ? null : partsOf(header.name)
    if (parts === null) return trap("leads-outside", header.name)
    // The archive's own folder.
    if (parts.length === 0) return header.type === "folder" ? undefined : trap("leads-outside", header.name)
    if (header.type === "other") return trap("device", header.name)
    if (parts.some((part) => nameBytes(part) > MAX_NAME_BYTES)) return trap("name-too-long", header.name)
    const of = header.type === "hardlink" ? partsOf(header.target) : null
    if (header.type === "hardlink" && (of === null || of.length === 0)) return trap("leads-outside", header.name)
    const name = parts.join("/")
    const before = byName.get(name)
    if (before !== undefined) {
      if (before.header.type === "folder" && header.type === "folder") return
      repeated++
      byName.delete(name)
    }
    byName.set(name, { name, header, index: at, of: of?.join("/") ?? null })
  }

  /** Whether the way to a name goes through something that is no folder. */
  const throughOther = (name: string): boolean => {
    for (let end = name.indexOf("/"); end > 0; end = name.indexOf("/", end + 1)) {
      const above = byName.get(name.slice(0, end))
      if (above !== undefined && above.header.type !== "folder") return true
    }
    return false
  }

  /**
   * Whether a link stays inside. `..` counts from the folder of the link, which is a true folder; after another name it is
   * followed only where no link of the archive stands on the way.
   */
  const staysInside = ({ header, name }: UnpackEntry): boolean => {
    const { target } = header
    if (target === "" || target.startsWith("/") || target.includes("\0")) return false
    const way = name.split("/").slice(0, -1)
    for (const part of target.split("/")) {
      if (part === "" || part === ".") continue
      if (part !== "..") {
        way.push(part)
        continue
      }
      if (way.length === 0 || byName.get(way.join("/"))?.header.type === "link") return false
      way.pop()
    }
    return true
  }

  const TRAPS: ReadonlyArray<readonly [rule: string, say: (trap: string) => string]> = [
    ["leads-outside", (names) => `${names} would come to lie outside the folder it is unpacked to.`],
    ["link-leads-outside", (names) => `${names} lead outside the folder it is unpacked to.`],
    ["below-link", (names) => `${names} would come to lie behind a link or a file of the same archive.`],
    ["device", (names) => `${names} are devices, pipes or sockets.`],
    ["name-too-long", (names) => `${names} have names of more than ${MAX_NAME_BYTES} bytes.`]
  ]

  return {
    add,
    end: () => {
      const entries = [...byName.values()]
      for (const entry of entries) {
        if (throughOther(entry.name)) trap("below-link", entry.name)
        if (entry.header.type === "link" && !staysInside(entry)) trap("link-leads-outside", entry.name)
      }
      for (const [rule, say] of TRAPS) {
        const found = traps.get(rule)
        if (found === undefined) continue
        const names = `${found.count.toLocaleString("en")} of its ${index.toLocaleString("en")} entries (${escapeName(found.first).slice(0, 200)}${found.count > 1 ? ", ..." : ""})`
        throw refuse(rule, archive, say(names))
      }
      for (const { header, of } of entries) {
        if (header.type !== "hardlink") continue
        const original = byName.get(of ?? "")
        if (original?.header.type !== "file") {
          throw new StepFailed({
            doing: "Read the archive",
            reason: `${escapeName(header.name)} in ${archive} is a hard link to ${escapeName(header.target)}, which is not in it`,
            hints: ["Get the file again: it is damaged or cut off."]
          })
        }
      }
      const tamed = entries.filter(({ header }) => header.type === "file" && ((header.mode ?? 0) & 0o7000) !== 0).length
      return { entries, bytes, repeated, tamed }
    }
  }
}
