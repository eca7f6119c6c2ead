/**
 * The built command with keys set, against servers of this machine: a session in which one upstream after the other goes away, the
 * four protocols with a plan that is mended, what is sent and what is not, and the words of a model on a screen.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { assert, describe } from "@effect/vitest"
import { it as kit, noTerminal, onTerminal, startZenus, zenusBin } from "#kit"
import { planOf, startPlanner, type Told } from "#kit/planUpstream.ts"
import { secretSamples } from "#kit/secretSamples.ts"
import { environmentOf, speakerOf } from "#kit/upstream/speakers.ts"
import type { Received, Upstream } from "#kit/upstream/tcpUpstream.ts"
import { writeFiles } from "#kit/writeFiles.ts"

type Start = (provider: string, reply: (request: Received, nth: number) => Told) => Promise<Upstream>

const it = kit
  .extend("start", ({}, { onCleanup }): Start => {
    const started: Array<Upstream> = []
    onCleanup(async () => {
      await Promise.all(started.map((one) => one.close()))
    })
    return async (provider, reply) => {
      const upstream = await startPlanner(provider, reply)
      started.push(upstream)
      return upstream
    }
  })
  .extend("folder", ({ base }) => {
    const path = join(base, "work")
    writeFiles(path, { "a.txt": "one\ntwo\n", "b.txt": "three\n" })
    return path
  })

/** Words that no rule reads. */
const UNKNOWN = "frobnicate the quux, would you kindly"
const mkdir = (name: string): Told => planOf({ tool: "FileOps", action: "mkdir", args: { paths: [name] } })
const LOOK = planOf({ tool: "TextOps", action: "count", args: { files: { paths: ["a.txt"] }, what: ["lines"] } })
const plans = (name: string) => (_request: unknown, nth: number) => (nth === 1 ? mkdir(name) : LOOK)
const keysFor = (provider: string, upstream: Upstream) => environmentOf(speakerOf(provider), upstream.url)

interface Document {
  readonly status: string
  readonly plan: { readonly provider: string } | null
  readonly answer: string
  readonly error: { readonly tag: string; readonly message: string } | null
  readonly cost: { readonly usd: number | null; readonly inputTokens: number; readonly outputTokens: number }
}

/** A session on standard input: one request at a time, each answered before the next is sent. */
const openSession = (cwd: string, env: Readonly<Record<string, string>>) => {
  const { child, finished } = startZenus({ args: ["--json"], cwd, env, keepInput: true })
  if (child.stdout === null) throw new Error("no standard output")
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (text: string): Promise<Document> => {
      child.stdin?.write(`${text}\n`)
      const { value } = await lines.next()
      return JSON.parse(String(value))
    },
    end: async () => {
      child.stdin?.end()
      return finished
    }
  }
}

describe("a plan of a model that needs a yes where nobody can be asked", () => {
  it("is shown with the refusal, which says that --yes asks the model anew", async ({ folder, start, zenus }) => {
    const doomed = planOf({ tool: "FileOps", action: "delete", args: { files: { paths: ["b.txt"] } } })
    const upstream = await start("anthropic", () => doomed)
    const { exitCode, stderr, stdout } = await zenus(["run", "--", UNKNOWN], {
      cwd: folder,
      env: keysFor("anthropic", upstream)
    })
    assert.deepStrictEqual([exitCode, String(stdout)], [3, ""])
    assert.match(stderr, /^1 .*delete.*b\.txt/im)
    assert.match(stderr, /--yes -- "\.\.\."\. anthropic plans anew then/)
    assert.isTrue(existsSync(join(folder, "b.txt")))
    assert.strictEqual(upstream.requests.length, 1)
  })
})

describe("a session in which the upstreams go away", () => {
  it("goes on with the second, then with the rules, says so in a line each, and the next process knows", async ({
    env,
    folder,
    start,
    zenus
  }) => {
    // What the rules understand is a reading here, and so are the plans for it.
    const first = await start("anthropic", plans("by-first"))
    const second = await start("deepseek", plans("by-second"))
    const keys = { ...keysFor("anthropic", first), ...keysFor("deepseek", second) }
    const session = openSession(folder, { ...env, ...keys })
    const asked = async (text: string) => {
      const { error, plan, status } = await session.ask(text)
      return [status, plan?.provider, error?.tag]
    }
    assert.deepStrictEqual(await asked(UNKNOWN), ["done", "anthropic", undefined])
    assert.deepStrictEqual(await asked("count the lines of a.txt"), ["done", "anthropic", undefined])
    await first.close()
    assert.deepStrictEqual(await asked(UNKNOWN), ["done", "deepseek", undefined])
    assert.deepStrictEqual(await asked("count the lines of a.txt"), ["done", "deepseek", undefined])
    await second.close()
    assert.deepStrictEqual(await asked("count the lines of a.txt"), ["done", "rules", undefined])
    assert.deepStrictEqual(await asked("how many files are here?"), ["done", "rules", undefined])
    assert.deepStrictEqual(await asked(UNKNOWN), ["not-understood", "rules", "NoModelAnswered"])
    const { exitCode, stderr } = await session.end()
    assert.strictEqual(exitCode, 5)
    const lines = stderr.split("\n").filter((line) => line.endsWith(" answered."))
    assert.strictEqual(lines.length, 2, stderr)
    assert.match(lines[0] ?? "", /^anthropic (?:cannot be reached|broke off).*; deepseek answered\.$/)
    assert.match(lines[1] ?? "", /^anthropic.*; deepseek.*; the rules answered\.$/)
    // Four answers were paid, and each says what it cost.
    assert.strictEqual(stderr.match(/\$[\d.]+ · 7 in, 3 out · (?:anthropic|deepseek)\//g)?.length, 4)

    const stats = JSON.parse((await zenus(["stats", "--json"])).stdout.toString())
    const state = new Map(stats.breakers.map((one: { name: string; state: string }) => [one.name, one.state]))
    assert.deepStrictEqual([state.get("anthropic"), state.get("deepseek")], ["Open", "Open"])
    const costs = JSON.parse((await zenus(["costs", "--json"])).stdout.toString())
    assert.deepStrictEqual(
      costs.by
        .map(({ calls, inputTokens, provider }: Record<string, unknown>) => [provider, calls, inputTokens])
        .toSorted(),
      [
        ["anthropic", 2, 14],
        ["deepseek", 2, 14]
      ]
    )
    const history = JSON.parse((await zenus(["history", "--json"])).stdout.toString())
    assert.deepStrictEqual(history.entries.map(({ provider }: { provider: string }) => provider).toReversed(), [
      "anthropic",
      "anthropic",
      "deepseek",
      "deepseek",
      "rules",
      "rules",
      "rules"
    ])
    for (const name of ["by-first", "by-second"]) assert.isTrue(existsSync(join(folder, name)), name)
  })
})

describe("each protocol", () => {
  it.for(["anthropic", "deepseek", "openai", "gemini", "ollama"])(
    "carries a plan that is mended: %s",
    async (provider, { folder, start, zenus }) => {
      const upstream = await start(provider, (_request, nth) =>
        nth === 1 ? planOf({ tool: "FileOps", action: "makeFolder", args: {} }) : mkdir("mended")
      )
      const { exitCode, stdout } = await zenus(["run", "--json", "--provider", provider, "--", UNKNOWN], {
        cwd: folder,
        env: keysFor(provider, upstream)
      })
      const document: Document = JSON.parse(stdout.toString())
      assert.deepStrictEqual([exitCode, document.plan?.provider, upstream.requests.length], [0, provider, 2])
      assert.isTrue(existsSync(join(folder, "mended")))
      assert.deepStrictEqual([document.cost.inputTokens, document.cost.outputTokens], [14, 6])
      const [first, second] = upstream.requests.map(({ body }) => body)
      for (const tool of ["make_plan", "answer", "ask_back", "decline"]) assert.include(first, `"${tool}"`)
      assert.include(second, "there is no action FileOps.makeFolder in the table")
    }
  )
})

describe("an end without a deed", () => {
  it.for([
    ["show nowhere.txt", 1],
    ["delete /etc/passwd", 3]
  ] as const)(
    "says who answered instead of a provider that is gone: %s",
    async ([text, code], { folder, start, zenus }) => {
      const gone = await start("anthropic", () => "never")
      await gone.close()
      const { exitCode, stderr } = await zenus(["run", "--yes", "--", text], {
        cwd: folder,
        env: keysFor("anthropic", gone)
      })
      assert.strictEqual(exitCode, code)
      assert.match(stderr, /^anthropic cannot be reached.*; the rules answered\.$/m)
    }
  )
})

describe("one provider by name", () => {
  it("has no fallback: exit 5 where it is not there, also for what the rules understand", async ({
    folder,
    zenus,
    start
  }) => {
    const gone = await start("anthropic", () => "never")
    await gone.close()
    const { exitCode, stderr, stdout } = await zenus(
      ["run", "--json", "--provider", "anthropic", "--", "count the lines of a.txt"],
      { cwd: folder, env: keysFor("anthropic", gone) }
    )
    const { error, status }: Document = JSON.parse(stdout.toString())
    assert.deepStrictEqual([exitCode, status, error?.tag], [5, "not-understood", "NoModelAnswered"])
    assert.include(stderr, "anthropic cannot be reached")
    const { entries } = JSON.parse((await zenus(["history", "--json"])).stdout.toString())
    assert.deepStrictEqual([entries[0].provider, entries[0].status], ["anthropic", "not-understood"])
  })

  it("and a model that nobody knows is wrong usage", async ({ folder, zenus, start }) => {
    const upstream = await start("anthropic", () => mkdir("x"))
    const { exitCode, stdout } = await zenus(["run", "--json", "--model", "nonsense", "--", UNKNOWN], {
      cwd: folder,
      env: keysFor("anthropic", upstream)
    })
    const { error, status }: Document = JSON.parse(stdout.toString())
    assert.deepStrictEqual([exitCode, status, error?.tag], [2, "failed", "ModelNameUnknown"])
    assert.strictEqual(upstream.connections(), 0)
  })

  it("rules opens no connection", async ({ folder, zenus, start }) => {
    const upstream = await start("anthropic", () => mkdir("x"))
    const { exitCode } = await zenus(["run", "--provider", "rules", "--", "count the lines of a.txt"], {
      cwd: folder,
      env: keysFor("anthropic", upstream)
    })
    assert.deepStrictEqual([exitCode, upstream.connections()], [0, 0])
  })
})

/** A text of one line as it stands in a JSON document. */
const whole = (text: string): string => JSON.stringify(text.replaceAll("\n", " ")).slice(1, -1)

describe("what is sent", () => {
  it("holds no secret of the request, of names, or of the environment", async ({ folder, zenus, start }) => {
    const upstream = await start("anthropic", () => ["answer", { text: "ok" }])
    // In a name stand those that show by themselves what they are.
    const named = secretSamples.filter(({ secret, text }) => secret === text && secret.length < 200)
    writeFiles(folder, Object.fromEntries(named.map(({ secret }, at) => [`${at} ${secret}.txt`, ""])))
    writeFiles(folder, { ".env": "A=1", id_rsa: "", "server.pem": "", ".ssh/config": "", "told.txt": "" })
    const env = { ...keysFor("anthropic", upstream), DEEPSEEK_API_KEY: "plainwords-in-use-elsewhere" }
    const text = secretSamples.map((sample) => sample.text.replaceAll("\n", " ")).join(" and ")
    const { exitCode } = await zenus(["run", "--", `${UNKNOWN} ${text} plainwords-in-use-elsewhere`], {
      cwd: folder,
      env
    })
    assert.strictEqual(exitCode, 0)
    const sent = upstream.requests.map(({ body, path }) => `${path} ${body}`).join("\n")
    assert.include(sent, "told.txt")
    assert.deepStrictEqual(
      secretSamples.filter(({ secret }) => sent.includes(whole(secret))).map(({ what }) => what),
      []
    )
    assert.isAbove(named.length, 10)
    for (const name of ["plainwords-in-use-elsewhere", '".env"', "id_rsa", "server.pem", '".ssh/"'])
      assert.notInclude(sent, name)
  })
})

describe("the configuration", () => {
  it("keeps what the rules are sure of, and names that nobody is to know, from models", async ({
    folder,
    home,
    start,
    zenus
  }) => {
    writeFiles(home.zenusHome, {
      "config.yaml": "planner:\n  rulesFirst: true\nsafety:\n  neverRead: [plans-for-*]\n"
    })
    writeFiles(folder, { "plans-for-the-party.txt": "" })
    const upstream = await start("anthropic", () => ["answer", { text: "ok" }])
    const options = { cwd: folder, env: keysFor("anthropic", upstream) }
    const known = await zenus(["run", "--", "count the lines of a.txt"], options)
    assert.deepStrictEqual([known.stdout.toString(), upstream.connections()], ["2\n", 0])
    const unknown = await zenus(["run", "--", UNKNOWN], options)
    assert.deepStrictEqual([unknown.exitCode, unknown.stdout.toString(), upstream.requests.length], [0, "ok\n", 1])
    assert.include(upstream.requests[0]?.body, "a.txt")
    assert.notInclude(upstream.requests[0]?.body, "plans-for")
  })
})

describe("the words of a model", () => {
  it("go out unchanged in a pipe", async ({ folder, start, zenus }) => {
    const upstream = await start("anthropic", () => ["answer", { text: "a\u001b[2Jb\nsecond" }])
    const { exitCode, stdout } = await zenus(["run", "--", UNKNOWN], {
      cwd: folder,
      env: keysFor("anthropic", upstream)
    })
    assert.deepStrictEqual([exitCode, stdout.toString()], [0, "a\u001b[2Jb\nsecond\n"])
  })

  it.skipIf(noTerminal !== null)("never reach a terminal as orders", async ({ env, folder, start }) => {
    const upstream = await start("anthropic", () => ["answer", { text: "a\u001b[2Jb\u202e" }])
    const { screen } = await onTerminal({
      argv: [process.execPath, zenusBin, "run", "--", UNKNOWN],
      cwd: folder,
      env: { ...env, ...keysFor("anthropic", upstream) },
      keys: []
    })
    assert.include(screen, "a\\e[2Jb\\u{202e}")
    assert.notInclude(screen, "\u001b[2Jb")
  })

  it("are a plan document with an answer in zenus plan", async ({ folder, start, zenus }) => {
    const upstream = await start("anthropic", () => ["answer", { text: "Paris." }])
    const { stdout } = await zenus(["plan", "--json", "--", UNKNOWN], {
      cwd: folder,
      env: keysFor("anthropic", upstream)
    })
    const { answer, provider, status, steps } = JSON.parse(stdout.toString())
    assert.deepStrictEqual([answer, provider, status, steps], ["Paris.", "anthropic", "planned", []])
  })
})
