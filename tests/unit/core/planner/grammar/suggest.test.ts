/** What is suggested instead: something, true in this folder, and never more than was asked. */
import { assert, describe, it } from "@effect/vitest"
import { fromRules, makeToolbox, Request } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { allTools } from "#tools/index.ts"

/** A folder /home/ann/work that holds these files; a name with a slash at its end is a folder. */
const rulesIn = (...entries: ReadonlyArray<string>) =>
  fromRules(makeToolbox(allTools), (path) => {
    const name = path.replace(/^\/home\/ann\/work\/?/, "")
    if (path === "/home/ann/work" || path === "/home/ann" || entries.includes(`${name}/`)) return "folder"
    return entries.includes(name) ? "file" : null
  })
const EMPTY = rulesIn()

const read = (text: string, rules = EMPTY) =>
  Effect.runSync(
    Effect.result(
      rules.translate(
        new Request({
          text,
          cwd: "/home/ann/work",
          home: "/home/ann",
          at: Date.UTC(2026, 10, 18, 12),
          timeZone: "UTC",
          mode: "plan"
        })
      )
    )
  )
const suggestionsFor = (text: string, rules = EMPTY): ReadonlyArray<string> => {
  const result = read(text, rules)
  return result._tag === "Failure" ? result.failure.suggestions : assert.fail(`${text} is understood`)
}

const UNKNOWN = [
  "blah blah",
  "what is love",
  "delete the thingamajig quux",
  "show me the frobnicator of doom",
  "make me a coffee",
  "commit everything nicely forever",
  "git pull the"
]

describe("suggestions", () => {
  it.each(UNKNOWN)("are there for what is not understood, and are understood: %s", (text) => {
    const suggestions = suggestionsFor(text)
    assert.isNotEmpty(suggestions)
    for (const suggestion of suggestions) assert.strictEqual(read(suggestion)._tag, "Success", suggestion)
  })

  it("are the commonest questions where no word is shared", () => {
    assert.deepStrictEqual(suggestionsFor("blah blah").slice(0, 2), [
      "list everything here with details",
      "what are the 5 largest files here?"
    ])
  })

  it("name only what is here", () => {
    assert.notInclude(suggestionsFor("show the frobnicated notes.txt of doom").join(" "), "notes.txt")
    const compared = "compare the frobnicated folders of doom"
    assert.notInclude(suggestionsFor(compared).join(" "), "backup and photos")
    assert.include(suggestionsFor(compared, rulesIn("backup/", "photos/")).join(" "), "backup and photos")
    assert.include(suggestionsFor("print the frobnicated notes of doom", rulesIn("notes.txt")).join(" "), "notes.txt")
  })

  it("are of a repository only where one is", () => {
    const text = "pull everything from the origin of doom"
    assert.notMatch(suggestionsFor(text).join("\n"), /pull/)
    assert.match(suggestionsFor(text, rulesIn(".git/")).join("\n"), /pull/)
  })

  it("never take more than was asked", () => {
    assert.deepStrictEqual(suggestionsFor("delete all files but a.txt", rulesIn("a.txt")), [
      "delete all files except a.txt"
    ])
    assert.notMatch(suggestionsFor("delete the pdf file").join("\n"), /^delete (?!the pdf file)/m)
    assert.notMatch(suggestionsFor("remove a.txt or b.txt").join("\n"), /^(remove|delete)/m)
    assert.strictEqual(suggestionsFor("delete all files")[0], "delete all files in this folder")
    assert.strictEqual(suggestionsFor("delete 5 files in this folder")[0], "delete the 5 oldest files in this folder")
  })

  it("take nothing away that the request does not name, whatever its words", () => {
    const word = fc.constantFrom(
      ..."delete remove kill push reset clean duplicates folder branch everything but unless x9 quux tag old docs process the all".split(
        " "
      )
    )
    fc.assert(
      fc.property(fc.array(word, { minLength: 2, maxLength: 6 }), (words) => {
        const result = read(words.join(" "))
        if (result._tag === "Success" || result.failure._tag === "Ambiguous") return
        const given = new Set(words)
        for (const suggestion of result.failure.suggestions) {
          const meant = read(suggestion)
          const risks =
            meant._tag === "Success" ? meant.success.steps.map(({ action, tool }) => riskOf(tool, action)) : []
          if (risks.every((risk) => risk < 2)) continue
          assert.isEmpty(
            suggestion.split(" ").filter((one) => !given.has(one) && one !== "except"),
            `${words.join(" ")} -> ${suggestion}`
          )
        }
      }),
      { seed: 7, numRuns: 150 }
    )
  }, 60_000)
})

const toolbox = makeToolbox(allTools)
const riskOf = (tool: string, action: string): number => toolbox.find(tool, action)?.risk ?? 3
