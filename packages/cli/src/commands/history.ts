/** `zenus history`: what was asked, planned and done, newest first; searchable; `--id` shows one transaction whole. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { escapeName, History, type HistoryEntry, type Recoverable } from "@zenus/core"
import { type CommandMain, has, type Invocation, valueOf } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"
import { type Colours } from "../render/colour.ts"
import { EXIT } from "../render/exitCode.ts"
import { jsonLine } from "../render/json.ts"
import { type Column, table } from "../render/table.ts"
import { openSessionAnyway, type Session } from "../session/Session.ts"

const DEFAULT_LIMIT = 20

const limitOf = (invocation: Invocation): Effect.Effect<number, Recoverable> => {
  const text = valueOf(invocation, "limit")
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text)
  return Number.isSafeInteger(limit) && limit >= 1
    ? Effect.succeed(limit)
    : Effect.fail(new UsageError(`--limit ${text ?? ""} is no number of entries.`, ["Write --limit 50."]))
}

const STATUS_COLOUR: ReadonlyMap<string, keyof Colours> = new Map([
  ["done", "green"],
  ["failed", "red"],
  ["refused", "yellow"],
  ["interrupted", "yellow"],
  ["recovered", "yellow"]
])
const statusWord = (entry: HistoryEntry, colours: Colours): string => {
  const colour = STATUS_COLOUR.get(entry.status)
  return `${colour === undefined ? entry.status : colours[colour](entry.status)}${entry.undone ? ", undone" : ""}`
}

const two = (value: number): string => String(value).padStart(2, "0")

/** Local time to the second. */
const localTime = (iso: string): string => {
  const at = new Date(iso)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

interface ListColumn extends Column {
  readonly cell: (entry: HistoryEntry, colours: Colours) => string
}
const WHEN: ListColumn = { title: "When", cell: (entry) => localTime(entry.at) }
const MINUTE: ListColumn = { title: "When", cell: (entry) => localTime(entry.at).slice(0, -3) }
const NAME: ListColumn = { title: "Transaction", cell: (entry) => entry.transaction }
const STATUS: ListColumn = { title: "Status", cell: statusWord }
const REQUEST: ListColumn = { title: "Request", fit: "cut", cell: (entry) => escapeName(entry.request) }

/** Cells below which the ids of transactions are left out. */
const WIDTH_OF_NAMES = 76

/** From the widest, each with the cells from which on it leaves the request room. */
const LAYOUTS: ReadonlyArray<readonly [from: number, columns: ReadonlyArray<ListColumn>]> = [
  [100, [WHEN, NAME, STATUS, REQUEST]],
  [WIDTH_OF_NAMES, [MINUTE, NAME, STATUS, REQUEST]],
  [0, [MINUTE, STATUS, REQUEST]]
]

/** Newest first. Pure; `width` is that of the terminal, in cells. */
export const listLines = (
  entries: ReadonlyArray<HistoryEntry>,
  colours: Colours,
  width: number
): ReadonlyArray<string> => {
  const columns = LAYOUTS.find(([from]) => width >= from)?.[1] ?? [REQUEST]
  const rows = entries.map((entry) => columns.map(({ cell }) => cell(entry, colours)))
  return table(columns, rows, { header: colours.bold, width })
}

const entryLines = (entry: HistoryEntry, colours: Colours, width: number): ReadonlyArray<string> => [
  `${colours.bold(escapeName(entry.request))}`,
  `${entry.transaction}  ${localTime(entry.at)}  ${statusWord(entry, colours)}  in ${escapeName(entry.cwd)}  planned by ${entry.provider}`,
  ...table(
    [
      { title: "#" },
      { title: "Action" },
      { title: "Status" },
      { title: "Effects", align: "right" },
      { title: "ms", align: "right" },
      { title: "What", fit: "wrap" }
    ],
    entry.steps.map((step) => [
      step.id,
      `${step.tool}.${step.action}`,
      step.status,
      String(step.count),
      step.durationMs === null ? "" : String(Math.round(step.durationMs)),
      escapeName(step.explanation)
    ]),
    { width }
  ),
  ...(entry.error === null
    ? []
    : [`${colours.red("Error:")} ${entry.error.message}`, ...entry.error.recovery.map((step) => `  ${step}`)]),
  ...(entry.undoable && !entry.undone ? [`zenus undo --id ${entry.transaction} takes it back.`] : [])
]

const print = (session: Session, text: string) => Effect.promise(() => session.screen.out(text))

const nothingFound = (query: { readonly failures: boolean; readonly search: string }): string =>
  query.search !== ""
    ? `Nothing in the history has ${escapeName(query.search)} in it.`
    : query.failures
      ? "Nothing in the history has failed."
      : "Nothing in the history yet."

export const showHistory = Effect.fnUntraced(function* (
  session: Session,
  query: { readonly limit: number; readonly failures: boolean; readonly search: string },
  json: boolean
) {
  const entries = yield* Context.get(session.services, History).list({
    limit: query.limit,
    ...(query.failures ? { failures: true } : {}),
    ...(query.search === "" ? {} : { search: query.search })
  })
  if (json) yield* print(session, jsonLine({ entries }))
  else if (entries.length === 0) session.screen.note(nothingFound(query))
  else {
    const { outColours, outWidth } = session.screen
    yield* print(session, `${listLines(entries, outColours, outWidth).join("\n")}\n`)
    if (outWidth < WIDTH_OF_NAMES) {
      session.screen.note(outColours.dim(`A wider terminal (${WIDTH_OF_NAMES} columns), or --json, shows their ids.`))
    }
  }
  return EXIT.done
})

const showOne = Effect.fnUntraced(function* (session: Session, id: string, json: boolean) {
  const found = yield* Context.get(session.services, History).find(id)
  if (found === null)
    return yield* Effect.fail(
      new UsageError(`There is no transaction ${id}.`, ["See zenus history for those there are."])
    )
  const { entry, plan } = found
  if (json) yield* print(session, jsonLine({ entries: [entry], plan: plan === null ? null : JSON.parse(plan) }))
  else yield* print(session, `${entryLines(entry, session.screen.outColours, session.screen.outWidth).join("\n")}\n`)
  return EXIT.done
})

export const main: CommandMain = (invocation) =>
  Effect.scoped(
    Effect.gen(function* () {
      const limit = yield* limitOf(invocation)
      const session = yield* openSessionAnyway(invocation)
      const id = valueOf(invocation, "id")
      const json = has(invocation, "json")
      return id !== undefined
        ? yield* showOne(session, id, json)
        : yield* showHistory(
            session,
            { limit, failures: has(invocation, "failures"), search: invocation.words.join(" ") },
            json
          )
    })
  )
