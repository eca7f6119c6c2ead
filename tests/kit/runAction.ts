/** Calls one action as the engine would, without an engine: decode, look, and for actions that read the answer. */
import type { AnyAction, LookContext, Output, Prepared, ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Cause from "effect/Cause"

/** What an action read, with the bytes collected. */
export interface Answer extends Output {
  readonly text: string
}

const collect = async (bytes: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const slices: Array<Uint8Array> = []
  for await (const slice of bytes) slices.push(slice)
  return Buffer.concat(slices)
}

/** What the action would do. Rejects with the typed error itself. */
export const prepareAction = async (action: AnyAction, args: unknown, context: LookContext): Promise<Prepared> => {
  const exit = await Effect.runPromiseExit(action.prepare(args, context))
  if (Exit.isSuccess(exit)) return exit.value
  throw Cause.squash(exit.cause)
}

/** The answer of an action that reads. `text` is what a pipe would get. */
export const readAction = async (action: AnyAction, args: unknown, context: LookContext): Promise<Answer> => {
  const { run } = await prepareAction(action, args, context)
  if (run === undefined) throw new Error(`${action.name} gives no answer by itself`)
  const exit = await Effect.runPromiseExit(run)
  if (!Exit.isSuccess(exit)) throw Cause.squash(exit.cause)
  const output = exit.value
  const text =
    output.bytes === undefined
      ? output.lines.map((line) => `${line}\n`).join("")
      : (await collect(output.bytes)).toString("utf8")
  return { ...output, text }
}

/** The typed error of an action, while looking or while reading; throws when there is none. */
export const failAction = async (action: AnyAction, args: unknown, context: LookContext): Promise<ToolError> => {
  const gone = action.prepare(args, context).pipe(Effect.flatMap(({ run }) => run ?? Effect.succeed(undefined)))
  const exit = await Effect.runPromiseExit(gone)
  if (Exit.isSuccess(exit)) throw new Error(`${action.name} did not fail`)
  const fail = exit.cause.reasons.find(Cause.isFailReason)
  if (fail === undefined) throw Cause.squash(exit.cause)
  return fail.error
}
