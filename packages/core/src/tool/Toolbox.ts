/** The closed catalogue of what can be done. Nothing is looked up by property name on an object. */
import * as Context from "effect/Context"
import * as Layer from "effect/Layer"
import type { AnyAction } from "./Action.ts"
import type { Tool } from "./Tool.ts"

export interface Toolbox {
  readonly tools: ReadonlyArray<Tool>
  /** `undefined` for a tool or action that is not in the table. */
  readonly find: (tool: string, action: string) => AnyAction | undefined
}

/** Throws a plain error for two tools or actions of one name: a bug in the table, found by its test. */
export const makeToolbox = (tools: ReadonlyArray<Tool>): Toolbox => {
  const index = new Map<string, ReadonlyMap<string, AnyAction>>()
  for (const tool of tools) {
    if (index.has(tool.name)) throw new Error(`Two tools are called ${tool.name}.`)
    const actions = new Map(tool.actions.map((action) => [action.name, action] as const))
    if (actions.size !== tool.actions.length) throw new Error(`${tool.name} has two actions of one name.`)
    index.set(tool.name, actions)
  }
  return { tools, find: (tool, action) => index.get(tool)?.get(action) }
}

export class ToolboxService extends Context.Service<ToolboxService, Toolbox>()("@zenus/core/tool/Toolbox") {
  static readonly layer = (tools: ReadonlyArray<Tool>) => Layer.sync(ToolboxService, () => makeToolbox(tools))
}
