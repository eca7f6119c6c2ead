/** The dashboard and the orders a person gives, by the built command: what one process says the next one knows. */
import { existsSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { openSqliteStore } from "@zenus/core/node"
import { it, noTerminal, onTerminal, startZenus, zenusBin } from "#kit"

interface Document {
  readonly breakers: ReadonlyArray<{
    readonly name: string
    readonly state: string
    readonly why: string | null
    readonly coveredBy: string | null
    readonly since: string
    readonly retryInMs: number | null
    readonly transitions: ReadonlyArray<{ readonly from: string; readonly to: string; readonly why: string }>
  }>
  readonly limits: ReadonlyArray<Readonly<Record<string, unknown>>>
  readonly retryBudgets: ReadonlyArray<{
    readonly name: string
    readonly balance: number
    readonly granted: number
    readonly refused: number
  }>
}
const documentOf = (stdout: Buffer): Document => JSON.parse(stdout.toString("utf8"))

/** Rows as a process has left them: an open circuit with a minute to go, a budget, and a limit. */
const seed = (home: string, name = "openai"): void => {
  const store = openSqliteStore({ file: join(home, "zenus.db"), create: true })
  const at = Date.now()
  const put = "INSERT OR REPLACE INTO resilience_row (kind, name, state) VALUES (?, ?, ?)"
  const transitions = [{ at, from: "Closed", to: "Open", why: "3 failures in a row" }]
  const times = { openedAt: at, remainingMs: 60_000, lastOpenMs: 60_000, resetInMs: 0, retryInMs: 0 }
  const past = { ...times, openings: 1, successes: 0, why: "3 failures in a row", transitions }
  const counts = { rejected: 4, streak: 0, calls: 0, failures: 0, tallies: [] }
  const circuit = {
    version: 1,
    at,
    state: "Open",
    since: at,
    lastError: "HTTP 503",
    ...counts,
    past,
    history: [[at, 1]]
  }
  store?.run(put, ["breaker", JSON.stringify(name), JSON.stringify(circuit)])
  const budget = { kind: "successes", at, granted: 2, refused: 1, amount: 8_000, remainingMs: 0 }
  store?.run(put, ["budget", JSON.stringify(name), JSON.stringify(budget)])
  const limit = { version: 1, at, places: 7, requests: null, tokens: null, admitted: 40, queued: 3, rejected: 2 }
  store?.run(put, ["concurrencyLimit", JSON.stringify(name), JSON.stringify({ ...limit, history: [[at, 40, 2, 7]] })])
  store?.close()
}

describe("zenus stats", () => {
  it("says that nothing is known, and makes no file by looking", async ({ zenus, home }) => {
    for (const args of [
      ["stats"],
      ["stats", "--json"],
      ["stats", "--prometheus"],
      ["stats", "reset"],
      ["breaker", "close", "openai"]
    ]) {
      const { exitCode, stderr } = await zenus(args)
      assert.strictEqual(exitCode, 0, stderr)
    }
    assert.isFalse(existsSync(join(home.zenusHome, "zenus.db")))
    assert.deepStrictEqual(documentOf((await zenus(["stats", "--json"])).stdout).breakers, [])
    assert.deepStrictEqual(
      existsSync(home.zenusHome) ? readdirSync(home.zenusHome).filter((name) => name !== "cache") : [],
      []
    )
  })

  it("shows the same figures in every form, and changes nothing", async ({ zenus, home }) => {
    seed(home.zenusHome)
    const { breakers, limits, retryBudgets } = documentOf((await zenus(["stats", "--json"])).stdout)
    assert.deepInclude(breakers[0], { name: "openai", state: "Open", why: "3 failures in a row" })
    assert.isAtMost(breakers[0]?.retryInMs ?? Infinity, 60_000)
    assert.isAbove(breakers[0]?.retryInMs ?? 0, 30_000)
    assert.deepInclude(retryBudgets[0], { name: "openai", balance: 8, granted: 2, refused: 1 })
    assert.deepInclude(limits[0], {
      name: "openai",
      kind: "concurrencyLimit",
      limit: 7,
      admitted: 40,
      queued: 3,
      rejected: 2
    })
    const table = (await zenus(["stats"])).stdout.toString("utf8")
    for (const part of [
      /openai\s+open\s+in \d+ s/,
      /3 failures in a row/,
      /8 of 10\s+2\s+1/,
      /HTTP 503/,
      /7 at once\s+40\s+3\s+2/
    ])
      assert.match(table, part)
    const prometheus = (await zenus(["stats", "--prometheus"])).stdout.toString("utf8")
    assert.include(prometheus, 'zenus_breaker_rejections_total{zenus_breaker_name="openai"} 4\n')
    assert.include(prometheus, 'zenus_retry_budget_balance{zenus_retry_budget_name="openai"} 8\n')
    assert.include(
      prometheus,
      'zenus_limit_queued_total{zenus_limit_name="openai",zenus_limit_kind="concurrencyLimit"} 3\n'
    )
    const later = documentOf((await zenus(["stats", "--json"])).stdout)
    assert.deepStrictEqual(
      later.breakers.map((one) => ({ ...one, retryInMs: 0 })),
      breakers.map((one) => ({ ...one, retryInMs: 0 }))
    )
  })

  it("forgets one name or all, and says how much", async ({ zenus, home }) => {
    seed(home.zenusHome)
    assert.strictEqual((await zenus(["stats", "reset", "opnai"])).exitCode, 2)
    assert.strictEqual((await zenus(["stats", "reset", "deepseek", "--json"])).stdout.toString(), '{"forgotten":0}\n')
    assert.strictEqual((await zenus(["stats", "reset", "openai", "--json"])).stdout.toString(), '{"forgotten":3}\n')
    assert.deepStrictEqual(documentOf((await zenus(["stats", "--json"])).stdout).breakers, [])
  })

  it("says how many rows cannot be read, until all is forgotten", async ({ zenus, home }) => {
    seed(home.zenusHome)
    const store = openSqliteStore({ file: join(home.zenusHome, "zenus.db"), create: true })
    store?.run("INSERT INTO resilience_order (breaker, wish, reason, at) VALUES ('openai', 'burn', '', 1)")
    store?.run("INSERT INTO resilience_row (kind, name, state) VALUES ('bulkhead', '\"x\"', '{\"version\":7}')")
    store?.close()
    await zenus(["breaker", "isolate", "deepseek"])
    assert.match((await zenus(["stats"])).stderr, /2 rows could not be read and are left out/)
    const { stderr } = await zenus(["stats", "reset"])
    assert.match(stderr, /deepseek stays isolated/)
    assert.notMatch((await zenus(["stats"])).stderr, /could not be read/)
    const { breakers } = documentOf((await zenus(["stats", "--json"])).stdout)
    assert.deepStrictEqual(
      breakers.map(({ name, state }) => [name, state]),
      [["deepseek", "Isolated"]]
    )
  })

  it.for([
    [["stats", "--json", "--prometheus"], /two forms/],
    [["stats", "--watch", "--prometheus"], /without --watch/],
    [["stats", "reset", "--watch"], /takes no --watch/],
    [["stats", "everything"], /there is no everything/],
    [["breaker", "isolate"], /needs isolate NAME/],
    [["breaker", "open", "openai"], /there is no open/],
    [["breaker", "close", "openai", "now"], /takes one name/],
    [["breaker", "isolate", "depseek"], /Did you mean deepseek/]
  ] as const)("refuses %j", async ([args, why], { zenus, home }) => {
    const { exitCode, stderr } = await zenus(args)
    assert.strictEqual(exitCode, 2, stderr)
    assert.match(stderr, why)
    assert.isFalse(existsSync(join(home.zenusHome, "zenus.db")))
  })
})

describe("19: zenus breaker", () => {
  it("isolates a provider before its first call until it is closed, in every later process", async ({ zenus }) => {
    assert.strictEqual((await zenus(["breaker", "isolate", "deepseek", "too", "slow"])).exitCode, 0)
    const [isolated] = documentOf((await zenus(["stats", "--json"])).stdout).breakers
    assert.deepInclude(isolated, { name: "deepseek", state: "Isolated", why: "too slow" })
    assert.closeTo(Date.parse(isolated?.since ?? ""), Date.now(), 60_000)
    assert.match((await zenus(["stats"])).stdout.toString(), /deepseek: isolated since .*, too slow/)
    const closed = await zenus(["breaker", "close", "deepseek", "--json"])
    assert.deepInclude(JSON.parse(closed.stdout.toString()), { breaker: "deepseek", state: "Closed" })
    const [after] = documentOf((await zenus(["stats", "--json"])).stdout).breakers
    assert.deepInclude(after, { name: "deepseek", state: "Closed", why: null })
  })

  it("closes an open circuit; models of a provider have circuits of their own", async ({ zenus, home }) => {
    seed(home.zenusHome)
    assert.strictEqual((await zenus(["breaker", "isolate", "openai/gpt-5"])).exitCode, 0)
    assert.strictEqual((await zenus(["breaker", "close", "openai"])).exitCode, 0)
    const { breakers } = documentOf((await zenus(["stats", "--json"])).stdout)
    assert.deepStrictEqual(
      breakers.map(({ name, state, why }) => [name, state, why]),
      [
        ["openai", "Closed", null],
        ["openai/gpt-5", "Isolated", "by hand"]
      ]
    )
    assert.deepInclude(breakers[0]?.transitions.at(-1), { from: "Open", to: "Closed", why: "closed by hand" })
  })
})

describe("19: a provider that is isolated", () => {
  it("is so with its models: their rows say by whom, and closing one of them does not help", async ({
    zenus,
    home
  }) => {
    const model = "deepseek/deepseek-chat"
    seed(home.zenusHome, model)
    const isolated = await zenus(["breaker", "isolate", "deepseek"])
    assert.match(isolated.stderr, /no call goes there, nor to its models, until zenus breaker close deepseek/)
    const { breakers } = documentOf((await zenus(["stats", "--json"])).stdout)
    assert.deepStrictEqual(
      breakers.map(({ coveredBy, name, retryInMs, state, why }) => [name, state, why, retryInMs, coveredBy]),
      [
        ["deepseek", "Isolated", "by hand", null, null],
        [model, "Isolated", "by hand", null, "deepseek"]
      ]
    )
    assert.match((await zenus(["stats"])).stdout.toString(), /deepseek-chat: isolated by deepseek since .*, by hand/)
    const closed = await zenus(["breaker", "close", model])
    assert.match(closed.stderr, /But deepseek is isolated, and no call goes there until zenus breaker close deepseek/)
    const again = await zenus(["breaker", "close", "deepseek/other", "--json"])
    assert.deepInclude(JSON.parse(again.stdout.toString()), { state: "Closed", coveredBy: "deepseek" })
    assert.strictEqual((await zenus(["breaker", "close", "deepseek"])).exitCode, 0)
    const after = documentOf((await zenus(["stats", "--json"])).stdout).breakers
    assert.deepStrictEqual(
      after.map(({ coveredBy, state }) => [state, coveredBy]),
      [
        ["Closed", null],
        ["Closed", null]
      ]
    )
    // What makes no call goes on, and it is not said that it does not.
    assert.match((await zenus(["breaker", "isolate", "rules"])).stderr, /goes on planning all the same/)
    assert.strictEqual((await zenus(["breaker", "close", "rules"])).exitCode, 0)
  })
})

describe("zenus stats --watch", () => {
  it("in a pipe prints a line for each change, and ends with its reader", async ({ env, folder, zenus }) => {
    const { child, finished } = startZenus({ args: ["stats", "--watch", "--json"], cwd: folder, env })
    const lines: Array<string> = []
    const line = (count: number) =>
      new Promise<void>((resolve) => {
        const look = (): void => {
          if (lines.length >= count) resolve()
          else child.stdout?.once("data", look)
        }
        look()
      })
    child.stdout?.on("data", (data: Buffer) => lines.push(...data.toString("utf8").trim().split("\n")))
    await line(1)
    await zenus(["breaker", "isolate", "gemini"])
    await line(2)
    assert.lengthOf(lines, 2)
    assert.deepStrictEqual(documentOf(Buffer.from(lines[0] ?? "")).breakers, [])
    assert.deepInclude(documentOf(Buffer.from(lines[1] ?? "")).breakers[0], { name: "gemini", state: "Isolated" })
    child.stdout?.destroy()
    await zenus(["breaker", "close", "gemini"])
    assert.strictEqual((await finished).exitCode, 0)
  })

  const terminal = noTerminal === null ? it : it.skip

  terminal.for([
    ["q", "q", 0],
    ["Ctrl+C", "\u0003", 130]
  ] as const)(
    "on a terminal redraws in place until %s, and leaves the cursor",
    async ([, key, code], { env, folder, home }) => {
      seed(home.zenusHome)
      const { exitCode, screen } = await onTerminal({
        argv: [process.execPath, zenusBin, "stats", "--watch"],
        cwd: folder,
        env,
        // After the second frame: its seconds are others.
        keys: [
          { after: /q ends/, send: "x" },
          // oxlint-disable-next-line no-control-regex -- a whole frame, and not the end of the first one
          { after: /\u001b\[\?2026h[^]*\u001b\[\?2026l/, send: key }
        ]
      })
      assert.strictEqual(exitCode, code, screen)
      assert.isTrue(screen.endsWith("\u001b[?7h\u001b[?25h"), JSON.stringify(screen.slice(-60)))
      assert.notInclude(screen, "\u001b[?1049h")
      const frames = screen.split("\u001b[?2026h").slice(1)
      assert.isAtLeast(frames.length, 2)
      assert.include(frames[0], "3 failures in a row")
      // What stays the same is not sent again.
      assert.notInclude(frames[1], "Circuit")
      assert.notInclude(frames[1], "3 failures in a row")
      assert.match(frames[1] ?? "", /q ends/)
      for (const frame of frames) assert.include(frame, "\u001b[?2026l")
    }
  )

  terminal(
    "prints one table a change instead where nothing is to move, and ends by Ctrl+C",
    async ({ env, folder, home }) => {
      seed(home.zenusHome)
      writeFileSync(join(home.zenusHome, "config.yaml"), "ui:\n  motion: off\n", { mode: 0o600 })
      const { exitCode, screen } = await onTerminal({
        argv: [process.execPath, zenusBin, "stats", "--watch"],
        cwd: folder,
        env,
        keys: [{ after: /8 of 10/, send: "\u0003" }]
      })
      assert.strictEqual(exitCode, 130, screen)
      assert.notInclude(screen, "\u001b[?2026h")
      assert.notInclude(screen, "\u001b[?25l")
      assert.include(screen, "3 failures in a row")
    }
  )
})
