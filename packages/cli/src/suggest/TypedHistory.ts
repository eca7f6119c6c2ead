/**
 * The history of the shell while it is there: takes in each line, gives them to the arrow keys, the search and the grey suggestion, and
 * keeps them in the state file once they are answered. The person's own shell has a history of its own, which is never opened.
 *
 * Nobody waits for it: it has a connection of its own to the state file, whose patience is a fortieth of a second, and what could not be
 * written is written with the next line or at the end. Reading is put off until somebody asks, or until the prompt is drawn. What
 * may surprise: in this session a line comes back as it was typed, from the file without its keys.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import {
  isPrivateLine,
  keptLine,
  type ReadMark,
  type Recoverable,
  type ReportStatus,
  type TypedKind,
  type TypedLine,
  TypedLines
} from "@zenus/core"
import { SqliteStoreLayer } from "@zenus/core/node"
import type { PickItem } from "../editor/PickItem.ts"
import type { Session } from "../session/Session.ts"
import { greyText } from "./greyText.ts"
import { lineItem } from "./lineItems.ts"
import { makeLineMemory } from "./LineMemory.ts"
import { searchLines } from "./searchLines.ts"

/** How long one writing or reading may wait for another zenus. */
const PATIENCE_MS = 25
/** Lines that wait to be written, at most; the oldest are let go of. */
const MAX_UNWRITTEN = 1_000

export interface TypedHistoryOptions {
  readonly stateFile: string
  /** The keys of providers that are in use. */
  readonly keys: ReadonlyArray<string>
  /** Tells this shell from others that are there at the same time. */
  readonly session: string
  /** As paths are shown: what lies under it begins with `~`. */
  readonly home: string
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Says once, and once only, that lines cannot be kept. */
  readonly note: (line: string) => void
}

export interface TypedHistory {
  /** A line was handed over, at this folder. What it gives is run when its answer is there; it never fails. */
  readonly submitted: (line: string, folder: string) => (outcome: ReportStatus | null) => Effect.Effect<void>
  /** Arrow keys: newest first, each once; this shell's, then this folder's. */
  readonly previous: (folder: string, kind: TypedKind) => ReadonlyArray<string>
  /** Ctrl+R: best first. */
  readonly search: (query: string, folder: string) => ReadonlyArray<PickItem>
  /** What would follow in grey; `null` for nothing. */
  readonly suggest: (text: string, folder: string) => string | null
  /** Whether what was asked at that time (milliseconds since 1970) is to be in no list; so it is where nobody can tell. */
  readonly isHiddenAt: (at: number) => boolean
  /** Other shells may have written since: the next question looks. */
  readonly expire: () => void
  /** Looks now, if it has not since `expire`: at what is new, the first time at the newest 500. Some milliseconds. */
  readonly load: () => void
  /** The next older ones; whether there are more. Searching reads them all. */
  readonly loadOlder: () => boolean
}

interface Waiting {
  readonly line: Omit<TypedLine, "endedAt" | "outcome">
  /** `null` while there is no answer. */
  answered: { readonly endedAt: number; readonly outcome: ReportStatus | null } | null
}

export const makeTypedHistory = Effect.fnUntraced(function* (
  options: TypedHistoryOptions
): Effect.fn.Return<TypedHistory, never, Scope.Scope> {
  const store = SqliteStoreLayer({ file: options.stateFile, busyTimeoutMs: PATIENCE_MS })
  const lines = Context.get(
    yield* Layer.build(Layer.provide(TypedLines.layer({ session: options.session, keys: options.keys }), store)),
    TypedLines
  )
  const memory = makeLineMemory()
  let waiting: Array<Waiting> = []
  let mark: ReadMark | null = null
  const hasOlder = (): boolean => mark !== null && mark.oldest > 1
  let isFresh = false
  let hasComplained = false

  const load = (): void => {
    if (isFresh) return
    isFresh = true
    // A file that cannot be read now is looked at again with the next prompt.
    const read = Effect.runSyncExit(lines.since(mark))
    if (read._tag === "Failure") return
    mark = read.value.mark
    memory.add(read.value.lines)
    // Put in order now, so that no key waits for it.
    memory.newest()
  }
  const loadOlder = (): boolean => {
    if (mark === null || !hasOlder()) return false
    const read = Effect.runSyncExit(lines.before(mark))
    mark = read._tag === "Success" ? read.value.mark : { ...mark, oldest: 1 }
    if (read._tag === "Success") memory.add(read.value.lines)
    memory.newest()
    return hasOlder()
  }

  const complain = (error: Recoverable & { readonly _tag: string }): void => {
    // Another zenus that writes just now is no trouble: the next line comes along.
    if (hasComplained || error._tag === "StoreBusy") return
    hasComplained = true
    options.note(`What you type is not kept for another time. ${error.message}`)
  }
  /** Those that are answered; a failure leaves them waiting. */
  const write = Effect.suspend(() => {
    const ready = waiting.flatMap(({ answered, line }) => (answered === null ? [] : [{ ...line, ...answered }]))
    return lines.keep(ready).pipe(
      Effect.map(() => {
        waiting = waiting.filter(({ answered }) => answered === null)
      }),
      Effect.catch((error) =>
        Effect.sync(() => {
          waiting = waiting.slice(-MAX_UNWRITTEN)
          complain(error)
        })
      )
    )
  })
  const settle = (one: Waiting, outcome: ReportStatus | null): void => {
    one.answered ??= { endedAt: options.now(), outcome }
  }

  yield* Effect.addFinalizer(() =>
    Effect.suspend(() => {
      for (const one of waiting) settle(one, "interrupted")
      return write
    })
  )

  return {
    submitted: (text, folder) => {
      const kind = text.startsWith("!") ? "command" : "request"
      const one: Waiting = { line: { text, kind, folder, at: options.now() }, answered: null }
      waiting.push(one)
      if (!isPrivateLine(text)) memory.addOwn(text)
      return (outcome) =>
        Effect.suspend(() => {
          settle(one, outcome)
          const kept = keptLine(text, options.keys)
          if (kept !== null) memory.add([{ ...one.line, text: kept, outcome, by: "shell" }])
          return write
        })
    },
    previous: (folder, kind) => {
      load()
      return memory.previous(folder, kind)
    },
    search: (query, folder) => {
      load()
      while (loadOlder());
      const now = options.now()
      return searchLines(memory.newest(), query, folder).map((line) => lineItem(line, options.home, now))
    },
    suggest: (text, folder) => {
      load()
      return greyText(memory, text, folder)
    },
    isHiddenAt: (at) => {
      const read = Effect.runSyncExit(lines.isHiddenAt(at))
      return read._tag === "Failure" || read.value
    },
    expire: () => {
      isFresh = false
    },
    load,
    loadOlder
  }
})

/** The one of this process. */
export const historyOf = ({ models, screen, where }: Session): Effect.Effect<TypedHistory, never, Scope.Scope> =>
  makeTypedHistory({
    stateFile: where.stateFile,
    keys: models.providers.flatMap(({ key }) => (key === null ? [] : [Redacted.value(key)])),
    // A process id comes again; not in the same millisecond.
    session: `${process.pid}.${Date.now()}`,
    home: where.home,
    now: () => Date.now(),
    note: screen.note
  })
