/** Hides an action's argument type behind its decoder, so that a table can hold actions of all shapes. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Action, AnyAction } from "./Action.ts"
import { BadArgument } from "./ToolError.ts"

export const defineAction = <Args>(action: Action<Args>): AnyAction => {
  const decode = Schema.decodeUnknownEffect(action.args, { errors: "all", onExcessProperty: "error" })
  const { look, args, ...rest } = action
  return {
    ...rest,
    args: args as Schema.Codec<unknown, unknown>,
    prepare: (input, context) =>
      decode(input).pipe(
        Effect.mapError((error) => new BadArgument({ action: action.name, reason: error.message, hints: [] })),
        Effect.flatMap((decoded) => look(decoded, context))
      )
  }
}
