/**
 * Takes keys out of text that somebody may see: errors of providers repeat the key that they refuse, and proxies repeat
 * whole requests. The known keys go first, then whatever looks like one. It is no scanner of prompts: it knows the forms
 * of the keys of our providers and of headers that carry them.
 */

/** A key of the providers (`sk-…`, `AIza…`), also half hidden by stars as OpenAI shows them; the value of a header that carries one. */
const looksLikeKey: ReadonlyArray<RegExp> = [
  /\b(?:sk|pk|rk|gsk|xai)[-_][\w*.-]{5,}[\w*]/gi,
  /\bAIza[\w-]{10,}/g,
  /(?<=\bbearer\s+)[^\s"',;]+/gi,
  /(?<=\b(?:x-api-key|x-goog-api-key|api[-_]?key|authorization)["']?\s*[:=]\s*["']?)(?!bearer\b)[^\s"',;]+/gi,
  /(?<=[?&]key=)[^&\s"']+/gi
]

/** Shorter strings are no keys, and taking them out would eat words. */
const MIN_KEY = 6

/**
 * `text` without `keys` and without what looks like a key.
 * @example
 * ```ts
 * import { redact } from "@zenus/core/models"
 *
 * redact("Incorrect API key provided: sk-live-12345678.", []) // => "Incorrect API key provided: [key]."
 * redact("no way with hunter22", ["hunter22"]) // => "no way with [key]"
 * ```
 */
export const redact = (text: string, keys: ReadonlyArray<string>): string => {
  let out = text
  for (const key of keys) if (key.length >= MIN_KEY) out = out.replaceAll(key, "[key]")
  for (const pattern of looksLikeKey) out = out.replace(pattern, "[key]")
  return out
}
