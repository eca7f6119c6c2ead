/** What is said to options that are wrong, when they are given and when a layer is built with them. */
import { assert } from "@effect/vitest"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { InvalidOption } from "@zenus/core/resilience"

/** As a program in JavaScript, or one whose options come from a file, may give them. */
export const untyped = (value: unknown): never => value as never

/** The message of the InvalidOption that this throws. */
export const messageOf = (work: () => unknown): string => {
  try {
    work()
  } catch (error) {
    assert.instanceOf(error, InvalidOption)
    return error.message
  }
  return "nothing was said"
}

/** Throws what made it fail, as it is. */
export const throwFailure = (exit: Exit.Exit<unknown, unknown>): void => {
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
}

/** Builds the layer when it is called, and throws why it cannot be. */
export const building =
  <A, E>(layer: Layer.Layer<A, E>) =>
  (): void =>
    throwFailure(Effect.runSyncExit(Effect.scoped(Layer.build(layer))))
