/** The shell's own words, behind a `/` so that no sentence is ever taken for one; the commonest also alone on their line. */
import * as Effect from "effect/Effect"
import type { Recoverable } from "@zenus/core"
import { nearest } from "../args/nearest.ts"
import { UsageError } from "../args/UsageError.ts"
import { askRequest } from "../commands/askRequest.ts"
import { showHistory } from "../commands/history.ts"
import { runUndo } from "../commands/undo.ts"
import { EXAMPLES } from "../render/help.ts"
import { table } from "../render/table.ts"
import type { Session } from "../session/Session.ts"

interface SlashWord {
  readonly usage: string
  readonly summary: string
  readonly run: (session: Session, rest: string) => Effect.Effect<number, Recoverable>
}

const travel = (direction: "undo" | "redo") => (session: Session, rest: string) =>
  rest === ""
    ? runUndo(session, direction, { count: 1, dryRun: false, json: false })
    : Effect.fail(
        new UsageError(`/${direction} takes no more words: ${rest}`, [
          `Write /${direction} alone.`,
          ...(direction === "undo" ? ["For an older one leave the shell: zenus undo --id ID"] : [])
        ])
      )

const help = (session: Session): Effect.Effect<number> =>
  Effect.sync(() => {
    const rows = [...SLASH_WORDS].map(([name, word]) => [`/${name} ${word.usage}`.trimEnd(), word.summary])
    for (const line of table([{ title: "" }, { title: "" }], rows)) session.screen.note(line)
    session.screen.note(`Anything else is a request: ${EXAMPLES.join("; ")}`)
    return 0
  })

const SLASH_WORDS: ReadonlyMap<string, SlashWord> = new Map<string, SlashWord>([
  [
    "plan",
    {
      usage: "REQUEST",
      summary: "show the plan; nothing is done",
      run: (session, rest) => askRequest(session, rest, "plan")
    }
  ],
  ["undo", { usage: "", summary: "take back the last transaction", run: travel("undo") }],
  ["redo", { usage: "", summary: "do again what the last undo took back", run: travel("redo") }],
  [
    "history",
    {
      usage: "[WORDS]",
      summary: "what was asked and done",
      run: (session, rest) => showHistory(session, { limit: 20, failures: false, search: rest }, false)
    }
  ],
  ["help", { usage: "", summary: "this", run: help }],
  ["quit", { usage: "", summary: "leave (so does Ctrl+D)", run: () => Effect.succeed(0) }]
])

/** Words that the shell takes without their slash when they stand alone: no request is one word of these. */
const BARE: ReadonlySet<string> = new Set(["undo", "redo", "history", "help"])

/** What follows the slash of a line that is one of the shell's own words; `null` for a request. */
export const ownWord = (line: string): string | null =>
  line.startsWith("/") ? line.slice(1) : BARE.has(line.toLowerCase()) ? line.toLowerCase() : null

/** `line` is what follows the slash. */
export const slashWord = (session: Session, line: string): Effect.Effect<number, Recoverable> => {
  const [name = "", ...rest] = line.split(" ")
  const word = SLASH_WORDS.get(name)
  if (word !== undefined) return word.run(session, rest.join(" ").trim())
  const near = nearest(name, [...SLASH_WORDS.keys()])
  return Effect.fail(
    new UsageError(`There is no /${name}.`, [...(near === undefined ? [] : [`Did you mean /${near}?`]), "See /help."])
  )
}
