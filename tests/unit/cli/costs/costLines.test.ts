import { assert, describe, it } from "@effect/vitest"
import type { CostReport } from "@zenus/core/models"
import { bar, costLines, direction } from "#cli/costs/costLines.ts"
import { colours } from "#cli/render/colour.ts"

const look = { colours: colours(false), width: Infinity, plain: true }
const at = new Date(2026, 10, 21, 9, 5).toISOString()

const nothing: CostReport = {
  since: at,
  total: { usd: 0, calls: 0, inputTokens: 0, outputTokens: 0, unpricedCalls: 0 },
  by: [],
  limits: [],
  forecast: { monthUsd: 0, confidence: 0, unpricedCalls: 0 },
  trends: [{ span: "1h", usd: 0, calls: 0, unpricedCalls: 0, usdBefore: 0, change: null }],
  alerts: []
}
const dear = {
  provider: "anthropic",
  model: "claude-x",
  usd: 1.5,
  calls: 3,
  inputTokens: 12_000,
  outputTokens: 40,
  unpricedCalls: 0
}
const strange = { ...dear, provider: "mine", model: "s\u001b[31m", usd: null, calls: 1, unpricedCalls: 1 }
const limit = {
  window: "day" as const,
  limitUsd: 2,
  spentUsd: 1,
  heldUsd: 0.5,
  state: "warning" as const,
  noRoomFor: null,
  resetsAt: new Date(2026, 10, 22).toISOString()
}

const alert = (level: CostReport["alerts"][number]["level"]) => ({
  at,
  window: "day" as const,
  period: "2026-11-21",
  level
})

describe("costLines", () => {
  it("says that nothing was asked, that no limit is set, and makes no forecast of it", () => {
    assert.deepStrictEqual(costLines(nothing, look), [
      "Nothing was asked of a paid or local model since 2026-11-21 09:05.",
      "",
      "No limit is set: costs.limits.day and costs.limits.month in the configuration.",
      "",
      "No forecast: nothing was spent of late."
    ])
  })

  it("says of a limit that looks fine which call does not fit into it, and what to do", () => {
    const noRoomFor = { provider: "anthropic", model: "claude-x", usd: 0.041 }
    const full = { ...limit, spentUsd: 0, heldUsd: 0, noRoomFor }
    const rows = costLines(
      {
        ...nothing,
        limits: [
          { ...full, state: "no-room" },
          { ...full, window: "month", state: "no-plan" }
        ]
      },
      look
    )
    assert.match(rows.join("\n"), /^day .* no room for a call +2026/m)
    assert.match(rows.join("\n"), /^month .* no room for a plan +2026/m)
    assert.include(
      rows,
      "Even a short question is held at $0.041 at the least (anthropic/claude-x): raise costs.limits.day, or use what costs nothing."
    )
    assert.include(
      rows,
      "A request for a plan is held at $0.041 at the least (anthropic/claude-x): raise costs.limits.month, or use what costs nothing."
    )
  })

  it("says an unknown price in words, in its row, in the sum and below, and escapes names", () => {
    const total = { ...dear, calls: 4, unpricedCalls: 1 }
    const lines = costLines({ ...nothing, total, by: [dear, strange] }, look)
    assert.deepStrictEqual(lines.slice(0, 5), [
      "Since 2026-11-21 09:05",
      "Provider   Model          Cost  Calls  Tokens in  Tokens out",
      "anthropic  claude-x      $1.50      3     12,000          40",
      "mine       s\\e[31m     unknown      1     12,000          40",
      "all                  $1.50 + ?      4     12,000          40"
    ])
    assert.match(lines[5] ?? "", /^The cost of 1 call is not known and is in no sum/)
  })

  it("takes calls without a known cost for nothing in neither the forecast nor the trends", () => {
    const trend = { span: "1h", usd: 0, calls: 3, unpricedCalls: 3, usdBefore: 0, change: null }
    const none = costLines(
      { ...nothing, forecast: { monthUsd: 0, confidence: 0.06, unpricedCalls: 3 }, trends: [trend] },
      look
    )
    assert.include(none, "No forecast: the cost of 3 calls of this month is not known.")
    assert.include(none, "last hour  unknown      3      $0  not known")
    const forecast = { monthUsd: 2, confidence: 0.9, unpricedCalls: 1 }
    const some = costLines({ ...nothing, forecast, trends: [{ ...trend, usd: 1, calls: 4 }] }, look)
    assert.include(
      some,
      "Expected for the whole month: $2; this is nearly sure (confidence 90%). 1 call of this month without a known cost is not in it."
    )
    assert.include(some, "last hour  $1 + ?      4      $0  not known")
  })

  it("shows a limit with its bar, what is held, its state and when it begins anew", () => {
    assert.include(
      costLines({ ...nothing, limits: [limit] }, look),
      "day    ##########=====-----  $1 of $2 (50%), $0.50 held  warning  2026-11-22 00:00"
    )
    const stopped = { ...limit, limitUsd: 0, heldUsd: 0, spentUsd: 0, state: "stopped" as const }
    assert.match(
      costLines({ ...nothing, limits: [stopped] }, look).join("\n"),
      /#{20} {2}\$0 of \$0 {2}paid calls stop/
    )
  })

  it.each([
    [0.8, "this is nearly sure"],
    [0.79, "this is fairly sure"],
    [0.5, "this is fairly sure"],
    [0.49, "this is unsure"],
    [0.24, "this is a guess: too little is known yet"]
  ])("says a confidence of %d in words", (confidence, words) => {
    const lines = costLines({ ...nothing, forecast: { monthUsd: 12, confidence, unpricedCalls: 0 } }, look)
    assert.include(lines.join("\n"), `Expected for the whole month: $12; ${words} (confidence ${confidence * 100}%).`)
  })

  it("lists the newest five alerts of the month", () => {
    const alerts = (["50%", "75%", "90%", "stop", "overrun", "50%"] as const).map(alert)
    const lines = costLines({ ...nothing, alerts }, look)
    assert.deepStrictEqual(lines.slice(-6, -3), [
      "The last 5 of 6 alerts of this month",
      "2026-11-21 09:05  three quarters of the limit of the day were spent",
      "2026-11-21 09:05  nine tenths of the limit of the day were spent"
    ])
  })

  it("keeps within a narrow terminal", () => {
    const report = { ...nothing, total: strange, by: [{ ...strange, model: "m".repeat(60) }], limits: [limit] }
    for (const line of costLines(report, { ...look, width: 80 })) assert.isAtMost(line.length, 80)
  })
})

describe("bar", () => {
  it("is full at the limit and above it, and never longer", () => {
    assert.strictEqual(bar(0, 0, 1, true), "-".repeat(20))
    assert.strictEqual(bar(3, 3, 1, true), "#".repeat(20))
    assert.strictEqual(bar(0.5, 9, 1, false), "█".repeat(10) + "▒".repeat(10))
  })
})

describe("direction", () => {
  const trend = { span: "1h", usd: 1, calls: 1, unpricedCalls: 0, usdBefore: 1, change: 0 }
  it.each([
    [{ change: 0.04 }, "steady"],
    [{ change: 0.05 }, "up 5%"],
    [{ change: -0.5, usd: 0.5 }, "down 50%"],
    [{ change: 32 }, "up 3,200%"],
    [{ change: -1, usd: 0 }, "stopped"],
    [{ change: null, usdBefore: 0 }, "new"],
    [{ change: null, usd: 0, usdBefore: 0 }, "nothing"],
    [{ change: null, usd: 0, usdBefore: 0, unpricedCalls: 1 }, "not known"]
  ])("of %j is %s", (part, word) => assert.strictEqual(direction({ ...trend, ...part }), word))
})
