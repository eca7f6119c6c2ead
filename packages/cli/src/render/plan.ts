/** A plan as lines for people: a table of steps, then every effect. Pure. */
import {
  groupDigits,
  escapeName,
  PathText,
  type Plan,
  type PlanEffect,
  type Risk,
  RISK_WORDS,
  type Step
} from "@zenus/core"
import type { Colours } from "./colour.ts"
import { formatBytes } from "@zenus/tools"
import { table } from "./table.ts"

const RISK_COLOUR: ReadonlyArray<keyof Colours> = ["green", "cyan", "yellow", "red"]
const UNDO_WORDS = { yes: "yes", trash: "from the trash", no: "NO" } as const

const riskWord = (risk: Risk, colours: Colours): string =>
  colours[RISK_COLOUR[risk] ?? "red"](`${risk} ${RISK_WORDS.get(risk) ?? ""}`)

/** `move a.jpg -> pictures/a.jpg  (34 KB)`; control characters shown escaped. */
export const effectLine = (effect: PlanEffect, cwd: string): string => {
  const show = (path: string): string => escapeName(PathText.relativeTo(cwd, path))
  const ends = [effect.from, effect.to].flatMap((path) => (path === undefined ? [] : [show(path)]))
  const facts = [
    ...(effect.bytes === undefined || effect.bytes === 0 ? [] : [formatBytes(effect.bytes)]),
    ...(effect.detail === undefined ? [] : [escapeName(effect.detail)])
  ]
  return `${effect.op} ${ends.join(" -> ")}${facts.length === 0 ? "" : `${ends.length === 0 ? "" : "  "}(${facts.join(", ")})`}`
}

const stepRows = (plan: Plan, colours: Colours): ReadonlyArray<ReadonlyArray<string>> =>
  plan.steps.map((step) => [
    step.id,
    escapeName(step.explanation),
    step.risk === 0 ? "" : groupDigits(step.count),
    step.bytes === 0 ? "" : formatBytes(step.bytes),
    riskWord(step.risk, colours),
    step.risk === 0 ? "-" : step.undo === "no" ? colours.red(UNDO_WORDS.no) : UNDO_WORDS[step.undo]
  ])

const stepEffects = (step: Step, cwd: string, limit: number): ReadonlyArray<string> => {
  const shown = step.effects.slice(0, limit).map((effect) => `  ${effectLine(effect, cwd)}`)
  const left = step.effects.length - shown.length
  return left > 0 ? [...shown, `  ... and ${groupDigits(left)} more`] : shown
}

/** Every effect of every step, one a line, at most `limit` a step. */
export const effectLines = (plan: Plan, limit: number): ReadonlyArray<string> =>
  plan.steps.flatMap((step) => {
    const effects = stepEffects(step, plan.cwd, limit)
    return effects.length === 0 ? [] : [...(plan.steps.length > 1 ? [`Step ${step.id}:`] : []), ...effects]
  })

export const planLines = (plan: Plan, colours: Colours, effectLimit: number): ReadonlyArray<string> => {
  const columns = [
    { title: "#" },
    { title: "What" },
    { title: "Count", align: "right" as const },
    { title: "Size", align: "right" as const },
    { title: "Risk" },
    { title: "Undo" }
  ]
  const notes = plan.steps.flatMap((step) => step.notes.map((note) => `${colours.yellow("Note:")} ${escapeName(note)}`))
  return [...table(columns, stepRows(plan, colours), colours.bold), ...effectLines(plan, effectLimit), ...notes]
}
