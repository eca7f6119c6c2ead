/** From a line, what it meant and what became of it, to the block that is kept of it. Pure. */
import type { UndoReport } from "@zenus/core"
import { EXIT, statusOfCode } from "../render/exitCode.ts"
import type { RequestEnd } from "../session/handleRequest.ts"
import type { Meaning } from "../line/Meaning.ts"
import type { Block } from "../line/ShellState.ts"

/** What became of something that a line set going; a line may set several going. */
export type LineOutcome =
  | {
      readonly type: "request"
      readonly end: RequestEnd
      /** Only planned and shown. */
      readonly planned: boolean
      /** Absolute. */
      readonly cwd: string
      /** What it did beside its transaction, newest first. Default: nothing. */
      readonly parts?: ReadonlyArray<string>
    }
  | { readonly type: "undo" | "redo"; readonly report: UndoReport; readonly dryRun: boolean }

export interface LineDone {
  readonly number: number
  readonly text: string
  readonly cwd: string
  readonly at: number
  readonly meaning: Meaning
  readonly ends: ReadonlyArray<LineOutcome>
  /** Of the line, as of the exit codes. */
  readonly code: number
  /** What failed where there is no report that says so. */
  readonly error: Block["error"]
}

type Travel = Extract<LineOutcome, { readonly report: UndoReport }>

/** Where it stopped, as an error. */
const troubleOf = (travels: ReadonlyArray<Travel>): Block["error"] => {
  const stopped = travels.flatMap(({ report }) => report.stopped ?? [])[0]
  return stopped === undefined
    ? null
    : {
        tag: "UndoStopped",
        message: `${stopped.path === "" ? "" : `${stopped.path}: `}${stopped.why}`,
        recovery: stopped.mend === undefined ? [] : [stopped.mend]
      }
}

/** What was answered without a deed, where it was no answer: then "why?" can say it again. */
const saidOf = (meaning: Meaning): Block["error"] => {
  if (meaning.type !== "say" || meaning.code === EXIT.done) return null
  const [message = "", ...recovery] = meaning.lines
  return { tag: "Said", message, recovery }
}

export const makeBlock = ({ at, code, cwd, ends, error, meaning, number, text }: LineDone): Block => {
  const shared = { number, text, at, meaning }
  const request = ends.findLast((end) => end.type === "request")
  const travels = ends.filter((end) => end.type !== "request")
  const moved = travels.flatMap(({ dryRun, report }) =>
    dryRun ? [] : report.undone.map(({ transaction }) => transaction)
  )
  // One that something was taken back for, and that then did nothing itself, is what it took back.
  if (request !== undefined && (request.end.transaction !== null || moved.length === 0)) {
    const { end, parts = [], planned } = request
    const { cut, lines, ...kept } = end
    // Of what was done before it is not known what it named.
    const more = { items: lines, cut: cut || parts.length > 0, parts, planned, moved: [] }
    return { ...shared, ...kept, ...more, kind: "request", cwd: request.cwd }
  }
  return {
    ...shared,
    kind: travels[0]?.type ?? (meaning.type === "request" ? "request" : "command"),
    cwd,
    status: request?.end.status ?? statusOfCode(code),
    transaction: null,
    parts: [],
    plan: null,
    items: [],
    paths: [],
    cut: false,
    error: error ?? request?.end.error ?? troubleOf(travels) ?? saidOf(meaning),
    undoable: false,
    planned: false,
    moved
  }
}
