/** Options and operands of a command, by a table of what its options mean. */
import { assert, describe, it } from "@effect/vitest"
import { splitWords } from "#cli/args/splitWords.ts"
import { readOptions } from "#cli/pasted/readOptions.ts"

const TABLE = new Map([
  ["r R recursive", "flag"],
  ["f force", "ignored"],
  ["n lines", "value"],
  ["name", "value"],
  ["digits", "value"]
] as const)

const read = (line: string): string => {
  const split = splitWords(line)
  const options = split.type === "words" ? readOptions(split.words, TABLE) : "no words"
  if (typeof options === "string") return `unknown: ${options}`
  const given = [...options.given].map(([name, value]) => (value === "" ? name : `${name}=${value}`))
  return [...given, "|", ...options.operands.map(({ text }) => text)].join(" ")
}

describe("options of a command", () => {
  it.for([
    ["-rf a b", "r | a b"],
    ["a -R", "r | a"],
    ["--recursive --force a", "r | a"],
    ["-n 5 a", "n=5 | a"],
    ["-n5 a", "n=5 | a"],
    ["-rn5 a", "r n=5 | a"],
    ["--lines=5 a", "n=5 | a"],
    ["--lines 5 a", "n=5 | a"],
    ["-5 a", "digits=5 | a"],
    ["-name x a", "name=x | a"],
    ["-- -r a", "| -r a"],
    ["- a", "| - a"],
    ["-x a", "unknown: -x"],
    ["-rx a", "unknown: -x"],
    ["--other a", "unknown: --other"],
    ["--force=yes a", "unknown: --force=yes"],
    ["-n", "unknown: -n"],
    ["--lines", "unknown: --lines"]
  ] as const)("%s: %s", ([line, expected]) => assert.strictEqual(read(line), expected))
})
