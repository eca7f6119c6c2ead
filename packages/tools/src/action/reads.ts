/** What the actions that only look have in common. */
import type { LookContext, Output, Prepared, ToolError } from "@zenus/core"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeOwners } from "./owners.ts"

/** The fields of an action that only looks: nothing to undo, no risk, beside anything else. */
export const reads = { risk: 0, undo: "yes", timeoutMs: 10_000, parallel: true } as const

/** Of an action without arguments. An empty `Struct` would take anything that is not null; this takes only `{}`. */
export const NoArguments = Schema.Record(Schema.String, Schema.Never)

export const prepared = (explanation: string, run: Effect.Effect<Output, ToolError>): Prepared => ({
  explanation,
  deeds: [],
  run
})

/** Names of users, each number looked up once. */
export const userNames = (context: LookContext): ((uid: number) => string) => {
  const owners = makeOwners(context.disk)
  return (uid) => (uid < 0 ? "?" : owners.user(uid))
}

/** What to do about a name that is not there and looks like none that is. */
export const HINTS = {
  process: "List what runs: zenus 'list running processes'",
  port: "List what listens: zenus 'show listening ports'",
  user: "List who has an account: zenus 'list all users'",
  interface: "List them: zenus 'list network interfaces'",
  variable: "List them: zenus 'list environment variables'",
  program: "Check the spelling, install it, or add its folder to PATH."
} as const
