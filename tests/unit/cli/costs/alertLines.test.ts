import { assert, describe, it } from "@effect/vitest"
import type { AlertLevel, SpendAlert } from "@zenus/core/models"
import { alertLine, makeAlertLines } from "#cli/render/alertLines.ts"

const alert = (level: AlertLevel, window: SpendAlert["window"] = "day"): SpendAlert => ({
  window,
  period: "2026-11-21",
  level,
  limitMicroUsd: 2_000_000,
  spentMicroUsd: 1_900_000,
  forecastMicroUsd: level === "overrun" ? 12_000_000 : null
})

describe("alertLine", () => {
  it.each([
    ["50%", "Costs: $1.90 of $2 a day are spent (50% and more); zenus costs tells more."],
    ["stop", "Costs: $1.90 of $2 a day are spent: paid calls stop for the rest of the day."],
    ["overrun", "Costs: at this pace the day ends at about $12, above its limit of $2; zenus costs tells more."]
  ] as const)("says what %s means", (level, line) => assert.strictEqual(alertLine(alert(level)), line))
})

describe("makeAlertLines", () => {
  it("tells the highest of several of one limit, each limit and the forecast apart, and each once", () => {
    const lines = makeAlertLines()
    assert.deepStrictEqual(lines.take(), [])
    for (const level of ["50%", "75%", "90%"] as const) lines.hear(alert(level))
    lines.hear(alert("50%", "month"))
    lines.hear(alert("overrun", "month"))
    assert.deepStrictEqual(
      lines.take(),
      [alert("90%"), alert("50%", "month"), alert("overrun", "month")].map(alertLine)
    )
    assert.deepStrictEqual(lines.take(), [])
  })
})
