/** What node:fs throws, as the one error of the disk port: the system's own code is kept, the rest is its cause. */
import { DiskError } from "../disk/Disk.ts"

/** Node's own refusals, as the code that the system would have given. */
const NODE_CODES: ReadonlyMap<string, string> = new Map([
  ["ERR_INVALID_ARG_VALUE", "EINVAL"],
  ["ERR_OUT_OF_RANGE", "EINVAL"],
  ["ERR_FS_FILE_TOO_LARGE", "EFBIG"],
  ["EOPNOTSUPP", "ENOTSUP"]
])

/** The system's code of something thrown; `undefined` for what is no system error. */
export const codeOf = (cause: unknown): string | undefined => {
  if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") return undefined
  return NODE_CODES.get(cause.code) ?? cause.code
}

export const diskError = (operation: string, path: string, code: string, cause?: unknown): DiskError =>
  new DiskError(operation, path, code, cause)

/** What to throw on: a `DiskError` stays as it is, a defect too. */
export const asDiskError = (operation: string, path: string, cause: unknown): unknown => {
  if (cause instanceof DiskError) return cause
  const code = codeOf(cause)
  return code === undefined ? cause : new DiskError(operation, path, code, cause)
}

/** Codes that mean that nothing can be at a path: no entry, a file on the way, a circle of links on the way. */
export const isAbsent = (code: string | undefined): boolean =>
  code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP"
