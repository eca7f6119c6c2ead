/**
 * What can go wrong while a tool looks or acts. One class per reaction of the caller: a path that is not there
 * is understood and ends with near names; a wrong argument is the request's fault; everything else
 * is a failed step with what to do.
 */
import * as Schema from "effect/Schema"
import type { Recoverable } from "../errors/Recoverable.ts"
import { escapeName } from "../errors/escapeName.ts"

/**
 * The request names something that is not there: a path, or with its kind in front a process, a port, a variable. `near`
 * are names that look like it, never taken by themselves. `hint` is what to do where there are none (default: of a path).
 */
export class PathNotFound
  extends Schema.TaggedError<PathNotFound>()("PathNotFound", {
    path: Schema.String,
    near: Schema.Array(Schema.String),
    hint: Schema.optionalKey(Schema.String)
  })
  implements Recoverable
{
  override get message(): string {
    return `There is no ${escapeName(this.path)}.`
  }
  get recovery(): ReadonlyArray<string> {
    return this.near.length === 0
      ? [this.hint ?? "Check the spelling, or list the folder first."]
      : this.near.slice(0, 3).map((name) => `Did you mean ${escapeName(name)}?`)
  }
}

/** An argument that the action cannot take: said before anything runs. */
export class BadArgument
  extends Schema.TaggedError<BadArgument>()("BadArgument", {
    action: Schema.String,
    reason: Schema.String,
    hints: Schema.Array(Schema.String)
  })
  implements Recoverable
{
  override get message(): string {
    return `${this.action}: ${this.reason}`
  }
  get recovery(): ReadonlyArray<string> {
    return this.hints.length === 0 ? ["Say the request differently."] : this.hints
  }
}

/** A deed that is never done, whatever the flags: protected processes, transports such as `ext::`. Exit code 3. */
export class DeedRefused
  extends Schema.TaggedError<DeedRefused>()("DeedRefused", {
    rule: Schema.String,
    reason: Schema.String,
    hints: Schema.Array(Schema.String)
  })
  implements Recoverable
{
  override get message(): string {
    return this.reason
  }
  get recovery(): ReadonlyArray<string> {
    return this.hints
  }
}

/** A step that failed: what was being done, what went wrong, what to do. */
export class StepFailed
  extends Schema.TaggedError<StepFailed>()("StepFailed", {
    doing: Schema.String,
    reason: Schema.String,
    hints: Schema.Array(Schema.String),
    cause: Schema.optionalKey(Schema.Defect())
  })
  implements Recoverable
{
  override get message(): string {
    return `${this.doing}: ${this.reason}`
  }
  get recovery(): ReadonlyArray<string> {
    return this.hints.length === 0 ? ["Look at the cause, then try again."] : this.hints
  }
}

/** Something was changed between plan and deed, so the step stopped before touching it. */
export class ChangedSince
  extends Schema.TaggedError<ChangedSince>()("ChangedSince", {
    path: Schema.String,
    what: Schema.String
  })
  implements Recoverable
{
  override get message(): string {
    return `${escapeName(this.path)} ${this.what} after the plan was made.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Ask again, so that a new plan is made."]
  }
}

export type ToolError = PathNotFound | BadArgument | DeedRefused | StepFailed | ChangedSince
