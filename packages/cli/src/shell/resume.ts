/**
 * At the start, in a folder where something was cut off: says so, and offers to finish the rest or to take it back. The rest is planned
 * anew from the plan as it was, so that no model is asked and nothing else is meant, judged and asked about like every request. Where
 * doing the rest by itself would touch what was done already (a file renamed twice, a line appended twice) or make it once more (a copy
 * under a second name), it is asked whether what was done may be taken back, and then the whole is planned. What is taken is a line of this
 * shell, and has what was done before each cut as its parts.
 *
 * A run in rounds that was cut off goes before what its last round left.
 *
 * What may surprise: "not now" leaves all as it is, and the offer comes again until something else is done there. What another zenus has
 * gone on with while the question stood is left to it.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import {
  type Cut,
  Engine,
  escapeName,
  groupDigits,
  History,
  type IntentIR,
  type Plan,
  type Recoverable,
  Recovery,
  type Rest,
  type Translator,
  Undo,
  type UndoReport,
  Unfinished
} from "@zenus/core"
import type { CutRun } from "@zenus/core/node"
import { runUndo } from "../commands/undo.ts"
import { findReferences } from "../refer/findReferences.ts"
import { standingOf } from "../refer/standingLines.ts"
import { EXIT } from "../render/exitCode.ts"
import type { Session } from "../session/Session.ts"
import { ageText } from "../suggest/ageText.ts"
import { askChoice, askChoicePlainly, type Choice, type ChoiceQuestion } from "../terminal/askChoice.ts"
import { makeCall } from "../terminal/notify.ts"
import { actOn } from "./actOn.ts"
import type { LineOutcome } from "./makeBlock.ts"
import type { Offering } from "./offeringReader.ts"
import type { Meaning } from "../line/Meaning.ts"
import { cutRoundsIn, roundsGoneOn, roundsTakenBack } from "./resumeRounds.ts"
import type { ShellContext } from "./ShellContext.ts"
import { takeBack } from "./takeBack.ts"
import type { TakenOffer } from "./TakenOffer.ts"
import { agreed } from "./undoInShell.ts"

type Answer = "finish" | "undo"

type Ways = ReadonlyMap<Answer, TakenOffer>

const FINISH: Choice<Answer> = { says: ["f", "finish"], label: "finish", value: "finish" }
const UNDO: Choice<Answer> = { says: ["u", "undo"], label: "undo", value: "undo" }

const far = ({ done, total }: Cut): string => `${groupDigits(done)} of ${groupDigits(total)}`

/** What was cut off, and how far it had come. Pure. */
export const cutLine = (cut: Cut, now: number): string => {
  const what = `"${escapeName(cut.request)}"`
  const when = ageText(cut.at, now)
  switch (cut.direction) {
    case "run":
      return cut.done === 0
        ? `${what} (${when}) was cut off before it had changed anything.`
        : `${what} (${when}) was cut off: ${far(cut)} changes are done.`
    case "undo":
      return `Taking back ${what} was cut off: ${far(cut)} changes still stand.`
    case "redo":
      return `Doing ${what} again was cut off: ${far(cut)} changes are done.`
  }
}

/** The same of a run in rounds. Pure. */
export const roundsLine = ({ at, request }: Pick<CutRun, "at" | "request">, now: number): string =>
  `"${escapeName(request)}" (in rounds, ${ageText(at, now)}) was cut off.`

/** Whether doing this would touch again, or make again, what was done. Pure. */
export const doesTwice = ({ steps }: Plan, { hasMade, isTouched }: Pick<Rest, "hasMade" | "isTouched">): boolean =>
  hasMade ||
  steps.some(
    ({ effects, risk }) =>
      risk > 0 && effects.some(({ from, to }) => [from, to].some((path) => path !== undefined && isTouched(path)))
  )

/** Asks for what is offered, and for nothing else. Pure. */
export const offerText = (ways: ReadonlyArray<Answer>): string =>
  ways.length > 1 ? "Finish the rest, or take it back?" : ways[0] === "undo" ? "Take it back?" : "Finish the rest?"

const questionOf = (session: Session, choices: ReadonlyArray<Choice<Answer>>): ChoiceQuestion<Answer> => ({
  text: offerText(choices.map(({ value }) => value)),
  colour: session.screen.errColours.yellow,
  choices,
  none: "not now"
})

const ask = (shell: ShellContext, choices: ReadonlyArray<Choice<Answer>>): Effect.Effect<Answer | null> => {
  const session = shell.here()
  const { config, invocation, screen } = session
  makeCall(screen, config.ui.notify, invocation.env)("zenus waits for an answer")
  const question = questionOf(session, choices)
  return shell.terminal === null
    ? askChoicePlainly({ screen, signals: invocation.signals }, question)
    : askChoice(shell.terminal, question)
}

const saying = (intent: IntentIR): Translator => ({
  name: intent.provider,
  translate: () => Effect.succeed(intent)
})

/** The rest by itself, where that is exact. */
const canDoRest = Effect.fnUntraced(function* (session: Session, { request }: Cut, rest: Rest) {
  const planned = yield* Context.get(session.services, Engine).plan(session.request(request, "plan"), undefined, {
    translators: [saying(rest.intent)]
  })
  return planned._tag === "Judged" && !doesTwice(planned.resolved.plan, rest)
})

/** What was asked, to be asked again: by its words, or, where they refer to what nobody knows any more, by its plan as it was. Pure. */
export const meaningOf = (request: string, whole: IntentIR): Meaning => ({
  type: "request",
  text: request,
  ...(findReferences(request).length === 0 ? {} : { translators: [saying(whole)] })
})

/** What was done and then taken back for it, said where it then comes to nothing. Pure. */
export const beforehandOf = ({ undone }: Pick<UndoReport, "undone">): string => {
  const count = undone.reduce((sum, { restored }) => sum + restored, 0)
  const were = count === 1 ? "1 change was" : `${groupDigits(count)} changes were`
  return `${were} taken back for it before: redo does ${count === 1 ? "it" : "them"} again.`
}

const DECLINED = { tag: "NotConfirmed", message: "You said no: what was cut off is left as it is.", recovery: [] }

/** The person was asked whether what was done may be taken back, and said no. */
const declined = (cwd: string): LineOutcome => ({
  type: "request",
  planned: false,
  cwd,
  end: {
    status: "refused",
    transaction: null,
    plan: null,
    error: DECLINED,
    undoable: false,
    lines: [],
    paths: [],
    cut: false
  }
})

/** Takes back the newest part, once it is agreed to. `code` is not `done` where it was not, or where it stopped. */
const takenBackFirst = Effect.fnUntraced(function* (
  shell: ShellContext,
  { transaction }: Cut,
  onEnd: (end: LineOutcome) => void
): Effect.fn.Return<{ readonly code: number; readonly beforehand: string }, Recoverable> {
  const session = shell.here()
  const { screen } = session
  screen.note("The rest by itself would do some of it twice: what was done has to be taken back first.")
  const looked = yield* runUndo(session, "undo", { count: 1, id: transaction, dryRun: true, json: false })
  if (looked !== EXIT.done) return { code: looked, beforehand: "" }
  if (!(yield* agreed(shell, "Take it back, and plan all of it anew?"))) {
    screen.note(screen.errColours.dim(DECLINED.message))
    onEnd(declined(session.cwd))
    return { code: EXIT.refused, beforehand: "" }
  }
  let beforehand = ""
  const code = yield* takeBack(shell, [transaction], (end) => {
    if (end.type !== "request") beforehand = beforehandOf(end.report)
    onEnd(end)
  })
  return { code, beforehand }
})

/** @param whole all steps of what was asked first. */
const restFinished = (cut: Cut, rest: Rest, whole: IntentIR): TakenOffer => ({
  text: cut.request,
  askedAt: cut.at,
  meaning: meaningOf(cut.request, whole),
  act: (shell, onEnd) =>
    Effect.gen(function* () {
      const earlier = cut.earlier.toReversed()
      const asking = (intent: IntentIR, parts: ReadonlyArray<string>, beforehand?: string) =>
        actOn(
          shell,
          {
            type: "request",
            text: cut.request,
            translators: [saying(intent)],
            ...(beforehand === undefined ? {} : { beforehand })
          },
          (end) => onEnd(end.type === "request" && end.end.transaction !== null ? { ...end, parts } : end)
        )
      if (yield* canDoRest(shell.here(), cut, rest)) return yield* asking(rest.intent, [cut.transaction, ...earlier])
      const { beforehand, code } = yield* takenBackFirst(shell, cut, onEnd)
      return code === EXIT.done ? yield* asking(rest.whole, earlier, beforehand) : { code }
    })
})

/** @param transactions newest first. */
const takenBack = ({ at }: Cut, transactions: ReadonlyArray<string>): TakenOffer => ({
  text: "undo",
  askedAt: at,
  meaning: { type: "undo", transactions, dryRun: false },
  act: (shell, onEnd) => Effect.map(takeBack(shell, transactions, onEnd), (code) => ({ code }))
})

const redone = ({ at }: Cut): TakenOffer => ({
  text: "redo",
  askedAt: at,
  meaning: { type: "redo", dryRun: false },
  act: (shell, onEnd) =>
    Effect.map(
      runUndo(shell.here(), "redo", {
        count: 1,
        dryRun: false,
        json: false,
        onEnd: (report) => onEnd({ type: "redo", report, dryRun: false })
      }),
      (code) => ({ code })
    )
})

/** What can be offered of it, and what each answer does. */
const waysOf = Effect.fnUntraced(function* (session: Session, cut: Cut) {
  const { services } = session
  const unfinished = Context.get(services, Unfinished)
  const entryOf = (id: string) =>
    Context.get(services, History)
      .find(id)
      .pipe(
        Effect.map((found) => found?.entry ?? null),
        Effect.orElseSucceed(() => null)
      )
  const ways = new Map<Answer, TakenOffer>()
  const earlier = yield* standingOf(cut.earlier.toReversed(), entryOf)
  const standing = [...(yield* standingOf([cut.transaction], entryOf)), ...earlier]
  if (cut.direction === "run") {
    const rest = yield* unfinished.restOf(cut.transaction)
    // Where nothing can be taken back only the rest by itself is left.
    if (rest !== null && (standing.length > 0 || (yield* canDoRest(session, cut, rest)))) {
      const [oldest] = cut.earlier
      const first = oldest === undefined ? null : yield* unfinished.restOf(oldest)
      ways.set("finish", restFinished(cut, rest, first?.whole ?? rest.whole))
    }
  } else if (cut.direction === "undo") {
    // Also where nothing of it stands any more it is brought to its end.
    ways.set("finish", takenBack(cut, [cut.transaction, ...earlier]))
    return ways
  } else {
    // Redo takes no name: it is offered where it would be this one.
    const next = yield* Context.get(services, Undo).redo({ dryRun: true })
    if (next.undone[0]?.transaction === cut.transaction) ways.set("finish", redone(cut))
  }
  if (standing.length > 0) ways.set("undo", takenBack(cut, standing))
  return ways
})

/** What is there to be offered. Two looks that find the same find it with the same `key`. */
const look = Effect.fnUntraced(function* (session: Session) {
  const cut = yield* Context.get(session.services, Unfinished).newestIn(session.cwd)
  const rounds = cutRoundsIn(session)
  const key =
    rounds === null ? (cut === null ? null : `${cut.direction} ${cut.transaction} ${cut.done}`) : `rounds ${rounds.id}`
  return { cut, rounds, key }
})

/** Settles what a crash left. */
const settle = Effect.fnUntraced(function* (session: Session) {
  const recovered = yield* Context.get(session.services, Recovery).settle
  const found = yield* look(session)
  const { cut } = found
  // What is offered is said by the offer.
  for (const { message, transaction } of recovered)
    if (transaction !== cut?.transaction && cut?.direction !== "undo" && cut?.direction !== "redo")
      session.screen.note(message)
  return found
})

/** How often, and after how long each time, it is looked for again while another zenus is at work. */
const AGAIN = { times: 10, after: "50 millis" } as const
/** Newest entries of the history among which that would stand. */
const NEWEST = 5

/** Of two that start at once the first settles it, and for that long it seems to run for the other. */
const settledAtLast = Effect.fnUntraced(function* (session: Session) {
  const history = Context.get(session.services, History)
  for (let tries = 0; ; tries++) {
    const found = yield* settle(session)
    if (found.key !== null || tries === AGAIN.times) return found
    const newest = yield* history.list({ limit: NEWEST })
    if (newest.every(({ status }) => status !== "running")) return found
    yield* Effect.sleep(AGAIN.after)
  }
})

interface Offer {
  readonly key: string | null
  readonly line: string
  readonly ways: Ways
}

/** What is said, and what each answer does; `null` for nothing to offer. */
const offerOf = Effect.fnUntraced(function* (session: Session): Effect.fn.Return<Offer | null, Recoverable> {
  const { cut, key, rounds } = yield* settledAtLast(session)
  if (rounds !== null) {
    const ways: Ways = new Map([
      ["finish", roundsGoneOn(rounds)],
      ["undo", roundsTakenBack(rounds)]
    ])
    return { key, line: roundsLine(rounds, Date.now()), ways }
  }
  return cut === null ? null : { key, line: cutLine(cut, Date.now()), ways: yield* waysOf(session, cut) }
})

/** Puts the question; `null` for none of its answers, or where another zenus was quicker. */
const put = (shell: ShellContext, { key, line, ways }: Offer): Effect.Effect<TakenOffer | null> =>
  Effect.gen(function* () {
    const session = shell.here()
    const { screen } = session
    const leave = (why: string): null => (screen.note(why), null)
    screen.note(screen.errColours.yellow(line))
    if (shell.state.mode !== "run") return leave("Left as it is, since requests are only planned now.")
    const answer = yield* ask(
      shell,
      [FINISH, UNDO].filter(({ value }) => ways.has(value))
    )
    const taken = answer === null ? undefined : ways.get(answer)
    if (taken === undefined) return leave("Left as it is.")
    const now = yield* look(session)
    return now.key === key ? taken : leave("Another zenus has gone on with it meanwhile, so nothing was done.")
  }).pipe(Effect.catch((error) => Effect.sync(() => (shell.here().showError(error), null))))

const aTurn = Effect.promise(() => new Promise((turn) => setImmediate(turn)))

/** A state file that cannot be read says so when it is needed. */
const find = (shell: ShellContext): Effect.Effect<Offer | null> =>
  // The prompt is on the screen by then.
  aTurn.pipe(
    Effect.andThen(Effect.suspend(() => offerOf(shell.here()))),
    Effect.catch(() => Effect.succeed(null)),
    // What was typed while a long look held the process up is read in between, and so stands in the line.
    Effect.tap(aTurn),
    Effect.tap(aTurn)
  )

/** Nothing of it is done before somebody asks for `find`. */
export const offeringIn = (shell: ShellContext): Offering<Offer> => ({
  find: find(shell),
  put: (offer) => put(shell, offer),
  isPlain: shell.terminal === null
})
