/**
 * The one owner of standard input while the shell is there: raw mode, bracketed paste, and the newer ways to tell Shift+Enter from
 * Enter. Whoever took it last gets the keys; nobody else in the process reads standard input meanwhile.
 *
 * The terminal is put back on every way out: when the scope ends, when the process exits (signals and uncaught errors end there, too),
 * while it is lent, and when the shell is suspended with Ctrl+Z, from which it comes back as it was. `kill -9` cannot be met.
 * What may surprise: keys that nobody takes are kept (type-ahead); a reply that nobody asked for is thrown away; and while the terminal's
 * answer to a question is still to come the terminal is given to nobody else, who would read it, or echo it: that waits half a second at most.
 */
import type { Readable } from "node:stream"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { decode, type Decoded, flush, start, waitsFor } from "../editor/decodeKeys.ts"
import type { Key } from "../editor/Key.ts"
import { RESETS, type TerminalModes } from "./terminalModes.ts"

export interface TakeOptions {
  /** Others take the keys from it, and give them back. */
  readonly covered?: () => void
  readonly uncovered?: () => void
  /** Escape stops something and nothing is edited, so a lone one counts sooner. Default false. */
  readonly escapesSoon?: boolean
}

export interface Keyboard {
  /** The last taker gets the keys. Keys that come while nobody takes are kept in order (type-ahead, at most 1 MB). */
  readonly take: (onKey: (key: Key) => void, options?: TakeOptions) => () => void
  /** What was typed ahead and not taken: given away once. */
  readonly ahead: () => ReadonlyArray<Key>
  /** The terminal as it was, for $EDITOR or `!command`, once no answer is to come; raw again afterwards, whatever was made of it. */
  readonly lend: <A, E, R>(use: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /**
   * Writes a query and gives the reply that `fits`, or null after `ms`, and at once while the terminal is lent.
   * @param last the last reply that comes, where there are several. Default: the one that fits.
   */
  readonly ask: (query: string, fits: RegExp, ms: number, last?: RegExp) => Effect.Effect<string | null>
  /** Called when the shell has come back from Ctrl+Z (or was lent): what is on the screen is not known any more. */
  readonly onReturn: (redraw: () => void) => () => void
  /** Stops the shell as Ctrl+Z does in others, with the terminal put back; returns when it is continued. */
  readonly suspend: () => void
}

/** What a keyboard works on: the process' own streams, or a test's. */
export interface KeyboardParts {
  readonly stdin: Readable & { readonly setRawMode: (raw: boolean) => unknown }
  /** To the terminal, at once. */
  readonly write: (text: string) => void
  readonly env: NodeJS.ProcessEnv
  /**
   * Asks the terminal whether it brackets pastes. Default false: the answer comes to whoever reads then, and after a short question that
   * may be the person's own shell.
   */
  readonly asksAboutPaste?: boolean
  /** Its modes, for whoever lends it. Default: as node puts them back. */
  readonly modes?: TerminalModes
}

/** Characters of type-ahead. */
const MAX_AHEAD = 1024 * 1024

const BRACKETED = { on: "\u001b[?2004h", off: "\u001b[?2004l" }
/** modifyOtherKeys 1 and kitty's flags 1 (tell keys apart) and 4 (say what a key types shifted, and where it is). */
const SHIFTED_KEYS = { on: "\u001b[>4;1m\u001b[>5u", off: "\u001b[<u\u001b[>4m" }
const CURSOR_SHOWN = "\u001b[?25h"

/** A shell that continues a job may say so twice: what comes so soon after the first, with no key between, is the second. Milliseconds. */
const TWICE_MS = 500

/** Asks whether bracketed paste is known and on (DECRQM), and the answer that says so. */
const ASK_BRACKETED = "\u001b[?2004$p"
// oxlint-disable-next-line no-control-regex -- answers of terminals begin with an escape character
const HAS_BRACKETED = /^\u001b\[\?2004;[13]\$y$/
// oxlint-disable-next-line no-control-regex -- answers of terminals begin with an escape character
const SAYS_BRACKETED = /^\u001b\[\?2004;\d\$y$/

/** An answer may come later than anybody waits for it, over a slow line or from a busy terminal. After this it counts as none. Milliseconds. */
export const LATE_MS = 500

/** The last reply to a question, and until when it may come. */
interface Awaited {
  readonly last: RegExp
  readonly until: number
}

/** These print a part of what they do not know; nothing is lost, since they tell no Shift+Enter anyway. */
const knowsQueries = (env: NodeJS.ProcessEnv): boolean =>
  env["TERM"] !== "linux" && env["TERM_PROGRAM"] !== "Apple_Terminal"

const sizeOf = (key: Key): number => (key.type === "text" || key.type === "paste" ? key.text.length : 1)

const END: Key = { type: "end" }

const isTab = (key: Key): boolean => key.type === "key" && key.name === "tab" && !key.shift
const isEnter = (key: Key): boolean => key.type === "key" && (key.name === "enter" || key.name === "j") && !key.alt

/**
 * A terminal of which nobody knows whether it brackets pastes may hand one over as if it was typed. Nobody types on behind Enter within one piece, so there it
 * is one, and does not submit.
 */
const withoutBrackets = (keys: ReadonlyArray<Key>): ReadonlyArray<Key> => {
  const enter = keys.findIndex(isEnter)
  const isPaste =
    enter >= 0 &&
    keys.slice(enter).some((key) => key.type === "text") &&
    keys.every((key) => key.type === "text" || isEnter(key) || isTab(key))
  if (!isPaste) return keys
  const text = keys.map((key) => (key.type === "text" ? key.text : isEnter(key) ? "\n" : "\t")).join("")
  return [{ type: "paste", text }]
}

export const makeKeyboard = ({
  asksAboutPaste,
  env,
  modes,
  stdin,
  write
}: KeyboardParts): Effect.Effect<Keyboard, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const takers: Array<{ readonly onKey: (key: Key) => void; readonly options: TakeOptions }> = []
      const askers: Array<(text: string) => boolean> = []
      const returned: Array<() => void> = []
      let awaited: ReadonlyArray<Awaited> = []
      const quieted = new Set<() => void>()
      const on = BRACKETED.on + (knowsQueries(env) ? SHIFTED_KEYS.on : "")
      const off = (knowsQueries(env) ? SHIFTED_KEYS.off : "") + BRACKETED.off + CURSOR_SHOWN
      let hasBrackets = env["TERM_PROGRAM"] === "Apple_Terminal"
      let kept: Array<Key> = []
      let keptSize = 0
      let state = start
      let timer: NodeJS.Timeout | undefined
      let isRaw = false
      let isOver = false
      let cameBackAt = -Infinity

      const written = (query: string, last: RegExp): void => {
        awaited = [...awaited, { last, until: performance.now() + LATE_MS }]
        write(query)
      }
      /** Terminals answer in order: what was asked before a question that is answered has its answer, or gets none. */
      const heard = (reply: string): void => {
        awaited = awaited.slice(awaited.findIndex(({ last }) => last.test(reply)) + 1)
        if (awaited.length === 0) for (const go of quieted) go()
      }
      /** No answer is to come any more. */
      const quiet = Effect.suspend(() => {
        const until = Math.max(...awaited.map(({ until }) => until))
        const left = until - performance.now()
        if (isOver || !isRaw || !(left > 0)) return Effect.void
        return Effect.callback<void>((resume) => {
          const forget = (): void => {
            clearTimeout(late)
            quieted.delete(go)
          }
          const go = (): void => {
            forget()
            resume(Effect.void)
          }
          const late = setTimeout(go, left)
          quieted.add(go)
          return Effect.sync(forget)
        })
      })
      const give = (key: Key): void => {
        if (key.type === "reply") {
          if (HAS_BRACKETED.test(key.text)) hasBrackets = true
          const at = askers.findIndex((fits) => fits(key.text))
          if (at >= 0) askers.splice(at, 1)
          heard(key.text)
          return
        }
        const taker = takers.at(-1)
        if (taker !== undefined) return taker.onKey(key)
        if (key.type === "end" || keptSize > MAX_AHEAD) return
        kept.push(key)
        keptSize += sizeOf(key)
      }
      const deliver = (decoded: Decoded): void => {
        state = decoded.state
        clearTimeout(timer)
        const soon = takers.at(-1)?.options.escapesSoon === true
        const ms = waitsFor(state, soon)
        // A busy machine comes late to the timer and to what has been typed by then: that is read first.
        if (ms !== null)
          timer = setTimeout(() => setImmediate(() => state === decoded.state && deliver(flush(state, soon))), ms)
        for (const key of hasBrackets ? decoded.keys : withoutBrackets(decoded.keys)) give(key)
      }
      // While it is lent, what comes is for whoever has the terminal.
      const onData = (bytes: Buffer): void => {
        if (!isRaw) return
        cameBackAt = -Infinity
        deliver(decode(state, bytes))
      }
      const onEnd = (): void => {
        if (isOver) return
        isOver = true
        for (const go of quieted) go()
        give(END)
      }
      const setRaw = (raw: boolean): void => {
        try {
          stdin.setRawMode(raw)
        } catch {
          // The terminal is gone: there is nothing to put back.
        }
      }
      const claim = (): void => {
        if (isRaw) return
        isRaw = true
        setRaw(true)
        write(on)
        stdin.resume()
      }
      const putBack = (): void => {
        if (!isRaw) return
        isRaw = false
        write(off)
        setRaw(false)
        stdin.pause()
      }
      const comeBack = (): void => {
        claim()
        cameBackAt = performance.now()
        for (const redraw of returned.slice()) redraw()
      }
      /** `target` 0 is everything in the foreground, as when a terminal itself does it. */
      const stop = (target: number): void => {
        if (!isRaw) return
        putBack()
        process.off("SIGTSTP", onStop).off("SIGCONT", onContinued)
        process.kill(target, "SIGTSTP")
        // Here the process stands still; where nobody could continue it (no shell above), the system lets it go on at once.
        process.on("SIGTSTP", onStop).on("SIGCONT", onContinued)
        comeBack()
      }
      const onStop = (): void => stop(process.pid)
      // Stopped by force (SIGSTOP) there was no time to put anything back: the terminal's modes are set anew.
      const onContinued = (): void => {
        if (!isRaw) return
        putBack()
        if (performance.now() - cameBackAt < TWICE_MS) claim()
        else comeBack()
      }
      stdin.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onEnd)
      process.on("exit", putBack).on("SIGTSTP", onStop).on("SIGCONT", onContinued)
      claim()
      if (asksAboutPaste === true && knowsQueries(env) && !hasBrackets) written(ASK_BRACKETED, SAYS_BRACKETED)

      const keyboard: Keyboard = {
        take: (onKey, options = {}) => {
          const taker = { onKey, options }
          takers.at(-1)?.options.covered?.()
          takers.push(taker)
          if (isOver) queueMicrotask(() => takers.includes(taker) && onKey(END))
          return () => {
            const at = takers.indexOf(taker)
            if (at < 0) return
            takers.splice(at, 1)
            if (at === takers.length) takers.at(-1)?.options.uncovered?.()
          }
        },
        ahead: () => {
          const given = kept
          kept = []
          keptSize = 0
          return given
        },
        lend: (use) => {
          const lent = Effect.acquireUseRelease(
            Effect.sync(() => {
              putBack()
              modes?.keep()
              // Ctrl+Z stops whoever has the terminal, and the shell with it: one that went on would wait for a stopped child for ever.
              process.off("SIGTSTP", onStop)
            }),
            () => use,
            () =>
              Effect.sync(() => {
                process.on("SIGTSTP", onStop)
                modes?.putBack()
                write(RESETS)
                comeBack()
              })
          )
          return Effect.andThen(quiet, lent)
        },
        ask: (query, fits, ms, last = fits) =>
          Effect.callback<string | null>((resume) => {
            if (!isRaw) return resume(Effect.succeed(null))
            const answer = (text: string): boolean => {
              if (!fits.test(text)) return false
              clearTimeout(late)
              resume(Effect.succeed(text))
              return true
            }
            const forget = (): void => {
              clearTimeout(late)
              const at = askers.indexOf(answer)
              if (at >= 0) askers.splice(at, 1)
            }
            const late = setTimeout(() => {
              forget()
              resume(Effect.succeed(null))
            }, ms)
            askers.push(answer)
            written(query, last)
            return Effect.sync(forget)
          }),
        onReturn: (redraw) => {
          returned.push(redraw)
          return () => {
            const at = returned.indexOf(redraw)
            if (at >= 0) returned.splice(at, 1)
          }
        },
        suspend: () => stop(0)
      }
      const release = (): void => {
        clearTimeout(timer)
        stdin.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd)
        // Errors of a terminal that goes away later are nobody's any more; one listener for all keyboards that there were.
        if (stdin.listenerCount("error") === 0) stdin.on("error", () => {})
        process.off("exit", putBack).off("SIGTSTP", onStop).off("SIGCONT", onContinued)
        putBack()
      }
      return { keyboard, release: Effect.andThen(quiet, Effect.sync(release)) }
    }),
    ({ release }) => release
  ).pipe(Effect.map(({ keyboard }) => keyboard))
