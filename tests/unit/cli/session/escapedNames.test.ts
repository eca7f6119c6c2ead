/** Names with backslashes, as a dragged file comes: in quotes where a thing of that name is there, and nowhere else. */
import { assert, describe, it } from "@effect/vitest"
import { withNamesQuoted } from "#cli/session/escapedNames.ts"

const there = new Set([
  "Rechnung März.txt",
  "it's (1).txt",
  'a "b" c',
  `both'" x`,
  "/w/my notes/a.txt",
  "~/my file",
  "x&y",
  "plain"
])
const read = (text: string): string => withNamesQuoted(text, (name) => there.has(name))

describe("withNamesQuoted", () => {
  it.for([
    ["show Rechnung\\ März.txt", 'show "Rechnung März.txt"'],
    ["move Rechnung\\ März.txt to plain", 'move "Rechnung März.txt" to plain'],
    ["delete it\\'s\\ \\(1\\).txt", `delete "it's (1).txt"`],
    ['open a\\ \\"b\\"\\ c', `open 'a "b" c'`],
    ["copy /w/my\\ notes/a.txt and x\\&y here", 'copy "/w/my notes/a.txt" and "x&y" here'],
    ["show ~/my\\ file", 'show "~/my file"'],
    ["what is in Rechnung\\ März.txt?", 'what is in "Rechnung März.txt"?']
  ] as const)("%s is %s", ([text, quoted]) => assert.strictEqual(read(text), quoted))

  it.for([
    "show Rechnung\\ April.txt",
    "find '\\ ' in plain",
    'replace "Rechnung\\ März.txt" with x',
    "open both\\'\\\"\\ x",
    "show C:\\plain",
    "it's plain",
    "end\\",
    ""
  ])("%s stays", (text) => assert.strictEqual(read(text), text))

  it("takes no longer than its text is long", () => {
    const text = "\\ '\"a".repeat(50_000)
    assert.strictEqual(read(text), text)
  })
})
