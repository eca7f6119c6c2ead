/** What is kept between processes, by kind: the first half of a row's key. */
import { limitKinds } from "../limits/keptLimit.ts"

export const kinds = ["breaker", "budget", "cascade", ...limitKinds] as const
export type Kind = (typeof kinds)[number]
