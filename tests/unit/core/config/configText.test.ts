import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import * as yaml from "yaml"
import { ConfigInvalid, sayProblem } from "#core/config/ConfigError.ts"
import { CONFIG_KEYS, PROVIDER_KEYS } from "#core/config/ConfigKeys.ts"
import { defaultText, type Edit, editText, readText, sayPath } from "#core/config/configText.ts"
import { defaultConfig } from "#core/config/ZenusConfig.ts"

const HOME = "/home/ada"
const read = (text: string) => Result.getOrThrow(readText(yaml, text, HOME))
const problems = (text: string): ReadonlyArray<string> => {
  const loaded = readText(yaml, text, HOME)
  return Result.isSuccess(loaded) ? [] : loaded.failure.map(sayProblem)
}
const edit = (text: string, change: Edit): string => Result.getOrThrow(editText(yaml, text, change, HOME)).text
const set = (text: string, path: ReadonlyArray<string>, value: unknown): string =>
  edit(text, { do: "set", path, value })

describe("readText", () => {
  it("takes an empty text, comments alone, a mark of the byte order and other line ends", () => {
    for (const text of [
      "",
      "\n\n",
      "# nothing\n",
      "---\n",
      "null\n",
      "{}",
      "\uFEFFtrash:\n",
      "trash:\r\n  maxSize: 10 GB\r\n"
    ]) {
      assert.deepStrictEqual(read(text).config, defaultConfig(), JSON.stringify(text))
    }
  })

  it("names every problem with its line", () => {
    const text = [
      "# mine",
      "trash:",
      "  retention: 30",
      "  maxSize: 10 XB",
      "safty: {}",
      "safety:",
      "  roots:",
      "    - ~/work",
      "    - work",
      "  allow:",
      "    - under: ~/x",
      "      until: soon"
    ].join("\n")
    assert.deepStrictEqual(problems(text), [
      "trash.retention (line 3): expected a length of at least 1 hour, such as 30 days, got 30",
      "trash.maxSize (line 4): expected a size such as 10 GB, got 10 XB",
      "safty (line 5): there is no such key",
      "safety.roots[1] (line 9): expected an absolute folder other than /, or one that begins with ~/, got work",
      "safety.allow[0].action (line 11): it is missing",
      "safety.allow[0].until (line 12): expected a date such as 2027-01-31, or a date, a time and a zone such as 2027-01-31T18:00:00Z, got soon"
    ])
  })

  it.each([
    ["a tab", "trash:\n\tretention: 1 day\n", 2],
    ["a key twice", "trash:\n  maxSize: 1 GB\n  maxSize: 2 GB\n", 3],
    ["an open bracket", "safety:\n  roots: [~/a\n", 3],
    ["two documents", "trash:\n---\ntrash:\n", 2],
    ["an unknown alias", "trash: *x\n", 1],
    ["control characters", "trash: \u0000\u0001\n", 1]
  ])("says where %s is", (_what, text, line) => {
    const loaded = readText(yaml, text, HOME)
    const lines = Result.isFailure(loaded) ? loaded.failure.map((one) => one.line) : []
    assert.include(lines, line, JSON.stringify(problems(text)))
  })

  it("is not brought down by a text that is made for it", () => {
    const bomb = [
      "a: &a [x,x,x,x,x,x,x,x,x]",
      ..."bcdefgh".split("").map((name, at) => `${name}: &${name} [${`*${"abcdefg"[at]},`.repeat(9)}]`)
    ]
    assert.isNotEmpty(problems(bomb.join("\n")))
    assert.isNotEmpty(problems("[".repeat(100_000)))
    assert.isNotEmpty(problems("trash: !!js/function 'x'"))
    assert.isNotEmpty(problems("__proto__:\n  trash: x\n"))
    assert.isUndefined(Reflect.get({}, "trash"))
  })
})

describe("ConfigInvalid", () => {
  it("shows the first problems, counts the rest, and says what to write", () => {
    const many = Array.from({ length: 12 }, (_, at) => ({
      key: `k${at}`,
      line: at + 1,
      message: "there is no such key",
      fix: null
    }))
    const [first = many[0], ...rest] = many
    if (first === undefined) throw new Error("none")
    const error = new ConfigInvalid({ file: "/x/config.yaml", problems: [first, ...rest] })
    assert.match(error.message, /^The configuration \/x\/config\.yaml has 12 problems: k0 \(line 1\): .* And 4 more\.$/)
    const one = new ConfigInvalid({ file: "a\u001b[2J", problems: [{ ...first, fix: "Did you mean trash?" }] })
    assert.notInclude(one.message, "\u001b")
    assert.deepStrictEqual(one.recovery, ["Did you mean trash?", "Show all problems: zenus config validate"])
  })
})

describe("editText", () => {
  const text = `# my own file
trash:
  # a month is enough
  retention: 30 days # really
  maxSize: "10 GB"

# folders of the project
safety:
  roots:
    - ~/work # here
`

  it("changes one value and keeps comments, order and what is beside it", () => {
    assert.strictEqual(set(text, ["trash", "retention"], "1 week"), text.replace("30 days # really", "1 week # really"))
  })

  it("adds a key to its section, and a section to the file", () => {
    const after = set(text, ["ui", "motion"], "off")
    assert.isTrue(after.startsWith(text.trimEnd()))
    assert.include(after, "\nui:\n  motion: off\n")
    assert.strictEqual(set("", ["ui", "motion"], "off"), "ui:\n  motion: off\n")
    assert.strictEqual(read(set("# only this\n", ["ui", "motion"], "off")).config.ui.motion, "off")
    assert.include(set("# only this\n", ["ui", "motion"], "off"), "# only this")
    assert.strictEqual(read(set("trash:\nui:\n", ["trash", "maxSize"], "1 GB")).config.trash.maxSize, 1024 ** 3)
    assert.strictEqual(read(set("null\n", ["trash", "maxSize"], "1 GB")).config.trash.maxSize, 1024 ** 3)
    assert.strictEqual(read(set("{ trash: { maxSize: 1 GB } }\n", ["ui", "motion"], "on")).config.ui.motion, "on")
  })

  it("adds to a list and takes out of it, comments kept", () => {
    const more = edit(text, { do: "append", path: ["safety", "roots"], value: "/data" })
    assert.strictEqual(more, `${text}    - /data\n`)
    assert.strictEqual(edit(more, { do: "remove", path: ["safety", "roots", 1] }), text)
    const rule = { action: "FileOps.delete", under: "~/b" }
    const first = edit(text, { do: "append", path: ["safety", "allow"], value: rule })
    assert.strictEqual(read(first).config.safety.allow[0]?.under, "/home/ada/b")
    assert.strictEqual(edit(text, { do: "remove", path: ["safety", "roots", 9] }), text)
  })

  it("writes nothing that would be wrong, and nothing into a file that is", () => {
    for (const [before, value] of [
      [text, "30"],
      [text, null],
      [text, { days: 30 }],
      ["trash: [\n", "1 day"],
      ["safty: {}\n", "1 day"]
    ] as const) {
      assert.isTrue(Result.isFailure(editText(yaml, before, { do: "set", path: ["trash", "retention"], value }, HOME)))
    }
  })

  it("quotes a value that would be read as something else", () => {
    for (const root of ["/a: b", "/a #b", "/'x'\"y\"", "/two\nlines", "/\u202e"]) {
      assert.deepStrictEqual(read(set("", ["safety", "roots"], [root])).config.safety.roots, [root])
    }
  })
})

describe("defaultText", () => {
  it("holds every key with its default and a comment, and decodes to the defaults", () => {
    const text = defaultText()
    assert.deepStrictEqual(read(text), { config: defaultConfig() })
    for (const { key, about } of CONFIG_KEYS) {
      const way = key.split(".")
      const indent = "  ".repeat(way.length - 1)
      assert.include(text, `${indent}# ${about}\n${indent}${way.at(-1) ?? ""}:`)
    }
  })

  it("shows what can be said of a provider as an example that holds when its marks are taken away", () => {
    const [, example = ""] = defaultText().split("about one of your own:\n")
    for (const { about } of PROVIDER_KEYS) assert.include(example, about)
    const { providers } = read(example.replaceAll(/^# /gm, "")).config
    assert.deepStrictEqual(Object.keys(providers), ["my-server"])
    assert.deepInclude(providers["my-server"], { apiKeyEnv: "MY_SERVER_KEY", wire: "openai" })
  })

  it("stays itself when a value is set to what it is", () => {
    assert.strictEqual(set(defaultText(), ["ui", "motion"], "auto"), defaultText())
  })
})

describe("sayPath", () => {
  it("writes names with dots and places with brackets", () => {
    assert.strictEqual(sayPath(["safety", "allow", 0, "until"]), "safety.allow[0].until")
    assert.strictEqual(sayPath([]), "")
  })
})
