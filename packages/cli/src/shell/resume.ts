/**
 * At the start, in a folder where something was cut off: says so, and offers to finish the rest or to take it back. The rest is planned
 * anew from the plan as it was, so that no model is asked and nothing else is meant, judged and asked about like every request. Where
 * doing the rest by itself would touch what was done already (a file renamed twice, a line appended twice) or make it once more (a copy
 * under a second name), what was done is taken back first, exactly, and the whole is done.
 *
 * A run in rounds that was cut off goes before what its last round left.
 *
 * What may surprise: "not now" leaves all as it is, and the offer comes again until something else is done there.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
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
  Unfinished
} from "@zenus/core"
import type { CutRun } from "@zenus/core/node"
import { runUndo } from "../commands/undo.ts"
import { EXIT } from "../render/exitCode.ts"
import { handleRequest, type RequestEnd } from "../session/handleRequest.ts"
import type { Session } from "../session/Session.ts"
import { ageText } from "../suggest/ageText.ts"
import { askChoice, askChoicePlainly, type Choice, type ChoiceQuestion } from "../terminal/askChoice.ts"
import { makeCall } from "../terminal/notify.ts"
import { type Begun, type LineReader, NOTHING } from "./lineReader.ts"
import { cutRoundsIn, goOn, takeRoundsBack } from "./resumeRounds.ts"
import { runLine } from "./runLine.ts"
import type { ShellContext } from "./ShellContext.ts"
import type { ShellState } from "../line/ShellState.ts"

type Answer = "finish" | "undo"

type Finished = ShellState["finished"]

type Way = (session: Session) => Effect.Effect<number, Recoverable>
type Ways = ReadonlyMap<Answer, Way>

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

const questionOf = (session: Session, choices: ReadonlyArray<Choice<Answer>>): ChoiceQuestion<Answer> => ({
  text: choices.includes(FINISH) ? "Finish the rest, or take it back?" : "Take it back?",
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

const takeBack = (session: Session, { transaction }: Cut) =>
  runUndo(session, "undo", { count: 1, id: transaction, dryRun: false, json: false })

/** The rest by itself, where that is exact. */
const canDoRest = Effect.fnUntraced(function* (session: Session, { request }: Cut, rest: Rest) {
  const planned = yield* Context.get(session.services, Engine).plan(session.request(request, "plan"), undefined, {
    translators: [saying(rest.intent)]
  })
  return planned._tag === "Judged" && !doesTwice(planned.resolved.plan, rest)
})

const finishRun = Effect.fnUntraced(function* (session: Session, cut: Cut, rest: Rest, finished: Finished) {
  const { screen } = session
  const onEnd = ({ transaction }: RequestEnd): void => {
    if (transaction !== null) finished.set(transaction, cut.transaction)
  }
  if (yield* canDoRest(session, cut, rest))
    return yield* handleRequest(session, cut.request, "run", {
      translators: [saying(rest.intent)],
      onEnd
    })
  screen.note(
    "The rest by itself would do some of it twice: what was done is taken back first, then all of it is done."
  )
  const code = yield* takeBack(session, cut)
  return code === EXIT.done
    ? yield* handleRequest(session, cut.request, "run", {
        translators: [saying(rest.whole)],
        onEnd
      })
    : code
})

/** What can be offered of it, and what each answer does. */
const waysOf = Effect.fnUntraced(function* (session: Session, cut: Cut, finished: Finished) {
  const history = Context.get(session.services, History)
  const found = yield* history.find(cut.transaction)
  const ways = new Map<Answer, Way>()
  const canTakeBack = found?.entry.undoable === true
  if (cut.direction === "run") {
    const rest = yield* Context.get(session.services, Unfinished).restOf(cut.transaction)
    // Where nothing can be taken back only the rest by itself is left.
    if (rest !== null && (canTakeBack || (yield* canDoRest(session, cut, rest))))
      ways.set("finish", (inside) => finishRun(inside, cut, rest, finished))
    if (canTakeBack) ways.set("undo", (inside) => takeBack(inside, cut))
  } else if (cut.direction === "undo") ways.set("finish", (inside) => takeBack(inside, cut))
  else {
    // Redo takes no name: it is offered where it would be this one.
    const next = yield* Context.get(session.services, Undo).redo({ dryRun: true })
    if (next.undone[0]?.transaction === cut.transaction)
      ways.set("finish", (inside) => runUndo(inside, "redo", { count: 1, dryRun: false, json: false }))
    if (canTakeBack) ways.set("undo", (inside) => takeBack(inside, cut))
  }
  return ways
})

/** Settles what a crash left, and finds what is to be offered here. */
const look = Effect.fnUntraced(function* ({ cwd, screen, services }: Session) {
  const recovered = yield* Context.get(services, Recovery).settle
  const cut = yield* Context.get(services, Unfinished).newestIn(cwd)
  // What is offered is said by the offer.
  for (const { message, transaction } of recovered)
    if (transaction !== cut?.transaction && cut?.direction !== "undo" && cut?.direction !== "redo") screen.note(message)
  return cut
})

/** What is said, and what each answer does; `null` for nothing to offer. */
const offerOf = Effect.fnUntraced(function* (session: Session, finished: Finished) {
  const cut = yield* look(session)
  const rounds = cutRoundsIn(session)
  if (rounds !== null) {
    const ways: Ways = new Map([
      ["finish", (inside: Session) => goOn(inside, rounds)],
      ["undo", (inside: Session) => takeRoundsBack(inside, rounds)]
    ])
    return { line: roundsLine(rounds, Date.now()), ways }
  }
  return cut === null ? null : { line: cutLine(cut, Date.now()), ways: yield* waysOf(session, cut, finished) }
})

type Offer = NonNullable<Effect.Success<ReturnType<typeof offerOf>>>

/** Puts the question, and does what is answered. */
const put = (shell: ShellContext, { line, ways }: Offer): Effect.Effect<void> =>
  Effect.gen(function* () {
    const { screen } = shell.here()
    screen.note(screen.errColours.yellow(line))
    const answer = yield* ask(
      shell,
      [FINISH, UNDO].filter(({ value }) => ways.has(value))
    )
    const way = answer === null ? undefined : ways.get(answer)
    if (way === undefined) return screen.note("Left as it is.")
    yield* runLine(shell, (inside) => Effect.map(way(inside.here()), (code) => ({ code })))
  }).pipe(Effect.catch((error) => Effect.sync(() => void shell.here().showError(error))))

/** A state file that cannot be read says so when it is needed. */
const find = (shell: ShellContext): Effect.Effect<Offer | null> =>
  // The prompt is on the screen by then.
  Effect.promise(() => new Promise((turn) => setImmediate(turn))).pipe(
    Effect.andThen(offerOf(shell.here(), shell.state.finished)),
    Effect.catch(() => Effect.succeed(null))
  )

/**
 * Reads lines, and looks once whether there is something to offer: while the first line is written, since a prompt waits for no look into
 * a state file. Found, the question comes at once and drops what was typed; a line that was quicker stands there again afterwards.
 */
export const offeringReader = (shell: ShellContext, read: LineReader): LineReader => {
  let isOver = false
  const first = Effect.fnUntraced(function* (begun: Begun) {
    isOver = true
    const looking = yield* Effect.forkChild(find(shell))
    const found = Effect.flatMap(Fiber.join(looking), (offer) =>
      offer === null ? Effect.never : Effect.succeed({ offer })
    )
    const come = yield* Effect.raceFirst(
      Effect.map(read(begun), (line) => ({ line })),
      found
    )
    if ("offer" in come) {
      yield* put(shell, come.offer)
      return yield* read(NOTHING)
    }
    if (come.line.type === "leave") return come.line
    const offer = yield* Fiber.join(looking)
    if (offer === null) return come.line
    yield* put(shell, offer)
    return yield* read(come.line.type === "line" ? { text: come.line.text } : NOTHING)
  })
  const plain = Effect.fnUntraced(function* (begun: Begun) {
    isOver = true
    // A line of the terminal's own cannot be taken back.
    const offer = yield* find(shell)
    if (offer !== null) yield* put(shell, offer)
    return yield* read(begun)
  })
  return (begun) => (isOver ? read(begun) : shell.terminal === null ? plain(begun) : first(begun))
}
