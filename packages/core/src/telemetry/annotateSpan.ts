/** Attributes on the span that a fiber is in; nothing at all where there is none, so it may stand in a hot path. */
import type * as Fiber from "effect/Fiber"
import type { Attributes } from "./attributes.ts"

export const annotateSpan = (fiber: Fiber.Fiber<unknown, unknown>, attributes: Attributes): void => {
  const span = fiber.cache.span
  if (span?._tag !== "Span") return
  for (const [name, value] of Object.entries(attributes)) span.attribute(name, value)
}
