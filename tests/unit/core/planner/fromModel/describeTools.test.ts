/** The table as a model reads it holds every action and every argument, is the same each time, and is small. */
import { assert, describe, it } from "vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type AnyAction, defineAction, makeToolbox } from "@zenus/core"
import { describeTools } from "@zenus/core/models"
import { allTools } from "@zenus/tools"

const text = describeTools(makeToolbox(allTools))
const lines = text.split("\n")

const lineOf = (tool: string, action: string): string => {
  const from = lines.findIndex((line) => line.startsWith(`${tool}: `))
  return lines.slice(from).find((line) => line.startsWith(`- ${action}(`)) ?? ""
}

const argumentNames = (action: AnyAction): ReadonlyArray<string> => {
  const { properties } = Schema.toJsonSchemaDocument(action.args).schema
  return Object.keys(properties ?? {})
}

const all = allTools.flatMap((tool) => tool.actions.map((action) => [tool.name, action.name, action] as const))

const toy = (fields: Schema.Struct.Fields, name = "go"): AnyAction =>
  defineAction({
    name,
    description: "Does it",
    args: Schema.Struct(fields) as unknown as Schema.Codec<unknown, unknown>,
    risk: 0,
    undo: "yes",
    timeoutMs: 1,
    parallel: true,
    phrases: [],
    examples: [],
    look: () => Effect.succeed({ explanation: "", deeds: [] })
  })

const toyText = (...actions: ReadonlyArray<AnyAction>): string =>
  describeTools(makeToolbox([{ name: "Toy", description: "Toys", actions }]))

const where = (description: string) => ({ where: Schema.String.annotate({ description }) })

describe("describeTools", () => {
  it.each(all)("tells %s.%s with every argument and what it does", (tool, name, action) => {
    const line = lineOf(tool, name)
    assert.include(line, action.description)
    for (const argument of argumentNames(action)) assert.match(line, new RegExp(`[( ]${argument}\\??[:;)]`))
  })

  it("is a fifth of the schemas, and under 48 KB", () => {
    const schemas = all.reduce(
      (sum, [, , action]) => sum + JSON.stringify(Schema.toJsonSchemaDocument(action.args).schema).length,
      0
    )
    assert.isBelow(text.length * 5, schemas)
    assert.isBelow(text.length, 48 * 1024)
  })

  it("writes the choice of files once, and names it where it is taken", () => {
    assert.strictEqual(text.match(/all of them, or all but one of each/g)?.length, 1)
    assert.match(lineOf("FileOps", "delete"), /^- delete\(files: Files "/)
  })

  it("is the same each time and names nothing of this machine", () => {
    assert.strictEqual(describeTools(makeToolbox(allTools)), text)
    assert.notInclude(text, process.cwd())
  })

  it("says types, limits, choices and what may be left out", () => {
    const described = toyText(
      toy({
        count: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })).annotate({ description: "how many" }),
        kind: Schema.optionalKey(Schema.Literals(["a", "b"])),
        names: Schema.Array(Schema.String),
        either: Schema.Union([Schema.String, Schema.Boolean])
      })
    )
    assert.include(
      described,
      '- go(count: int(1..9) "how many"; kind?: "a"|"b"; names: string[]; either: string|bool) Does it'
    )
  })

  it("writes an argument out where it means something else than its namesakes", () => {
    const described = toyText(
      ...["a", "b", "c"].map((name) => toy(where("the usual place"), name)),
      toy(where("another place"), "d")
    )
    assert.include(described, 'where: string "the usual place"\n')
    assert.include(described, "- a(where) Does it")
    assert.include(described, '- d(where: string "another place") Does it')
  })
})
