/** Outcome to exit code, and back: the one table that the command, its JSON and its tests share (contract §3). */
import type { ReportStatus } from "@zenus/core"

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notUnderstood: 4,
  noModel: 5,
  interrupted: 130,
  terminated: 143,
  hungUp: 129
} as const

const BY_STATUS: ReadonlyMap<ReportStatus | "planned", number> = new Map([
  ["done", EXIT.done],
  ["planned", EXIT.done],
  ["failed", EXIT.failed],
  ["refused", EXIT.refused],
  ["not-understood", EXIT.notUnderstood],
  ["ambiguous", EXIT.notUnderstood],
  ["interrupted", EXIT.interrupted]
])

const exitCodeOf = (status: ReportStatus | "planned"): number => BY_STATUS.get(status) ?? EXIT.failed

/** Errors that end a command before there is a report. Everything else is a failure. */
const BY_TAG: ReadonlyMap<string, number> = new Map([
  ["UsageError", EXIT.usage],
  ["ConfigInvalid", EXIT.usage],
  ["ConfigUnreadable", EXIT.usage],
  ["UnknownConfigKey", EXIT.usage],
  ["NotUnderstood", EXIT.notUnderstood],
  ["Ambiguous", EXIT.notUnderstood],
  ["DeedRefused", EXIT.refused],
  ["ModelNameUnknown", EXIT.usage],
  ["NoModelAnswered", EXIT.noModel]
])

export const exitCodeOfError = (tag: string): number => BY_TAG.get(tag) ?? EXIT.failed

/** Ends whose status alone does not tell the code: models were there to be asked and none answered, or a name is unknown. */
const TELLING: ReadonlySet<string> = new Set(["NoModelAnswered", "ModelNameUnknown"])

/** Of a plan or a report: by its status, and by its error where that says more. */
export const exitCodeOfEnd = (status: ReportStatus | "planned", error: string | null): number =>
  error !== null && TELLING.has(error) ? exitCodeOfError(error) : exitCodeOf(status)

const BY_SIGNAL: ReadonlyMap<string, number> = new Map([
  ["SIGINT", EXIT.interrupted],
  ["SIGTERM", EXIT.terminated],
  ["SIGHUP", EXIT.hungUp]
])
export const exitCodeOfSignal = (signal: string): number => BY_SIGNAL.get(signal) ?? EXIT.interrupted

const BY_CODE: ReadonlyMap<number, ReportStatus> = new Map([
  [EXIT.done, "done"],
  [EXIT.refused, "refused"],
  [EXIT.notUnderstood, "not-understood"],
  [EXIT.noModel, "not-understood"],
  [EXIT.interrupted, "interrupted"],
  [EXIT.terminated, "interrupted"],
  [EXIT.hungUp, "interrupted"]
])
/** What became of something of which only the exit code is known; every other code is that of a failure. */
export const statusOfCode = (code: number): ReportStatus => BY_CODE.get(code) ?? "failed"
