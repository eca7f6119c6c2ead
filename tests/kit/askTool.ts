/** The actions of one tool, called by name in a folder: for tests that walk a whole table of reading actions. */
import type { AnyAction, LookContext, Tool, ToolError } from "@zenus/core"
import { lookContext } from "./lookContext.ts"
import { type Answer, failAction, readAction } from "./runAction.ts"

export interface Asking {
  readonly action: (name: string) => AnyAction
  readonly answer: (cwd: string, name: string, args: unknown, more?: Partial<LookContext>) => Promise<Answer>
  readonly lines: (cwd: string, name: string, args: unknown) => Promise<ReadonlyArray<string>>
  /** What a pipe would get. */
  readonly text: (cwd: string, name: string, args: unknown) => Promise<string>
  readonly failure: (cwd: string, name: string, args: unknown) => Promise<ToolError>
}

/** The home is nowhere, so that no test reads the machine's. */
const context = (cwd: string, more: Partial<LookContext> = {}) => lookContext({ cwd, home: "/nonexistent", ...more })

export const askTool = (tool: Tool): Asking => {
  const action = (name: string): AnyAction => {
    const found = tool.actions.find((one) => one.name === name)
    if (found === undefined) throw new Error(`${tool.name} has no ${name}`)
    return found
  }
  const answer: Asking["answer"] = (cwd, name, args, more) => readAction(action(name), args, context(cwd, more))
  return {
    action,
    answer,
    lines: async (cwd, name, args) => (await answer(cwd, name, args)).lines,
    text: async (cwd, name, args) => (await answer(cwd, name, args)).text,
    failure: (cwd, name, args) => failAction(action(name), args, context(cwd))
  }
}
