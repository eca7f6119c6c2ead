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

const resultCode = (cause: unknown): number | undefined =>
  cause instanceof Error && "errcode" in cause && typeof cause.errcode === "number" ? cause.errcode & 0xff : undefined

export const isBusy = (cause: unknown): boolean => {
  const code = resultCode(cause)
  return code !== undefined && MEANINGS.get(code)?.kind === "busy"
}

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
  const code = resultCode(cause)
  const meaning = code === undefined ? undefined : MEANINGS.get(code)
  if (meaning === undefined) return cause
  const make: Readonly<Record<Kind, () => StoreError>> = {
    busy: () => new StoreBusy({ file, waitedMs: busyTimeoutMs }),
    corrupt: () => corrupt(at, meaning.reason),
    unwritable: () => new StoreUnwritable({ file, reason: meaning.reason, hint: meaning.hint })
  }
  return make[meaning.kind]()
}
