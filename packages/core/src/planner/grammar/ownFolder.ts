/**
 * The folders that every home has, as people speak of them: "my downloads", "the desktop". What is here under the written name, or
 * under the known one, comes first. "The pictures folder" may be a new one; a desktop is nobody's new folder.
 */
import { lowAt, type Reading } from "./Reading.ts"
import type { Token } from "./Token.ts"

const KNOWN: ReadonlyMap<string, string> = new Map(
  ["Downloads", "Documents", "Pictures", "Music", "Videos", "Desktop", "Templates", "Public", "Movies"].map((name) => [
    name.toLowerCase(),
    name
  ])
)
const OWN: ReadonlySet<string> = new Set(["my", "your"])

/** Whether "my" stands before a word. */
export const isOwn = (reading: Reading, at: number): boolean => OWN.has(lowAt(reading, at - 1))

/** The name that is meant by a word; the word itself for every other. "My downloads" without a look is Downloads. */
export const ownFolder = (reading: Reading, token: Token, own: boolean): string => {
  const known = KNOWN.get(token.low)
  if (known === undefined || token.kind === "quoted" || reading.look(token.text) !== null) return token.text
  if (reading.look(known) === "folder") return known
  if ((own || token.low === "desktop") && reading.look(`~/${known}`) === "folder") return `~/${known}`
  return own && token.text === token.low ? known : token.text
}
