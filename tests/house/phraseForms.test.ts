/** The page on wordings and the comment at Phrase name every form of template that is read, and none that is not. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { compilePhrase, type Part, type Template } from "#core/planner/grammar/compilePhrase.ts"
import { root } from "./sources.ts"

const page = readFileSync(join(root, "docs", "how-to", "add-a-rule.md"), "utf8")
const comment = readFileSync(join(root, "packages", "core", "src", "tool", "Action.ts"), "utf8")

/** The first column of the page's first table. */
const forms = page
  .slice(page.indexOf("| written"), page.indexOf("\n\n", page.indexOf("| written")))
  .split("\n")
  .slice(2)
  .flatMap((row) => [
    ...(row
      .replaceAll("\\|", "\u0001")
      .split("|")[1]
      ?.matchAll(/`([^`]+)`/g) ?? [])
  ])
  .map((match) => (match[1] ?? "").replaceAll("\u0001", "|"))

const partsOf = (parts: ReadonlyArray<Part>): ReadonlyArray<Part> =>
  parts.flatMap((part) => (part.part === "optional" ? [part, ...partsOf(part.parts)] : [part]))
const all = (template: Template) => partsOf([...template.parts, ...template.floating])

/** What a template can hold, and how the comment at Phrase writes it. */
const FEATURES: ReadonlyArray<readonly [string, (template: Template, say: string) => boolean, string]> = [
  ["other words", (_, say) => /(^| )[a-z]+\|[a-z]+/.test(say), "`a|b`"],
  ["words said together", (_, say) => /(^|[ |])[a-z]+_[a-z]/.test(say), "`get_rid_of`"],
  ["a class", (_, say) => /<[a-z]+>/.test(say), "`<class>`"],
  ["a class among words", (_, say) => />\|[a-z]/.test(say), "`<show>|cat`"],
  ["an option", (_, say) => / -[a-zA-Z]/.test(say), "`-l`"],
  ["punctuation", (_, say) => / [:,]/.test(say), "`: , ( ) < > >>`"],
  ["what may be absent", (template) => template.parts.some((part) => part.part === "optional"), "`[x]`"],
  [
    "brackets in brackets",
    (template) =>
      all(template).some((part) => part.part === "optional" && part.parts.some((inner) => inner.part === "optional")),
    "nested"
  ],
  [
    "what sets where it is said",
    (template) => all(template).some((part) => part.part === "optional" && part.set.length > 1),
    "`[x -> argument=value other=value]`"
  ],
  ["what the whole sets", (template) => template.set.length > 0, "`x -> argument=value`"],
  ["what floats", (template) => template.floating.length > 0, "`~[x]`"],
  ["an argument", (template) => all(template).some((part) => part.part === "slot"), "`{argument:kind}`"],
  [
    "a nested argument",
    (template) =>
      all(template).some((part) => part.part === "slot" && part.arguments.some((name) => name.includes("."))),
    "`{a.b:kind}`"
  ],
  [
    "several arguments",
    (template) => all(template).some((part) => part.part === "slot" && part.arguments.length > 1),
    "`{a,b:kind}`"
  ],
  [
    "no argument",
    (template) => all(template).some((part) => part.part === "slot" && part.arguments.includes("_")),
    "`{_:kind}`"
  ],
  [
    "several kinds",
    (template) => all(template).some((part) => part.part === "slot" && part.kinds.length > 1),
    "`{argument:kind|kind}`"
  ],
  [
    "choices",
    (template) =>
      all(template).some(
        (part) => part.part === "slot" && part.choices.some(([said, value]) => said.join("_") !== value)
      ),
    "`choice(a|said=value)`"
  ]
]

describe("the forms of a phrase", () => {
  it("on the page are templates that compile", () => {
    assert.isAbove(forms.length, 10)
    for (const form of forms) assert.doesNotThrow(() => compilePhrase(form), form)
  })

  it.each(FEATURES)("name %s, on the page and at Phrase", (_, has, written) => {
    assert.isTrue(
      forms.some((form) => has(compilePhrase(form), form)),
      "on the page"
    )
    assert.include(comment, written)
  })
})
