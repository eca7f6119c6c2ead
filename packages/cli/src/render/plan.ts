/** A plan as lines for people: a table of steps, then every effect. Pure. */
import {
  groupDigits,
  escapeName,
  quoteName,
  PathText,
  type Plan,
  type PlanEffect,
  type Risk,
  RISK_WORDS,
  type Step
} from "@zenus/core"
import type { Colours } from "./colour.ts"
import { formatBytes } from "@zenus/tools"
import { displayWidth } from "./displayWidth.ts"
import { type Column, table, tableWidth } from "./table.ts"

const RISK_COLOUR: ReadonlyArray<keyof Colours> = ["green", "cyan", "yellow", "red"]
const UNDO_WORDS = { yes: "yes", trash: "from the trash", no: "NO" } as const

const riskWord = (risk: Risk, colours: Colours): string =>
  colours[RISK_COLOUR[risk] ?? "red"](`${risk} ${RISK_WORDS.get(risk) ?? ""}`)

/** `move a.jpg -> pictures/a.jpg  (34 KB)`; control characters shown escaped. */
export const effectLine = (effect: PlanEffect, cwd: string): string => {
  const show = (path: string): string => quoteName(PathText.relativeTo(cwd, path))
  const ends = [effect.from, effect.to].flatMap((path) => (path === undefined ? [] : [show(path)]))
  const facts = [
    ...(effect.bytes === undefined || effect.bytes === 0 ? [] : [formatBytes(effect.bytes)]),
    ...(effect.detail === undefined ? [] : [escapeName(effect.detail)])
  ]
  return `${effect.op} ${ends.join(" -> ")}${facts.length === 0 ? "" : `${ends.length === 0 ? "" : "  "}(${facts.join(", ")})`}`
}

type Facet = "id" | "what" | "count" | "size" | "risk" | "undo" | "undoShort"

const undoWord = (step: Step, words: Readonly<Record<Step["undo"], string>>, colours: Colours): string =>
  step.risk === 0 ? "-" : step.undo === "no" ? colours.red(words.no) : words[step.undo]

/** A step's cell in each column that there is. */
const CELLS: Readonly<Record<Facet, Column & { readonly cell: (step: Step, colours: Colours) => string }>> = {
  id: { title: "#", cell: (step) => step.id },
  what: { title: "What", fit: "wrap", cell: (step) => escapeName(step.explanation) },
  count: { title: "Count", align: "right", cell: (step) => (step.risk === 0 ? "" : groupDigits(step.count)) },
  size: { title: "Size", align: "right", cell: (step) => (step.bytes === 0 ? "" : formatBytes(step.bytes)) },
  risk: { title: "Risk", cell: (step, colours) => riskWord(step.risk, colours) },
  undo: { title: "Undo", cell: (step, colours) => undoWord(step, UNDO_WORDS, colours) },
  undoShort: { title: "Undo", cell: (step, colours) => undoWord(step, { ...UNDO_WORDS, trash: "trash" }, colours) }
}

/** From the widest: counts and sizes are mostly in the sentence as well. */
const LAYOUTS: ReadonlyArray<ReadonlyArray<Facet>> = [
  ["id", "what", "count", "size", "risk", "undo"],
  ["id", "what", "count", "size", "risk", "undoShort"],
  ["id", "what", "count", "risk", "undoShort"],
  ["id", "what", "risk", "undoShort"]
]
/** Cells of the sentence below which a narrower layout is taken. */
const LEAST_WHAT = 26

/** The widest layout that fits; else the first that leaves the sentence room, wrapped. */
const stepTable = (plan: Plan, colours: Colours, width: number): ReadonlyArray<string> => {
  const layouts = LAYOUTS.map((facets) => ({
    columns: facets.map((facet): Column => CELLS[facet]),
    rows: plan.steps.map((step) => facets.map((facet) => CELLS[facet].cell(step, colours)))
  }))
  const widestWhat = Math.max(0, ...plan.steps.map((step) => displayWidth(CELLS.what.cell(step, colours))))
  const fits = layouts.find(({ columns, rows }) => tableWidth(columns, rows) <= width)
  const leaves = layouts.find(({ columns, rows }) => width - (tableWidth(columns, rows) - widestWhat) >= LEAST_WHAT)
  const chosen = fits ?? leaves ?? layouts.at(-1)
  return chosen === undefined ? [] : table(chosen.columns, chosen.rows, { header: colours.bold, width })
}

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

/** `width` is that of the terminal, in cells; in a pipe there is none. */
export const planLines = (
  plan: Plan,
  colours: Colours,
  effectLimit: number,
  width = Number.POSITIVE_INFINITY
): ReadonlyArray<string> => {
  const notes = plan.steps.flatMap((step) => step.notes.map((note) => `${colours.yellow("Note:")} ${escapeName(note)}`))
  return [...stepTable(plan, colours, width), ...effectLines(plan, effectLimit), ...notes]
}
