/**
 * Times of the last change: "modified last week", "older than 30 days", "not touched for a year", "newer than a.txt". The
 * stretch itself is read by `readWhen`. "Not" before a stretch with two ends is refused: its opposite is two stretches.
 */
import type { Draft } from "../Draft.ts"
import { isPattern } from "../exactNames.ts"
import { type Found, found } from "../Found.ts"
import { type Reading, longestSaying, lowAt, sayingTable } from "../Reading.ts"
import { readPath } from "../readPath.ts"
import { type When, iso, readLength, readWhen } from "../readTime.ts"
import { YEAR_LIKE } from "../units.ts"
import { sayings, words } from "../words.ts"
import type { Modifier } from "./Modifier.ts"

const CHANGED =
  sayingTable(`modified | changed | edited | updated | touched | written | saved | created | last modified | last changed | last edited | last updated | last touched | last saved | last written | been modified | been changed | been edited | been updated | been touched | been saved | been created | been written | recently modified | added | taken | taken or saved | created or modified | modified or created | changed or created | worked on | altered | i changed | did i change | did i modify | did i edit | did i touch | did i work on | did i save | have i changed | have i modified | have i edited | i modified | i edited | i touched | i worked on | i saved | i created
  that i changed | that i modified | that i edited | that i touched | that i worked on | that i saved | that i created | whose modification time is | with a modification time | with modification time | whose modification date is | with a modification date | with modification date | whose last modification was | last modification | modification date | modified time | with mtime | downloaded | made | produced | been added | been altered | been accessed or modified | was last modified | were last modified | last been modified | last been changed | last been touched`)

/** Said of a file's making, which its later changes leave alone. */
const CREATED = sayingTable(
  `created | been created | i created | that i created | newly created | was created | were created`
)

const AGE_WORDS = words("older newer younger from dated since before after untouched unmodified unchanged during")

const GO_BY = sayingTable(
  `( go by modification date ) | ( by modification date ) | ( go by modification time ) | ( by modification time ) | ( modification date ) | by modification date | by modification time | according to modification date | going by modification date | ( by date modified ) | ( by last modified date )`
)

type Which = "modified" | "created"

const whenDraft = (found_: Found<When>, negated: boolean, which: Which): Found<Draft> | null => {
  const { from, until } = found_.value
  if (!negated)
    return found(
      found_.end,
      {
        [which]: {
          ...(from === undefined ? {} : { from: iso(from) }),
          ...(until === undefined ? {} : { until: iso(until) })
        }
      },
      found_.cost
    )
  // "not changed in the last 30 days" is before them; the opposite of a stretch with two ends is two stretches.
  if (from !== undefined && until !== undefined) return null
  if (from !== undefined) return found(found_.end, { [which]: { until: iso(from) } }, found_.cost)
  return until === undefined ? null : found(found_.end, { [which]: { from: iso(until) } }, found_.cost)
}

export const time: Modifier = (reading, at, negated) => {
  const out: Array<Found<Draft>> = []
  const push = (end: Found<When>, not: boolean, which: Which = "modified") => {
    const draft = whenDraft(end, not, which)
    if (draft === null) return
    out.push(draft)
    const goBy = longestSaying(reading, draft.end, GO_BY)
    if (goBy >= 0) out.push(found(goBy, draft.value, draft.cost))
  }
  const changed = longestSaying(reading, at, CHANGED)
  if (changed >= 0) {
    const which = longestSaying(reading, at, CREATED) === changed ? "created" : "modified"
    for (const when of readWhen(reading, changed, true)) push(when, negated, which)
    // "not changed for more than half a year"
    if (negated && lowAt(reading, changed) === "for")
      for (const when of readUnchangedFor(reading, changed + 1)) push(when, false)
    if (!negated && which === "modified" && ["after", "since", "before"].includes(lowAt(reading, changed)))
      out.push(...newerThanFile(reading, changed))
    if (!negated && which === "modified" && ["more", "later"].includes(lowAt(reading, changed)))
      out.push(...newerThanFile(reading, changed))
  }
  const low = lowAt(reading, at)
  if (["untouched", "unmodified", "unchanged"].includes(low) && !negated) {
    if (lowAt(reading, at + 1) === "for") for (const when of readUnchangedFor(reading, at + 2)) push(when, false)
    for (const when of readWhen(reading, at + 1, true)) push(when, true)
  }
  if (AGE_WORDS.has(low) && !["untouched", "unmodified", "unchanged"].includes(low)) {
    for (const when of readWhen(reading, at, false)) push(when, negated)
    if (low === "newer" && !negated) out.push(...newerThanFile(reading, at))
  }
  // "more than 30 days old", "of february 2024", "at least a week old", "3 weeks old or more"
  if (["more", "less", "over", "under", "at", "of", "in", "on", "no", "between", "within", "not"].includes(low))
    for (const when of readWhen(reading, at, false)) {
      const last = lowAt(reading, when.end - 1)
      const dated = ["of", "in", "on"].includes(low)
        ? /\d{4}$|\d(st|nd|rd|th)?$/.test(last) || MONTH_WORD.test(last)
        : true
      if (dated && (["old", "ago", "age"].includes(last) || ["of", "in", "on", "between", "within"].includes(low)))
        push(isFolderToo(reading, at, when.end) ? { ...when, cost: when.cost + BESIDE_FOLDER } : when, negated)
    }
  if (["yesterday", "today"].includes(low) || (["last", "this"].includes(low) && lowAt(reading, at + 1) !== ""))
    for (const when of readWhen(reading, at, true))
      if (when.end > at && (low !== "last" || when.end > at + 1))
        push(found(when.end, when.value, when.cost + 0.02), negated)
  return out
}

/** "Files in 2024" where a folder 2024 is here are rather the files in it. */
const BESIDE_FOLDER = 0.05
const isFolderToo = (reading: Reading, at: number, end: number): boolean =>
  lowAt(reading, at) === "in" &&
  end === at + 2 &&
  YEAR_LIKE.test(lowAt(reading, at + 1)) &&
  reading.look(lowAt(reading, at + 1)) === "folder"

const MONTH_WORD =
  /^(january|february|march|april|may|june|july|august|september|october|november|december|week|month|year|days|hours|weeks|months|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today|hour|day|minutes)$/

/** "for more than half a year", "for 30 days": not since then. */
const readUnchangedFor = (reading: Reading, at: number): ReadonlyArray<Found<When>> => {
  let start = at
  for (const lead of UNCHANGED_LEADS) {
    if (lead.every((word, offset) => lowAt(reading, at + offset) === word)) start = Math.max(start, at + lead.length)
  }
  const length = readLength(reading.tokens, start)
  return [
    ...(length === null ? [] : [found(length.end, { until: reading.now - length.value.ms })]),
    ...readWhen(reading, start, true)
      .filter((one) => one.value.from !== undefined && one.value.until === undefined)
      .map((one) => found(one.end, { until: one.value.from ?? 0 }))
  ]
}

const UNCHANGED_LEADS = sayings(
  "more than | over | at least | longer than | the last | the past | about | around | ages of"
)

/** "newer than a.txt", "modified after build.log was" */
const newerThanFile = (reading: Reading, at: number): ReadonlyArray<Found<Draft>> => {
  const tail = [
    "newer than the file",
    "newer than file",
    "newer than",
    "more recently than the file",
    "more recently than file",
    "more recently than",
    "later than the file",
    "later than",
    "after the file",
    "after",
    "since"
  ]
  for (const said of tail) {
    const parts = said.split(" ")
    if (!parts.every((word, offset) => lowAt(reading, at + offset) === word)) continue
    const path = readPath(reading, at + parts.length)[0]
    if (path === undefined || isPattern(reading, path.value)) continue
    return [
      found(["was", "is"].includes(lowAt(reading, path.end)) ? path.end + 1 : path.end, { newerThan: path.value })
    ]
  }
  return []
}
