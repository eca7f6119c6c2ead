/** Words of a command line: quoting as POSIX has it, nothing expanded, and what is a shell's named. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { readOptions } from "#cli/pasted/readOptions.ts"
import { splitWords } from "#cli/pasted/splitWords.ts"

/** Any characters but the quote itself, and line ends, which end a command. */
const WORD = fc.string({ unit: "binary", maxLength: 12 }).map((text) => text.replace(/['\n]/g, "-"))

const words = (line: string): ReadonlyArray<string> | string => {
  const split = splitWords(line)
  if (split.type === "words") return split.words.map(({ isPattern, text }) => (isPattern ? `${text} (pattern)` : text))
  return split.type === "shell" ? `shell: ${split.sign}` : "open"
}

describe("words of a command", () => {
  it.for([
    ["rm -rf build", ["rm", "-rf", "build"]],
    ["  ls\t-l  ", ["ls", "-l"]],
    ["rm 'a b' \"c d\" e\\ f", ["rm", "a b", "c d", "e f"]],
    [`rm a"b"'c'`, ["rm", "abc"]],
    [`rm ''`, ["rm", ""]],
    [`echo "a\\"b\\\\c\\d"`, ["echo", 'a"b\\c\\d']],
    ["rm *.txt", ["rm", "*.txt (pattern)"]],
    ["rm '*.txt' \\*", ["rm", "*.txt", "*"]],
    ["rm a?[b]", ["rm", "a?[b] (pattern)"]],
    ["rm {a,b}", ["rm", "{a,b} (pattern)"]],
    ["rm ~ ~/x '~' \\~", ["rm", "~", "~/x", "./~", "./~"]],
    ["echo 'a | b; $x'", ["echo", "a | b; $x"]],
    ["a | b", "shell: |"],
    ["a || b", "shell: ||"],
    ["a && b", "shell: &&"],
    ["a &", "shell: &"],
    ["a; b", "shell: ;"],
    ["a > b", "shell: >"],
    ["a >> b", "shell: >>"],
    ["a < b", "shell: <"],
    ["a $HOME/x", "shell: $HOME"],
    ["a $?", "shell: $?"],
    ["a $(b)", "shell: $("],
    ["a ${b}", "shell: ${"],
    ['a "$(b)"', "shell: $("],
    ['a "`b`"', "shell: `"],
    ["a `b`", "shell: `"],
    ["a\nb", "shell: a second line"],
    ["john's", "open"],
    ['say "x', "open"],
    ["x\\", "open"],
    ["", []]
  ] as const)("%j: %j", ([line, expected]) => assert.deepStrictEqual(words(line), expected))

  it("any words in single quotes come back as they were", () => {
    fc.assert(
      fc.property(fc.array(WORD, { maxLength: 4 }), (texts) => {
        const split = splitWords(texts.map((text) => `'${text}'`).join(" "))
        assert.deepStrictEqual(
          split.type === "words" ? split.words.map(({ text }) => text) : [split.type],
          texts.map((text) => (text.startsWith("~") ? `./${text}` : text))
        )
      })
    )
  })
})

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
