/** One value of figures, in every form that people and programs get: the same numbers in all of them. */
import { assert, describe, it } from "vitest"
import { colours } from "#cli/render/colour.ts"
import { displayWidth } from "#cli/render/displayWidth.ts"
import { fitRows, frame, WIPE } from "#cli/stats/frame.ts"
import { prometheusText } from "#cli/stats/prometheus.ts"
import { sparkline } from "#cli/stats/sparkline.ts"
import type { Stats } from "#cli/stats/Stats.ts"
import { statsJson, unchanging } from "#cli/stats/statsJson.ts"
import { answeredShares, lengthText, refusedShares, statsLines } from "#cli/stats/statsLines.ts"

const AT = Date.UTC(2026, 10, 21, 12, 0, 0)

const STATS: Stats = {
  at: AT,
  breakers: [
    {
      name: 'git/a"b\\c\n.example',
      state: "Open",
      calls: 4,
      failures: 3,
      slow: 1,
      failureRate: 0.75,
      slowRate: 0.25,
      rejected: 2,
      lastError: "no \u001b[2Janswer",
      retryInMs: 3_200.4,
      openings: 1,
      trials: 0,
      since: AT - 1_000,
      why: "3 failures in a row",
      transitions: [{ at: AT - 1_000, from: "Closed", to: "Open", why: "3 failures in a row" }],
      moves: 17,
      coveredBy: null,
      history: [
        [AT - 9_000, 0],
        [AT - 1_000, 1]
      ]
    }
  ],
  retryBudgets: [{ name: "git", balance: 7.5, capacity: 10, granted: 3, refused: 1, history: [[AT, 7.5]] }],
  cascades: [
    {
      name: "answer",
      options: [
        { name: "a", attempts: 4, successes: 1, failures: 3, skips: 2, lastOutcome: "failed", lastAt: AT, p50Ms: null },
        { name: "rules", attempts: 3, successes: 3, failures: 0, skips: 0, lastOutcome: null, lastAt: null, p50Ms: 1 }
      ],
      lastAnswered: "rules",
      sticky: null,
      history: [
        [AT - 9_000, 2, 1],
        [AT, 7, 4]
      ]
    }
  ],
  providers: [
    {
      name: "openai",
      model: "gpt\u001b[2J",
      healthy: true,
      condition: "degraded",
      successRate: 0.5,
      p50Ms: 812,
      p95Ms: 25_400,
      p99Ms: null,
      lastError: "overloaded\u0007",
      calls: 12,
      failures: 6,
      lastAt: AT - 7_000
    }
  ],
  limits: [
    {
      name: "openai",
      kind: "concurrencyLimit",
      at: AT - 5_000,
      places: 17,
      requests: null,
      tokens: null,
      admitted: 40,
      queued: 3,
      rejected: 4,
      history: [
        [AT - 9_000, 30, 0, 20],
        [AT - 5_000, 40, 4, 17]
      ]
    },
    {
      name: "openai",
      kind: "rateLimit",
      at: AT - 5_000,
      places: null,
      requests: { limit: 60, windowMs: 60_000 },
      tokens: { limit: 1_000, windowMs: 3_600_000 },
      admitted: 41,
      queued: 5,
      rejected: 2,
      history: [[AT - 5_000, 41, 2]]
    }
  ]
}

describe("stats --json", () => {
  it("has the keys of the contract, and times in UTC", () => {
    const found = JSON.parse(JSON.stringify(statsJson(STATS)))
    assert.containsAllKeys(found, ["at", "breakers", "retryBudgets", "cascades", "providers", "limits"])
    assert.strictEqual(found.at, "2026-11-21T12:00:00.000Z")
    assert.deepInclude(found.breakers[0], {
      state: "Open",
      calls: 4,
      failureRate: 0.75,
      slowRate: 0.25,
      rejected: 2,
      lastError: "no \u001b[2Janswer",
      retryInMs: 3_201,
      why: "3 failures in a row",
      transitions: [{ at: "2026-11-21T11:59:59.000Z", from: "Closed", to: "Open", why: "3 failures in a row" }]
    })
    assert.deepInclude(found.retryBudgets[0], { name: "git", balance: 7.5, capacity: 10, granted: 3, refused: 1 })
    assert.deepStrictEqual(found.limits[0], {
      name: "openai",
      kind: "concurrencyLimit",
      at: "2026-11-21T11:59:55.000Z",
      limit: 17,
      requests: null,
      tokens: null,
      admitted: 40,
      queued: 3,
      rejected: 4,
      history: [
        { at: "2026-11-21T11:59:51.000Z", admitted: 30, rejected: 0, limit: 20 },
        { at: "2026-11-21T11:59:55.000Z", admitted: 40, rejected: 4, limit: 17 }
      ]
    })
    assert.deepInclude(found.limits[1], {
      kind: "rateLimit",
      limit: null,
      requests: { limit: 60, windowMs: 60_000 },
      history: [{ at: "2026-11-21T11:59:55.000Z", admitted: 41, rejected: 2, limit: null }]
    })
    assert.deepInclude(found.cascades[0].options[0], {
      name: "a",
      attempts: 4,
      successes: 1,
      skips: 2,
      lastOutcome: "failed"
    })
  })

  it("has the keys of the contract for each provider", () => {
    const { providers } = JSON.parse(JSON.stringify(statsJson(STATS)))
    assert.deepStrictEqual(providers, [
      {
        name: "openai",
        model: "gpt\u001b[2J",
        healthy: true,
        condition: "degraded",
        successRate: 0.5,
        p50Ms: 812,
        p95Ms: 25_400,
        p99Ms: null,
        lastError: "overloaded\u0007",
        calls: 12,
        failures: 6,
        lastAt: "2026-11-21T11:59:53.000Z"
      }
    ])
  })

  it("counts what passes by itself as no change", () => {
    const later = { ...STATS, at: AT + 1_000, breakers: STATS.breakers.map((one) => ({ ...one, retryInMs: 2_200 })) }
    assert.strictEqual(unchanging(later), unchanging(STATS))
    assert.notStrictEqual(
      unchanging({ ...STATS, breakers: STATS.breakers.map((one) => ({ ...one, rejected: 3 })) }),
      unchanging(STATS)
    )
  })
})

/** A parser of the text format (0.0.4), strict where promtool is: HELP and TYPE before the series, one block a family. */
const parse = (text: string) => {
  assert.isTrue(text.endsWith("\n"))
  const series: Array<{ name: string; labels: Record<string, string>; value: number }> = []
  const types = new Map<string, string>()
  let family = ""
  for (const line of text.slice(0, -1).split("\n")) {
    const help = /^# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line)
    const type = /^# TYPE (\S+) (counter|gauge)$/.exec(line)
    const found = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\{(.*)\} (\S+)$/.exec(line)
    if (help !== null) {
      family = help[1] ?? ""
      assert.isFalse(types.has(family), `${family} twice`)
    } else if (type !== null) {
      assert.strictEqual(type[1], family)
      types.set(family, type[2] ?? "")
      assert.strictEqual(type[2] === "counter", family.endsWith("_total"))
    } else {
      assert.isNotNull(found, line)
      assert.strictEqual(found?.[1], family)
      const labels: Record<string, string> = {}
      const rest = (found?.[2] ?? "").replace(
        /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/g,
        (_, label: string, value: string) => {
          labels[label] = value.replace(/\\(.)/g, (__, escaped: string) => (escaped === "n" ? "\n" : escaped))
          return ""
        }
      )
      assert.strictEqual(rest, "", line)
      series.push({ name: found?.[1] ?? "", labels, value: Number(found?.[3]) })
    }
  }
  return { series, types }
}

describe("39: stats --prometheus", () => {
  const { series } = parse(prometheusText(STATS))
  const valueOf = (name: string, label: string) =>
    series.find((one) => one.name === name && Object.values(one.labels).includes(label))?.value

  it.each([
    ["zenus_breaker_state", 'git/a"b\\c\n.example', 2],
    ["zenus_breaker_window_calls", 'git/a"b\\c\n.example', 4],
    ["zenus_breaker_failure_rate", 'git/a"b\\c\n.example', 0.75],
    ["zenus_breaker_transitions_total", 'git/a"b\\c\n.example', 17],
    ["zenus_breaker_rejections_total", 'git/a"b\\c\n.example', 2],
    ["zenus_retry_budget_balance", "git", 7.5],
    ["zenus_retry_budget_granted_total", "git", 3],
    ["zenus_retry_budget_refused_total", "git", 1],
    ["zenus_cascade_option_attempts_total", "a", 4],
    ["zenus_cascade_option_answers_total", "rules", 3],
    ["zenus_cascade_option_skips_total", "a", 2],
    ["zenus_provider_health", "gpt\u001b[2J", 1],
    ["zenus_provider_success_rate", "gpt\u001b[2J", 0.5],
    ["zenus_provider_latency_seconds", "0.95", 25.4],
    ["zenus_provider_latency_seconds", "0.99", undefined],
    ["zenus_provider_calls_total", "gpt\u001b[2J", 12],
    ["zenus_provider_failures_total", "gpt\u001b[2J", 6],
    ["zenus_limit_places", "concurrencyLimit", 17],
    ["zenus_limit_places", "rateLimit", undefined],
    ["zenus_limit_admitted_total", "rateLimit", 41],
    ["zenus_limit_queued_total", "rateLimit", 5],
    ["zenus_limit_rejections_total", "concurrencyLimit", 4]
  ])("says %s of %j as the other forms do: %s", (name, label, value) => {
    assert.strictEqual(valueOf(name, label), value)
  })

  it("says nothing of what is not known", () => {
    const empty: Stats = { at: AT, breakers: [], retryBudgets: [], cascades: [], providers: [], limits: [] }
    assert.strictEqual(prometheusText(empty), "")
    const noLimit = {
      ...empty,
      retryBudgets: [{ name: "x", balance: null, capacity: null, granted: 1, refused: 0, history: [] }]
    }
    assert.notInclude(prometheusText(noLimit), "balance")
    assert.include(prometheusText(noLimit), 'zenus_retry_budget_granted_total{zenus_retry_budget_name="x"} 1\n')
  })
})

describe("39: the table", () => {
  const plain = { colours: colours(false), width: Infinity, plain: true }

  it("shows the same figures, states in words, what a name or error holds escaped", () => {
    const text = statsLines(STATS, plain).join("\n")
    for (const part of ["open", "in 4 s", "75%", "25%", "7.5 of 10", "closed -> open: 3 failures in a row", "_#"]) {
      assert.include(text, part)
    }
    assert.include(text, "no \\e[2Janswer")
    assert.include(text, "open since ")
    assert.notInclude(text, "\u001b")
  })

  it.each([80, 120])("says how each provider is doing, and what it said last when it failed, on %d cells", (width) => {
    const [title, row, error] = statsLines(STATS, { ...plain, width })
    assert.match(title ?? "", /^Provider {2}Model +Health +Good +p50 +p95/)
    assert.match(row ?? "", /^openai +gpt\\e\[2J +degraded +50% +812 ms +25\.4 s/)
    assert.strictEqual(error, "  openai/gpt\\e[2J, last error: overloaded\\x07")
  })

  it("says of a circuit by whom it is isolated, where that is one above it, also without a past of its own", () => {
    const covered = STATS.breakers.map((one) => ({
      ...one,
      name: "deepseek/deepseek-chat",
      state: "Isolated" as const,
      coveredBy: "deepseek",
      lastError: null,
      why: "too slow",
      transitions: []
    }))
    const text = statsLines({ ...STATS, breakers: covered }, plain).join("\n")
    assert.match(text, /deepseek\/deepseek-chat: isolated by deepseek since .*, too slow/)
    const found = JSON.parse(JSON.stringify(statsJson({ ...STATS, breakers: covered })))
    assert.deepInclude(found.breakers[0], { state: "Isolated", coveredBy: "deepseek" })
  })

  it.each([99, 100])("says what each limit allows, its counts, and when that was seen, on %d cells", (width) => {
    const text = statsLines({ ...STATS, breakers: [], cascades: [] }, { ...plain, width }).join("\n")
    assert.match(text, /openai {2,}(concurrency +)?17 at once +40 +3 +4/)
    assert.match(text, /openai {2,}(rate +)?60 calls in 60 s,?/)
    assert.match(text, /1000 tokens in 60\s+min/)
    for (const kind of ["concurrency", "rate"]) assert.lengthOf(text.match(new RegExp(`\\b${kind}\\b`, "g")) ?? [], 1)
    assert.lengthOf(text.match(/\d\d:\d\d:55/g) ?? [], 2)
  })

  it("draws the turned-away share of the calls between two points", () => {
    assert.deepStrictEqual(
      refusedShares([
        [1, 2, 0],
        [2, 5, 1],
        [3, 5, 1],
        [4, 5, 2]
      ]),
      [0, 0.25, 1]
    )
    assert.deepStrictEqual(refusedShares([]), [])
  })

  it.each([99, 100])("says the last error once, beside the figures or below them, on %d cells", (width) => {
    const text = statsLines(STATS, { ...plain, width }).join("\n")
    assert.lengthOf(text.match(/no \\e\[2Janswer/g) ?? [], 1)
    assert.strictEqual(text.includes("Last error: no"), width < 100)
  })

  it("has states in colour as well as in words, where there is colour", () => {
    assert.include(statsLines(STATS, { ...plain, colours: colours(true) }).join("\n"), "\u001b[31mopen\u001b[39m")
  })

  it.each([50, 60, 80, 100, 200])("fits %d cells, but for a table of figures on fewer than 60", (width) => {
    const short = {
      ...STATS,
      breakers: STATS.breakers.map((one) => ({ ...one, name: "git/x", lastError: "e".repeat(300) }))
    }
    const lines = statsLines({ ...short, cascades: [] }, { ...plain, width })
    for (const line of lines) {
      assert.isAtMost(displayWidth(line), Math.max(width, 60), line)
    }
  })

  it.each([
    [0, "0 s"],
    [1, "1 s"],
    [119_000, "119 s"],
    [119_001, "2 min"],
    [7_140_000, "119 min"],
    [7_140_001, "2 h"]
  ])("says %d ms as %s", (ms, text) => assert.strictEqual(lengthText(ms), text))

  it("draws the answered share of what was tried in between", () => {
    assert.deepStrictEqual(
      answeredShares([
        [1, 2, 1],
        [2, 2, 1],
        [3, 7, 6]
      ]),
      [0.5, 1]
    )
    assert.deepStrictEqual(answeredShares([]), [])
  })
})

describe("sparkline", () => {
  it("draws the newest, in bars or in ASCII, whatever the numbers are", () => {
    assert.strictEqual(sparkline([0, 0.5, 1], false, 8), "▁▅█")
    assert.strictEqual(sparkline([-1, 2, Number.NaN], true, 8), "_#_")
    assert.strictEqual(sparkline([0, 0, 1, 1], true, 2), "##")
    assert.strictEqual(sparkline([], true, 8), "")
  })
})

/** A terminal that knows the few sequences a frame may hold; anything else fails. */
const screen = (rows: number) => {
  const lines: Array<string> = []
  let at = 0
  return {
    lines,
    send: (text: string): void => {
      // oxlint-disable-next-line no-control-regex -- the sequences are what is read
      for (const [piece, code] of text.matchAll(/\u001b\[(\?2026[hl]|\d+A|2K|J|H|2J)|\r\n|\r|[^\r\n\u001b]+/g)) {
        if (code?.endsWith("A") === true) at -= Number.parseInt(code, 10)
        else if (code === "2K") lines[at] = ""
        else if (code === "J") lines.length = at
        else if (code === "H") at = 0
        else if (code === "2J") lines.length = 0
        else if (piece === "\r\n") at++
        else if (piece !== "\r" && code === undefined) lines[at] = piece
        assert.isAtLeast(at, 0)
        assert.isBelow(at, rows)
      }
    }
  }
}

describe("frame", () => {
  it("turns any lines into any others in place", () => {
    const shown = screen(10)
    const all = [["a", "b"], ["a", "c", "d"], ["x"], ["x"], ["", "y"]]
    let before: ReadonlyArray<string> = []
    for (const now of all) {
      shown.send(frame(before, now))
      assert.deepStrictEqual(shown.lines, now)
      before = now
    }
    shown.send(WIPE + frame([], ["new"]))
    assert.deepStrictEqual(shown.lines, ["new"])
  })

  it("sends only what changed, in one synchronized piece, and nothing for nothing", () => {
    const sent = frame(["one", "two", "three"], ["one", "2", "three"])
    assert.strictEqual(sent, "\u001b[?2026h\u001b[3A\r\r\n\u001b[2K2\r\n\r\n\u001b[?2026l")
    assert.strictEqual(frame(["one"], ["one"]), "")
  })

  it("stays above the last row", () => {
    assert.deepStrictEqual(fitRows(["a", "b", "c"], 4), ["a", "b", "c"])
    assert.deepStrictEqual(fitRows(["a", "b", "c"], 3), ["a", "... 2 more lines"])
    assert.deepStrictEqual(fitRows(["a", "b"], 1), ["... 2 more lines"])
  })
})
