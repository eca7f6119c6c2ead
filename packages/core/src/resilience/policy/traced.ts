/**
 * A policy that leaves on the span of its fiber how a call went: attempts, why there was no further one, who turned it away. A
 * fiber without a span pays one look for it. In a span the parts are made anew for each call, since what they
 * tell belongs to that call.
 */
import * as Effect from "effect/Effect"
import * as Cause from "effect/Cause"
import type * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import { annotateSpan } from "../../telemetry/annotateSpan.ts"
import { CircuitOpen } from "../breaker/CircuitBreaker.ts"
import type { RetryEvent } from "../retry/Retry.ts"
import { type Call, compile, type Wrap } from "./parts.ts"
import type { PolicyOptions } from "./PolicyOptions.ts"

type AnyFiber = Fiber.Fiber<unknown, unknown>

const rejectionOf = (exit: Exit.Exit<unknown, unknown>): CircuitOpen | undefined => {
  if (exit._tag === "Success") return undefined
  const error = exit.cause.reasons.find(Cause.isFailReason)?.error
  return error instanceof CircuitOpen ? error : undefined
}

const inSpan = (options: PolicyOptions, self: Call, fiber: AnyFiber): Call => {
  let attempts = 0
  let stopped: string | undefined
  const { retry } = options
  const observe = (event: RetryEvent): unknown => {
    if (event._tag === "retry.stopped") stopped = event.reason
    return retry?.observe?.(event)
  }
  const { wrap } = compile(retry === undefined ? options : { ...options, retry: { ...retry, observe } })
  const counted = Effect.suspend(() => {
    attempts++
    return self
  })
  return Effect.onExitPrimitive(wrap(counted), (exit) => {
    const rejection = rejectionOf(exit)
    annotateSpan(fiber, {
      "zenus.policy.name": options.name,
      "zenus.retry.attempts": attempts,
      ...(stopped === undefined ? {} : { "zenus.retry.stopped": stopped }),
      ...(rejection === undefined ? {} : { "zenus.breaker.name": rejection.by, "zenus.breaker.state": rejection.state })
    })
    return undefined
  })
}

/** `wrap`, made from `options`, as it is outside of spans. */
export const traced =
  (options: PolicyOptions, wrap: Wrap): Wrap =>
  (self) => {
    const plain = wrap(self)
    return Effect.withFiber((fiber) => (fiber.cache.span === undefined ? plain : inSpan(options, self, fiber)))
  }
