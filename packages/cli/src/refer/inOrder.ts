/**
 * "sort them by size": what was listed, once more in another order. Said of files by their names, the rules take it for tidying them
 * into folders, or for their lines; said of a list it never means either. Pure.
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

/** The order that a line asks for, by what stands around its one reference; `null` for any other line. */
export const orderAsked = (
  before: string,
  after: string
): { readonly by: string; readonly descending?: boolean } | null => {
  const match = ASKS.test(before) ? BY.exec(after) : null
  if (match === null) return null
  const by = KEYS.get(match[1]?.toLowerCase() ?? "") ?? "modified"
  return DESCENDING.has(match[2]?.toLowerCase() ?? "") ? { by, descending: true } : { by }
}

export const listInOrder = (
  paths: ReadonlyArray<string>,
  order: { readonly by: string; readonly descending?: boolean },
  goal: string
): IntentIR =>
  new IntentIR({
    version: 1,
    goal,
    provider: "rules",
    confidence: 1,
    steps: [
      new IntentStep({ id: "1", tool: "FileOps", action: "find", args: { files: { paths, type: "any", order } } })
    ]
  })
