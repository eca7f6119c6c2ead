/**
 * What a secret looks like, as a table: the published prefixes of those who issue keys, blocks of private keys (RFC 7468), tokens
 * (RFC 7519), passwords in addresses (RFC 3986 §3.2.1) and in assignments, headers, and long runs that only a machine writes. A
 * row tells the secret from what stands around it, so that this stays readable.
 *
 * It hides rather too much, and it cannot know a secret that is an ordinary word. Every pattern is linear in the text or bounded.
 */

export interface SecretForm {
  readonly what: string
  /**
   * With the flag `g`. What stands in a first group belongs to the surroundings and stays; there are no other groups. (As a look behind it
   * would be tried at each character, which costs ten times as much.)
   */
  readonly pattern: RegExp
  /** What a match must be besides. Default: nothing. */
  readonly holds?: (match: string) => boolean
  /**
   * Too eager for what a person reads here: the number of a request by which a provider's support finds it looks as random as a key. It
   * holds for what is sent. Default false.
   */
  readonly onlySent?: true
}

const kindOf = (character: string): number => (/[0-9]/.test(character) ? 0 : /[a-z]/.test(character) ? 1 : 2)

/** How often letters, capitals and digits take turns, blanks between words left out: rare in words, frequent in keys. */
const turns = (text: string): number => {
  const kinds = Array.from(text.replace(/[^A-Za-z0-9]/g, ""), kindOf)
  return kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** One turn in four characters or more, and digits among them. */
const looksRandom = (text: string): boolean =>
  /\d/.test(text) && /[A-Za-z]/.test(text) && !UUID.test(text) && turns(text) * 4 >= text.length

/** In this order: what a row takes out, the next ones do not see. */
export const SECRET_FORMS: ReadonlyArray<SecretForm> = [
  {
    what: "private key",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g
  },
  { what: "PuTTY key", pattern: /(\bPrivate-Lines: \d{1,4}\s)[\s\S]*?(?=\bPrivate-MAC|$)/g },
  { what: "PuTTY key's seal", pattern: /(\bPrivate-MAC: )\S+/g },
  { what: "age key", pattern: /\bAGE-SECRET-KEY-1[0-9A-Z]{8,}/gi },
  {
    what: "password of an address",
    pattern: /(:\/\/[^\s/:@"']{0,256}:)[^\s@"'][^\s@"']{0,512}(?=@)/gi
  },
  { what: "token of an address", pattern: /(:\/\/)[^\s/:@"']{16,512}(?=@)/gi },
  { what: "bearer", pattern: /(\bbearer\s{1,8})[^\s"',;]+/gi },
  {
    what: "header",
    pattern:
      /(\b(?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:basic|token|digest|negotiate|apikey)\s{1,4})?)(?!(?:bearer|basic|token|digest|negotiate|apikey)\b)[^\s"',;]{4,}/gi
  },
  { what: "cookie", pattern: /(\b(?:set-)?cookie["']?\s{0,4}:\s{0,4}["']?)[^\s"'][^\n"']{3,}/gi },
  {
    what: "key of a header",
    pattern: /(\b(?:x-api-key|x-goog-api-key|x-auth-token|api[-_ ]?key)["']?\s{0,4}[:=]\s{0,4}["']?)[^\s"',;]{4,}/gi
  },
  { what: "JSON web token", pattern: /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)*/g },
  // OpenAI, Anthropic, DeepSeek, OpenRouter, Stripe, Groq, xAI; half hidden by stars as OpenAI shows them, too.
  { what: "provider's key", pattern: /\b(?:sk|pk|rk|gsk|xai|whsec|pplx|nvapi|fw)[-_][\w*.-]{5,}[\w*]/gi },
  { what: "Google key", pattern: /\bAIza[\w-]{10,}/g },
  { what: "Google secret", pattern: /\b(?:GOCSPX-|ya29\.|1\/\/0)[\w-]{8,}/g },
  { what: "AWS key", pattern: /\b(?:AKIA|ASIA|ABIA|ACCA|AIDA|AROA)[A-Z0-9]{12,}/g },
  { what: "GitHub token", pattern: /\b(?:gh[a-z]_[A-Za-z0-9]{16,}|github_pat_\w{16,})/g },
  { what: "GitLab token", pattern: /\bgl[a-z]{2,6}-[\w-]{16,}/g },
  { what: "Slack token", pattern: /\bxox[a-z](?:\.xox[a-z])?-[\w-]{8,}/g },
  {
    what: "Slack or Discord address",
    pattern: /(\b(?:hooks\.slack\.com\/(?:services|workflows)|discord(?:app)?\.com\/api\/webhooks)\/)[\w/-]{8,}/g
  },
  { what: "npm token", pattern: /\bnpm_[A-Za-z0-9]{16,}/g },
  { what: "PyPI token", pattern: /\bpypi-[\w-]{16,}/g },
  { what: "Hugging Face or Replicate token", pattern: /\b(?:hf|r8|api_org)_[A-Za-z0-9]{16,}/g },
  {
    what: "cloud token",
    pattern:
      /\b(?:do[op]_v1_|dp\.[a-z]{2,5}\.|hvs\.|shpat_|shpss_|lin_api_|fig[dou]_|ntn_|secret_|sntry[su]_|glsa_|PMAK-|rubygems_|sbp_|vercel_|SG\.)[\w.-]{16,}/g
  },
  { what: "Telegram token", pattern: /\b\d{8,10}:[A-Za-z0-9_-]{35}\b/g },
  { what: "Azure key", pattern: /(\b(?:AccountKey|SharedAccessKey|SharedAccessSignature|sig)=)[\w%+/=.-]{16,}/gi },
  {
    what: "key in an address",
    pattern: /([?&](?:key|token|access_token|api_key|apikey|auth|signature|sig|password)=)[^&\s"']+/gi
  },
  {
    what: "assigned secret",
    // A name that says what it is, then = or a quoted or odd value.
    pattern:
      /((?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|access_?key|private_?key|client_?secret|credentials?)["']?\s{0,4}=\s{0,4}["']?)[^\s"',;&]{3,}/gi
  },
  {
    what: "told secret",
    pattern:
      /(\b(?:pass(?:word|wd|phrase)|secret|token|api_?key|access_?key|client_?secret)["']?\s{0,4}(?::|\bis\b)\s{0,4}["']?)[^\s"',;]{6,}/gi,
    holds: (match) => /\d/.test(match),
    onlySent: true
  },
  {
    what: "secret behind its name",
    // No file's name: "password backups2024.zip" speaks of a file.
    pattern: /(\b(?:pass(?:word|wd|phrase)|token|api[-_ ]?key)\s{1,4}["']?)[^\s"',;./]{6,}(?![^\s"',;])/gi,
    holds: (match) => /\d/.test(match) && /[A-Za-z]/.test(match),
    onlySent: true
  },
  { what: "netrc", pattern: /(\bmachine\s{1,4}\S{1,256}\s{1,4}login\s{1,4}\S{1,256}\s{1,4}password\s{1,4})\S+/g },
  { what: "random run", pattern: /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/=_-]{24,4096}/g, holds: looksRandom, onlySent: true }
]
