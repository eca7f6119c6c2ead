/** `zenus providers` and what `zenus doctor` says of providers, against local servers that speak their list of models. */
import { spawnSync } from "node:child_process"
import { closeSync, existsSync, mkdirSync, openSync, writeFileSync } from "node:fs"
import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it as base, type RunResult, startZenus, zenusBin } from "#kit"

interface Seen {
  readonly path: string
  readonly key: string
}

interface Serve {
  /** A server whose list of models is `answer`, or that does as it is told. */
  (answer: unknown): Promise<{ readonly url: string; readonly seen: ReadonlyArray<Seen> }>
}

const it = base.extend("serve", ({}, { onCleanup }): Serve => {
  const closing: Array<() => void> = []
  onCleanup(() => {
    for (const close of closing) close()
  })
  return async (answer) => {
    const seen: Array<Seen> = []
    const listener: RequestListener = (request, response) => {
      const key = request.headers["x-api-key"] ?? request.headers.authorization ?? ""
      seen.push({ path: request.url ?? "", key: String(key) })
      if (typeof answer === "function") return void answer(request, response)
      if (typeof answer === "number") response.writeHead(answer)
      if (answer !== "silence") response.end(JSON.stringify(answer))
    }
    const server = createServer(listener).listen(0, "127.0.0.1")
    await once(server, "listening")
    closing.push(() => {
      server.closeAllConnections()
      server.close()
    })
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
  }
})

const listOf = (...ids: ReadonlyArray<string>) => ({ data: ids.map((id) => ({ id })) })
/** Where nobody listens, so that no Ollama of this machine decides a result. */
const NO_OLLAMA = { OLLAMA_HOST: "127.0.0.1:9" }

interface Row {
  readonly name: string
  readonly configured: boolean
  readonly reachable: boolean | null
  readonly healthy: boolean | null
  readonly models: ReadonlyArray<string>
  readonly why: string | null
}

const rowsOf = ({ stdout }: RunResult): ReadonlyMap<string, Row> => {
  const document = JSON.parse(String(stdout)) as { readonly providers: ReadonlyArray<Row> }
  return new Map(document.providers.map((row) => [row.name, row]))
}

const findingsOf = ({ stdout }: RunResult) =>
  JSON.parse(String(stdout)) as {
    readonly ok: boolean
    readonly findings: ReadonlyArray<{ readonly check: string; readonly status: string; readonly message: string }>
  }

describe("zenus providers", () => {
  it("names for each what is missing, opens no connection and writes nothing", async ({ home, serve, zenus }) => {
    const { url, seen } = await serve(listOf("m"))
    const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: url, OLLAMA_HOST: url }
    const result = await zenus(["providers", "--json"], { env })
    assert.strictEqual(result.exitCode, 0)
    const rows = rowsOf(result)
    assert.deepStrictEqual(
      [...rows.keys()],
      ["anthropic", "deepseek", "rules", "openai", "openrouter", "gemini", "ollama"]
    )
    for (const { reachable } of rows.values()) assert.isNull(reachable)
    assert.deepInclude(rows.get("anthropic"), { configured: true, why: null, models: ["claude-sonnet-5"] })
    assert.deepInclude(rows.get("deepseek"), { configured: false, why: "no key: set DEEPSEEK_API_KEY" })
    assert.deepStrictEqual(seen, [])
    assert.isFalse(existsSync(join(home.zenusHome, "zenus.db")))
  })

  it("asks everybody who is set up with --check, under its other name, too: models, or why there are none", async ({
    serve,
    zenus
  }) => {
    const anthropic = await serve(listOf("claude-a", "claude-b"))
    const openai = await serve(401)
    const ollama = await serve({ models: [{ name: "llama3.2:latest", model: "llama3.2:latest" }] })
    const env = {
      ANTHROPIC_API_KEY: "sk-ant-1",
      ANTHROPIC_BASE_URL: anthropic.url,
      OPENAI_API_KEY: "sk-hush-12345678",
      OPENAI_BASE_URL: `${openai.url}/v1`,
      DEEPSEEK_API_KEY: "k",
      DEEPSEEK_BASE_URL: "http://127.0.0.1:9",
      OLLAMA_HOST: ollama.url
    }
    const result = await zenus(["discover", "--check", "--json"], { env })
    assert.strictEqual(result.exitCode, 0)
    const rows = rowsOf(result)
    assert.deepInclude(rows.get("anthropic"), { reachable: true, healthy: true, models: ["claude-a", "claude-b"] })
    assert.deepInclude(rows.get("ollama"), { reachable: true, models: ["llama3.2:latest"] })
    assert.deepInclude(rows.get("deepseek"), {
      configured: true,
      reachable: false,
      healthy: false,
      why: "deepseek cannot be reached: ECONNREFUSED"
    })
    assert.match(rows.get("openai")?.why ?? "", /^openai does not accept the key \(status 401\)/)
    assert.deepInclude(rows.get("gemini"), { configured: false, reachable: null })
    assert.deepStrictEqual(anthropic.seen, [{ path: "/v1/models?limit=1000", key: "sk-ant-1" }])
    assert.deepStrictEqual(openai.seen, [{ path: "/v1/models", key: "Bearer sk-hush-12345678" }])
    assert.notInclude(String(result.stdout) + result.stderr, "hush")

    const { stdout } = await zenus(["providers", "--check"], { env })
    assert.match(String(stdout), /^1 {2}anthropic {3}answers {5}claude-a, claude-b$/m)
    assert.match(String(stdout), /^2 {2}deepseek {4}failed {6}deepseek cannot be reached: ECONNREFUSED$/m)
  })

  it("knows a provider of a person's own, and refuses names that there are not", async ({ home, serve, zenus }) => {
    const mine = await serve(listOf("big-model"))
    mkdirSync(home.zenusHome, { mode: 0o700 })
    const text = `cascade: [mine, rules]\nproviders:\n  mine:\n    baseUrl: ${mine.url}/v1\n`
    writeFileSync(join(home.zenusHome, "config.yaml"), text, { mode: 0o600 })
    const rows = rowsOf(await zenus(["providers", "--check", "--json"], { env: NO_OLLAMA }))
    assert.deepInclude(rows.get("mine"), { configured: true, reachable: true, models: ["big-model"] })
    assert.deepStrictEqual([...rows.keys()].slice(0, 2), ["mine", "rules"])

    const wrong = await zenus(["providers"], { env: { ZENUS_CASCADE: "mine,rulez" } })
    assert.strictEqual(wrong.exitCode, 2)
    assert.include(wrong.stderr, "ZENUS_CASCADE: there is no provider rulez.\n  Did you mean rules?")
    for (const args of [
      ["--provider", "minee"],
      ["--cascade", "mine,minee"]
    ]) {
      const refused = await zenus(["plan", ...args, "--", "list the files"])
      assert.strictEqual(refused.exitCode, 2)
      assert.include(refused.stderr, "Did you mean mine?")
    }
  })

  it("are passed over with a word where what was set for them cannot be used, and the rules go on", async ({
    zenus
  }) => {
    const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: "nowhere", DEEPSEEK_API_KEY: "two words" }
    const { exitCode, stderr } = await zenus(["plan", "--", "list the files"], { env })
    assert.strictEqual(exitCode, 0)
    assert.match(stderr, /^anthropic is passed over: ANTHROPIC_BASE_URL: the base URL is none/m)
    assert.match(stderr, /^deepseek is passed over: DEEPSEEK_API_KEY is no key/m)
    const alone = await zenus(["plan", "--provider", "rules", "--", "list the files"], { env })
    assert.deepStrictEqual([alone.exitCode, alone.stderr], [0, ""])
    const unset = await zenus(["plan", "--", "list the files"], { env: { ANTHROPIC_API_KEY: "" } })
    assert.deepStrictEqual([unset.exitCode, unset.stderr], [0, ""])
  })

  it("waits five seconds for one that never answers, and no longer", async ({ serve, zenus }) => {
    const silent = await serve("silence")
    const env = { ...NO_OLLAMA, ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: silent.url }
    const result = await zenus(["providers", "--check", "--json"], { env })
    assert.deepInclude(rowsOf(result).get("anthropic"), { reachable: false, why: "no answer within 5 s" })
    // No second of it is silent, outside of a terminal either.
    const said =
      result.stderr.match(/^anthropic(?:, ollama)? (?:is|are) asked for (?:its|their) models: \d s more at most$/gm) ??
      []
    assert.isAtLeast(said.length, 3, result.stderr)
    assert.isBelow(result.durationMs, 15_000)
  })
})

it("ollama is asked for a model that it has, where nobody chose one", async ({ serve, zenus }) => {
  const models = [{ name: "nomic-embed-text:latest" }, { name: "qwen3:8b" }]
  const { url } = await serve((async (request, response) => {
    if (request.url === "/api/tags") return void response.end(JSON.stringify({ models }))
    const { model } = JSON.parse(Buffer.concat(await request.toArray()).toString()) as { readonly model: string }
    if (!models.some(({ name }) => name === model)) {
      return void response.writeHead(404).end(JSON.stringify({ error: `model '${model}' not found` }))
    }
    const message = { role: "assistant", content: `from ${model}` }
    response.end(JSON.stringify({ model, message, done: true, done_reason: "stop" }))
  }) satisfies RequestListener)
  const ask = ["complete", "--provider", "ollama", "--json", "--", "hi"]
  const result = await zenus(ask, { env: { OLLAMA_HOST: url } })
  assert.strictEqual(result.exitCode, 0, result.stderr)
  assert.deepInclude(JSON.parse(String(result.stdout)), { text: "from qwen3:8b", provider: "ollama" })
})

describe("zenus doctor", () => {
  it("is content without any key, and says which to set", async ({ zenus }) => {
    const result = await zenus(["doctor", "--json"], { env: NO_OLLAMA })
    const { findings, ok } = findingsOf(result)
    assert.deepStrictEqual([result.exitCode, ok], [0, true])
    const models = findings.find(({ check }) => check === "models")
    assert.strictEqual(models?.status, "ok")
    assert.include(models?.message, "ANTHROPIC_API_KEY and DEEPSEEK_API_KEY are not set")
  })

  it("asks with the key and nothing that costs: a good one, a refused one, one that is none", async ({
    serve,
    zenus
  }) => {
    const good = await serve(listOf("claude-sonnet-5"))
    const bad = await serve(401)
    const env = {
      ...NO_OLLAMA,
      ANTHROPIC_API_KEY: "sk-ant-1\n",
      ANTHROPIC_BASE_URL: good.url,
      DEEPSEEK_API_KEY: "sk-hush-12345678",
      DEEPSEEK_BASE_URL: bad.url,
      OPENAI_API_KEY: "two words",
      GEMINI_API_KEY: "k",
      GEMINI_BASE_URL: "gemini.example"
    }
    const result = await zenus(["doctor", "--json"], { env })
    const { findings, ok } = findingsOf(result)
    assert.deepStrictEqual([result.exitCode, ok], [1, false])
    const said = (check: string) =>
      findings.filter((one) => one.check === check).map((one) => [one.status, one.message])
    assert.deepStrictEqual(said("anthropic"), [
      ["warning", "ANTHROPIC_API_KEY has blanks or a line end around the key; they are left out."],
      ["ok", "anthropic answers and takes the key: 1 model."]
    ])
    assert.strictEqual(said("deepseek")[0]?.[0], "problem")
    assert.match(said("openai")[0]?.[1] ?? "", /OPENAI_API_KEY is no key/)
    assert.match(said("gemini")[0]?.[1] ?? "", /GEMINI_BASE_URL: the base URL is none/)
    assert.deepStrictEqual(
      [...good.seen, ...bad.seen].map(({ path }) => path),
      ["/v1/models?limit=1000", "/models"]
    )
    assert.notMatch(String(result.stdout) + result.stderr, /hush|two words|sk-ant-1/)
  })
})

describe("stopped by a signal while they wait, with --json", () => {
  for (const { args, signal, code } of [
    { args: ["providers", "--check", "--json"], signal: "SIGINT", code: 130 },
    { args: ["doctor", "--json"], signal: "SIGTERM", code: 143 }
  ] as const) {
    it(`zenus ${args.join(" ")} prints one document all the same`, async ({ env, folder, serve }) => {
      const asked = Promise.withResolvers<undefined>()
      const { url } = await serve(() => asked.resolve(undefined))
      const more = { ...NO_OLLAMA, ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: url }
      const { child, finished } = startZenus({ args, cwd: folder, env: { ...env, ...more } })
      await asked.promise
      child.kill(signal)
      const { exitCode, stderr, stdout } = await finished
      assert.strictEqual(exitCode, code)
      assert.deepStrictEqual(JSON.parse(String(stdout)), {
        error: {
          tag: "Interrupted",
          message: "Stopped before there was an answer.",
          recovery: ["Ask again when you want it."]
        }
      })
      assert.notInclude(stderr, "zenus:")
    })
  }
})

it("an answer that cannot be written is said, and history is named by commands that do something", ({
  env,
  folder
}) => {
  const full = openSync("/dev/full", "w")
  const recoveryOf = (...args: ReadonlyArray<string>) => {
    const { status, stderr } = spawnSync(process.execPath, [zenusBin, ...args], {
      cwd: folder,
      env,
      encoding: "utf8",
      stdio: ["ignore", full, "pipe"]
    })
    assert.strictEqual(status, 1)
    assert.match(stderr, /The answer cannot be written: ENOSPC/)
    return /zenus history/.test(stderr)
  }
  const looks = [["costs"], ["providers"], ["plan", "--", "count files"], ["tools"]].map((args) => recoveryOf(...args))
  const acts = recoveryOf("run", "--", "count files")
  closeSync(full)
  assert.deepStrictEqual(looks, [false, false, false, false])
  assert.isTrue(acts)
})
