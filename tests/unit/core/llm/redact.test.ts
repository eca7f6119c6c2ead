/**
 * Every form of secret that the table knows, in the surroundings in which people meet it, is gone; what is no secret stays. All values
 * are made up, and put together here, so that no scanner takes this file for a leak.
 */
import { assert, describe, it } from "vitest"
import { makeHiding, redact } from "#core/llm/redact.ts"
import { secretSamples } from "#kit/secretSamples.ts"

const harmless: ReadonlyArray<string> = [
  "move all jpg files to pictures",
  "rename the files to YYYY-MM-DD-name",
  "find files larger than 10 MB modified since 2026-11-01",
  "Screenshot-2024-11-21-at-10-20-30.png",
  "QuarterlyReport_Final_v2_2026_Translation.docx",
  "550e8400-e29b-41d4-a716-446655440000.png",
  "how many tokens are in notes.txt?",
  "Unexpected token: end of input",
  "clone https://github.com/effect-ts/effect into vendor",
  "ssh://git@host.example/team/project.git",
  "/home/somebody/Projects2024/ClientWork/Invoices2025/January",
  "set the password policy page aside",
  "move the password backups2024.zip to old",
  "delete the token v2/readme",
  "the key is under the mat"
]

/** Hidden in what is sent, and left in what a person reads here. */
const ONLY_SENT = [
  "a secret key of AWS",
  "a password that is told",
  "a password behind its name",
  "a quoted password",
  "a run that only a machine writes",
  "a hexadecimal key"
]

describe("redact", () => {
  it.each(secretSamples.filter(({ what }) => !ONLY_SENT.includes(what)))("takes out $what", ({ secret, text }) => {
    assert.include(text, secret)
    assert.notInclude(redact(text, []), secret)
  })

  it("leaves what only looks random, such as the number of a request", () => {
    const text = "Overloaded (request req_011CSHoEeqs5C35K2UUqR7Fy), an unexpected token: abc123"
    assert.strictEqual(redact(text, []), text)
  })

  it("leaves nothing of a private key that was cut off", () => {
    const [block] = secretSamples.filter(({ what }) => what === "a private key")
    const cut = (block?.text ?? "").slice(0, 80)
    assert.include(cut, "BEGIN")
    assert.strictEqual(redact(`before ${cut}`, []).replace("before ", "").includes(cut.slice(40, 70)), false)
  })

  it.each(harmless)("leaves %s as it is", (text) => {
    assert.strictEqual(redact(text, []), text)
  })

  it("takes out a key that is in use, whatever it looks like, and no word of five letters", () => {
    assert.strictEqual(redact("my correct horse is no horse", ["correct horse", "horse"]), "my [key] is no horse")
  })

  it("takes time in proportion to the text", () => {
    const long = `${"a".repeat(200_000)} ${"password ".repeat(20_000)} ${"x://".repeat(20_000)} ${"A1b".repeat(50_000)}`
    const from = performance.now()
    redact(long, [])
    assert.isBelow(performance.now() - from, 5_000)
  })
})

describe("makeHiding", () => {
  it.each(secretSamples)("hides $what", ({ secret, text }) => {
    const hiding = makeHiding([])
    const hidden = hiding.hide(text)
    assert.notInclude(hidden, secret)
    assert.strictEqual(hiding.show(hidden), text)
  })

  it.each(harmless)("leaves %s as it is", (text) => assert.strictEqual(makeHiding([]).hide(text), text))

  it("marks each secret, gives the same one the same mark, and puts them back into every string", () => {
    const hiding = makeHiding(["hunter22"])
    const hidden = hiding.hide("write hunter22 and sk-live-12345678 to a.txt, then hunter22 to b.txt")
    assert.strictEqual(hidden, "write [secret-1] and [secret-2] to a.txt, then [secret-1] to b.txt")
    assert.deepStrictEqual(hiding.show({ text: "A=[secret-1]", list: ["[secret-2]", 3, null], "[secret-1]": true }), {
      text: "A=hunter22",
      list: ["sk-live-12345678", 3, null],
      "[secret-1]": true
    })
  })

  it("hides what was told to be a secret wherever it stands, before and after and in a later text", () => {
    const hiding = makeHiding([])
    const text = hiding.hide("find swordfish9x: the password is swordfish9x, so write swordfish9x to a.txt")
    assert.strictEqual(text, "find [secret-1]: the password is [secret-1], so write [secret-1] to a.txt")
    assert.strictEqual(hiding.hide("swordfish9x.txt"), "[secret-1].txt")
    assert.strictEqual(
      hiding.show(text),
      "find swordfish9x: the password is swordfish9x, so write swordfish9x to a.txt"
    )
  })

  it("leaves a mark that stands for nothing as it is", () => {
    const hiding = makeHiding([])
    assert.strictEqual(hiding.show("[secret-1]"), "[secret-1]")
    hiding.hide("sk-live-12345678")
    assert.strictEqual(hiding.show("[secret-2] [secret-0]"), "[secret-2] [secret-0]")
  })

  it("puts back a secret in the middle of another", () => {
    const hiding = makeHiding(["hunter22"])
    const hidden = hiding.hide("PASSWORD=xx-hunter22-yy")
    assert.notInclude(hidden, "xx-")
    assert.strictEqual(hiding.show(hidden), "PASSWORD=xx-hunter22-yy")
  })

  it("puts secrets back as they are, also with the signs that mean something to a replacement", () => {
    const hiding = makeHiding(["pa$$&word$1"])
    assert.strictEqual(hiding.show(hiding.hide("it is pa$$&word$1 here")), "it is pa$$&word$1 here")
  })
})
