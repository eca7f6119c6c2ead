/** The one table that help, JSON Schemas, completions and the rules are made from: every row is whole. */
import { makeToolbox } from "@zenus/core"
import { allTools } from "@zenus/tools"
import * as Schema from "effect/Schema"
import { assert, describe, it } from "vitest"

const rows = allTools.flatMap((tool) => tool.actions.map((action) => ({ name: `${tool.name}.${action.name}`, action })))

interface JsonSchema {
  readonly type?: string
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly allOf?: ReadonlyArray<JsonSchema>
  readonly anyOf?: ReadonlyArray<JsonSchema>
  readonly $ref?: string
}

const described = (schema: JsonSchema): boolean =>
  schema.description !== undefined || [...(schema.allOf ?? []), ...(schema.anyOf ?? [])].some(described)

describe("the table of actions", () => {
  it("has no two tools or actions of one name", () => {
    assert.doesNotThrow(() => makeToolbox(allTools))
  })

  it.each(rows)("$name takes a struct whose fields all say what they are", ({ action }) => {
    const schema = Schema.toJsonSchemaDocument(action.args).schema as JsonSchema
    for (const [field, inner] of Object.entries(schema.properties ?? {})) assert.isTrue(described(inner), field)
  })

  it.each(rows)("$name says what it does, how it is said and how it is taken back", ({ action }) => {
    assert.isNotEmpty(action.description)
    assert.isNotEmpty(action.phrases)
    assert.isNotEmpty(action.examples)
    assert.isAbove(action.timeoutMs, 0)
    // What cannot be undone is risk 3, and what only reads needs no way back.
    if (action.undo === "no") assert.isTrue(action.risk === 3 || action.risk === 0, `risk ${action.risk}`)
    if (action.risk === 0) assert.isUndefined(action.inverse)
  })

  it("28: says that repeating is safe for nothing that changes anything elsewhere", () => {
    const repeatable = rows.filter(({ action }) => action.repeatable === true)
    assert.deepStrictEqual(
      repeatable.map(({ name }) => name),
      ["GitOps.clone", "GitOps.fetch", "GitOps.pull"]
    )
    for (const { name, action } of repeatable) assert.isBelow(action.risk, 3, name)
  })
})
