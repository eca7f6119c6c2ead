/**
 * The cells of the fault matrix and their tests: each provider with each fault, through the built `zenus complete` in a process of its
 * own, against TCP servers that play back bytes. Alone: the documented error, exit code 5. With a healthy second provider: the answer is
 * that one's, the attempts say so, and a streamed answer holds one provider's text alone. In each cell the servers' own counts are held
 * against the attempts and the ledger: nobody is called more often than is said, and nothing is charged that was not answered.
 *
 * All cells of a file run at once, a few at a time; each test waits for its own.
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, assert, beforeAll, describe, it } from "vitest"
import { openSqliteStore } from "@zenus/core/node"
import { cleanEnv } from "../cleanEnv.ts"
import { makeHome, makeTempFolder } from "../index.ts"
import { inLanes } from "../inLanes.ts"
import { removeTree } from "../removeTree.ts"
import { runZenus, type RunResult } from "../runZenus.ts"
import { BEGINNING, endOf, type Fault, faults, goodScript } from "./faults.ts"
import { environmentOf, type Speaker, speakerOf, speakers, TOKENS } from "./speakers.ts"
import { startTcpUpstream, takeClosedPort, type Upstream } from "./tcpUpstream.ts"

const LANES = 6
/** The answer of the second provider, in pieces. */
const GOOD = ["Hello ", "from the ", "other one."]

/** `alone`: one provider, whole; `cascade`: with a second one, as it is written; `unseen`: with a second one, whole. */
type Manner = "alone" | "cascade" | "unseen"

export interface Cell {
  readonly speaker: Speaker
  readonly fault: Fault
  readonly manner: Manner
}

interface Attempt {
  readonly provider: string
  readonly outcome: string
  readonly error?: string
  readonly reason?: string
}

interface LedgerRow {
  readonly provider: string
  readonly settled: boolean
  /** The tokens that were said, or null. */
  readonly outputTokens: number | null
}

interface Outcome {
  readonly result: RunResult
  /** One document, or the lines of a stream. */
  readonly documents: ReadonlyArray<Record<string, unknown>>
  readonly faulty: Upstream
  readonly healthy: Upstream
  readonly ledger: ReadonlyArray<LedgerRow>
}

const manners = ({ afterText }: Fault): ReadonlyArray<Manner> =>
  afterText === true ? ["alone", "cascade", "unseen"] : ["alone", "cascade"]

export const allCells: ReadonlyArray<Cell> = speakers.flatMap((speaker) =>
  faults.flatMap((fault) => manners(fault).map((manner) => ({ speaker, fault, manner })))
)
const nameOf = ({ speaker, fault, manner }: Cell): string => `${speaker.provider} ${fault.name} ${manner}`

const secondOf = ({ provider }: Speaker): Speaker => speakerOf(provider === "deepseek" ? "anthropic" : "deepseek")

/**
 * Silence ends by short waits of the one that is silent, and where nobody else is left by the deadline; nothing else is to end by a
 * clock, however slow this machine is.
 */
const configOf = ({ speaker, fault, manner }: Cell): string => {
  if (fault.waits !== true) return "llm:\n  deadline: 1 minute\n"
  const before = fault.afterText !== true
  const deadline = before && manner === "alone" ? "4 seconds" : "1 minute"
  // Long enough for a call to be heard by its server where many cells share a processor: what is counted are calls that it heard.
  const timeouts = before ? "firstToken: 1 second" : "gap: 300 millis"
  return `llm:\n  deadline: ${deadline}\nproviders:\n  ${speaker.provider}:\n    timeouts:\n      ${timeouts}\n`
}

const ledgerOf = (zenusHome: string): ReadonlyArray<LedgerRow> => {
  const store = openSqliteStore({ file: join(zenusHome, "zenus.db"), create: false })
  const rows = (store?.all("SELECT provider, settled, output_tokens FROM cost_call ORDER BY id") ?? []).map((row) => ({
    provider: String(JSON.parse(String(row["provider"]))),
    settled: row["settled"] === 1,
    outputTokens: typeof row["output_tokens"] === "number" ? row["output_tokens"] : null
  }))
  store?.close()
  return rows
}

const argsOf = ({ speaker, manner }: Cell): ReadonlyArray<string> => {
  const { provider } = speaker
  const cascade = ["--cascade", `${provider},${secondOf(speaker).provider}`]
  return {
    alone: ["complete", "--json", "--provider", provider, "--", "hi"],
    cascade: ["complete", "--json", "--stream", ...cascade, "--", "hi"],
    unseen: ["complete", "--json", "--no-stream", ...cascade, "--", "hi"]
  }[manner].slice()
}

const play = async (cell: Cell, base: string): Promise<Outcome> => {
  const { speaker, fault } = cell
  const second = secondOf(speaker)
  // The command always asks for a stream, so that a provider which never begins is seen.
  const faulty = await startTcpUpstream(() => fault.script?.(speaker, true) ?? { pieces: [], after: "end" })
  const healthy = await startTcpUpstream(() => goodScript(second, true, GOOD))
  const closed = await takeClosedPort()
  const folder = join(base, nameOf(cell).replaceAll(" ", "-"))
  mkdirSync(folder)
  const home = makeHome(folder)
  mkdirSync(home.zenusHome, { mode: 0o700 })
  writeFileSync(join(home.zenusHome, "config.yaml"), configOf(cell), { mode: 0o600 })
  const address = fault.script === null ? `http://127.0.0.1:${closed.port}` : faulty.url
  try {
    const result = await runZenus({
      args: argsOf(cell),
      cwd: home.path,
      env: cleanEnv(home, { ...environmentOf(speaker, address), ...environmentOf(second, healthy.url) }),
      timeoutMs: 90_000
    })
    const documents = result.stdout
      .toString("utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    return { result, documents, faulty, healthy, ledger: ledgerOf(home.zenusHome) }
  } finally {
    await Promise.all([faulty.close(), healthy.close(), closed.close()])
    removeTree(folder)
  }
}

const attemptsIn = (document: Record<string, unknown> | undefined): ReadonlyArray<Attempt> =>
  (document?.["attempts"] ?? assert.fail(`no attempts: ${JSON.stringify(document)}`)) as ReadonlyArray<Attempt>

const called = (attempts: ReadonlyArray<Attempt>, provider: string): number =>
  attempts.filter((attempt) => attempt.provider === provider && attempt.outcome !== "skipped").length

/** What was said is what the servers saw, and what was answered is what is on the bill. */
const checkCounts = (
  { speaker, fault }: Cell,
  { faulty, healthy, ledger }: Outcome,
  attempts: ReadonlyArray<Attempt>
) => {
  const second = secondOf(speaker)
  const upstreams = [
    { provider: speaker.provider, upstream: faulty },
    { provider: second.provider, upstream: healthy }
  ]
  for (const { provider, upstream } of upstreams) {
    if (!(provider === speaker.provider && fault.script === null)) {
      // What models there are is asked with GET, and is no call.
      const calls = upstream.requests.filter(({ method }) => method === "POST")
      assert.strictEqual(calls.length, called(attempts, provider), `calls of ${provider}`)
    }
    const billed = ledger.filter((row) => row.provider === provider && row.outputTokens !== null)
    // A local provider costs nothing and is on no bill.
    if (provider !== "ollama") {
      assert.strictEqual(billed.length, upstream.billed(), `charges of ${provider}: ${JSON.stringify(ledger)}`)
    }
    for (const row of billed) assert.strictEqual(row.outputTokens, TOKENS.out)
  }
}

const checkAlone = (cell: Cell, outcome: Outcome): void => {
  const { fault, speaker } = cell
  const { documents, result } = outcome
  const end = endOf(fault, speaker.provider, true)
  assert.strictEqual(documents.length, 1, result.stderr)
  const attempts = attemptsIn(documents[0])
  checkCounts(cell, outcome, attempts)
  assert.strictEqual(outcome.healthy.connections(), 0)
  if (end === "answered") return assert.strictEqual(result.exitCode, 0, result.stderr)
  assert.strictEqual(result.exitCode, 5, result.stderr)
  const error = documents[0]?.["error"] as { readonly tag: string; readonly message: string } | undefined
  assert.strictEqual(error?.tag, "NoModelAnswered")
  assert.include(error?.message, speaker.provider)
  assert.include(result.stderr, speaker.provider)
  // The last provider may take all the time that is left: the deadline may be what ends its silence.
  const ends = fault.name === "stall-before-headers" ? [end, "DeadlineExceeded"] : [end]
  for (const attempt of attempts.filter(({ outcome }) => outcome === "failed")) assert.include(ends, attempt.error)
  assert.isAbove(called(attempts, speaker.provider), 0)
  assert.isAtMost(called(attempts, speaker.provider), 3)
}

const checkCascade = (cell: Cell, outcome: Outcome): void => {
  const { fault, speaker } = cell
  const { documents, result, healthy } = outcome
  const end = endOf(fault, speaker.provider, true)
  const last = documents.at(-1)
  const attempts = attemptsIn(last)
  checkCounts(cell, outcome, attempts)
  const shown = documents.map((line) => (line["type"] === "text" ? String(line["text"]) : "")).join("")
  assert.strictEqual(shown, last?.["text"])
  if (end === "answered") {
    assert.strictEqual(last?.["provider"], speaker.provider)
    assert.strictEqual(healthy.connections(), 0)
  } else if (fault.afterText === true) {
    // Its beginning has been seen: nobody else may go on with it.
    assert.strictEqual(result.exitCode, 5)
    assert.strictEqual(last?.["type"], "error")
    assert.isTrue(shown.startsWith(BEGINNING) || /^x+$/.test(shown))
    assert.strictEqual(healthy.requests.length, 0)
    assert.strictEqual(attempts.findLast(({ outcome }) => outcome === "failed")?.error, end)
  } else {
    const { provider } = secondOf(speaker)
    assert.strictEqual(result.exitCode, 0, result.stderr)
    assert.deepInclude(last ?? {}, { type: "done", provider, text: GOOD.join("") })
    assert.strictEqual(healthy.requests.length, 1)
    assert.deepInclude(attempts.at(-1) ?? {}, { provider, outcome: "answered" })
    for (const attempt of attempts.filter((one) => one.provider === speaker.provider)) {
      assert.strictEqual(attempt.error, end)
    }
  }
}

const checkUnseen = (cell: Cell, outcome: Outcome): void => {
  const { documents, result } = outcome
  assert.strictEqual(result.exitCode, 0, result.stderr)
  assert.strictEqual(documents.length, 1)
  assert.deepInclude(documents[0] ?? {}, { provider: secondOf(cell.speaker).provider, text: GOOD.join("") })
  checkCounts(cell, outcome, attemptsIn(documents[0]))
}

const checks: Readonly<
  Record<Manner, { readonly says: string; readonly check: (cell: Cell, outcome: Outcome) => void }>
> = {
  alone: { says: "alone, is the documented error", check: checkAlone },
  cascade: { says: "with a second provider, is answered by it or breaks off", check: checkCascade },
  unseen: { says: "seen by nobody, is answered by the second provider", check: checkUnseen }
}

/** One test for each of these cells. */
export const testCells = (cells: ReadonlyArray<Cell>): void => {
  const outcomes = new Map<Cell, Promise<Outcome>>()
  let base = ""
  beforeAll(() => {
    base = makeTempFolder()
    const start = inLanes(LANES)
    for (const cell of cells) {
      const outcome = start(() => play(cell, base))
      // Whoever waits for it hears of a failure; nobody else does.
      outcome.catch(() => undefined)
      outcomes.set(cell, outcome)
    }
  })
  afterAll(async () => {
    await Promise.allSettled(outcomes.values())
    removeTree(base)
  })
  describe.each(speakers)("$provider", (speaker) => {
    for (const cell of cells.filter((one) => one.speaker === speaker)) {
      const { check, says } = checks[cell.manner]
      it(`${cell.fault.name}, ${says}`, async () => {
        check(cell, await (outcomes.get(cell) ?? assert.fail("not played")))
      })
    }
  })
}
