/**
 * How work says how far it is: a staged or own deed through its `ActContext`, everything else (an answer that reads much, a plan that
 * has to read) through the reference here, so that no signature between knows of it. Telling is cheap and is done per slice: whoever
 * listens decides how often something is shown. Without a listener it goes nowhere.
 */
import * as Context from "effect/Context"

/** What the numbers count: files, objects, processes; or bytes. */
export type ProgressUnit = "things" | "bytes"

/**
 * `done` never falls and ends at `total`, unless the `phase` changes; `total` is `null` where nobody knows. `phase` says in words what is being done just
 * now where that is not what the step says ("Reading back"); without one it is the step itself.
 */
export type TellProgress = (done: number, total: number | null, unit: ProgressUnit, phase?: string) => void

export const Telling: Context.Reference<TellProgress> = Context.Reference<TellProgress>(
  "@zenus/core/tool/TellProgress",
  { defaultValue: () => () => {} }
)

/** Time between two words about one phase, milliseconds. A face draws ten times a second. */
export const EVERY_MS = 50

/**
 * Passes on what is told now and then: the first word of a phase and the last one in any case.
 * @param now milliseconds of any clock.
 */
export const everySoOften = (tell: TellProgress, now: () => number): TellProgress => {
  let saidAt = now()
  let saidPhase: string | undefined
  return (done, total, unit, phase) => {
    const at = now()
    if (phase === saidPhase && done !== total && at - saidAt < EVERY_MS) return
    saidAt = at
    saidPhase = phase
    tell(done, total, unit, phase)
  }
}
