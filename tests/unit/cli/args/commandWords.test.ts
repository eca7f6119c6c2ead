import { assert, describe, it } from "@effect/vitest"
import { commandWords } from "#cli/args/commandWords.ts"

describe("commandWords", () => {
  const table: ReadonlyArray<readonly [text: string, words: ReadonlyArray<string>]> = [
    ["nano", ["nano"]],
    ["code -w --new-window", ["code", "-w", "--new-window"]],
    ["emacsclient -a '' -t", ["emacsclient", "-a", "", "-t"]],
    [`"/opt/my editor/run" --name="a b"`, ["/opt/my editor/run", "--name=a b"]],
    ["$(touch x) `y` $HOME", ["$(touch", "x)", "`y`", "$HOME"]],
    ["  ", []],
    ["", []]
  ]
  for (const [text, words] of table)
    it(`reads ${JSON.stringify(text)}`, () => assert.deepStrictEqual(commandWords(text), words))
})
