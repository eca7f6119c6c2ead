/** How spending moves: the last hour, day and week beside the same length before. Pure. */
import { toUsd } from "./priceUsage.ts"

/** `24h` and `7d` are lengths here (24 and 168 hours), not local days. */
export const TREND_SPANS = [
  { name: "1h", spanMs: 3_600_000 },
  { name: "24h", spanMs: 86_400_000 },
  { name: "7d", spanMs: 604_800_000 }
] as const

export interface SpanSum {
  /** Of the calls whose cost is known. */
  readonly microUsd: number
  readonly calls: number
  /** Of `calls`: those whose cost is not known, or not yet. */
  readonly unpricedCalls: number
}
export interface TrendRow {
  readonly spanMs: number
  readonly current: SpanSum
  readonly before: SpanSum
}

/** As it is shown: `change` is 0.5 for half as much again; `null` where nothing was spent before. */
export interface Trend {
  readonly span: string
  readonly usd: number
  readonly calls: number
  /** Of `calls`: those that are in no sum here. */
  readonly unpricedCalls: number
  readonly usdBefore: number
  readonly change: number | null
}

export const trendOf = ({ before, current, spanMs }: TrendRow): Trend => ({
  span: TREND_SPANS.find((one) => one.spanMs === spanMs)?.name ?? `${spanMs} ms`,
  usd: toUsd(current.microUsd),
  calls: current.calls,
  unpricedCalls: current.unpricedCalls,
  usdBefore: toUsd(before.microUsd),
  change: before.microUsd === 0 ? null : current.microUsd / before.microUsd - 1
})
