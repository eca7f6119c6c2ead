/**
 * Hides values that look like secrets: pure, by the variable's name and by the value's own form. It hides rather too
 * much; whoever needs the value has a shell. Forms are the published prefixes of the issuers (GitHub, GitLab, AWS,
 * Slack, Google, npm, PyPI, OpenAI, Anthropic, Stripe, Hugging Face), JSON Web Tokens (RFC 7519) and PEM (RFC 7468).
 */

export const MASK = "********"

/** Parts of a name, between `_`, that say it is a secret. */
const SECRET_PART =
  /(?:^|[_.-])(?:PASSWORD|PASSWD|PASSPHRASE|PASS|PWD|PW|SECRETS?|TOKENS?|API_?KEYS?|APIKEY|ACCESS_?KEY(?:_ID)?|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|MASTER_?KEY|CREDENTIALS?|CREDS|AUTH|AUTHORIZATION|BEARER|COOKIES?|SESSION_?(?:KEY|ID|TOKEN)|SALT|DSN|WEBHOOK(?:_URL)?|CONNECTION_?STRING|KEY)(?:$|[_.-])/i
/** Names made of such parts that hold a path, a program or a number and no secret. */
const HARMLESS =
  /^(?:PWD|OLDPWD|SSH_AUTH_SOCK|XAUTHORITY|GPG_AGENT_INFO)$|_(?:FILE|PATH|DIR|SOCK|ASKPASS|TIMEOUT|TTL|LENGTH|HELPER)$/i

export const isSecretName = (name: string): boolean =>
  !HARMLESS.test(name) && (SECRET_PART.test(name) || /(?:password|passwd|secret|apikey)|token$/i.test(name))

const FORMS: ReadonlyArray<RegExp> = [
  /\b(?:ghp|gho|ghu|ghs|ghr)_[A-Za-z0-9]{16,}/,
  /\bgithub_pat_\w{16,}/,
  /\bgl(?:pat|ptt|dt|rt)-[\w-]{16,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/,
  /\bxox[a-z]-[\w-]{8,}/,
  /\bAIza[\w-]{20,}/,
  /\bya29\.[\w-]{10,}/,
  /\bnpm_[A-Za-z0-9]{16,}/,
  /\bpypi-[\w-]{16,}/,
  /\bhf_[A-Za-z0-9]{16,}/,
  /\bsk-[\w-]{12,}/,
  /\b(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{12,}/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /^(?:Basic|Bearer) \S{8,}/i
]

/** A long run of letters and digits mixed, as only a machine writes it. */
const RANDOM = /^(?=.*\d)(?=.*[A-Za-z])(?:[0-9a-f]{32,}|[0-9A-F]{32,}|(?=.*[a-z])(?=.*[A-Z])[\w+=-]{32,})$/

/** User and password of a URL (RFC 3986 §3.2.1): the password alone is hidden. */
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+@/gi

export interface Masked {
  readonly value: string
  /** Something was hidden. */
  readonly hidden: boolean
}

export const maskSecret = (name: string, value: string): Masked => {
  if (value === "") return { value, hidden: false }
  if (isSecretName(name) || RANDOM.test(value) || FORMS.some((form) => form.test(value))) {
    return { value: MASK, hidden: true }
  }
  const without = value.replace(URL_PASSWORD, `$1${MASK}@`)
  return { value: without, hidden: without !== value }
}
