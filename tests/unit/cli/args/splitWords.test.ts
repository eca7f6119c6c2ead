/** Words of a command line: quoting as POSIX has it, nothing expanded, and what is a shell's named. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { commandWords, splitWords } from "#cli/args/splitWords.ts"

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

describe("words for a program that no shell starts", () => {
  it.for([
    ["nano", ["nano"]],
    ["code -w --new-window", ["code", "-w", "--new-window"]],
    ["emacsclient -a '' -t", ["emacsclient", "-a", "", "-t"]],
    [`"/opt/my editor/run" --name="a b"`, ["/opt/my editor/run", "--name=a b"]],
    ["$(touch x) `y` $HOME", ["$(touch", "x)", "`y`", "$HOME"]],
    ['"$(x)" a;b', ["$(x)", "a;b"]],
    ["My\\ Documents", ["My Documents"]],
    ["a\nb", ["a", "b"]],
    ["john's notes", ["john's", "notes"]],
    ["  ", []],
    ["", []]
  ] as const)("%j: %j", ([text, expected]) => assert.deepStrictEqual(commandWords(text), expected))
})
