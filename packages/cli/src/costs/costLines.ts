/**
 * `zenus costs` as lines for people: what was spent on which model, how the limits stand, what the month is expected to cost and how sure
 * that is, how spending moves, which alerts were given. Pure; names are escaped here. A price that is not known is said and
 * never shown as nothing.
 */
import { escapeName, groupDigits } from "@zenus/core"
import { type CostReport, formatUsd, fromUsd, type Trend } from "@zenus/core/models"
import type { Colours } from "../render/colour.ts"
import { wrapText } from "../render/fitText.ts"
import { type Column, LEAST, table } from "../render/table.ts"

export interface CostLook {
  readonly colours: Colours
  /** Cells of a line; no limit where it is no terminal. */
  readonly width: number
  /** Bars in ASCII. */
  readonly plain: boolean
}

const BAR = 20
/** Lines of alerts that are shown; `--json` has all of the month. */
const SHOWN = 5
/** Changes below this share are none to speak of. */
const STEADY = 0.05

const two = (value: number): string => String(value).padStart(2, "0")

/** Local time to the minute. */
const localMinute = (iso: string): string => {
  const at = new Date(iso)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}

const money = (usd: number | null): string => (usd === null ? "unknown" : formatUsd(fromUsd(usd)))
/** A sum that leaves calls out says so; one that leaves all out is none. */
const sumSays = (usd: number | null, calls: number, unpricedCalls: number): string =>
  unpricedCalls === 0 ? money(usd) : usd === null || unpricedCalls === calls ? "unknown" : `${money(usd)} + ?`
const percent = (share: number): string => `${Math.round(share * 100)}%`

type Limit = CostReport["limits"][number]

/** What a call that does not fit would be held for, and what to do. */
const noRoom = ({ noRoomFor, state, window }: Limit): ReadonlyArray<string> =>
  noRoomFor === null
    ? []
    : [
        `${state === "no-room" ? "Even a short question" : "A request for a plan"} is held at ${money(noRoomFor.usd)} at the least (${escapeName(noRoomFor.provider)}/${escapeName(noRoomFor.model)}): raise costs.limits.${window}, or use what costs nothing.`
      ]

/** How full a limit is: what is spent, and after it what is held. */
export const bar = (spent: number, held: number, limit: number, plain: boolean): string => {
  const cells = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * BAR)
  const full = limit === 0 ? BAR : cells(spent / limit)
  const all = limit === 0 ? BAR : Math.max(full, cells((spent + held) / limit))
  const [on, half, off] = plain ? ["#", "=", "-"] : ["█", "▒", "░"]
  return on.repeat(full) + half.repeat(all - full) + off.repeat(BAR - all)
}

const STATES: Readonly<Record<Limit["state"], readonly [keyof Colours, string]>> = {
  ok: ["green", "ok"],
  warning: ["yellow", "warning"],
  "no-plan": ["yellow", "no room for a plan"],
  "no-room": ["red", "no room for a call"],
  stopped: ["red", "paid calls stop"]
}

const BY: ReadonlyArray<Column> = [
  { title: "Provider" },
  { title: "Model", fit: "cut" },
  { title: "Cost", align: "right" },
  { title: "Calls", align: "right" },
  { title: "Tokens in", align: "right" },
  { title: "Tokens out", align: "right" }
]

type Sum = CostReport["total"]

const figures = ({ calls, inputTokens, outputTokens, unpricedCalls, usd }: Sum): ReadonlyArray<string> => [
  sumSays(usd, calls, unpricedCalls),
  groupDigits(calls),
  groupDigits(inputTokens),
  groupDigits(outputTokens)
]

const unpriced = ({ total }: CostReport): ReadonlyArray<string> => {
  const { unpricedCalls: count } = total
  if (count === 0) return []
  return [
    count === 1
      ? "The cost of 1 call is not known and is in no sum: it was cut off, is under way, or its model has no known price (costs.prices)."
      : `The costs of ${groupDigits(count)} calls are not known and are in no sum: they were cut off, are under way, or their models have no known price (costs.prices).`
  ]
}

const sums = (report: CostReport, { colours, width }: CostLook): ReadonlyArray<string> => {
  if (report.total.calls === 0)
    return [`Nothing was asked of a paid or local model since ${localMinute(report.since)}.`]
  const rows = report.by.map((one) => [escapeName(one.provider), escapeName(one.model), ...figures(one)])
  const total = ["all", "", ...figures(report.total)]
  return [
    `Since ${localMinute(report.since)}`,
    ...table(BY, report.by.length > 1 ? [...rows, total] : rows, { header: colours.bold, width }),
    ...unpriced(report).flatMap((line) => wrapText(line, Math.max(LEAST, width)))
  ]
}

const limits = (report: CostReport, { colours, plain, width }: CostLook): ReadonlyArray<string> =>
  report.limits.length === 0
    ? ["No limit is set: costs.limits.day and costs.limits.month in the configuration."]
    : [
        ...table(
          [
            { title: "Limit" },
            { title: "" },
            { title: "Spent", fit: "wrap" },
            { title: "State" },
            { title: "Begins anew" }
          ],
          report.limits.map(({ heldUsd, limitUsd, resetsAt, spentUsd, state, window }) => {
            const [colour, word] = STATES[state]
            const share = limitUsd === 0 ? "" : ` (${percent(spentUsd / limitUsd)})`
            const held = heldUsd === 0 ? "" : `, ${money(heldUsd)} held`
            return [
              window,
              colours[colour](bar(spentUsd, heldUsd, limitUsd, plain)),
              `${money(spentUsd)} of ${money(limitUsd)}${share}${held}`,
              colours[colour](word),
              localMinute(resetsAt)
            ]
          }),
          { header: colours.bold, width }
        ),
        ...report.limits.flatMap(noRoom).flatMap((line) => wrapText(line, Math.max(LEAST, width)))
      ]

/** How sure a forecast is, in words; from the surest on. */
const SURENESS: ReadonlyArray<readonly [from: number, words: string]> = [
  [0.8, "this is nearly sure"],
  [0.5, "this is fairly sure"],
  [0.25, "this is unsure"],
  [0, "this is a guess: too little is known yet"]
]

const forecast = ({ forecast: { confidence, monthUsd, unpricedCalls } }: CostReport): string => {
  const calls = unpricedCalls === 1 ? "1 call" : `${groupDigits(unpricedCalls)} calls`
  if (monthUsd === 0) {
    return unpricedCalls === 0
      ? "No forecast: nothing was spent of late."
      : `No forecast: the cost of ${calls} of this month is not known.`
  }
  const words = SURENESS.find(([from]) => confidence >= from)?.[1] ?? ""
  const without =
    unpricedCalls === 0
      ? ""
      : ` ${calls} of this month without a known cost ${unpricedCalls === 1 ? "is" : "are"} not in it.`
  return `Expected for the whole month: ${money(monthUsd)}; ${words} (confidence ${percent(confidence)}).${without}`
}

const SPANS: Readonly<Record<string, string>> = { "1h": "last hour", "24h": "last 24 hours", "7d": "last 7 days" }

/** Where spending goes, in a word. */
export const direction = ({ change, unpricedCalls, usd, usdBefore }: Trend): string => {
  if (unpricedCalls > 0) return "not known"
  if (change === null) return usd > 0 ? "new" : "nothing"
  if (usd === 0 && usdBefore > 0) return "stopped"
  if (Math.abs(change) < STEADY) return "steady"
  return `${change > 0 ? "up" : "down"} ${groupDigits(Math.round(Math.abs(change) * 100))}%`
}

const trends = (report: CostReport, { colours, width }: CostLook): ReadonlyArray<string> =>
  table(
    [
      { title: "Trend" },
      { title: "Spent", align: "right" },
      { title: "Calls", align: "right" },
      { title: "Before", align: "right" },
      { title: "Direction" }
    ],
    report.trends.map((trend) => [
      SPANS[trend.span] ?? trend.span,
      sumSays(trend.usd, trend.calls, trend.unpricedCalls),
      groupDigits(trend.calls),
      money(trend.usdBefore),
      direction(trend)
    ]),
    { header: colours.bold, width }
  )

type Alert = CostReport["alerts"][number]

const SAID: Readonly<Record<Alert["level"], (window: string) => string>> = {
  "50%": (window) => `half of the limit of the ${window} was spent`,
  "75%": (window) => `three quarters of the limit of the ${window} were spent`,
  "90%": (window) => `nine tenths of the limit of the ${window} were spent`,
  stop: (window) => `paid calls stopped for the rest of the ${window}`,
  overrun: (window) => `the ${window} was expected to end above its limit`
}

const alerts = ({ alerts: given }: CostReport, { colours }: CostLook): ReadonlyArray<string> =>
  given.length === 0
    ? []
    : [
        colours.bold(
          given.length > SHOWN ? `The last ${SHOWN} of ${given.length} alerts of this month` : "Alerts of this month"
        ),
        ...given.slice(-SHOWN).map(({ at, level, window }) => `${localMinute(at)}  ${SAID[level](window)}`)
      ]

/** Blocks with an empty line between them. */
export const costLines = (report: CostReport, look: CostLook): ReadonlyArray<string> => {
  const isQuiet = report.trends.every(({ calls, usdBefore }) => calls === 0 && usdBefore === 0)
  const blocks = [
    sums(report, look),
    limits(report, look),
    wrapText(forecast(report), Math.max(LEAST, look.width)),
    isQuiet ? [] : trends(report, look),
    alerts(report, look)
  ].filter((block) => block.length > 0)
  return blocks.flatMap((block, at) => (at === 0 ? block : ["", ...block]))
}
