/** docs/shell.md lists the words and keys that there are: the page is written from the tables when `UPDATE_DOCS=1`, and compared else. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { format } from "prettier"
import { KEYMAP, keyTitle, MARKS } from "#cli/editor/keymap.ts"
import { SHELL_WORDS } from "#cli/shell/words.ts"

const page = join(import.meta.dirname, "..", "..", "docs", "shell.md")

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "\\<")
const table = (head: readonly [string, string], rows: ReadonlyArray<readonly [string, string]>): string =>
  [head, ["---", "---"] as const, ...rows].map(([left, right]) => `| ${left} | ${right} |`).join("\n")

const words = (): string =>
  table(
    ["word", "what it does"],
    [...SHELL_WORDS].map(([name, { summary, usage }]) => [
      `\`${`/${name} ${usage}`.trimEnd()}\``.replaceAll("|", "\\|"),
      cell(summary)
    ])
  )

const keys = (): string =>
  [
    ...KEYMAP.map(({ bindings, title }) =>
      table(
        [title.toLowerCase(), ""],
        bindings.map(({ does, keys: labels }) => [labels.map(keyTitle).map(cell).join(", "), cell(does)])
      )
    ),
    table(
      ["a mark", ""],
      MARKS.map(([mark, does]) => [`\`${mark}\``, cell(does)])
    )
  ].join("\n\n")

const put = (text: string, name: string, body: string): string =>
  text.replace(
    new RegExp(`(<!-- ${name}: [^>]*-->)[\\s\\S]*?(<!-- /${name} -->)`),
    (_, open: string, close: string) => `${open}\n\n${body}\n\n${close}`
  )

describe("docs/shell.md", () => {
  it("has every word and every key of the shell", async () => {
    const now = readFileSync(page, "utf8")
    const wanted = await format(put(put(now, "words", words()), "keys", keys()), {
      parser: "markdown",
      printWidth: 120,
      proseWrap: "preserve"
    })
    if (process.env["UPDATE_DOCS"] === "1") writeFileSync(page, wanted)
    else assert.strictEqual(now, wanted, "write it anew: UPDATE_DOCS=1 npx vitest run tests/house/shellPage.test.ts")
  })
})
