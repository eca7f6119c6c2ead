/** How far what was stopped had come, in one sentence: `Stopped: 4,211 of 100,000 moved; zenus undo takes them back.` Pure. */
import { type EffectOp, groupDigits, type PlanEffect, type Report, type Step } from "@zenus/core"

const DONE: Readonly<Record<EffectOp, string>> = {
  create: "made",
  move: "moved",
  copy: "copied",
  link: "linked",
  archive: "packed",
  extract: "unpacked",
  delete: "deleted",
  replace: "replaced",
  modify: "changed",
  mode: "changed",
  owner: "changed",
  times: "changed",
  destroy: "deleted for good",
  git: "done",
  kill: "ended",
  send: "sent",
  act: "done"
}

/** What happens to most of what a step is about: folders that are made on the way are not what was asked for. */
const mostOf = ({ effects }: Step): string => {
  const counts = new Map<string, number>()
  for (const { op } of effects) counts.set(DONE[op], (counts.get(DONE[op]) ?? 0) + 1)
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  return most?.[0] ?? "done"
}

/** `4,211 of 100,000 moved`; deeds are done in the order in which they were planned. */
const howFar = (step: Step, count: number): string => {
  const most = mostOf(step)
  const isMost = ({ op }: PlanEffect): boolean => DONE[op] === most
  const done = step.effects.slice(0, count).filter(isMost).length
  return `${groupDigits(done)} of ${groupDigits(step.effects.filter(isMost).length)} ${most}`
}

export interface Stopped {
  readonly plan: Report["plan"]
  readonly steps: ReadonlyArray<{ readonly id: string; readonly status: string; readonly count: number }>
}

/** How far each step had come that was not the work of a moment; null where nothing can be said, or nothing was done. */
export const howFarStopped = ({ plan, steps }: Stopped): string | null => {
  const planned = new Map(plan?.steps.map((step) => [step.id, step] as const))
  const parts = steps.flatMap(({ count, id, status }) => {
    const step = planned.get(id)
    return step === undefined || step.count === 0 || (status === "done" && count < 2) ? [] : [howFar(step, count)]
  })
  return parts.length === 0 || steps.every(({ count }) => count === 0) ? null : parts.join(", ")
}

/** `undoWord` is what is typed to take it back: `zenus undo`, in a shell `undo`. */
export const stoppedLine = (
  { plan, steps, undoable }: Pick<Report, "plan" | "steps" | "undoable">,
  undoWord: string
): string => {
  const far = howFarStopped({ plan, steps })
  const done = steps.reduce((sum, { count }) => sum + count, 0)
  if (far === null) return undoable ? `Stopped; ${undoWord} takes back what was done.` : "Stopped: nothing was done."
  const back = undoable ? `; ${undoWord} takes ${done === 1 ? "it" : "them"} back` : ""
  return `Stopped: ${far}${back}.`
}
