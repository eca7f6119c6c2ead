/** One request through the engine and onto the screen: what `run`, `plan` and the shell share. Gives the exit code. */
import { hostname } from "node:os"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import {
  addCost,
  type AllowRule,
  type Confirm,
  costOf,
  type Handled,
  type Judged,
  answerOf,
  Engine,
  escapeText,
  type Event,
  noCost,
  Outbound,
  type Output,
  PathText,
  type Planned,
  Report,
  type Request,
  type Translator
} from "@zenus/core"
import { has } from "../args/CommandMain.ts"
import { SHELL } from "../args/commands.ts"
import { writeAnswer } from "../terminal/answer.ts"
import { EXIT, exitCodeOfEnd } from "../render/exitCode.ts"
import { jsonLine, planJson, reportJson } from "../render/json.ts"
import { noteLines, planLines } from "../render/plan.ts"
import { colours } from "../render/colour.ts"
import { errorLines } from "../render/error.ts"
import { stoppedLine } from "../render/stoppedLine.ts"
import { showsLinks } from "../terminal/terminalFacts.ts"
import { makeRunView } from "./runView.ts"
import { withNamesQuoted } from "./escapedNames.ts"
import { typeAt } from "./lineSurroundings.ts"
import { stopReason } from "./stopReason.ts"
import type { Session } from "./Session.ts"

/** Effects a step that a terminal shows of a plan; a pipe gets all. */
const TERMINAL_EFFECTS = 200

/** What became of a request, as a face remembers it. */
export interface RequestEnd extends Pick<Report, "status" | "transaction" | "plan" | "error" | "undoable"> {
  /** Bare lines of the answer, as in a pipe; of a file's own bytes none. At most `MAX_LINES_OF_END`. */
  readonly lines: ReadonlyArray<string>
  /** The paths that the answer speaks of, absolute; as many at most. */
  readonly paths: ReadonlyArray<string>
  /** There were more lines or paths than that. */
  readonly cut: boolean
}

export interface HandleOptions {
  /** Who plans instead of the session's own. */
  readonly translators?: ReadonlyArray<Translator>
  /** Who is asked instead of whom the session asks. */
  readonly confirm?: Confirm["Service"]
  /** The allow rules that hold for it; absent: those of the configuration. */
  readonly allow?: ReadonlyArray<AllowRule>
  /** The roots that hold for it beside folder and home; absent: those of the configuration when the session began. */
  readonly roots?: ReadonlyArray<string>
  /** Whether the rows of an answer are numbered on a terminal. Absent: they never are. */
  readonly isNumbered?: (plan: Report["plan"], output: Output) => boolean
  /** How long lists of a plan that is only shown are folded on a terminal, a step each: at so many, and how all can be seen. Absent: at 200. */
  readonly fold?: { readonly limit: number; readonly unfold: string }
  /** What was done for it already, one sentence: said where it then does nothing itself, in place of "nothing was done". Absent: nothing. */
  readonly beforehand?: string
  /** Called once, when all of it is on the screen. Not called where it was interrupted by a signal. */
  readonly onEnd?: (end: RequestEnd) => void
}

export const MAX_LINES_OF_END = 10_000

const firstOf = (lists: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> =>
  lists.flatMap((list) => list.slice(0, MAX_LINES_OF_END)).slice(0, MAX_LINES_OF_END)

const endOfReport = ({ report, outputs }: Handled): RequestEnd => {
  const [lines, paths] = [outputs.map((output) => output.lines), outputs.map((output) => output.paths ?? [])]
  return {
    status: report.status,
    transaction: report.transaction,
    plan: report.plan,
    error: report.error,
    undoable: report.undoable,
    lines: firstOf(lines),
    paths: firstOf(paths),
    cut: [lines, paths].some((lists) => lists.reduce((sum, { length }) => sum + length, 0) > MAX_LINES_OF_END)
  }
}

const endOfPlanned = (planned: Planned): RequestEnd => ({
  status: planned._tag === "Ended" ? planned.status : "done",
  transaction: null,
  plan: planned._tag === "Judged" ? planned.resolved.plan : planned.plan,
  error:
    planned._tag === "Ended"
      ? { tag: planned.error._tag, message: planned.error.message, recovery: planned.error.recovery }
      : null,
  undoable: false,
  lines: planned._tag === "Answered" ? firstOf([planned.text.split("\n")]) : [],
  paths: [],
  cut: false
})

/** What is advised outside stands between quotes behind the name of the program; inside a shell it is the line itself. */
const inShell = (step: string): string => step.replace(/^Try: zenus "(.+)"$/, "Try: $1")

const complain = (
  session: Session,
  error: { readonly tag: string; readonly message: string; readonly recovery: ReadonlyArray<string> }
): void => {
  const lines = errorLines(
    {
      _tag: error.tag,
      message: error.message,
      recovery: session.invocation.command === SHELL ? error.recovery.map(inShell) : error.recovery
    },
    session.screen.errColours,
    false
  )
  for (const line of lines) session.screen.note(line)
}

/** A plan, or why there is none, in the document of `zenus plan --json`. */
const planDocument = (planned: Planned): unknown => {
  if (planned._tag === "Judged") return planJson(planned.resolved.plan, null)
  if (planned._tag === "Answered") return { ...Object(planJson(planned.plan, null)), answer: planned.text }
  const error = { tag: planned.error._tag, message: planned.error.message, recovery: planned.error.recovery }
  return planned.plan === null ? { error } : { ...Object(planJson(planned.plan, null)), error }
}

const planText = (planned: Judged, { screen }: Session, fold: HandleOptions["fold"]): string => {
  const { limit, unfold } = screen.outIsTerminal
    ? (fold ?? { limit: TERMINAL_EFFECTS, unfold: "" })
    : { limit: Infinity, unfold: "" }
  return planLines(planned.resolved.plan, screen.outColours, limit, screen.outWidth, unfold).join("\n")
}

const showPlan = (session: Session, planned: Planned, fold: HandleOptions["fold"]) =>
  Effect.promise(async () => {
    if (has(session.invocation, "json")) await session.screen.out(jsonLine(planDocument(planned)))
    else if (planned._tag === "Judged") await session.screen.out(`${planText(planned, session, fold)}\n`)
    else if (planned._tag === "Answered")
      await writeAnswer(session.screen, { lines: planned.text.split("\n") }, { print0: false })
    if (planned._tag === "Ended") {
      complain(session, { tag: planned.error._tag, message: planned.error.message, recovery: planned.error.recovery })
      return exitCodeOfEnd(planned.status, planned.error._tag)
    }
    return EXIT.done
  })

/** `run --dry-run --json`: the run's document, with the plan as its answer and nothing done. */
const showDryRun = (session: Session, planned: Planned, cost: Report["cost"]) =>
  Effect.promise(async () => {
    const plan = planned._tag === "Judged" ? planned.resolved.plan : planned.plan
    const error =
      planned._tag === "Ended"
        ? { tag: planned.error._tag, message: planned.error.message, recovery: planned.error.recovery }
        : null
    const answer =
      planned._tag === "Judged"
        ? planLines(planned.resolved.plan, colours(false), TERMINAL_EFFECTS).join("\n")
        : planned._tag === "Answered"
          ? planned.text
          : ""
    const status = planned._tag === "Ended" ? planned.status : "done"
    await session.screen.out(
      jsonLine(
        reportJson(
          new Report(
            {
              status,
              transaction: null,
              plan,
              steps: [],
              answer,
              answerTruncated: false,
              undoable: false,
              error,
              cost
            },
            { disableChecks: true }
          )
        )
      )
    )
    if (error !== null) complain(session, error)
    return exitCodeOfEnd(status, error?.tag ?? null)
  })

/** Who can be asked has seen the plan with the question. */
const mayAsk = ({ screen }: Session): boolean => screen.errIsTerminal && process.stdin.isTTY

/** What a person is told when it did not end well, or when it can be taken back. */
const afterwards = (session: Session, { report }: Handled): void => {
  const { screen } = session
  const undoWord = session.invocation.command === SHELL ? "undo" : "zenus undo"
  if (report.status === "interrupted")
    return screen.note(
      report.steps.length === 0 && report.error !== null ? report.error.message : stoppedLine(report, undoWord)
    )
  for (const step of report.steps)
    if (step.status === "skipped") screen.note(`Step ${step.id} was not begun: a step that it needs failed.`)
  const { error, plan } = report
  // Asking for it anew would cost as much, and may give another one.
  if (error?.tag === "NotConfirmed" && plan !== null && plan.provider !== "rules" && !mayAsk(session)) {
    for (const line of planLines(plan, screen.errColours, TERMINAL_EFFECTS, screen.errWidth)) screen.note(line)
  }
  // In a shell the question and the answer stand above: a person's own no is no error, and what to do next is known.
  if (error?.tag === "NotConfirmed" && session.invocation.command === SHELL && mayAsk(session)) {
    screen.note(screen.errColours.dim(escapeText(error.message)))
  } else if (error !== null) complain(session, error)
  if (report.undoable && (report.status !== "done" || screen.errIsTerminal)) {
    screen.note(
      report.status === "done"
        ? screen.errColours.dim(`${undoWord} takes it back.`)
        : `${undoWord} takes back what was done.`
    )
  }
}

const showReport = Effect.fnUntraced(function* (
  session: Session,
  handled: Handled,
  numbers: NonNullable<HandleOptions["isNumbered"]>
) {
  const { report, outputs } = handled
  if (has(session.invocation, "json")) {
    const answer = yield* answerOf(outputs)
    const whole = new Report(
      { ...report, answer: answer.text, answerTruncated: answer.truncated },
      { disableChecks: true }
    )
    yield* Effect.promise(() => session.screen.out(jsonLine(reportJson(whole))))
    for (const output of outputs) if (output.note !== undefined) session.screen.note(output.note)
  } else {
    const print0 = has(session.invocation, "print0")
    const linkHost = showsLinks(session.invocation.env) ? hostname() : null
    for (const output of outputs) {
      // Numbers of several answers would count anew in each.
      const isNumbered = outputs.length === 1 && numbers(report.plan, output)
      // In a pipe there is data and nothing around it.
      const { about } = output
      if (about !== undefined && session.screen.outIsTerminal) {
        const heading = session.screen.outColours.dim(`${escapeText(about)}:`)
        yield* Effect.promise(() => session.screen.out(`${heading}\n`))
      }
      yield* Effect.promise(() => writeAnswer(session.screen, output, { linkHost, print0, isNumbered }))
    }
  }
  afterwards(session, handled)
  return exitCodeOfEnd(report.status, report.error?.tag ?? null)
})

/** Notes that are said of a plan that nobody sees. */
const UNASKED_NOTES = 5

/** What a question would have shown beside the deeds is said by itself where none is asked: a name that is taken, what is left out. */
const sayNotes = ({ invocation, screen }: Session, event: Event): void => {
  if (event.type !== "planned" || !(event.verdict._tag === "Allow" || has(invocation, "yes"))) return
  for (const line of noteLines(event.plan, screen.errColours, UNASKED_NOTES)) screen.note(line)
}

/** The report of what did nothing itself, which says what was done for it. Pure. */
export const saidBeforehand = (report: Report, beforehand: string): Report => {
  const { error, transaction } = report
  if (transaction !== null || error === null) return report
  const message = `${error.message.replace(/nothing was done\.$/, "nothing more was done.")} ${beforehand}`
  return new Report({ ...report, error: { ...error, message } }, { disableChecks: true })
}

const run = Effect.fnUntraced(function* (session: Session, request: Request, options: HandleOptions) {
  const { beforehand, fold: _, isNumbered = () => false, onEnd, ...ownOptions } = options
  // A face that has the terminal already asks through it.
  const engineOptions = { ...(session.confirm === undefined ? {} : { confirm: session.confirm }), ...ownOptions }
  const engine = Context.get(session.services, Engine)
  const view = makeRunView(session)
  const flags = {
    yes: has(session.invocation, "yes"),
    allowIrreversible: has(session.invocation, "allow-irreversible")
  }
  const stop = new AbortController()
  const release = session.invocation.signals.take((name) => stop.abort(stopReason(name)))
  const ended = yield* engine
    .run(request, {
      flags,
      onEvent: (event) => {
        view.onEvent(event)
        sayNotes(session, event)
      },
      stop: stop.signal,
      ...engineOptions
    })
    .pipe(
      Effect.provideService(Outbound, session.outbound),
      Effect.ensuring(
        Effect.sync(() => {
          release()
          view.end()
        })
      )
    )
  const handled = beforehand === undefined ? ended : { ...ended, report: saidBeforehand(ended.report, beforehand) }
  const { plan, status } = handled.report
  // Where nobody understood, the error says who was asked.
  if (status !== "not-understood" && status !== "interrupted")
    view.asking.settled(plan?.provider ?? view.asking.spokesman())
  const code = yield* showReport(session, handled, isNumbered)
  const cost = view.asking.cost()
  if (cost !== null) session.screen.note(session.screen.errColours.dim(cost))
  onEnd?.(endOfReport(handled))
  return code
})

/** Planned and shown, with nothing done. */
const plan = Effect.fnUntraced(function* (
  session: Session,
  request: Request,
  document: "plan" | "run",
  { fold, onEnd, roots, translators }: HandleOptions
) {
  const view = makeRunView(session)
  const { asking } = view
  let spent = noCost
  const planned = yield* Context.get(session.services, Engine)
    .plan(
      request,
      (event) => {
        view.onEvent(event)
        spent = addCost(spent, costOf(event))
      },
      { ...(roots === undefined ? {} : { roots }), ...(translators === undefined ? {} : { translators }) }
    )
    .pipe(Effect.ensuring(Effect.sync(view.end)))
  const made = planned._tag === "Judged" ? planned.resolved.plan : planned.plan
  if (planned._tag !== "Ended" || planned.status !== "not-understood")
    asking.settled(made?.provider ?? asking.spokesman())
  const code = yield* document === "run" ? showDryRun(session, planned, spent) : showPlan(session, planned, fold)
  const cost = asking.cost()
  if (cost !== null) session.screen.note(session.screen.errColours.dim(cost))
  onEnd?.(endOfPlanned(planned))
  return code
})

export const handleRequest = (session: Session, text: string, mode: Request["mode"], options: HandleOptions = {}) => {
  const { home } = session.where
  const isThere = (name: string): boolean =>
    typeAt(name.startsWith("~/") ? home + name.slice(1) : PathText.resolve(session.cwd, name)) !== null
  const request = session.request(withNamesQuoted(text, isThere), mode)
  const handled =
    mode === "run"
      ? run(session, request, options)
      : plan(session, request, mode === "dry-run" && has(session.invocation, "json") ? "run" : "plan", options)
  // After the answer, so that nothing falls into it.
  return Effect.ensuring(
    handled,
    Effect.sync(() => session.models.news().forEach((line) => session.screen.note(line)))
  )
}
