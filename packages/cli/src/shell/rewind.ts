/**
 * Escape twice on an empty line: what this shell did and what still stands, newest first, with a look at what undo would restore. What is
 * highlighted at first is "nothing"; Enter on a line takes back exactly that one, even if newer ones stand. Nothing is written before.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { escapeName, groupDigits, History, PathText, type Plan, Undo, type UndoReport } from "@zenus/core"
import type { PickItem } from "../editor/PickItem.ts"
import { ageText } from "../suggest/ageText.ts"
import { pickFrom } from "../terminal/pickFrom.ts"
import type { ShellContext, ShellTerminal } from "./ShellContext.ts"
import type { Block } from "../line/ShellState.ts"

/** Files that are named in the look; more are counted. */
const NAMED = 8

/** What taking an effect back comes to, as a person reads it. */
const BACK: ReadonlyMap<string, (from: string, to: string) => string> = new Map([
  ["create", (_, to) => `${to} goes`],
  ["copy", (_, to) => `${to} goes`],
  ["link", (_, to) => `${to} goes`],
  ["archive", (_, to) => `${to} goes`],
  ["extract", (_, to) => `${to} goes`],
  ["move", (from, to) => `${to} goes back to ${from}`],
  ["delete", (from) => `${from} comes back`],
  ["replace", (_, to) => `${to} is what it was`]
])

/** Pure. */
export const restoredLines = (plan: Plan): ReadonlyArray<string> => {
  const shown = (path: string | undefined): string =>
    path === undefined ? "" : escapeName(PathText.relativeTo(plan.cwd, path))
  const effects = plan.steps.flatMap((step) => step.effects)
  const lines = effects.slice(0, NAMED).map(({ detail, from, op, to }) => {
    const say = BACK.get(op)
    return say === undefined
      ? `${shown(to ?? from)} is what it was${detail === undefined ? "" : ` (now ${escapeName(detail)})`}`
      : say(shown(from ?? to), shown(to ?? from))
  })
  return effects.length > NAMED ? [...lines, `... and ${groupDigits(effects.length - NAMED)} more`] : lines
}

/** What a dry run of undo says, and what it would restore. Pure. */
export const lookLines = ({ stopped, undone }: UndoReport, plan: Plan | null): ReadonlyArray<string> => {
  if (stopped !== null) {
    const where = stopped.path === "" ? "" : `${escapeName(stopped.path)}: `
    return [`Cannot be taken back: ${where}${escapeName(stopped.why)}`]
  }
  const restored = undone[0]?.restored ?? 0
  return [
    `Would be taken back: ${groupDigits(restored)} ${restored === 1 ? "deed" : "deeds"}`,
    ...(plan === null ? [] : restoredLines(plan))
  ]
}

const insertOf = ({ number }: Block): string => `undo #${number}`

const shortText = (block: Block): string =>
  block.plan?.steps
    .filter(({ effects, risk }) => risk > 0 || effects.length > 0)
    .map(({ explanation }) => explanation)
    .join("; ") || block.text

/** The line that undoes what was chosen, as if it had been typed; `null` for nothing. */
export const rewind = Effect.fnUntraced(function* (
  { here, state }: ShellContext,
  { keyboard, live }: ShellTerminal
): Effect.fn.Return<string | null> {
  const session = here()
  const history = Context.get(session.services, History)
  const undo = Context.get(session.services, Undo)
  const now = Date.now()
  const standing: Array<{ readonly block: Block; readonly id: string }> = []
  for (const block of state.blocks.toReversed()) {
    const id = block.transaction
    if (id === null || block.kind !== "request") continue
    const found = yield* Effect.orElseSucceed(history.find(id), () => null)
    if (found !== null && found.entry.undoable && !found.entry.undone) standing.push({ block, id })
  }
  if (standing.length === 0) {
    session.screen.note("Nothing that was done in this shell is left to take back.")
    return null
  }
  const items = standing.map(({ block }): PickItem => ({
    insert: insertOf(block),
    label: `#${block.number} ${shortText(block)}`,
    note: ageText(block.at, now)
  }))
  const look = (item: PickItem): Effect.Effect<ReadonlyArray<string>> => {
    const chosen = standing.find(({ block }) => insertOf(block) === item.insert)
    if (chosen === undefined) return Effect.succeed([])
    return undo.undo({ id: chosen.id, dryRun: true }).pipe(
      Effect.map((report) => lookLines(report, chosen.block.plan)),
      Effect.catch((error) => Effect.succeed([`Cannot be looked at: ${escapeName(error.message)}`]))
    )
  }
  const taken = yield* pickFrom({
    keyboard,
    live,
    title: "Take back which one?",
    items,
    nothing: "nothing",
    preview: look,
    colours: session.screen.errColours
  })
  return taken?.insert ?? null
})
