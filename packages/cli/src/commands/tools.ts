/** `zenus tools`: every action with its parameters, risk, way back and examples, from the one table. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { AnyAction, Tool } from "@zenus/core"
import { allTools } from "@zenus/tools"
import { type CommandMain, has } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"
import { jsonLine } from "../render/json.ts"
import { wrapText } from "../render/fitText.ts"
import { table } from "../render/table.ts"
import { print } from "../terminal/print.ts"
import { nearest } from "../args/nearest.ts"

const parametersOf = (action: AnyAction): unknown => {
  const document = Schema.toJsonSchemaDocument(action.args)
  return Object.keys(document.definitions).length === 0
    ? document.schema
    : { ...document.schema, $defs: document.definitions }
}

const availability = (tool: Tool): { readonly available: boolean; readonly why: string | null } =>
  tool.available?.() ?? { available: true, why: null }

const toolJson = (tool: Tool): unknown => ({
  name: tool.name,
  description: tool.description,
  ...availability(tool),
  actions: tool.actions.map((action) => ({
    name: action.name,
    description: action.description,
    parameters: parametersOf(action),
    risk: action.risk,
    undo: action.undo,
    phrases: action.examples
  }))
})

const toolLines = (tool: Tool, width: number): ReadonlyArray<string> => {
  const { available, why } = availability(tool)
  return [
    ...wrapText(`${tool.name}: ${tool.description}${available ? "" : ` (not available: ${why ?? "unknown"})`}`, width),
    ...table(
      [{ title: "  action" }, { title: "risk" }, { title: "undo" }, { title: "for example", fit: "wrap" }],
      tool.actions.map((action) => [
        `  ${action.name}`,
        String(action.risk),
        action.risk === 0 ? "-" : action.undo,
        action.examples[0] ?? ""
      ]),
      { width }
    ),
    ""
  ]
}

export const main: CommandMain = (invocation) =>
  Effect.suspend(() => {
    const wanted = invocation.words[0]
    const tools =
      wanted === undefined ? allTools : allTools.filter((tool) => tool.name.toLowerCase() === wanted.toLowerCase())
    if (tools.length === 0 && wanted !== undefined) {
      const near = nearest(
        wanted,
        allTools.map((tool) => tool.name)
      )
      return Effect.fail(
        new UsageError(`There is no tool ${wanted}.`, [
          ...(near === undefined ? [] : [`Did you mean ${near}?`]),
          "See zenus tools."
        ])
      )
    }
    return print(invocation, (width) =>
      has(invocation, "json")
        ? jsonLine({ tools: tools.map(toolJson) })
        : tools.flatMap((tool) => toolLines(tool, width)).join("\n")
    )
  })
