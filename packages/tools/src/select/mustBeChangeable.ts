/**
 * Whether a deed may change anything in the folders that it would look through, before it looks: a request that begins at the root
 * of the disk is refused at once, and not after a walk over all of it. Safety judges every single deed in any case;
 * this refuses only what it would refuse for each. A start folder named by a link is judged by its real path.
 */
import { DeedRefused, type LookContext, type Selection, type ToolError } from "@zenus/core"
import type * as Effect from "effect/Effect"
import { attempt } from "../action/trouble.ts"
import { type SelectOptions, startsOf } from "./select.ts"

/** Fails with `DeedRefused`; with `PathNotFound`, `BadArgument` or `StepFailed` for a start that is none. */
export const mustBeChangeable = (
  selection: Selection,
  context: LookContext,
  options: SelectOptions = {}
): Effect.Effect<void, ToolError> =>
  attempt("Look for the files", () => {
    for (const folder of startsOf(selection, context, options).folders) {
      const refusal = context.neverChangedIn?.(folder) ?? null
      if (refusal !== null) {
        throw new DeedRefused({ rule: refusal.rule, reason: refusal.reason, hints: refusal.recovery })
      }
    }
  })
