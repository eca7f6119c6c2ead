/** Which names a person may give to a circuit: those that are known, and those that will be called some day. Pure. */
import { escapeName } from "@zenus/core"
import { nearest } from "../args/nearest.ts"
import { UsageError } from "../args/UsageError.ts"
import type { Resilience } from "@zenus/core/resilience"

/** Model providers, by the contract: each may be isolated before its first call, whole or one model of it (`openai/gpt-5`). */
export const PROVIDERS: ReadonlyArray<string> = [
  "anthropic",
  "deepseek",
  "openai",
  "openrouter",
  "gemini",
  "ollama",
  "rules"
]
const LONGEST = 300
/** `git/github.com`, `git/localhost:8080`, `git/[::1]`. */
const GIT_HOST = /^git\/[a-z0-9.:[\]_-]+$/

const isProvider = (name: string): boolean =>
  PROVIDERS.some(
    (provider) => name === provider || (name.startsWith(`${provider}/`) && name.length > provider.length + 1)
  )

/** Every name in what is kept, each once. */
export const keptNames = ({ orders, rows }: Resilience.Kept): ReadonlyArray<string> => [
  ...new Set([...rows.map(({ name }) => name), ...orders.map(({ breaker }) => breaker)])
]

/** `null` for a name that can be meant. */
export const checkName = (name: string, known: ReadonlyArray<string>): UsageError | null => {
  if (known.includes(name) || (name.length <= LONGEST && (isProvider(name) || GIT_HOST.test(name)))) return null
  const near = nearest(name, [...known, ...PROVIDERS])
  return new UsageError(`There is no circuit ${escapeName(name.slice(0, LONGEST))}.`, [
    ...(near === undefined ? [] : [`Did you mean ${escapeName(near)}?`]),
    "See zenus stats for those there are.",
    `A provider (${PROVIDERS.join(", ")}), PROVIDER/MODEL or git/HOST may be named before its first call.`
  ])
}
