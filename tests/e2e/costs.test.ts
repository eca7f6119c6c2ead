/**
 * What one process spent and met, as the next one shows it: costs, limits, alerts and the providers of the dashboard, by the built command
 * against servers of this machine.
 */
import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { cacheMigrations } from "@zenus/core/models"
import { openSqliteStore } from "@zenus/core/node"
import { it as kit, type RunResult, startZenus } from "#kit"
import { startPlanner, tellScript } from "#kit/planUpstream.ts"
import { environmentOf, speakerOf } from "#kit/upstream/speakers.ts"
import { type Script, startTcpUpstream, type Upstream } from "#kit/upstream/tcpUpstream.ts"

type Start = (provider: string, script?: Script) => Promise<Upstream>

const it = kit.extend("start", ({}, { onCleanup }): Start => {
  const started: Array<Upstream> = []
  onCleanup(async () => {
    await Promise.all(started.map((one) => one.close()))
  })
  return async (provider, script) => {
    const upstream =
      script === undefined ? await startPlanner(provider, () => "a short answer") : await startTcpUpstream(() => script)
    started.push(upstream)
    return upstream
  }
})

const keysFor = (provider: string, upstream: Upstream) => environmentOf(speakerOf(provider), upstream.url)
const documentOf = ({ stdout }: RunResult) => JSON.parse(stdout.toString("utf8"))

/** A price at which the seven tokens in and three out of every answer here cost 1 cent. */
const PRICES = "prices: [{ provider: anthropic, model: claude*, input: 1000, output: 1000 }]"

const configure = (zenusHome: string, text: string): void => {
  mkdirSync(zenusHome, { recursive: true })
  writeFileSync(join(zenusHome, "config.yaml"), text)
}

describe("zenus costs", () => {
  it("says that nothing was spent, in both forms, and makes no file by looking", async ({ home, zenus }) => {
    const text = await zenus(["costs"])
    assert.strictEqual(text.exitCode, 0, text.stderr)
    assert.match(text.stdout.toString(), /^Nothing was asked .*\n\nNo limit is set/)
    const { by, forecast, limits, total } = documentOf(await zenus(["costs", "--json", "--since", "7d"]))
    assert.deepStrictEqual([by, limits, forecast], [[], [], { monthUsd: 0, confidence: 0, unpricedCalls: 0 }])
    assert.deepStrictEqual(total, { usd: 0, calls: 0, inputTokens: 0, outputTokens: 0, unpricedCalls: 0 })
    assert.isFalse(existsSync(join(home.zenusHome, "zenus.db")))
  })

  it("refuses a time that is none, and shows what it can beside a configuration that is wrong", async ({
    home,
    zenus
  }) => {
    const wrong = await zenus(["costs", "--since", "soon"])
    assert.strictEqual(wrong.exitCode, 2)
    assert.match(wrong.stderr, /--since: soon is no length/)
    configure(home.zenusHome, "costs: { limits: { day: much } }\n")
    const { exitCode, stderr, stdout } = await zenus(["costs"])
    assert.strictEqual(exitCode, 0)
    assert.match(stdout.toString(), /^Nothing was asked/)
    assert.match(stderr, /costs\.limits\.day/)
    assert.match(stderr, /The limits are not known/)
  })

  it("refuses before a call what a limit has no room for, and adds up what other processes paid", async ({
    home,
    start,
    zenus
  }) => {
    configure(home.zenusHome, `costs:\n  limits: { day: 0.05 }\n  ${PRICES}\n`)
    // The most that a call may cost is held before it: 4 dollars, for a long answer.
    const anthropic = await start("anthropic")
    const env = keysFor("anthropic", anthropic)
    const refused = await zenus(["complete", "--json", "--provider", "anthropic", "--", "hello"], { env })
    assert.strictEqual(refused.exitCode, 5)
    assert.match(refused.stderr, /A paid call of up to \$4\.10 was not made/)
    assert.strictEqual(anthropic.requests.length, 0)
    // One call that is too large stops no others.
    assert.notInclude(refused.stderr, "Costs:")
    const room = async () => {
      const [limit] = documentOf(await zenus(["costs", "--json"], { env })).limits
      return [limit.state, limit.noRoomFor?.usd ?? null]
    }
    // 4,096 tokens of an answer at a thousand dollars a million.
    assert.deepStrictEqual(await room(), ["no-room", 4.096])

    configure(home.zenusHome, `costs:\n  limits: { day: 5 }\n  ${PRICES}\n`)
    const paid = await zenus(["complete", "--provider", "anthropic", "--", "hello"], { env })
    assert.strictEqual(paid.exitCode, 0, paid.stderr)
    const first = documentOf(await zenus(["costs", "--json"]))
    assert.deepInclude(first.by[0], { provider: "anthropic", usd: 0.01, calls: 1, inputTokens: 7, outputTokens: 3 })
    assert.deepInclude(first.limits[0], { window: "day", limitUsd: 5, spentUsd: 0.01, heldUsd: 0, state: "ok" })
    assert.deepStrictEqual(first.alerts, [])

    const [planState, planUsd] = await room()
    assert.strictEqual(planState, "no-plan")
    assert.isAbove(planUsd, 5)
    configure(home.zenusHome, `costs:\n  limits: { day: 100 }\n  ${PRICES}\n`)
    assert.deepStrictEqual(await room(), ["ok", null])
    configure(home.zenusHome, `costs:\n  limits: { day: 5 }\n  ${PRICES}\n`)

    const text = (await zenus(["costs"])).stdout.toString()
    assert.match(text, /^anthropic +claude-sonnet-\S+ +\$0\.01 +1 +7 +3$/m)
    assert.match(text, /^day +-{20} {2}\$0\.01 of \$5 \(0%\) +ok/m)
  })

  it("tells each alert in one line, once, to who caused it, and lists them all", async ({ home, start, zenus }) => {
    // Seven tokens in are $2.80; two are what the question is guessed at.
    const prices = "prices: [{ provider: anthropic, model: claude*, input: 400000, output: 1 }]"
    configure(home.zenusHome, `costs:\n  limits: { day: 5 }\n  ${prices}\n`)
    const env = keysFor("anthropic", await start("anthropic"))
    const alerts = async (): Promise<ReadonlyArray<string>> => {
      const { stderr } = await zenus(["complete", "--provider", "anthropic", "--", "hello"], { env })
      return stderr.split("\n").filter((line) => line.startsWith("Costs:"))
    }
    assert.deepStrictEqual(await alerts(), [
      "Costs: $2.80 of $5 a day are spent (50% and more); zenus costs tells more."
    ])
    assert.deepStrictEqual(await alerts(), [
      "Costs: $5.60 of $5 a day are spent: paid calls stop for the rest of the day."
    ])
    assert.deepStrictEqual(await alerts(), [])
    const report = documentOf(await zenus(["costs", "--json"]))
    assert.deepStrictEqual(
      report.alerts.map(({ level }: { readonly level: string }) => level),
      ["50%", "75%", "90%", "stop"]
    )
    assert.deepInclude(report.limits[0], { spentUsd: 5.600006, state: "stopped" })
    assert.match((await zenus(["costs"])).stdout.toString(), /paid calls stop +\d{4}-/)
  })
})

describe("processes that start together", () => {
  it("cannot overspend together: as many are let in as there is money for, also when they are killed", async ({
    env,
    folder,
    home,
    start,
    zenus
  }) => {
    // Held for each: $4.10 for the longest answer. Two fit below $9.50.
    configure(home.zenusHome, `costs:\n  limits: { day: 10 }\n  ${PRICES}\n`)
    const upstream = await start("anthropic", { pieces: [], after: "hang" })
    const keys = keysFor("anthropic", upstream)
    const args = ["complete", "--json", "--provider", "anthropic", "--", "hello"]
    const running = Array.from({ length: 5 }, () => startZenus({ args, cwd: folder, env: { ...env, ...keys } }))
    const refused: Array<RunResult> = []
    const three = Promise.withResolvers<void>()
    const ended = (result: RunResult): void => {
      if (refused.push(result) === 3) three.resolve()
    }
    for (const { finished } of running) void finished.then(ended)
    await three.promise
    for (const { exitCode, stderr } of refused) {
      assert.strictEqual(exitCode, 5)
      assert.match(stderr, /\$8\.20 held for other calls/)
    }
    for (const { child } of running) child.kill("SIGKILL")
    await Promise.all(running.map(({ finished }) => finished))
    assert.isAtMost(upstream.requests.length, 2)
    // Nobody knows whether the two that were killed are on the bill.
    const { limits, total } = documentOf(await zenus(["costs", "--json"]))
    assert.deepInclude(total, { usd: null, calls: 2, unpricedCalls: 2 })
    assert.isAbove(limits[0].heldUsd, 8)
    assert.strictEqual((await zenus(args, { env: keys })).exitCode, 5)
  })
})

describe("zenus stats", () => {
  it("shows in the next process how providers have been doing, and the cascade", async ({ start, zenus }) => {
    const anthropic = await start("anthropic", { pieces: [], after: "reset" })
    const deepseek = await start("deepseek", tellScript("deepseek", "here"))
    const env = { ...keysFor("anthropic", anthropic), ...keysFor("deepseek", deepseek) }
    const answered = await zenus(["complete", "--", "hello"], { env })
    assert.strictEqual(answered.exitCode, 0, answered.stderr)
    const { cascades, providers } = documentOf(await zenus(["stats", "--json"]))
    const byName = new Map<string, Record<string, unknown>>(
      providers.map((one: { readonly name: string }) => [one.name, one])
    )
    assert.deepInclude(byName.get("deepseek"), {
      healthy: true,
      successRate: 1,
      lastError: null,
      calls: 1,
      failures: 0
    })
    assert.isNumber(byName.get("deepseek")?.["p50Ms"])
    assert.deepInclude(byName.get("anthropic"), { successRate: 0, p50Ms: null })
    assert.match(String(byName.get("anthropic")?.["lastError"]), /^anthropic /)
    const models = cascades.find(({ name }: { readonly name: string }) => name === "models")
    assert.deepStrictEqual(
      models.options.map(({ name, successes }: { name: string; successes: number }) => [name, successes]),
      [
        ["anthropic", 0],
        ["deepseek", 1]
      ]
    )
    const table = (await zenus(["stats"])).stdout.toString()
    assert.match(table, /^Provider +Model +Health +Good/m)
    assert.match(table, /^deepseek +\S+ +healthy +100%/m)
    const metrics = (await zenus(["stats", "--prometheus"])).stdout.toString()
    assert.match(metrics, /^zenus_provider_health\{zenus_provider_name="deepseek",zenus_provider_model="[^"]+"\} 0$/m)

    const { stdout } = await zenus(["stats", "reset", "deepseek", "--json"])
    assert.isAtLeast(documentOf({ stdout } as RunResult).forgotten, 1)
    const left = documentOf(await zenus(["stats", "--json"])).providers
    assert.notInclude(
      left.map(({ name }: { readonly name: string }) => name),
      "deepseek"
    )
  })

  it("turns every provider away before its first call when a person says so, also one of their own", async ({
    home,
    start,
    zenus
  }) => {
    for (const name of ["anthropic", "deepseek", "openai", "openrouter", "gemini", "ollama", "rules"]) {
      assert.strictEqual((await zenus(["breaker", "isolate", name])).exitCode, 0, name)
    }
    assert.strictEqual((await zenus(["breaker", "isolate", "mine"])).exitCode, 2)
    configure(home.zenusHome, "providers: { mine: { baseUrl: 'http://127.0.0.1:9/v1', model: big } }\n")
    assert.strictEqual((await zenus(["breaker", "isolate", "mine/big"])).exitCode, 0)
    const deepseek = await start("deepseek")
    const refused = await zenus(["complete", "--json", "--", "hello"], { env: keysFor("deepseek", deepseek) })
    assert.strictEqual(refused.exitCode, 5)
    assert.match(refused.stderr, /deepseek.*isolated/)
    assert.strictEqual(deepseek.requests.length, 0)
    await zenus(["breaker", "close", "deepseek"])
    const again = await zenus(["complete", "--json", "--", "hello"], { env: keysFor("deepseek", deepseek) })
    assert.strictEqual(again.exitCode, 0, again.stderr)
  })
})

describe("zenus complete --cache", () => {
  it("gives the answer of the process before without asking, and an older one only where nobody answers", async ({
    home,
    start,
    zenus
  }) => {
    const upstream = await start("deepseek")
    const env = keysFor("deepseek", upstream)
    const ask = (...flags: ReadonlyArray<string>) => zenus(["complete", "--json", ...flags, "--", "hello"], { env })
    const first = documentOf(await ask("--cache"))
    assert.deepInclude(first, { text: "a short answer", cached: "no" })
    const kept = documentOf(await ask("--cache"))
    assert.deepInclude(kept, {
      text: first.text,
      provider: "deepseek",
      cached: "fresh",
      attempts: [],
      cost: { usd: 0 }
    })
    assert.strictEqual(documentOf(await ask()).cached, "no")
    assert.strictEqual(upstream.requests.length, 2)
    assert.strictEqual(documentOf(await zenus(["costs", "--json"])).total.calls, 2)
    assert.strictEqual(statSync(join(home.zenusHome, "cache", "answers.db")).mode & 0o777, 0o600)

    const text = await zenus(["complete", "--cache", "--", "hello"], { env })
    assert.strictEqual(text.stdout.toString(), "a short answer\n")
    assert.include(text.stderr, "This answer was kept: nobody was asked, and nothing was paid.")

    const file = join(home.zenusHome, "cache", "answers.db")
    const answers = openSqliteStore({ file, migrations: cacheMigrations, create: false })
    answers?.run("INSERT INTO cache_answer (key, at, used, bytes, answer) VALUES ('old', 1, 1, 1, '{}')")
    answers?.close()
    const other = await zenus(["complete", "--json", "--cache", "--", "hello again"], { env })
    assert.strictEqual(other.exitCode, 0)
    const { entries } = documentOf(await zenus(["history", "--json"]))
    assert.lengthOf(entries, 1)
    assert.deepInclude(entries[0], {
      request: "Remove kept answers: 1 older than 30d",
      status: "done",
      provider: "zenus",
      steps: [],
      undoable: false
    })

    await upstream.close()
    const store = openSqliteStore({ file, migrations: cacheMigrations, create: false })
    store?.run("UPDATE cache_answer SET at = at - ?", [2 * 86_400_000])
    store?.close()
    assert.strictEqual((await ask("--cache")).exitCode, 5)
    const stale = await zenus(["complete", "--stale", "--", "hello"], { env })
    assert.deepStrictEqual([stale.exitCode, stale.stdout.toString()], [0, "a short answer\n"])
    assert.match(
      stale.stderr,
      /^Nobody answered now, so this is an older answer that was kept\. deepseek.*(?:circuit is open|ECONNREFUSED)/m
    )
    const tried = documentOf(await ask("--stale"))
    assert.deepInclude(tried, { text: "a short answer", cached: "stale" })
    // By now its circuit may be open: it is told all the same.
    assert.deepStrictEqual(
      tried.attempts.map(({ outcome, provider }: { readonly outcome: string; readonly provider: string }) => [
        provider,
        outcome === "answered"
      ]),
      [
        ["anthropic", false],
        ["deepseek", false],
        ["rules", false]
      ]
    )
  })
})
