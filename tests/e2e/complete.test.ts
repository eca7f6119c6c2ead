/** `zenus complete` as a person and a script meet it: on a terminal, in a pipe, from standard input, interrupted, and without anybody to ask. */
import { execFile } from "node:child_process"
import { once } from "node:events"
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as kit, noTerminal, onTerminal, startZenus, zenusBin } from "#kit"
import { BEGINNING, faults, goodScript } from "#kit/upstream/faults.ts"
import { chunkedHead, chunkOf, lastChunk } from "#kit/upstream/httpBytes.ts"
import { bytewise, cutAt } from "#kit/upstream/pieces.ts"
import { environmentOf, speakerOf } from "#kit/upstream/speakers.ts"
import { type Script, startTcpUpstream } from "#kit/upstream/tcpUpstream.ts"
import { capturesNote, framed, haveCaptures, streamsOf } from "#kit/wireCaptures.ts"

const anthropic = speakerOf("anthropic")
const deepseek = speakerOf("deepseek")
const HOSTILE = "a\u001b]0;gone\u0007\u001b[2Jb\u009b31mc\u202ed"

const faultScript = (name: string): Script => {
  const script = faults.find((fault) => fault.name === name)?.script
  return script?.(anthropic, true) ?? assert.fail(name)
}

/** An upstream that plays what the test says, and the environment that leads there. */
const it = kit
  .extend("upstream", async ({}, { onCleanup }) => {
    let next: Script = goodScript(anthropic, true, ["Hello ", "you."])
    const server = await startTcpUpstream(() => next)
    onCleanup(() => server.close())
    return {
      ...server,
      play: (script: Script) => {
        next = script
      }
    }
  })
  .extend("asking", ({ env, upstream }) => ({ ...env, ...environmentOf(anthropic, upstream.url) }))

const onScreen = noTerminal === null ? it : it.skip

const argv = (...args: ReadonlyArray<string>): ReadonlyArray<string> => [process.execPath, zenusBin, ...args]
const text = (bytes: Buffer): string => bytes.toString("utf8")

describe("in a pipe", () => {
  it("gives the answer whole and unchanged, and says what it cost beside it", async ({ asking, upstream, zenus }) => {
    upstream.play(goodScript(anthropic, true, [HOSTILE]))
    const { exitCode, stderr, stdout } = await zenus(["complete", "--", "hi", "there"], { env: asking })
    assert.strictEqual(exitCode, 0, stderr)
    assert.strictEqual(text(stdout), `${HOSTILE}\n`)
    assert.match(stderr, /^\$0\.\d+ · 7 in, 3 out · anthropic\/claude-sonnet-4-5-20250929\n$/m)
    const [request] = upstream.requests
    assert.strictEqual(request?.headers.get("x-api-key"), "key-of-anthropic-123456")
    const body = JSON.parse(request?.body ?? "") as { readonly messages: unknown }
    assert.deepStrictEqual(body.messages, [{ role: "user", content: [{ type: "text", text: "hi there" }] }])
  })

  it("says who failed before another answered, in one line", async ({ asking, upstream, zenus, onTestFinished }) => {
    upstream.play(faultScript("529"))
    const other = await startTcpUpstream(() => goodScript(deepseek, true, ["From ", "deepseek."]))
    onTestFinished(() => other.close())
    const env = { ...asking, ...environmentOf(deepseek, other.url) }
    const { exitCode, stderr, stdout } = await zenus(["complete", "--", "hi"], { env })
    assert.strictEqual(exitCode, 0, stderr)
    assert.strictEqual(text(stdout), "From deepseek.\n")
    assert.match(stderr, /^anthropic is overloaded \(status 529\): Overloaded\. deepseek answered\.\n\$.* · .*\n$/m)
  })

  it("says once of one that was set up wrongly why it was not asked, whoever answers or nobody", async ({
    asking,
    upstream,
    zenus
  }) => {
    const wrong = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "ftp://x" }
    const said = /ANTHROPIC_BASE_URL: the base URL is not http or https/g
    const nobody = await zenus(["complete", "--", "hi"], { env: wrong })
    assert.lengthOf(nobody.stderr.match(said) ?? [], 1, nobody.stderr)
    upstream.play(goodScript(deepseek, true, ["Hello ", "you."]))
    const env = { ...asking, ...environmentOf(deepseek, upstream.url), ...wrong }
    const other = await zenus(["complete", "--", "hi"], { env })
    assert.strictEqual(other.exitCode, 0, other.stderr)
    assert.lengthOf(other.stderr.match(said) ?? [], 1, other.stderr)
    assert.match(other.stderr, /^anthropic: ANTHROPIC_BASE_URL.* deepseek answered\.$/m)
  })

  it("reads the prompt from standard input for - alone, up to 1 MB of text", async ({ asking, upstream, zenus }) => {
    const ask = (input: string | Buffer) => zenus(["complete", "--", "-"], { env: asking, input })
    assert.strictEqual((await ask("what is\nthis?\n")).exitCode, 0)
    assert.include(upstream.requests[0]?.body, String.raw`what is\nthis?`)
    const large = await ask(Buffer.alloc(3 * 1_048_576, "a"))
    assert.strictEqual(large.exitCode, 2)
    assert.include(large.stderr, "The prompt on standard input is longer than 1 MB.")
    const odd = await ask(Buffer.from([0x61, 0xff, 0xfe]))
    assert.strictEqual(odd.exitCode, 2)
    assert.include(odd.stderr, "no text in UTF-8")
    const nothing = await ask(" \n")
    assert.strictEqual(nothing.exitCode, 2)
    assert.include(nothing.stderr, "The prompt is empty.")
    assert.strictEqual(upstream.requests.length, 1)
  })

  it("a reader that goes away ends it quietly, and the call with it", async ({ asking, folder, upstream }) => {
    upstream.play(faultScript("endless"))
    const { child, finished } = startZenus({
      args: ["complete", "--stream", "--", "hi"],
      cwd: folder,
      env: asking
    })
    child.stdout?.once("data", () => child.stdout?.destroy())
    const { exitCode, stderr } = await finished
    assert.strictEqual(exitCode, 0, stderr)
    assert.strictEqual(stderr, "")
  })

  it("an interrupt ends the wait at once, with 130 and the document of an error", async ({
    asking,
    folder,
    upstream
  }) => {
    upstream.play(faultScript("stall-before-headers"))
    const { child, finished } = startZenus({ args: ["complete", "--json", "--", "hi"], cwd: folder, env: asking })
    // The first line that says who is waited for: the call is on its way.
    const [first] = (await once(child.stderr ?? assert.fail(), "data")) as [Buffer]
    assert.match(text(first), /^anthropic is asked/)
    const at = performance.now()
    child.kill("SIGINT")
    const { exitCode, stderr, stdout } = await finished
    assert.strictEqual(exitCode, 130)
    // Less than what a command may take to put its things in order before it is ended.
    assert.isBelow(performance.now() - at, 4_900)
    // One document, however it ended.
    assert.strictEqual(JSON.parse(text(stdout)).error.tag, "Interrupted")
    assert.notInclude(stderr, "zenus:")
  })

  it("a run that is stopped in a paid call says that nobody knows what it cost, and so does zenus costs", async ({
    asking,
    folder,
    upstream,
    zenus
  }) => {
    upstream.play(faultScript("stall-before-headers"))
    const args = ["run", "--json", "--", "frobnicate the quux, would you kindly"]
    const { child, finished } = startZenus({ args, cwd: folder, env: asking })
    await once(child.stderr ?? assert.fail(), "data")
    child.kill("SIGTERM")
    const { exitCode, stderr, stdout } = await finished
    assert.strictEqual(exitCode, 143)
    const document = JSON.parse(text(stdout))
    assert.deepStrictEqual([document.status, document.cost.usd], ["interrupted", null])
    assert.include(stderr, "a call of anthropic gave no answer; what it cost is not known")
    const { total } = JSON.parse(text((await zenus(["costs", "--json"])).stdout))
    assert.deepInclude(total, { usd: null, calls: 1, unpricedCalls: 1 })
  })

  it("without a provider it says which variable to set, exit code 5", async ({ zenus }) => {
    const { exitCode, stderr, stdout } = await zenus(["complete", "--json", "--", "hi"])
    assert.strictEqual(exitCode, 5)
    const document = JSON.parse(text(stdout)) as {
      readonly error: { readonly tag: string }
      readonly text: string
    }
    assert.strictEqual(document.error.tag, "NoModelAnswered")
    assert.include(stderr, "set ANTHROPIC_API_KEY")
    assert.include(stderr, "set DEEPSEEK_API_KEY")
    assert.strictEqual(document.text, "")
  })

  it("answers wherever one stands, also in a folder that is gone", async ({ asking, folder }) => {
    const gone = join(folder, "gone")
    mkdirSync(gone)
    const words = [process.execPath, zenusBin, "complete", "--", "hi"].map((word) => `'${word}'`).join(" ")
    const { stderr, stdout } = await new Promise<{ readonly stdout: string; readonly stderr: string }>((resolve) => {
      execFile("sh", ["-c", `rmdir "$PWD" && ${words}`], { cwd: gone, env: asking }, (_error, out, err) =>
        resolve({ stdout: out, stderr: err })
      )
    })
    assert.strictEqual(stdout, "Hello you.\n", stderr)
  })

  it("wrong usage is exit code 2, before anybody is called", async ({ asking, upstream, zenus }) => {
    const wrong: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
      [["--stream", "--no-stream", "--", "hi"], /say two things/],
      [["--provider", "antropic", "--", "hi"], /anthropic/],
      [["--model", "xyzzy", "--", "hi"], /xyzzy/],
      [[], /needs -- "PROMPT"/]
    ]
    for (const [args, says] of wrong) {
      const { exitCode, stderr } = await zenus(["complete", ...args], { env: asking })
      assert.strictEqual(exitCode, 2, `${args.join(" ")}: ${stderr}`)
      assert.match(stderr, says)
    }
    assert.strictEqual(upstream.connections(), 0)
  })
})

describe("on a terminal", () => {
  onScreen("shows the answer as it is written, obeys none of it", async ({ asking, folder, upstream }) => {
    upstream.play(goodScript(anthropic, true, [HOSTILE, "\nlast line"]))
    const { exitCode, screen } = await onTerminal({
      argv: argv("complete", "--", "hi"),
      cwd: folder,
      env: asking,
      keys: []
    })
    assert.strictEqual(exitCode, 0, screen)
    assert.include(screen, String.raw`a\e]0;gone\x07\e[2Jb\x9b31mc\u{202e}d` + "\r\nlast line\r\n")
    assert.notInclude(screen, "\u001b]0;")
  })

  onScreen("--json is one document there, too", async ({ asking, folder }) => {
    const { exitCode, screen } = await onTerminal({
      argv: argv("complete", "--json", "--", "hi"),
      cwd: folder,
      env: asking,
      keys: []
    })
    assert.strictEqual(exitCode, 0, screen)
    assert.include(JSON.parse(screen) as object, { text: "Hello you.", provider: "anthropic" })
  })

  onScreen("a silence in the middle is on the screen; Ctrl+C ends it at once", async ({ asking, folder, upstream }) => {
    upstream.play(faultScript("stall-mid-answer"))
    const { exitCode, screen } = await onTerminal({
      argv: argv("complete", "--", "hi"),
      cwd: folder,
      env: asking,
      keys: [{ after: /anthropic is writing {2}1 s {2}Ctrl\+C stops/, send: "\u0003" }]
    })
    assert.strictEqual(exitCode, 130, screen)
    assert.isTrue(screen.startsWith(BEGINNING), screen)
    // What came stays, ended by a line end, and is said to be a part.
    assert.match(screen, /G(?:\^C)?\r*\n[^\n]*it is incomplete\.[^\n]*\r*\n/)
    assert.match(screen, /\n[^\n]*a call of anthropic gave no answer; what it cost is not known[^\n]*\r*\n$/)
  })

  onScreen("a rest between two attempts is, with reason, attempt and end", async ({ asking, folder, upstream }) => {
    upstream.play(faultScript("429-seconds"))
    const { exitCode, screen } = await onTerminal({
      argv: argv("complete", "--", "hi"),
      cwd: folder,
      env: asking,
      keys: []
    })
    assert.strictEqual(exitCode, 5, screen)
    assert.match(screen, /anthropic, attempt 2 of 3 next: limits how.*\.\.\. {2}1 s, \d s left {2}Ctrl\+C stops/)
    assert.strictEqual(upstream.requests.length, 3)
  })
})

describe.skipIf(!haveCaptures)(`recordings of real providers${capturesNote}`, () => {
  it.for([
    ["anthropic", "anthropic-messages", "anthropic-text"],
    ["deepseek", "openai-chat", "mistral__mistral-text"],
    ["gemini", "gemini", "google-text"]
  ] as const)(
    "%s: %s/%s is the same document however it is cut",
    async ([name, folder, capture], { env, upstream, zenus }) => {
      const events = streamsOf(folder).find((one) => one.name === capture)?.events ?? assert.fail(capture)
      const speaker = speakerOf(name)
      const wire = { anthropic: "anthropic", deepseek: "openai", gemini: "gemini" }[name]
      const all = Buffer.concat([
        chunkedHead({ type: speaker.streamType }),
        ...events.map((event) => chunkOf(framed(wire, [event], { mark: false }))),
        ...(wire === "openai" ? [chunkOf("data: [DONE]\n\n")] : []),
        lastChunk
      ])
      const documents: Array<unknown> = []
      for (const pieces of [[all], bytewise(all), cutAt(all, 1), cutAt(all, 2)]) {
        upstream.play({ pieces, after: "keep" })
        const { exitCode, stderr, stdout } = await zenus(["complete", "--json", "--provider", name, "--", "hi"], {
          env: { ...env, ...environmentOf(speaker, upstream.url) }
        })
        assert.strictEqual(exitCode, 0, stderr)
        const document = JSON.parse(text(stdout)) as { readonly text: string; readonly attempts: ReadonlyArray<object> }
        assert.isNotEmpty(document.text)
        documents.push({ ...document, attempts: document.attempts.map((one) => ({ ...one, durationMs: 0 })) })
      }
      for (const document of documents) assert.deepStrictEqual(document, documents[0])
    }
  )
})
