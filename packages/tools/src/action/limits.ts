/** The limits of the actions that change files, each with its unit. Everything has one; what is beyond it is refused with the number. */
import { BadArgument } from "@zenus/core"
import { figure } from "./sayCount.ts"

/** New files or folders that one request may name. */
export const MAX_NEW_ENTRIES = 10_000

export const tooMany = (action: string, asked: number, what: string): BadArgument =>
  new BadArgument({
    action,
    reason: `${figure(asked)} ${what} at once are more than ${figure(MAX_NEW_ENTRIES)}, the most that one request may make.`,
    hints: [`Ask for at most ${figure(MAX_NEW_ENTRIES)}.`]
  })
