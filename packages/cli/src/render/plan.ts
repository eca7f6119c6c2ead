/**
 * A plan as lines for people: a table of steps (what, how many, how large, where, how risky, how it is undone), then its effects, of
 * which a long list is folded with a count. Pure.
 *
 * On a narrow terminal columns go before sentences are wrapped; where it happens goes after the size, since the sentence and the
 * effects say it too.
 */
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
import { cutText, wrapText } from "./fitText.ts"
import { type Column, LEAST, table, tableWidth } from "./table.ts"

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

/** Cells of a folder on a terminal; the effects show it whole. */
const MAX_WHERE = 24

const commonFolder = (one: string, other: string): string => {
  let folder = one
  while (!PathText.isInside(folder, other)) folder = PathText.dirname(folder)
  return folder
}

/** The narrowest folder in which a step's effects happen (of what goes from one place to another: where it goes), as the person sees it; empty for none. */
const whereOf = (step: Step, cwd: string): string => {
  let folder: string | null = null
  for (const { from, to } of step.effects) {
    const path = to ?? from
    if (path === undefined || !PathText.isAbsolute(path)) continue
    const holds = PathText.dirname(path)
    folder = folder === null || folder === holds ? holds : commonFolder(folder, holds)
  }
  if (folder === null) return ""
  const seen = PathText.relativeTo(cwd, folder)
  return quoteName(seen.endsWith("/") ? seen : `${seen}/`)
}

/** The end of a folder's path tells more than its beginning. */
const shortWhere = (where: string): string => {
  if (displayWidth(where) <= MAX_WHERE) return where
  const parts = where.split("/")
  while (parts.length > 2 && displayWidth(parts.join("/")) > MAX_WHERE - 4) parts.shift()
  return cutText(`.../${parts.join("/")}`, MAX_WHERE)
}

type Facet = "id" | "what" | "count" | "size" | "where" | "risk" | "undo" | "undoShort"

const undoWord = (step: Step, words: Readonly<Record<Step["undo"], string>>, colours: Colours): string =>
  step.risk === 0 ? "-" : step.undo === "no" ? colours.red(words.no) : words[step.undo]

/** A step's cell in each column that there is. */
const CELLS: Readonly<
  Record<Facet, Column & { readonly cell: (step: Step, colours: Colours, cwd: string) => string }>
> = {
  id: { title: "#", cell: (step) => step.id },
  what: { title: "What", fit: "wrap", cell: (step) => escapeName(step.explanation) },
  count: { title: "Count", align: "right", cell: (step) => (step.risk === 0 ? "" : groupDigits(step.count)) },
  size: { title: "Size", align: "right", cell: (step) => (step.bytes === 0 ? "" : formatBytes(step.bytes)) },
  where: { title: "Where", cell: (step, _, cwd) => shortWhere(whereOf(step, cwd)) },
  risk: { title: "Risk", cell: (step, colours) => riskWord(step.risk, colours) },
  undo: { title: "Undo", cell: (step, colours) => undoWord(step, UNDO_WORDS, colours) },
  undoShort: { title: "Undo", cell: (step, colours) => undoWord(step, { ...UNDO_WORDS, trash: "trash" }, colours) }
}

/** From the widest: counts and sizes are mostly in the sentence as well. */
const LAYOUTS: ReadonlyArray<ReadonlyArray<Facet>> = [
  ["id", "what", "count", "size", "where", "risk", "undo"],
  ["id", "what", "count", "size", "where", "risk", "undoShort"],
  ["id", "what", "count", "where", "risk", "undoShort"],
  ["id", "what", "count", "risk", "undoShort"],
  ["id", "what", "risk", "undoShort"]
]
/** Cells of the sentence below which a narrower layout is taken. */
const LEAST_WHAT = 26

/** Where no table fits: each step as sentences, one below the other. */
const stepParagraphs = (plan: Plan, colours: Colours, width: number): ReadonlyArray<string> => {
  const indent = "  "
  const room = Math.max(1, width - indent.length)
  return plan.steps.flatMap((step) => {
    const risk = colours[RISK_COLOUR[step.risk] ?? "red"]
    const undo = step.undo === "no" && step.risk > 0 ? colours.red : (text: string) => text
    const told = [
      ...wrapText(`Risk: ${step.risk} ${RISK_WORDS.get(step.risk) ?? ""}`, room).map(risk),
      ...(step.risk === 0 ? [] : wrapText(`Undo: ${UNDO_WORDS[step.undo]}`, room).map(undo))
    ]
    return [
      ...wrapText(`${step.id} ${escapeName(step.explanation)}`, width).map(colours.bold),
      ...told.map((line) => indent + line)
    ]
  })
}

/** The widest layout that fits; else the first that leaves the sentence room, wrapped; else no table. */
const stepTable = (plan: Plan, colours: Colours, width: number): ReadonlyArray<string> => {
  const isAnywhere = plan.steps.some((step) => whereOf(step, plan.cwd) !== "")
  const hasBytes = plan.steps.some(({ bytes }) => bytes > 0)
  const isTold = (facet: Facet): boolean => (facet !== "where" || isAnywhere) && (facet !== "size" || hasBytes)
  const layouts = LAYOUTS.map((facets) => facets.filter(isTold)).map((facets) => ({
    hasSize: facets.includes("size"),
    columns: facets.map((facet): Column => CELLS[facet]),
    rows: plan.steps.map((step) => facets.map((facet) => CELLS[facet].cell(step, colours, plan.cwd)))
  }))
  const widestWhat = Math.max(0, ...plan.steps.map((step) => displayWidth(CELLS.what.cell(step, colours, plan.cwd))))
  const fits = layouts.find(({ columns, rows }) => tableWidth(columns, rows) <= width)
  // What the sentence says needs no column that makes the sentence wrap.
  const saysSize = plan.steps.every(({ bytes, explanation }) => bytes === 0 || explanation.includes(formatBytes(bytes)))
  const leaves = layouts.find(
    ({ columns, hasSize, rows }) =>
      !(hasSize && saysSize) && width - (tableWidth(columns, rows) - widestWhat) >= LEAST_WHAT
  )
  const chosen = fits ?? leaves ?? layouts.at(-1)
  if (chosen === undefined) return []
  const least = tableWidth(chosen.columns, chosen.rows) - widestWhat + Math.min(widestWhat, LEAST)
  return least > width
    ? stepParagraphs(plan, colours, width)
    : table(chosen.columns, chosen.rows, { header: colours.bold, width })
}

const stepEffects = (step: Step, cwd: string, limit: number, unfold: string): ReadonlyArray<string> => {
  const shown = step.effects.slice(0, limit).map((effect) => `  ${effectLine(effect, cwd)}`)
  const left = step.effects.length - shown.length
  return left > 0 ? [...shown, `  ... and ${groupDigits(left)} more${unfold}`] : shown
}

/** Every effect of every step, one a line, at most `limit` a step. `unfold` follows the count of what is left out. */
export const effectLines = (plan: Plan, limit: number, unfold = ""): ReadonlyArray<string> =>
  plan.steps.flatMap((step) => {
    const effects = stepEffects(step, plan.cwd, limit, unfold)
    return effects.length === 0 ? [] : [...(plan.steps.length > 1 ? [`Step ${step.id}:`] : []), ...effects]
  })

/** Every effect of every step, one a line, each made when it is looked at: there may be a hundred thousand. */
export const allEffects = ({
  cwd,
  steps
}: Plan): { readonly length: number; readonly at: (index: number) => string | undefined } => {
  const acting = steps.filter(({ effects }) => effects.length > 0)
  const title = steps.length > 1 ? 1 : 0
  return {
    length: acting.reduce((sum, { effects }) => sum + title + effects.length, 0),
    at: (index) => {
      let left = index
      for (const { effects, id } of acting) {
        if (left < title) return `Step ${id}:`
        const effect = effects[left - title]
        if (effect !== undefined) return `  ${effectLine(effect, cwd)}`
        left -= title + effects.length
      }
      return undefined
    }
  }
}

/** What is to be known of a plan beside its deeds, a line each, at most `limit`. */
export const noteLines = ({ steps }: Plan, colours: Colours, limit = Infinity): ReadonlyArray<string> => {
  const notes = steps.flatMap((step) => step.notes.map((note) => `${colours.yellow("Note:")} ${escapeName(note)}`))
  const left = notes.length - limit
  return left > 0 ? [...notes.slice(0, limit), `... and ${groupDigits(left)} more`] : notes
}

/** `width` is that of the terminal, in cells; in a pipe there is none. `unfold` says how what is left out can be seen. */
export const planLines = (
  plan: Plan,
  colours: Colours,
  effectLimit: number,
  width = Number.POSITIVE_INFINITY,
  unfold = ""
): ReadonlyArray<string> => [
  ...stepTable(plan, colours, width),
  ...effectLines(plan, effectLimit, unfold),
  ...noteLines(plan, colours)
]
