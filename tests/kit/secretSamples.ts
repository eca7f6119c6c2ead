/**
 * Secrets of many kinds, each in the surroundings in which people meet it. Made up, and put together from pieces, so that no scanner
 * takes this file for a leak.
 */
export interface SecretSample {
  readonly what: string
  readonly text: string
  /** What must not be seen by others. */
  readonly secret: string
}

/** Letters, capitals and digits in turns, of any length; no two places look alike. */
const run = (length: number, from = 0): string =>
  Array.from({ length }, (_, at) => "aZ3kQ9mB7xW2"[(at * 5 + from) % 12] ?? "a").join("")

const sample = (what: string, secret: string, around: (secret: string) => string = (text) => text): SecretSample => ({
  what,
  secret,
  text: around(secret)
})

const pem = ["MIIEpAIBAAKC", run(52), run(64, 3), run(40, 6)].join("\n")

export const secretSamples: ReadonlyArray<SecretSample> = [
  sample("a private key", pem, (key) => `-----BEGIN RSA ${"PRIVATE"} KEY-----\n${key}\n-----END RSA PRIVATE KEY-----`),
  sample(
    "an OpenSSH key",
    run(60, 1),
    (key) => `-----BEGIN OPENSSH ${"PRIVATE"} KEY-----\n${key}\n-----END OPENSSH PRIVATE KEY-----`
  ),
  sample(
    "a PGP key",
    run(60, 2),
    (key) => `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----\n\n${key}\n-----END PGP PRIVATE KEY BLOCK-----`
  ),
  sample("a PuTTY key", run(44, 4), (key) => `Private-Lines: 1\n${key}\nPrivate-MAC: 0123`),
  sample("an age key", `AGE-SECRET-${"KEY"}-1${"Q".repeat(30)}`),
  sample("a key of Anthropic", `sk-ant-api03-${run(24)}`, (key) => `ANTHROPIC_API_KEY=${key} claude`),
  sample("a key of OpenAI", `sk-proj-${run(24)}`, (key) => `use ${key} please`),
  sample("a key of Google", `AIza${run(35)}`),
  sample("an OAuth token of Google", `ya29.${run(30)}`),
  sample("a key of AWS", `AKIA${"ABCDEFGH23456789"}`, (key) => `aws_access_key_id = ${key}`),
  sample("a secret key of AWS", `${run(20)}/${run(19, 5)}`, (key) => `my aws key is ${key} ok`),
  sample("a token of GitHub", `ghp_${run(36)}`),
  sample("a fine-grained token of GitHub", `github_pat_${run(40)}`),
  sample("a token of GitLab", `glpat-${run(20)}`),
  sample("a token of Slack", `xoxb-${"123456789012"}-${run(24)}`),
  sample("an address of Slack", `T0000/B0000/${run(24)}`, (path) => `https://hooks.slack.com/services/${path}`),
  sample("a token of npm", `npm_${run(36)}`, (key) => `//registry.example/:_authToken=${key}`),
  sample("a token of PyPI", `pypi-AgEI${run(40)}`),
  sample("a token of Hugging Face", `hf_${run(34)}`),
  sample("a token of Telegram", `${"123456789"}:${run(35)}`),
  sample("a key of SendGrid", `SG.${run(22)}.${run(43)}`),
  sample("a key of Stripe", `sk_live_${run(24)}`),
  sample("a JSON web token", `eyJ${run(20)}.eyJ${run(30)}.${run(43)}`),
  sample("a bearer header", run(12), (key) => `curl -H "Authorization: Bearer ${key}" https://example.org`),
  sample("a basic header", "dXNlcjpwYXNz", (key) => `Authorization: Basic ${key}`),
  sample("a header with a key", "0123-4567-89", (key) => `x-api-key: ${key}`),
  sample("a cookie", `session=${run(10)}`, (key) => `Cookie: ${key}; theme=dark`),
  sample("a password in an address", "pa55word", (key) => `postgres://admin:${key}@db.example:5432/shop`),
  sample("a password with a slash in an address", "pa/ss:w0rd", (key) => `redis://:${key}@cache.example:6379`),
  sample("a token in an address", run(20), (key) => `git clone https://${key}@git.example/team/project.git`),
  sample("a key in a query", "k-1234", (key) => `https://api.example/v1?key=${key}&q=1`),
  sample("a key of Azure", `${run(40)}==`, (key) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${key};`),
  sample("a password in an assignment", "hunter2", (key) => `DB_PASSWORD=${key} npm start`),
  sample("a quoted password", "correct-horse-9", (key) => `{"password": "${key}"}`),
  sample("a password that is told", "tr0ub4dor", (key) => `the password is ${key}, write it to notes.txt`),
  sample("a password behind its name", "tr0ub4dor", (key) => `frobnicate the host with password ${key} please`),
  sample("a netrc line", "swordfish", (key) => `machine host.example login me password ${key}`),
  sample("a run that only a machine writes", run(40), (key) => `write ${key} into token.txt`),
  sample("a hexadecimal key", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")
]
