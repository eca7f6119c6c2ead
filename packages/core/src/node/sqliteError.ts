/**
 * What SQLite says, as an error of the store. By the result code alone, never by its words
 * (sqlite.org/rescode.html). What is missing in the table is a wrong statement: a defect, thrown as it is.
 */
import { StoreBusy, StoreCorrupt, StoreUnwritable, type StoreError } from "../state/StoreError.ts"

type Kind = "busy" | "corrupt" | "unwritable"
interface Meaning {
  readonly kind: Kind
  readonly reason: string
  readonly hint: string
}

const FREE_SPACE = "Free some space on its disk."
const PERMISSIONS = "Look at the owner and permissions of the file and its folder."

/** Primary result codes (the low byte). */
const MEANINGS: ReadonlyMap<number, Meaning> = new Map([
  [3, { kind: "unwritable", reason: "you may not (permission denied)", hint: PERMISSIONS }],
  [5, { kind: "busy", reason: "", hint: "" }],
  [6, { kind: "busy", reason: "", hint: "" }],
  [8, { kind: "unwritable", reason: "it is read-only, or was replaced while it was open", hint: PERMISSIONS }],
  [10, { kind: "unwritable", reason: "the disk reports an error", hint: "Look at the state of that disk." }],
  [11, { kind: "corrupt", reason: "it is damaged", hint: "" }],
  [13, { kind: "unwritable", reason: "the disk is full", hint: FREE_SPACE }],
  [14, { kind: "unwritable", reason: "it cannot be opened", hint: PERMISSIONS }],
  [26, { kind: "corrupt", reason: "it is no database", hint: "" }]
])

/** Codes of which SQLite knows more than it says with the low byte. */
const EXTENDED: ReadonlyMap<number, Meaning> = new Map([
  // IOERR_SHMSIZE: no room for the file beside it through which processes know of each other, without which nobody reads either.
  [4874, { kind: "unwritable", reason: "the disk is full", hint: FREE_SPACE }]
])

const meaningOf = (cause: unknown): Meaning | undefined => {
  if (!(cause instanceof Error && "errcode" in cause && typeof cause.errcode === "number")) return undefined
  return EXTENDED.get(cause.errcode) ?? MEANINGS.get(cause.errcode & 0xff)
}

export const isBusy = (cause: unknown): boolean => meaningOf(cause)?.kind === "busy"

interface At {
  readonly file: string
  readonly busyTimeoutMs: number
  readonly trash?: string
}

export const corrupt = ({ file, trash }: At, reason: string): StoreCorrupt =>
  new StoreCorrupt({ file, reason, ...(trash === undefined ? {} : { trash }) })

/** The error to throw; what is none of SQLite's own comes back as it was. */
export const storeError = (at: At, cause: unknown): unknown => {
  const { busyTimeoutMs, file } = at
  const meaning = meaningOf(cause)
  if (meaning === undefined) return cause
  const make: Readonly<Record<Kind, () => StoreError>> = {
    busy: () => new StoreBusy({ file, waitedMs: busyTimeoutMs }),
    corrupt: () => corrupt(at, meaning.reason),
    unwritable: () => new StoreUnwritable({ file, reason: meaning.reason, hint: meaning.hint })
  }
  return make[meaning.kind]()
}
