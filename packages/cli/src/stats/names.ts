/** Which names a person may give to a circuit: those that are known, and those that will be called some day. Pure. */
import { escapeName, PROVIDER_NAMES } from "@zenus/core"
import type { HealthRows } from "@zenus/core/models"
import { nearest } from "../args/nearest.ts"
import { UsageError } from "../args/UsageError.ts"
import type { Resilience } from "@zenus/core/resilience"

const LONGEST = 300
/** `git/github.com`, `git/localhost:8080`, `git/[::1]`. */
const GIT_HOST = /^git\/[a-z0-9.:[\]_-]+$/

/** A provider, or one model of it: `openai`, `openai/gpt-5`. */
const isOf = (name: string, providers: ReadonlyArray<string>): boolean =>
  providers.some(
    (provider) => name === provider || (name.startsWith(`${provider}/`) && name.length > provider.length + 1)
  )

/** Providers and models whose calls were counted. */
export const healthNames = (rows: HealthRows): ReadonlyArray<string> =>
  [...rows.values()].flatMap(({ name: { model, provider } }) => [provider, `${provider}/${model}`])

/** Every name in what is kept, each once. */
export const keptNames = ({ orders, rows }: Resilience.Kept): ReadonlyArray<string> => [
  ...new Set([...rows.map(({ name }) => name), ...orders.map(({ breaker }) => breaker)])
]

/**
 * `null` for a name that can be meant. Providers may be named before their first call, whole or one model of each: those that zenus knows,
 * and those of a person's own (`own`).
 */
export const checkName = (
  name: string,
  known: ReadonlyArray<string>,
  own: ReadonlyArray<string> = []
): UsageError | null => {
  const providers = [...new Set([...PROVIDER_NAMES, ...own])]
  if (known.includes(name) || (name.length <= LONGEST && (isOf(name, providers) || GIT_HOST.test(name)))) return null
  const near = nearest(name, [...known, ...providers])
  return new UsageError(`There is no circuit ${escapeName(name.slice(0, LONGEST))}.`, [
    ...(near === undefined ? [] : [`Did you mean ${escapeName(near)}?`]),
    "See zenus stats for those there are.",
    `A provider (${providers.map(escapeName).join(", ")}), PROVIDER/MODEL or git/HOST may be named before its first call.`
  ])
}
