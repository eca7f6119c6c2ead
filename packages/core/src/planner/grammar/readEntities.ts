/**
 * Kinds of text that people name instead of writing them ("ip addresses", "lines with digits"), as regular expressions. The
 * expressions are plain ones of the language, without a flag, and cannot run away.
 */
import { found, type Found } from "./Found.ts"
import { longestSaying, type Reading, type SayingIndex, sayingTable } from "./Reading.ts"

const ENTITIES: ReadonlyArray<readonly [SayingIndex, string]> = (
  [
    [
      "ip addresses | ip address | ipv4 addresses | ipv4 address | all ip addresses | the ip addresses | ips | any ip address | an ip address",
      "\\b(?:[0-9]{1,3}\\.){3}[0-9]{1,3}\\b"
    ],
    [
      "email addresses | email address | e-mail addresses | e-mail address | emails | e-mails | mail addresses | an email address | all email addresses | the email addresses",
      "[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+"
    ],
    [
      "urls | url | links | web addresses | web links | hyperlinks | all urls | the urls | a url | http links",
      "https?://[^\\s\"'<>)]+"
    ],
    ["dates | iso dates | a date | all dates", "\\b[0-9]{4}-[0-9]{2}-[0-9]{2}\\b"],
    ["times | timestamps | a timestamp | all timestamps", "\\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\\b"],
    ["numbers | all numbers | the numbers | integers", "[0-9]+(?:\\.[0-9]+)?"],
    ["digits | digit | a digit | a number | any digit | any number | at least one digit | any digits", "[0-9]"],
    ["letters | a letter | any letter | any letters | alphabetic characters", "[A-Za-z]"],
    [
      "alphanumeric characters | alphanumeric symbols | alphanumeric character | alphanumerics | alphanumeric text | an alphanumeric character | any alphanumeric character | at least one alphanumeric character | letters or digits | letters or numbers",
      "[A-Za-z0-9]"
    ],
    [
      "uppercase letters | upper case letters | capital letters | capitals | an uppercase letter | a capital letter",
      "[A-Z]"
    ],
    ["lowercase letters | lower case letters | small letters | a lowercase letter", "[a-z]"],
    [
      "trailing spaces | trailing whitespace | trailing blanks | trailing white space | whitespace at the end",
      "[ \\t]+$"
    ],
    ["tabs | tab characters | a tab | tab character", "\\t"],
    [
      "non-ascii characters | non ascii characters | special characters | unicode characters | accented letters",
      "[^\\x00-\\x7F]"
    ]
  ] as const
).map(([said, regex]) => [sayingTable(said), regex] as const)

export const readEntities = (reading: Reading, at: number): ReadonlyArray<Found<string>> => {
  const out: Array<Found<string>> = []
  for (const [table, regex] of ENTITIES) {
    const end = longestSaying(reading, at, table)
    if (end >= 0) out.push(found(end, regex))
  }
  return out.toSorted((a, b) => b.end - a.end)
}
