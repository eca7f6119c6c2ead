/**
 * Orders that people give and that zenus does not take, each with what it has instead: said clearly, so that "the trash" is not
 * looked for as a file of that name. A word of such an order that names something here is that thing, and no such order.
 */
import { cutsOf } from "./clauses.ts"
import { compilePhrase } from "./compilePhrase.ts"
import { matchPhrase } from "./matchPhrase.ts"
import { NO_REFERENTS } from "./Reading.ts"
import { readingOf, type Session, type Tokens } from "./Session.ts"
import { isWord } from "./Token.ts"
import { trim, withoutClosers, withoutOpeners } from "./unwrap.ts"

export interface Declined {
  readonly reason: string
  /** What to do instead, in whole sentences. */
  readonly advice: ReadonlyArray<string>
  /** Requests that serve the same end, where the toolbox at hand has them. */
  readonly suggestions: ReadonlyArray<string>
}

/** Room is what people want who give such an order. */
const FOR_ROOM = ["how much disk space is left", "what are the 5 largest files here?"]

const CLEAR = "empty|empty_out|clear|clear_out|clean|clean_out|clean_up|purge|flush|prune|<delete>"
const TRASH = "trash|trash_can|trashcan|trash_bin|trash_folder|recycle_bin|recycling_bin|wastebasket|waste_basket"
const WIPE = "wipe|format|reformat|overwrite|zero|zero_out|nuke|shred|clear|<delete>"
const WHOLE = "this|that|whole|entire|complete|full|this_whole|this_entire"
const MACHINE =
  "disk|disks|drive|drives|hard_disk|hard_drive|hard_disc|disc|ssd|hdd|partition|partitions|volume|boot_sector|usb_stick|usb_drive|memory_card|computer|machine|laptop|pc|file_system|filesystem|operating_system|system"

const PLACE = "folder|directory"
const FOR_EVER = "permanently|forever|for_good|irrevocably"

const ORDERS: ReadonlyArray<Declined & { readonly says: ReadonlyArray<string> }> = [
  {
    says: [
      `${CLEAR} [zenus] ${TRASH}`,
      `${CLEAR} [everything|all|all_files|files|all_items|items|contents|content|stuff|all_things] in|inside|of|from [zenus] ${TRASH}`
    ],
    reason:
      "zenus does not empty its trash on an order, so that what it deleted can be taken back until the retention in the config is over; then it leaves by itself.",
    advice: [
      "Keep deleted files for a shorter time: zenus config set trash.retention '7 days'",
      "The trash of your desktop is emptied by the desktop's own tools."
    ],
    suggestions: FOR_ROOM
  },
  {
    says: [
      `${WIPE} [${WHOLE}] ${MACHINE}`,
      `${WIPE} everything|all|all_data|all_files|every_file|data|the_data on|from|of [${WHOLE}] ${MACHINE}`
    ],
    reason: "zenus never wipes or formats a disk; it deletes files and folders that are named, and into a trash.",
    advice: ["Name the files or folders that you mean, or ask for the largest ones first."],
    suggestions: FOR_ROOM
  },
  {
    says: [`permanently|irrevocably <delete> {files:files}`, `<delete> {files:files} ${FOR_EVER}`],
    reason:
      "zenus deletes into a trash, so that it can be taken back until the retention in the config is over; then it leaves by itself.",
    advice: [
      "Delete it without that word: it is out of the way, and undo brings it back.",
      "Keep deleted files for a shorter time: zenus config set trash.retention '7 days'"
    ],
    suggestions: FOR_ROOM
  },
  {
    says: [`clean|clean_up|clean_out this|that|the|my|current|the_current|this_whole ${PLACE} [up|out]`],
    reason: "it does not say what is to go: zenus never decides by itself which of your files are useless.",
    advice: [],
    suggestions: ["find empty files in this folder", "find duplicates in this folder", "organize this folder by type"]
  }
]

/** The words by which such an order is known, so that every other request costs one look-up a word. */
const TELLING: ReadonlySet<string> = new Set(
  `${TRASH}|${MACHINE}|${PLACE}|${FOR_EVER}`.split("|").map((noun) => noun.slice(noun.lastIndexOf("_") + 1))
)

/** The order without its politeness, each way to take it away, and each part where it can be cut. */
const partsOf = (tokens: Tokens): ReadonlyArray<Tokens> =>
  [tokens, ...cutsOf(tokens).flatMap(({ from, to }) => [tokens.slice(0, from), tokens.slice(to)])].flatMap((part) =>
    withoutOpeners(trim(part)).flatMap((opened) => withoutClosers(opened))
  )

/** Why the request, or one deed of it, is none that zenus does; `null` for every other. */
export const declined = (session: Session, tokens: Tokens): Declined | null => {
  const telling = tokens.filter((token) => isWord(token) && TELLING.has(token.low))
  const look = session.options.look
  if (telling.length === 0 || telling.some(({ text }) => look !== undefined && look(text) !== null)) return null
  for (const { says, ...instead } of ORDERS) {
    const templates = says.map(compilePhrase)
    const fits = (part: Tokens): boolean => {
      const reading = { ...readingOf(session, part, NO_REFERENTS), bareNames: true }
      return templates.some((template) => matchPhrase(template, reading).length > 0)
    }
    if (partsOf(tokens).some(fits)) return instead
  }
  return null
}
