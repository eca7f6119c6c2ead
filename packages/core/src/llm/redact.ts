/**
 * Takes secrets out of text that somebody else may see: a provider's errors, which repeat the key that they refuse, and all that is
 * sent to a model. The keys that are in use go first, then whatever looks like one (`secretForms.ts` has the table).
 *
 * For what is sent, each secret has a mark of its own and can be put back here, so that a plan may carry what its author never saw:
 * "write TOKEN=… to .env" is planned with the mark and done with the token.
 */
import { SECRET_FORMS, type SecretForm } from "./secretForms.ts"

/** Shorter strings are no keys, and taking them out would eat words. */
const MIN_KEY = 6

/** For texts that stay here. */
const SHOWN_FORMS = SECRET_FORMS.filter(({ onlySent }) => onlySent !== true)

/** Everything that looks like a secret, or is one of `keys`, replaced. */
const replaceSecrets = (
  text: string,
  keys: ReadonlyArray<string>,
  forms: ReadonlyArray<SecretForm>,
  mark: (secret: string) => string
): string => {
  let out = text
  for (const key of keys) if (key.length >= MIN_KEY) out = out.replaceAll(key, () => mark(key))
  for (const { holds, pattern } of forms)
    out = out.replace(pattern, (match: string, group: unknown) => {
      const before = typeof group === "string" ? group : ""
      const secret = match.slice(before.length)
      return MARK.test(secret) || (holds !== undefined && !holds(secret)) ? match : before + mark(secret)
    })
  return out
}

/** What stands in the place of a secret already. */
const MARK = /^\[(?:key|secret-\d+)\]$/

/**
 * `text` without `keys` and without what looks like a secret.
 * @example
 * ```ts
 * import { redact } from "@zenus/core/models"
 *
 * redact("Incorrect API key provided: sk-live-12345678.", []) // => "Incorrect API key provided: [key]."
 * redact("no way with hunter22", ["hunter22"]) // => "no way with [key]"
 * ```
 */
export const redact = (text: string, keys: ReadonlyArray<string>): string =>
  replaceSecrets(text, keys, SHOWN_FORMS, () => "[key]")

export interface Hiding {
  /** The text with `[secret-N]` for each secret; the same secret has the same mark. */
  readonly hide: (text: string) => string
  /** The same in every string of a value as JSON gives it, names of fields left as they are. */
  readonly show: (value: unknown) => unknown
}

/** For one conversation: what was hidden in it can be shown again. `keys` are hidden wherever they stand. */
export const makeHiding = (keys: ReadonlyArray<string>): Hiding => {
  const marks = new Map<string, string>()
  const secrets: Array<string> = []
  const showText = (text: string): string =>
    secrets.length === 0
      ? text
      : text.replace(/\[secret-(\d{1,6})\]/g, (whole, number: string) => secrets[Number(number) - 1] ?? whole)
  const mark = (secret: string): string => {
    const known = marks.get(secret)
    if (known !== undefined) return known
    // A mark inside of what is hidden now stands for a part of it.
    secrets.push(showText(secret))
    const made = `[secret-${secrets.length}]`
    marks.set(secret, made)
    return made
  }
  const show = (value: unknown): unknown => {
    if (typeof value === "string") return showText(value)
    if (Array.isArray(value)) return value.map(show)
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, show(inner)]))
      : value
  }
  /** What was told to be a secret once is one wherever it stands, also without the words around it. Longer ones hold shorter ones. */
  const known = (): ReadonlyArray<string> =>
    [...marks.keys()].filter((secret) => secret.length >= MIN_KEY).toSorted((a, b) => b.length - a.length)
  const hide = (text: string): string => {
    const hidden = replaceSecrets(text, [...keys, ...known()], SECRET_FORMS, mark)
    return known().reduce((rest, secret) => rest.replaceAll(secret, () => mark(secret)), hidden)
  }
  return { hide, show }
}
