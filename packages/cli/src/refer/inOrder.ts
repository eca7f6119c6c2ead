/**
 * "sort them by size": what was listed, once more in another order; "which of them is the largest": the first in one. Said of files by
 * their names, the rules take the one for tidying them into folders, or for their lines, and the other for nothing; said of a list
 * neither is meant. Pure.
 */
import { IntentIR, IntentStep } from "@zenus/core"

const ASKS = /^(?:please )?(?:now )?(?:can you )?(?:sort|order|rank|list|show|arrange)(?: me)? $/i
const BY =
  /^ ?(?:sorted|ordered|ranked)? ?by (?:their |its )?(size|name|date|time|age|modification (?:date|time)|extension|type)(?:,? (largest|biggest|newest|latest|smallest|oldest|descending|ascending|reversed?)(?: first)?)?[.!]?$/i

const KEYS: ReadonlyMap<string, string> = new Map([
  ["size", "size"],
  ["name", "name"],
  ["extension", "extension"],
  ["type", "extension"]
])

const DESCENDING: ReadonlySet<string> = new Set([
  "largest",
  "biggest",
  "newest",
  "latest",
  "descending",
  "reverse",
  "reversed"
])

export interface OrderAsked {
  readonly by: string
  readonly descending?: boolean
  /** Only so many of them. */
  readonly first?: number
}

const LARGEST: OrderAsked = { by: "size", descending: true }
const NEWEST: OrderAsked = { by: "modified", descending: true }

const SUPERLATIVES: ReadonlyMap<string, OrderAsked> = new Map([
  ["largest", LARGEST],
  ["biggest", LARGEST],
  ["heaviest", LARGEST],
  ["smallest", { by: "size" }],
  ["newest", NEWEST],
  ["latest", NEWEST],
  ["youngest", NEWEST],
  ["oldest", { by: "modified" }]
])
const MOST = `(?:the )?(?:(\\d{1,4}) )?(${[...SUPERLATIVES.keys()].join("|")})`
const THING = "(?: ones?| files?| photos?| pictures?| images?| documents?)?"
const ASKING =
  "(?:please )?(?:can you )?(?:show|list|find|give|tell|what is|what's|what are|which is|which are)(?: me)? "
/** "which of [them] is the largest" */
const WHICH_BEFORE = /^(?:and )?(?:which|what)(?: ones?| files?)? (?:(?:of|among|from) )?$/i
const WHICH_AFTER = new RegExp(`^ (?:is|are|was) ${MOST}${THING}[\\s.?!]*$`, "i")
/** "show me the largest of [them]" */
const MOST_BEFORE = new RegExp(`^(?:${ASKING})?${MOST}${THING} (?:(?:of|among|from) )?$`, "i")
/** "which is the largest?", of what was listed last */
const ALONE = new RegExp(`^(?:and )?(?:which|what)(?: ones?| files?)? (?:is|are) ${MOST}${THING}[\\s.?!]*$`, "i")

const mostOf = (match: RegExpExecArray | null): OrderAsked | null => {
  const order = SUPERLATIVES.get(match?.[2]?.toLowerCase() ?? "")
  return order === undefined ? null : { ...order, first: Number(match?.[1] ?? 1) }
}

/** What a line without any reference asks of the last list; `null` for every other line. */
export const mostAskedAlone = (line: string): OrderAsked | null => mostOf(ALONE.exec(line))

/** The order that a line asks for, by what stands around its one reference; `null` for any other line. */
export const orderAsked = (before: string, after: string): OrderAsked | null => {
  const most =
    (WHICH_BEFORE.test(before) ? mostOf(WHICH_AFTER.exec(after)) : null) ??
    (/^[\s.?!]*$/.test(after) ? mostOf(MOST_BEFORE.exec(before)) : null)
  if (most !== null) return most
  const match = ASKS.test(before) ? BY.exec(after) : null
  if (match === null) return null
  const by = KEYS.get(match[1]?.toLowerCase() ?? "") ?? "modified"
  return DESCENDING.has(match[2]?.toLowerCase() ?? "") ? { by, descending: true } : { by }
}

export const listInOrder = (paths: ReadonlyArray<string>, { first, ...order }: OrderAsked, goal: string): IntentIR =>
  new IntentIR({
    version: 1,
    goal,
    provider: "rules",
    confidence: 1,
    steps: [
      new IntentStep({
        id: "1",
        tool: "FileOps",
        action: "find",
        args: { files: { paths, type: "any", order, ...(first === undefined ? {} : { first }) } }
      })
    ]
  })
