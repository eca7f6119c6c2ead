/**
 * Keys are set and the network is gone, in three ways: refused, a name that nobody knows, and packets that are dropped. What the rules
 * understand is answered all the same and in time; what they do not, fails in time; and no second of it is silent.
 */
import { assert, describe } from "@effect/vitest"
import { it as kit, noTerminal, onTerminal, startZenus, zenusBin } from "#kit"
import { startNeverAccepts } from "#kit/neverAccepts.ts"
import { takeClosedPort } from "#kit/upstream/tcpUpstream.ts"
import { writeFiles } from "#kit/writeFiles.ts"

interface Gone {
  readonly urls: readonly [anthropic: string, deepseek: string]
  readonly close: () => Promise<void>
}

const it = kit
  .extend("folder", ({ sampleFiles }) => {
    writeFiles(sampleFiles, { "three.txt": "one\ntwo\nthree\n" })
    return sampleFiles
  })
  /** The keys and addresses of both providers, none of which is there; gone again with the test. */
  .extend("keysOf", ({}, { onCleanup }) => {
    const made: Array<Gone> = []
    onCleanup(async () => {
      await Promise.all(made.map(({ close }) => close()))
    })
    return async (makeGone: () => Promise<Gone>): Promise<Readonly<Record<string, string>>> => {
      const gone = await makeGone()
      made.push(gone)
      const [anthropic, deepseek] = gone.urls
      return {
        ANTHROPIC_API_KEY: "key-of-anthropic-1",
        ANTHROPIC_BASE_URL: anthropic,
        DEEPSEEK_API_KEY: "key-of-deepseek-1",
        DEEPSEEK_BASE_URL: deepseek
      }
    }
  })

const UNDERSTOOD = ["run", "--json", "--", "count the lines of three.txt"]
const UNKNOWN = ["run", "--json", "--", "frobnicate the quux, would you kindly"]

const dropped = async (): Promise<Gone> => {
  const silent = await startNeverAccepts()
  const url = `http://127.0.0.1:${silent.port}`
  return { urls: [url, url], close: silent.close }
}

const ways: ReadonlyArray<readonly [string, () => Promise<Gone>]> = [
  [
    "refused",
    async () => {
      const ports = await Promise.all([takeClosedPort(), takeClosedPort()])
      const [first, second] = ports
      return {
        urls: [`http://127.0.0.1:${first.port}`, `http://127.0.0.1:${second.port}`],
        close: async () => {
          await Promise.all(ports.map((port) => port.close()))
        }
      }
    }
  ],
  [
    "by an unknown name",
    () =>
      Promise.resolve({
        // RFC 2606: nobody will ever have this name.
        urls: ["http://one.zenus.invalid", "http://two.zenus.invalid"],
        close: () => Promise.resolve()
      })
  ],
  ["dropped", dropped]
]

/** An answer of the rules alone takes less where nobody works beside: the contract leaves 300 ms for one with models in the cascade. */
const IDLE_MS = 150

/**
 * What the two answers may take: the contract's figures on a machine that is idle, 2 s (1.5 s of them for connections) and 300 ms. Where an
 * answer of the rules alone takes longer than it can there, the machine is busy, and what is not waiting takes as much longer.
 */
const limitsAt = (aloneMs: number): { readonly firstMs: number; readonly nextMs: number } =>
  aloneMs <= IDLE_MS ? { firstMs: 2_000, nextMs: 300 } : { firstMs: 1_500 + 5 * aloneMs, nextMs: 4 * aloneMs }

/** Runs it and notes when something came on standard error, in milliseconds since the start. */
const timed = async (args: ReadonlyArray<string>, cwd: string, env: Readonly<Record<string, string>>) => {
  const { child, finished } = startZenus({ args, cwd, env })
  const from = performance.now()
  const heard: Array<number> = []
  child.stderr?.on("data", () => heard.push(performance.now() - from))
  const result = await finished
  // From the first word on: how long a start takes is the machine's load.
  const times = [...heard, result.durationMs]
  const longestSilence = Math.max(0, ...times.slice(1).map((at, index) => at - (times[index] ?? 0)))
  return { ...result, longestSilence, document: JSON.parse(result.stdout.toString()) }
}

describe.for(ways)("with keys set and the network gone, %s,", ([, makeGone]) => {
  it("what the rules understand is answered within 2 s, and at once by the next process", async ({
    env,
    folder,
    keysOf,
    zenus
  }) => {
    const keys = { ...env, ...(await keysOf(makeGone)) }
    // What the same costs here and now with nobody to ask, everything compiled.
    const alone = () => zenus(["run", "--provider", "rules", ...UNDERSTOOD.slice(1)], { cwd: folder })
    await alone()
    const before = await alone()

    const first = await timed(UNDERSTOOD, folder, keys)
    assert.deepStrictEqual(
      [first.exitCode, first.document.status, first.document.plan.provider, first.document.answer],
      [0, "done", "rules", "3"]
    )
    assert.match(
      first.stderr,
      /^anthropic cannot be reached: .*; deepseek cannot be reached: .*; the rules answered\.$/m
    )

    const second = await timed(UNDERSTOOD, folder, keys)
    const limits = limitsAt(Math.max(before.durationMs, (await alone()).durationMs))
    assert.isBelow(first.durationMs, limits.firstMs)
    assert.deepStrictEqual([second.exitCode, second.document.answer], [0, "3"])
    // A circuit opens for 4 s at least. A machine so busy that these are over has rightly tried once more.
    if (first.durationMs + second.durationMs > 3_500) return
    assert.strictEqual(second.stderr.split("\n").filter((line) => line !== "").length, 1, second.stderr)
    assert.match(
      second.stderr,
      /^anthropic: its circuit is open.*; deepseek: its circuit is open.*; the rules answered\.$/m
    )
    // The best of three: one may meet the machine at another's work.
    const again = [second, await timed(UNDERSTOOD, folder, keys), await timed(UNDERSTOOD, folder, keys)]
    assert.isBelow(Math.min(...again.map(({ durationMs }) => durationMs)), limits.nextMs)
  })

  it("what they do not understand ends with 5 in time, and no second is silent", async ({ env, folder, keysOf }) => {
    const keys = { ...env, ...(await keysOf(makeGone)) }
    const { document, durationMs, exitCode, longestSilence, stderr } = await timed(UNKNOWN, folder, keys)
    assert.deepStrictEqual([exitCode, document.status, document.error.tag], [5, "not-understood", "NoModelAnswered"])
    assert.isBelow(durationMs, 20_000)
    for (const part of ["anthropic cannot be reached", "deepseek cannot be reached"]) assert.include(stderr, part)
    assert.isBelow(longestSilence, 2_000)
    // Each provider that does not accept within its 5 s is told of four times, about once a second.
    const told = stderr.match(/ is asked .*: \d s, \d+ s more at most$/gm) ?? []
    assert.isAtLeast(told.length, durationMs > 10_000 ? 6 : 0, stderr)
  })
})

describe("a wait for a model", () => {
  it("ends at once with Ctrl+C, exit 130, and nothing done", async ({ env, folder, keysOf }) => {
    const keys = { ...env, ...(await keysOf(dropped)) }
    const { child, finished } = startZenus({ args: UNKNOWN, cwd: folder, env: keys })
    let stoppedAt = 0
    child.stderr?.on("data", () => {
      if (stoppedAt !== 0) return
      stoppedAt = performance.now()
      child.kill("SIGINT")
    })
    const { exitCode, stderr, stdout } = await finished
    const after = performance.now() - stoppedAt
    assert.match(stderr, /^anthropic is asked \(.+\).*: 1 s, \d+ s more at most$/m)
    assert.deepStrictEqual([exitCode, JSON.parse(stdout.toString()).status], [130, "interrupted"])
    assert.isBelow(after, 1_000)
  })

  it.skipIf(noTerminal !== null)(
    "is one line on a terminal, which Ctrl+C takes away",
    async ({ env, folder, keysOf }) => {
      const { exitCode, screen } = await onTerminal({
        argv: [process.execPath, zenusBin, "run", "--", "frobnicate the quux, would you kindly"],
        cwd: folder,
        env: { ...env, ...(await keysOf(dropped)) },
        keys: [{ after: /anthropic is asked .* 2 s, /, send: "\u0003" }]
      })
      assert.strictEqual(exitCode, 130)
      // Drawn over each time, never a line of its own; and gone at the end.
      const drawn = screen.split("anthropic is asked").length - 1
      assert.isAtLeast(drawn, 2)
      assert.notMatch(screen, /Ctrl\+C stops\r\n/)
      assert.isAbove(screen.lastIndexOf("\u001b[2K"), screen.lastIndexOf("anthropic is asked"))
    }
  )

  it("of a plan, too", async ({ env, folder, keysOf }) => {
    const keys = { ...env, ...(await keysOf(dropped)) }
    const args = ["plan", ...UNKNOWN.slice(1)]
    const { child, finished } = startZenus({ args, cwd: folder, env: keys })
    child.stderr?.once("data", () => child.kill("SIGINT"))
    assert.strictEqual((await finished).exitCode, 130)
  })
})
