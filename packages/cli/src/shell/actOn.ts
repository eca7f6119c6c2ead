/** What is done about a line once it is known what it means. Each kind of meaning has one way; requests go that of every request. */
import * as Effect from "effect/Effect"
import { escapeName, type Recoverable, type UndoReport } from "@zenus/core"
import { EXIT } from "../render/exitCode.ts"
import { shortFolder } from "../render/shortFolder.ts"
import { handleRequest, type RequestEnd } from "../session/handleRequest.ts"
import { inFolder } from "../session/Session.ts"
import { isCounted } from "../refer/referents.ts"
import { policyNow } from "./allowRules.ts"
import { askInShell } from "./askInShell.ts"
import { afterCommand, BANG_HELP, codeOfCommand, runInShell, UNJOURNALED } from "./bang.ts"
import type { LineOutcome } from "./makeBlock.ts"
import type { Meaning } from "../line/Meaning.ts"
import { FIRST_EFFECTS } from "../terminal/decide.ts"
import { standing } from "./folderGone.ts"
import { lent, type ShellContext } from "./ShellContext.ts"
import { redoInShell, undoInShell } from "./undoInShell.ts"
import { goTo, runWord } from "./words.ts"
import type { WordEnd } from "./WordEnd.ts"

const codeAlone = <E>(code: Effect.Effect<number, E>): Effect.Effect<WordEnd, E> =>
  Effect.map(code, (value) => ({ code: value }))

const say = ({ here }: ShellContext, lines: ReadonlyArray<string>, code: number): Effect.Effect<WordEnd> =>
  Effect.sync(() => {
    for (const line of lines) here().screen.note(line)
    return { code }
  })

/** Hears what became of what a line set going. */
type OnEnd = (end: LineOutcome) => void

/** The user's own shell gets the terminal as it was. */
const runCommand = Effect.fnUntraced(function* (shell: ShellContext, command: string) {
  const { state } = shell
  const { invocation, screen } = shell.here()
  if (command.trim() === "") return yield* say(shell, BANG_HELP, EXIT.done)
  yield* standing(state.cwd)
  if (!state.toldOfShell) screen.note(screen.errColours.dim(UNJOURNALED))
  state.toldOfShell = true
  // Ctrl+C is the command's: the terminal gives it to both.
  const release = invocation.signals.take((name) => {
    if (name === "SIGINT") invocation.signals.forget()
  })
  return yield* lent(shell, runInShell(command, state.cwd, invocation.env)).pipe(
    Effect.flatMap((ended) => say(shell, afterCommand(command, ended), codeOfCommand(ended))),
    // It may be heard after the command's end.
    Effect.ensuring(Effect.sync(release))
  )
})

/** What a line that looked in another folder says of a name that is not there; `null` where its message says the place itself. Pure. */
export const lookedIn = (error: RequestEnd["error"], session: string, shell: string, home: string): string | null =>
  error?.tag === "PathNotFound" && session !== shell && /^There is no (?![/~])\S+\.$/.test(error.message)
    ? `It was looked for in ${escapeName(shortFolder(session, home))}.`
    : null

/** Said where nothing was asked about what else is asked about. */
const UNTIL_LEFT = "not asked: allowed until you leave (/allow)"
const BY_RULE = "not asked: a rule allows it (/allow)"

/** A plan that is only shown is folded as the one of a question is. */
const FOLD = { limit: FIRST_EFFECTS, unfold: " (/details shows all)" }

const request = Effect.fnUntraced(function* (
  shell: ShellContext,
  { beforehand, cwd, mode = shell.state.mode, said, text, translators }: Extract<Meaning, { readonly type: "request" }>,
  onEnd: OnEnd
): Effect.fn.Return<WordEnd, Recoverable> {
  const { state, terminal } = shell
  const session = cwd === undefined ? shell.here() : inFolder(shell.here(), cwd)
  yield* standing(session.cwd)
  for (const line of said ?? []) session.screen.note(line)
  const { allow, roots } = yield* policyNow(session, state)
  const options = {
    roots,
    fold: FOLD,
    ...(translators === undefined ? {} : { translators }),
    ...(beforehand === undefined ? {} : { beforehand }),
    // Who listens to plain lines counts by numbers, and not with the eye.
    ...(terminal === null ? { isNumbered: isCounted } : {}),
    onEnd: (end: RequestEnd) => {
      const where = lookedIn(end.error, session.cwd, state.cwd, session.where.home)
      if (where !== null) session.screen.note(where)
      onEnd({ type: "request", end, planned: mode !== "run", cwd: session.cwd })
    }
  }
  // From a pipe there is nobody to ask, and the engine says so.
  const isAsked = terminal !== null || (session.screen.errIsTerminal && process.stdin.isTTY)
  if (!isAsked || mode !== "run") return yield* codeAlone(handleRequest(session, text, mode, options))
  const { confirm, next } = askInShell(session, state, terminal, text)
  let isAllowed = allow.length > 0
  const asking: typeof confirm = {
    ask: (question) => Effect.suspend(() => ((isAllowed = false), confirm.ask(question)))
  }
  const heard = (end: RequestEnd): void => {
    options.onEnd(end)
    if (isAllowed && end.transaction !== null && end.plan?.steps.some(({ risk }) => risk === 2) === true)
      session.screen.note(session.screen.errColours.dim(allow.length > state.allowed.length ? BY_RULE : UNTIL_LEFT))
  }
  const code = yield* handleRequest(session, text, mode, { ...options, confirm: asking, allow, onEnd: heard })
  const line = next()
  return line === undefined ? { code } : { code, next: line }
})

export const actOn = (
  shell: ShellContext,
  meaning: Meaning,
  onEnd: OnEnd = () => undefined
): Effect.Effect<WordEnd, Recoverable> => {
  const heard =
    (type: "undo" | "redo", dryRun: boolean) =>
    (report: UndoReport): void =>
      onEnd({ type, report, dryRun })
  switch (meaning.type) {
    case "request":
      return request(shell, meaning, onEnd)
    case "word":
      for (const line of meaning.said ?? []) shell.here().screen.note(line)
      return runWord(shell, `${meaning.name} ${meaning.rest}`.trimEnd())
    case "command":
      return runCommand(shell, meaning.text)
    case "undo":
    case "undo-last":
      return undoInShell(
        shell,
        meaning.type === "undo" ? { transactions: meaning.transactions } : { count: meaning.count },
        meaning.dryRun,
        heard("undo", meaning.dryRun)
      )
    case "redo":
      return redoInShell(shell, meaning.dryRun, heard("redo", meaning.dryRun))
    case "folder":
      return goTo(shell, meaning.path)
    case "say":
      return say(shell, meaning.lines, meaning.code)
    case "leave":
      return Effect.succeed({ code: EXIT.done, leave: true })
  }
}
