/**
 * Runs what a line of the shell means. Meanwhile the keyboard is taken: Esc and Ctrl+C stop what runs and keep the shell, Ctrl+C twice
 * within a second leaves, and what else is typed stands in the next line, not submitted; a question drops it. The terminal that goes away
 * and SIGTERM stop what runs as cut off, and end the shell. What takes long calls the person when it has ended.
 *
 * What may surprise: a second Esc lets go of what does not stop by itself, such as an answer of a million lines. Where nobody takes the
 * stop (a plan is shown, something is looked up), the work is interrupted; what acts settles its step before it is gone. On a terminal of
 * plain lines there are no keys to take: Ctrl+C is a signal there, and stops as well.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Recoverable } from "@zenus/core"
import type { Key } from "../editor/Key.ts"
import { EXIT } from "../render/exitCode.ts"
import type { TakeOptions } from "../terminal/Keyboard.ts"
import { LONG_STEP_MS, makeCall } from "../terminal/notify.ts"
import type { Screen } from "../terminal/Screen.ts"
import type { SignalName } from "../args/Signals.ts"
import { makeLineSignals } from "./lineSignals.ts"
import type { ShellContext } from "./ShellContext.ts"
import { typedWith, unsubmitted } from "./typedAhead.ts"
import type { WordEnd } from "./WordEnd.ts"

/** Two Ctrl+C within this leave. Milliseconds. */
export const TWICE_MS = 1_000

/** Nobody wants to see the rest of it. */
class LetGo extends Error {
  override readonly name = "LetGo"
}

/** The same screen, which takes no more of an answer once it is let go of. */
const screenUntil = (screen: Screen, isLetGo: () => boolean): Screen => {
  const inner: Screen = Object.create(screen)
  const ifWanted =
    <A>(write: (what: A) => Promise<void>) =>
    (what: A): Promise<void> =>
      isLetGo() ? Promise.reject(new LetGo()) : write(what)
  return Object.assign(inner, { out: ifWanted(screen.out), outBytes: ifWanted(screen.outBytes) })
}

const isStop = (key: Key): boolean =>
  key.type === "key" && !key.alt && ((key.name === "escape" && !key.ctrl) || (key.ctrl && key.name === "c"))

export interface LineEnd extends WordEnd {
  /** When Ctrl+C stopped it, on the clock of `performance`: a second one in the next line leaves, too. */
  readonly pressedAt?: number
}

type Work = (shell: ShellContext) => Effect.Effect<WordEnd, Recoverable>

/** Gives what the work gives; `next` also holds what was typed meanwhile. */
export const runLine = Effect.fnUntraced(function* (
  shell: ShellContext,
  work: Work
): Effect.fn.Return<LineEnd, Recoverable> {
  const keyboard = shell.terminal?.keyboard
  const { invocation, screen } = shell.here()
  const { raise, signals } = makeLineSignals(invocation.signals)
  let typed = ""
  let isLetGo = false
  let leaves: SignalName | "keys" | null = null
  let pressedAt = -Infinity
  /** Since when nothing is waited for that the person has to do. */
  let busySince = performance.now()

  const session = {
    ...shell.here(),
    invocation: { ...invocation, signals },
    screen: screenUntil(screen, () => isLetGo)
  }
  let here = session
  const inside: ShellContext = {
    ...shell,
    invocation: session.invocation,
    here: () => {
      const { cwd, request } = shell.here()
      return here.cwd === cwd ? here : (here = { ...session, cwd, request })
    }
  }
  const fiber = yield* Effect.forkChild(work(inside))
  const stop = (name: SignalName): void => {
    if (raise(name)) return
    isLetGo = true
    fiber.interruptUnsafe()
  }
  const end = (why: SignalName): void => {
    leaves = why
    stop(why)
  }
  const onKey = (key: Key): void => {
    if (key.type === "end") return end("SIGHUP")
    if (key.type === "key" && key.ctrl && key.name === "z") return keyboard?.suspend()
    if (!isStop(key)) {
      typed = typedWith(typed, key)
      return
    }
    const isControl = key.type === "key" && key.ctrl
    if (isControl && performance.now() - pressedAt < TWICE_MS) leaves = "keys"
    if (isControl) pressedAt = performance.now()
    stop("SIGINT")
  }
  const taking: TakeOptions = {
    escapesSoon: true,
    covered: () => {
      typed = ""
      busySince = Infinity
    },
    uncovered: () => {
      busySince = performance.now()
    }
  }
  const releases = [
    ...(keyboard === undefined ? [] : [keyboard.take(onKey, taking)]),
    invocation.signals.take((name) => {
      if (name !== "SIGINT") return end(name)
      invocation.signals.forget()
      stop(name)
    })
  ]
  const exit = yield* Fiber.await(fiber).pipe(
    Effect.onInterrupt(() => Fiber.interrupt(fiber)),
    Effect.ensuring(Effect.sync(() => releases.forEach((release) => release())))
  )
  if (performance.now() - busySince > LONG_STEP_MS)
    makeCall(screen, session.config.ui.notify, invocation.env)(`zenus: ${Exit.isSuccess(exit) ? "done" : "ended"}`)
  const isStopped = Exit.isFailure(exit) && exit.cause.reasons.every(({ _tag }) => _tag === "Interrupt")
  if (Exit.isFailure(exit) && !isStopped && !isLetGo) return yield* Effect.failCause(exit.cause)
  if (Exit.isFailure(exit)) screen.note("Stopped.")
  const ended: WordEnd = Exit.isSuccess(exit) ? exit.value : { code: EXIT.interrupted }
  if (leaves !== null) return { ...ended, code: EXIT.interrupted, leave: true as const }
  const next = (ended.next ?? "") + unsubmitted(typed)
  return { ...ended, ...(next === "" ? {} : { next }), ...(pressedAt === -Infinity ? {} : { pressedAt }) }
})
