/** Permissions as people say them, to what chmod understands: `755`, `rwxr-xr-x`, `u+x`, "executable", "read only", "writable by everyone". */
import { found, type Found } from "./Found.ts"
import { type Reading, sayingAt } from "./Reading.ts"
import { sayings } from "./words.ts"

const SAID: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = (
  [
    [
      "executable by everyone|executable for everyone|executable by all|executable for all|executable by anyone|executable for all users|executable by everybody|executable for everybody",
      "a+x"
    ],
    [
      "executable by me|executable by the owner|executable for the owner|executable by owner|executable only by the owner|executable only for the owner",
      "u+x"
    ],
    ["executable by the group|executable for the group", "g+x"],
    ["executable|runnable|an executable", "a+x"],
    ["not executable|non-executable|nonexecutable|non executable|no longer executable|not runnable", "a-x"],
    [
      "read only|read-only|readonly|write protected|write-protected|not writable|unwritable|non-writable|no longer writable",
      "a-w"
    ],
    [
      "read only for everyone|read-only for everyone|read-only for everybody|readonly for everyone|read only for all|readable only",
      "a-w"
    ],
    [
      "writable by everyone|writable for everyone|writable by all|writeable by everyone|writable by everybody|writable by anyone|world writable|world-writable|writable for all|writable for everybody",
      "a+w"
    ],
    ["writable by the group|group writable|group-writable|writable for the group", "g+w"],
    [
      "writable by the owner|writable by me|owner writable|writable for the owner|writable|writeable|writable again|writeable again",
      "u+w"
    ],
    [
      "readable by everyone|readable for everyone|readable by all|readable by everybody|readable by anyone|world readable|world-readable|readable for all|readable for everybody",
      "a+r"
    ],
    ["readable by the group|group readable|group-readable|readable for the group", "g+r"],
    ["readable by the owner|readable by me|readable", "u+r"],
    [
      "private|readable only by me|readable only by the owner|only readable by me|only readable by the owner|accessible only to me|accessible only by me|accessible only to the owner|only accessible to me|only accessible by me|only accessible by the owner|inaccessible to others|unreadable for others|unreadable by others|not readable by others|unreadable to others",
      "go-rwx"
    ]
  ] as ReadonlyArray<readonly [string, string]>
).flatMap(([said, mode]) => sayings(said).map((words) => [words, mode] as const))

const OCTAL = /^0?o?([0-7]{3,4})$/
const SYMBOLIC = /^[ugoa]*[-+=][rwxXst]*(,[ugoa]*[-+=][rwxXst]*)*$/
const LISTED = /^([r-][w-][xsS-])([r-][w-][xsS-])([r-][w-][xtT-])$/

const octalOf = (parts: ReadonlyArray<string>): string =>
  parts
    .map(
      (part) =>
        (part.charAt(0) === "r" ? 4 : 0) + (part.charAt(1) === "w" ? 2 : 0) + (/[xst]/.test(part.charAt(2)) ? 1 : 0)
    )
    .join("")

export const readMode = (reading: Reading, at: number): ReadonlyArray<Found<string>> => {
  const token = reading.tokens[at]
  if (token === undefined || token.kind === "punct") return []
  const octal = OCTAL.exec(token.text)
  if (octal?.[1] !== undefined) return [found(at + 1, octal[1])]
  const listed = LISTED.exec(token.text)
  if (listed !== null) return [found(at + 1, octalOf(listed.slice(1)))]
  if (SYMBOLIC.test(token.text)) return [found(at + 1, token.text)]
  const out: Array<Found<string>> = []
  for (const [words, mode] of SAID) {
    const end = sayingAt(reading, at, words)
    if (end >= 0) out.push(found(end, mode))
  }
  return out.toSorted((a, b) => b.end - a.end)
}
