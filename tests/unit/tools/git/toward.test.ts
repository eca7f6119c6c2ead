/** Which machine an address speaks to, what failures of git say about it, and what a person is told whose call was turned away. */
import { Outbound, type StepFailed } from "@zenus/core"
import { CircuitBreaker, Timeout } from "@zenus/core/resilience"
import * as Effect from "effect/Effect"
import { assert, describe, it } from "vitest"
import { parseArgs } from "#cli/args/parseArgs.ts"
import { gitFailure, isTransient } from "#tools/git/gitFailure.ts"
import { callToward, hostOf, towards } from "#tools/git/toward.ts"

describe("hostOf", () => {
  it.each([
    ["https://GitHub.com/team/tool.git", "github.com"],
    ["http://user:p@ss@example.com:8080/x", "example.com:8080"],
    ["ssh://git@example.com:22/x.git", "example.com:22"],
    ["git://example.com/x", "example.com"],
    ["https://[::1]:3000/x", "[::1]:3000"],
    ["https://example.com?x", "example.com"],
    ["git@github.com:team/tool.git", "github.com"],
    ["host:path", "host"],
    ["me@[::1]:path", "[::1]"],
    ["file:///srv/x.git", null],
    ["FILE://localhost/srv/x.git", null],
    ["/srv/x.git", null],
    ["../x.git", null],
    ["./a:b", null],
    ["x.git", null],
    ["", null]
  ])("of %s is %s", (address, host) => assert.strictEqual(hostOf(address), host))

  it("is nothing to go through for a folder of this machine", () => {
    assert.deepStrictEqual(towards(null, { repeatable: true }), {})
    assert.deepStrictEqual(towards("x", {}), { toward: { host: "x", repeatable: false } })
  })
})

describe("28: a failure", () => {
  it.each([
    "fatal: unable to access 'https://nowhere.example/x/': Could not resolve host: nowhere.example",
    "ssh: Could not resolve hostname nowhere: Name or service not known\nfatal: Could not read from remote repository.",
    "fatal: unable to access 'http://x/': Failed to connect to x port 1: Connection refused",
    "ssh: connect to host x port 22: Connection timed out\nfatal: Could not read from remote repository.",
    "fatal: unable to access 'https://x/': Recv failure: Connection reset by peer",
    "kex_exchange_identification: Connection closed by remote host\nfatal: Could not read from remote repository.",
    "error: RPC failed; curl 56 GnuTLS recv error (-110)\nfatal: early EOF",
    "fatal: unable to access 'http://x/': The requested URL returned error: 503",
    "error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502",
    "fatal: unable to access 'http://x/': The requested URL returned error: 429",
    "fatal: unable to access 'http://x/': Empty reply from server"
  ])("may pass: %s", (said) => assert.isTrue(isTransient(gitFailure("Fetch", said, 128))))

  it.each([
    "fatal: Authentication failed for 'https://x/'",
    "fatal: could not read Username for 'https://x': terminal prompts disabled",
    "git@x: Permission denied (publickey).\nfatal: Could not read from remote repository.",
    "remote: Repository not found.\nfatal: repository 'https://x/y/' not found",
    "fatal: unable to access 'http://x/': The requested URL returned error: 403",
    "fatal: unable to access 'http://x/': The requested URL returned error: 400",
    "Host key verification failed.\nfatal: Could not read from remote repository.",
    " ! [rejected]        main -> main (fetch first)\nerror: failed to push some refs",
    "fatal: something nobody knows"
  ])("is final: %s", (said) => assert.isFalse(isTransient(gitFailure("Fetch", said, 128))))

  it("that may pass tells no password with --verbose either", () => {
    const { cause } = gitFailure("Fetch", "fatal: unable to access 'https://me:secret@x/': Connection refused", 128)
    assert.include(String(cause), "Connection refused")
    assert.notInclude(String(cause), "secret")
  })
})

const refusal = (state: "Open" | "HalfOpen" | "Isolated", remainingMs: number | null) =>
  new CircuitBreaker.CircuitOpen(
    "git/github.com",
    state,
    remainingMs,
    { openedAt: 0, number: 1, why: state === "Isolated" ? "too slow" : "3 failures in a row", lastError: "HTTP 503" },
    () => ["git/gitlab.com"]
  )

const told = (error: CircuitBreaker.CircuitOpen | Timeout.TimedOut) =>
  Effect.runPromise(
    callToward({ host: "github.com", repeatable: true }, "Fetch", 1_000, Effect.die("it was started")).pipe(
      Effect.provideService(Outbound, () => Effect.fail(error)),
      Effect.flip
    )
  )
/** What stands behind `zenus` in a recovery step, as a person would type it. */
const commandsIn = ({ recovery }: StepFailed) =>
  recovery.flatMap((step) => [...step.matchAll(/zenus (.+)$/g)].map((match) => (match[1] ?? "").split(" ")))

describe("a call that was not made", () => {
  it.each([
    [
      "Open",
      4_200,
      /^Fetch: github\.com is resting after 3 failures in a row, so it was not called; next try in 5 s\. The last error: HTTP 503$/
    ],
    ["HalfOpen", null, /is being tried again after 3 failures in a row/],
    ["Isolated", null, /^Fetch: github\.com is isolated \(too slow\), so it was not called\.$/]
  ] as const)("by a circuit that is %s says why, how long, and what to do", async (state, remainingMs, message) => {
    const error = await told(refusal(state, remainingMs))
    assert.match(error.message, message)
    assert.isNotEmpty(error.recovery)
    // Another host does not have this repository.
    assert.notInclude(error.recovery.join(), "gitlab")
    for (const words of commandsIn(error)) assert.strictEqual(parseArgs(words).command.name, "breaker")
    if (state !== "HalfOpen") assert.lengthOf(commandsIn(error), 1)
  })

  it("in time says how long was waited", async () => {
    const error = await told(new Timeout.TimedOut("git/github.com", 3_564_000, 3_564_000, "call"))
    assert.strictEqual(error.message, "Fetch: github.com did not answer within 60 min.")
  })

  it("goes through as it is where nobody has wired anything", async () => {
    const run = callToward({ host: "x", repeatable: true }, "Fetch", 1, Effect.succeed("done"))
    assert.strictEqual(await Effect.runPromise(run), "done")
  })
})
