import { assert, describe, it } from "@effect/vitest"
import { isSecretName, MASK, maskSecret } from "#tools/system/maskSecret.ts"

// Put together here, so that no scanner takes this file for a leak.
const made = (...parts: ReadonlyArray<string>) => parts.join("")

describe("maskSecret", () => {
  it.each([
    "ANTHROPIC_API_KEY",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "GITHUB_TOKEN",
    "DB_PASSWORD",
    "PGPASSWORD",
    "MYSQL_PWD",
    "npm_config__authToken",
    "SESSION_SECRET",
    "SLACK_WEBHOOK_URL",
    "HTTP_AUTH",
    "SENTRY_DSN",
    "key"
  ])("hides the value of %s by its name", (name) => {
    assert.deepStrictEqual(maskSecret(name, "plain"), { value: MASK, hidden: true })
  })

  it.each([
    "PATH",
    "HOME",
    "PWD",
    "OLDPWD",
    "SSH_AUTH_SOCK",
    "GIT_ASKPASS",
    "SECRET_KEY_FILE",
    "EVAL_MARKER",
    "KEYBOARD",
    "MONKEY",
    "AUTHOR",
    "TOKENIZERS_PARALLELISM",
    "LANG",
    "COMPASS"
  ])("shows %s", (name) => {
    assert.isFalse(isSecretName(name), name)
    assert.deepStrictEqual(maskSecret(name, "marker-4711"), { value: "marker-4711", hidden: false })
  })

  it.each([
    ["a GitHub token", made("gh", "p_", "A".repeat(36))],
    ["an AWS key id", made("AK", "IA", "ABCDEFGHIJKLMNOP")],
    ["a Slack token", made("xo", "xb-", "123456789012-abcdef")],
    ["a model provider's key", made("s", "k-", "ant-api03-abcdefghijkl")],
    ["a JSON Web Token", made("ey", "JhbGciOiJIUzI1NiJ9", ".", "eyJzdWIiOiIxMjM0In0", ".", "c2ln")],
    ["a private key", made("-----BEGIN ", "RSA PRIVATE KEY-----\nMII")],
    ["a long random text", made("Zm9vYmFy", "MTIzNDU2Nzg5MEFCQ0RFRkdI", "xyz0")],
    ["an authorization header", "Bearer abcdefghijk"]
  ])("hides %s by its form, whatever the name", (_what, value) => {
    assert.deepStrictEqual(maskSecret("HARMLESS", value), { value: MASK, hidden: true })
  })

  it("hides the password of a URL and leaves the rest", () => {
    assert.deepStrictEqual(maskSecret("DATABASE", "postgres://ada:pa55@db/x and http://u:p@h/"), {
      value: `postgres://ada:${MASK}@db/x and http://u:${MASK}@h/`,
      hidden: true
    })
  })

  it("leaves paths, lists, URLs without a password, numbers and nothing at all as they are", () => {
    for (const value of [
      "",
      "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin/0123456789abcdef",
      "https://user@example.com:8080/a:b@c",
      "12345678901234567890123456789012345",
      "rs=0:di=01;34:ln=01;36:mh=00:pi=40;33:so=01;35",
      "x".repeat(100_000)
    ]) {
      assert.deepStrictEqual(maskSecret("VALUE", value), { value, hidden: false }, value.slice(0, 60))
    }
    assert.deepStrictEqual(maskSecret("API_KEY", ""), { value: "", hidden: false })
  })
})
