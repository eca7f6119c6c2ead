/**
 * A request as the history keeps it: whole up to 4,096 characters, then cut, and said so; well-formed, as the state file needs it. A megabyte of text that was never a
 * request would otherwise stay in the state file for as long as the history does. The plan beside it is kept. Pure.
 */
import { groupDigits } from "../errors/groupDigits.ts"

/** UTF-16 units of a request that are kept. */
export const MAX_KEPT_REQUEST = 4_096

export const keptRequest = (request: string): string =>
  request.length <= MAX_KEPT_REQUEST
    ? request.toWellFormed()
    : `${request.slice(0, MAX_KEPT_REQUEST).toWellFormed()} ... (${groupDigits(request.length - MAX_KEPT_REQUEST)} more characters were not kept)`
