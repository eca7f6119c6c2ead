/** How a cascade ended, told once: to its figures, to listeners, to the span that it runs in. */
import { annotateSpan } from "../../telemetry/annotateSpan.ts"
import { AllOptionsFailed, type FailedOption, type SkippedOption } from "./AllOptionsFailed.ts"
import type { Checked, CheckedCascade } from "./FallbackOption.ts"
import { preferAnswer, type World } from "./tryOption.ts"

/** Which option answered, which were passed over and which failed before it, in order. */
export interface Committed {
  readonly option: string
  readonly skipped: ReadonlyArray<SkippedOption>
  readonly failed: ReadonlyArray<FailedOption<unknown>>
}

const names = (options: ReadonlyArray<{ readonly option: string }>): string =>
  options.map(({ option }) => option).join(",")

/** On the span that it runs in; nothing is put together where there is none. */
const annotate = (
  world: World,
  answered: string | null,
  skipped: ReadonlyArray<SkippedOption>,
  failed: ReadonlyArray<FailedOption<unknown>>
): void => {
  if (world.fiber.cache.span === undefined) return
  annotateSpan(world.fiber, {
    "zenus.cascade.name": world.record.name,
    ...(answered === null ? {} : { "zenus.cascade.answered": answered }),
    "zenus.cascade.skipped": names(skipped),
    "zenus.cascade.failed": names(failed)
  })
}

/** No option answered. */
export const exhausted = (
  world: World,
  order: ReadonlyArray<Checked<unknown>>,
  failed: ReadonlyArray<FailedOption<unknown>>,
  skipped: ReadonlyArray<SkippedOption>
): AllOptionsFailed<unknown> => {
  const { name } = world.record
  world.record.publish({ _tag: "cascade.exhausted", name, at: world.clock.currentTimeMillisUnsafe() })
  annotate(world, null, skipped, failed)
  return new AllOptionsFailed(
    name,
    failed,
    skipped,
    order.map(({ option }) => option.name)
  )
}

/** An option answered (a stream: sent its first piece). Gives `answer` back. */
export const commit = <Answer extends Committed>(
  world: World,
  cascade: CheckedCascade<unknown>,
  answer: Answer
): Answer => {
  const { name } = world.record
  preferAnswer(world, cascade, answer.option)
  const { failed, option, skipped } = answer
  world.record.publish({ _tag: "cascade.answered", name, option, at: world.clock.currentTimeMillisUnsafe() })
  annotate(world, option, skipped, failed)
  return answer
}
