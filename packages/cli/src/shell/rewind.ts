/**
 * Escape twice on an empty line, or `/rewind`: what this shell did and what still stands, newest first, with a look at what undo would
 * restore. What is highlighted at first is "nothing"; Enter on a line takes back exactly that one, even if newer ones stand. Nothing is
 * written before. In plain lines the list stands under the numbers of its lines; the look comes once one is said, and then the question.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { escapeName, groupDigits, History, PathText, type Plan, Undo, type UndoReport } from "@zenus/core"
import type { PickItem } from "../editor/PickItem.ts"
import { seenFrom } from "../render/shortFolder.ts"
import { ageText } from "../suggest/ageText.ts"
import { askChoicePlainly, type ChoiceQuestion, YES } from "../terminal/askChoice.ts"
import { pickFrom } from "../terminal/pickFrom.ts"
import { readPlainLine } from "../terminal/readPlainLine.ts"
import { type StandingLine, standingLines } from "../refer/standingLines.ts"
import type { ShellContext, ShellTerminal } from "./ShellContext.ts"
import type { Block } from "../line/ShellState.ts"
import type { Next } from "./WordEnd.ts"

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

/** What a dry run of undo says, and what it would restore; of a line with parts, where it would stop after the first. Pure. */
export const lookLines = (
  { stopped, undone }: UndoReport,
  plan: Plan | null,
  seen: (path: string) => string
): ReadonlyArray<string> => {
  const at = stopped === null || stopped.path === "" ? "" : `${escapeName(seen(stopped.path))}: `
  const trouble = stopped === null ? "" : at + escapeName(stopped.why)
  if (stopped !== null && undone.length === 0) return [`Cannot be taken back: ${trouble}`]
  const restored = undone.reduce((sum, one) => sum + one.restored, 0)
  return [
    `Would be taken back: ${groupDigits(restored)} ${restored === 1 ? "deed" : "deeds"}`,
    ...(stopped === null ? [] : [`And not the part before: ${trouble}`]),
    ...(plan === null ? [] : restoredLines(plan)),
    ...(plan !== null && undone.length > 1 ? ["and what was done before it was cut off"] : [])
  ]
}

const insertOf = ({ number }: Block): string => `undo #${number}`

const shortText = (block: Block): string =>
  block.plan?.steps
    .filter(({ effects, risk }) => risk > 0 || effects.length > 0)
    .map(({ explanation }) => explanation)
    .join("; ") || block.text

const labelOf = (block: Block): string => `#${block.number} ${shortText(block)}`

const standingIn = ({ here, state }: ShellContext) => {
  const history = Context.get(here().services, History)
  return standingLines(state.blocks, (id) =>
    history.find(id).pipe(
      Effect.map((found) => found?.entry ?? null),
      Effect.orElseSucceed(() => null)
    )
  )
}

/** What taking it back would restore, and whether anything of that would go. */
const lookAt = ({ here, state }: ShellContext, { block, ids }: StandingLine) =>
  Context.get(here().services, Undo)
    .undo({ id: ids, dryRun: true })
    .pipe(
      Effect.map((report) => ({
        lines: lookLines(report, block.plan, (path) => seenFrom(path, state.cwd, here().where.home)),
        goes: report.stopped === null || report.undone.length > 0
      })),
      Effect.catch((error) =>
        Effect.succeed({ lines: [`Cannot be looked at: ${escapeName(error.message)}`], goes: false })
      )
    )

const TITLE = "Take back which one?"

const pickOne = (shell: ShellContext, { keyboard, live }: ShellTerminal, standing: ReadonlyArray<StandingLine>) => {
  const now = Date.now()
  const items = standing.map(({ block }): PickItem => ({
    insert: insertOf(block),
    label: labelOf(block),
    note: ageText(block.at, now)
  }))
  const preview = (item: PickItem): Effect.Effect<ReadonlyArray<string>> => {
    const chosen = standing.find(({ block }) => insertOf(block) === item.insert)
    return chosen === undefined ? Effect.succeed([]) : Effect.map(lookAt(shell, chosen), ({ lines }) => lines)
  }
  const colours = shell.here().screen.errColours
  return Effect.map(
    pickFrom({ keyboard, live, title: TITLE, items, nothing: "nothing", preview, colours }),
    (taken) => taken?.insert ?? null
  )
}

/** Rows of the list in plain lines, each under the number of its line. Pure. */
export const plainList = (blocks: ReadonlyArray<Block>, now: number): ReadonlyArray<string> =>
  blocks.map((block) => escapeName(`${labelOf(block)}, ${ageText(block.at, now)}`))

/** The number that was said, `#3` or `3`; `null` for nothing, which is also 0 and no. Pure. */
export const numberSaid = (typed: string): number | null => {
  const number = Number(/^#?(\d{1,9})$/.exec(typed.trim())?.[1] ?? Number.NaN)
  return Number.isNaN(number) || number === 0 ? null : number
}

const NOTHING_TAKEN = "Nothing was taken back."

const sayOne = Effect.fnUntraced(function* (shell: ShellContext, standing: ReadonlyArray<StandingLine>) {
  const { invocation, screen } = shell.here()
  const { signals } = invocation
  screen.note(TITLE)
  for (const row of plainList(
    standing.map(({ block }) => block),
    Date.now()
  ))
    screen.note(row)
  const prompt = "Its number, or Enter for nothing: "
  const read = yield* readPlainLine({ stdin: process.stdin, write: screen.errRaw, signals, prompt, isAnswer: true })
  const number = read.type === "line" ? numberSaid(read.text) : null
  const chosen = standing.find(({ block }) => block.number === number)
  if (chosen === undefined) {
    screen.note(number === null ? NOTHING_TAKEN : `There is no #${number} in this list. ${NOTHING_TAKEN}`)
    return null
  }
  const { goes, lines } = yield* lookAt(shell, chosen)
  for (const line of lines) screen.note(line)
  const question: ChoiceQuestion<true> = {
    text: "Take it back?",
    colour: screen.errColours.yellow,
    choices: YES,
    none: "no"
  }
  if (goes && (yield* askChoicePlainly({ screen, signals }, question)) === true) return insertOf(chosen.block)
  screen.note(NOTHING_TAKEN)
  return null
})

/** The line that undoes what was chosen; `null` for nothing. */
export const chosenByRewind = Effect.fnUntraced(function* (shell: ShellContext): Effect.fn.Return<Next | null> {
  const standing = yield* standingIn(shell)
  if (standing.length === 0) {
    shell.here().screen.note("Nothing that was done in this shell is left to take back.")
    return null
  }
  const text = yield* shell.terminal === null ? sayOne(shell, standing) : pickOne(shell, shell.terminal, standing)
  return text === null ? null : { text, isTyped: false }
})
