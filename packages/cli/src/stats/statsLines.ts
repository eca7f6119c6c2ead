/** `zenus stats` as lines for people, within the width of the terminal. Pure; names and errors are escaped here. */
import { escapeName } from "@zenus/core"
import type { Colours } from "../render/colour.ts"
import { wrapText } from "../render/fitText.ts"
import { type Column, LEAST, table } from "../render/table.ts"
import type { ProviderStats } from "./providerStats.ts"
import { sparkline } from "./sparkline.ts"
import type { BreakerStats, BudgetStats, CascadeStats, LimitStats, Stats } from "./Stats.ts"

export interface Look {
  readonly colours: Colours
  /** Cells of a line; no limit where it is no terminal. */
  readonly width: number
  /** Bars of the history in ASCII. */
  readonly plain: boolean
}

const STATES: Readonly<Record<BreakerStats["state"], readonly [keyof Colours, string]>> = {
  Closed: ["green", "closed"],
  Open: ["red", "open"],
  HalfOpen: ["yellow", "half-open"],
  Isolated: ["yellow", "isolated"],
  Disabled: ["cyan", "disabled"]
}

const BARS = 16
/** Cells from which on every column has room beside a host's name and port. */
const WIDE = 100
/** Transitions shown of each circuit that is not as it always was. */
const SHOWN = 3

const percent = (share: number): string => `${Math.round(share * 100)}%`
const two = (value: number): string => String(value).padStart(2, "0")

/** Local time to the second. */
export const localTime = (at: number): string => {
  const time = new Date(at)
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
}

/** Rounded up: "4 s" until it is due. */
export const lengthText = (ms: number): string => {
  const seconds = Math.ceil(ms / 1_000)
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`
}

const nextTry = ({ retryInMs, state }: BreakerStats): string =>
  state === "HalfOpen" || (retryInMs !== null && retryInMs <= 0)
    ? "next call"
    : retryInMs === null
      ? ""
      : `in ${lengthText(retryInMs)}`

interface Cells<A> extends Column {
  readonly cell: (one: A, look: Look) => string
  /** Left out on terminals narrower than this. */
  readonly from?: number
}

const ofBreakers: ReadonlyArray<Cells<BreakerStats>> = [
  { title: "Circuit", cell: ({ name }) => escapeName(name) },
  {
    title: "State",
    cell: ({ state }, { colours }) => {
      const [colour, word] = STATES[state]
      return colours[colour](word)
    }
  },
  { title: "Next try", cell: nextTry },
  { title: "Calls", align: "right", cell: ({ calls }) => String(calls) },
  { title: "Failed", align: "right", cell: ({ failureRate }) => percent(failureRate) },
  { title: "Slow", align: "right", from: WIDE, cell: ({ slowRate }) => percent(slowRate) },
  { title: "Turned away", align: "right", cell: ({ rejected }) => String(rejected) },
  {
    title: "History",
    from: WIDE,
    cell: ({ history }, { plain }) =>
      sparkline(
        history.map(([, share]) => share ?? 0),
        plain,
        BARS
      )
  },
  {
    title: "Last error",
    fit: "cut",
    from: WIDE,
    cell: ({ lastError }) => (lastError === null ? "" : escapeName(lastError))
  }
]

const amount = (value: number): string => String(Math.round(value * 10) / 10)

const ofBudgets: ReadonlyArray<Cells<BudgetStats>> = [
  { title: "Retry budget", cell: ({ name }) => escapeName(name) },
  {
    title: "Balance",
    align: "right",
    cell: ({ balance, capacity }) =>
      balance === null ? "no limit" : `${amount(balance)}${capacity === null ? "" : ` of ${amount(capacity)}`}`
  },
  { title: "Granted", align: "right", cell: ({ granted }) => String(granted) },
  { title: "Refused", align: "right", cell: ({ refused }) => String(refused) },
  {
    title: "History",
    cell: ({ capacity, history }, { plain }) => {
      const balances = history.map(([, balance]) => balance ?? 0)
      const most = Math.max(capacity ?? 0, ...balances, 1)
      return sparkline(
        balances.map((balance) => balance / most),
        plain,
        BARS
      )
    }
  }
]

/** The answered share of what was tried between two points. */
export const answeredShares = (history: CascadeStats["history"]): ReadonlyArray<number> =>
  history.flatMap(([, attempts = 0, answers = 0], at) => {
    const [, attemptsBefore = 0, answersBefore = 0] = history[at - 1] ?? [0]
    const tried = attempts - attemptsBefore
    return tried > 0 ? [(answers - answersBefore) / tried] : []
  })

interface OptionRow {
  readonly cascade: CascadeStats
  readonly option: CascadeStats["options"][number]
  readonly isFirst: boolean
}

const ofOptions: ReadonlyArray<Cells<OptionRow>> = [
  { title: "Cascade", cell: ({ cascade, isFirst }) => (isFirst ? escapeName(cascade.name) : "") },
  { title: "Option", cell: ({ option }) => escapeName(option.name) },
  { title: "Attempts", align: "right", cell: ({ option }) => String(option.attempts) },
  { title: "Answers", align: "right", cell: ({ option }) => String(option.successes) },
  { title: "Failures", align: "right", cell: ({ option }) => String(option.failures) },
  { title: "Skips", align: "right", cell: ({ option }) => String(option.skips) },
  {
    title: "Last",
    cell: ({ option }) =>
      option.lastOutcome === null
        ? ""
        : `${option.lastOutcome}${option.lastAt === null ? "" : ` ${localTime(option.lastAt)}`}`
  },
  {
    title: "History",
    from: WIDE,
    cell: ({ cascade, isFirst }, { plain }) => (isFirst ? sparkline(answeredShares(cascade.history), plain, BARS) : "")
  }
]

/** Below a line of the table, within the width. */
const below = (text: string, width: number): ReadonlyArray<string> =>
  wrapText(text, Math.max(LEAST, width - 2)).map((line) => `  ${line}`)

const CONDITIONS: Readonly<Record<ProviderStats["condition"], keyof Colours>> = {
  healthy: "green",
  degraded: "yellow",
  unhealthy: "red",
  resting: "yellow"
}

const msText = (ms: number | null): string =>
  ms === null ? "" : ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1)} s`

const ofProviders: ReadonlyArray<Cells<ProviderStats>> = [
  { title: "Provider", cell: ({ name }) => escapeName(name) },
  { title: "Model", fit: "cut", cell: ({ model }) => escapeName(model) },
  { title: "Health", cell: ({ condition }, { colours }) => colours[CONDITIONS[condition]](condition) },
  { title: "Good", align: "right", cell: ({ successRate }) => (successRate === null ? "" : percent(successRate)) },
  { title: "p50", align: "right", cell: ({ p50Ms }) => msText(p50Ms) },
  { title: "p95", align: "right", cell: ({ p95Ms }) => msText(p95Ms) },
  { title: "p99", align: "right", from: WIDE, cell: ({ p99Ms }) => msText(p99Ms) },
  { title: "Last called", from: WIDE, cell: ({ lastAt }) => (lastAt === null ? "" : localTime(lastAt)) }
]

/** What each said last when it failed. */
const lastErrors = (providers: ReadonlyArray<ProviderStats>, { width }: Look): ReadonlyArray<string> =>
  providers.flatMap(({ lastError, model, name }) =>
    lastError === null
      ? []
      : below(`${escapeName(name)}/${escapeName(model)}, last error: ${escapeName(lastError)}`, width)
  )

/** The turned-away share of the calls between two points. */
export const refusedShares = (history: LimitStats["history"]): ReadonlyArray<number> =>
  history.flatMap(([, admitted = 0, rejected = 0], at) => {
    const [, admittedBefore = 0, rejectedBefore = 0] = history[at - 1] ?? [0]
    const refused = rejected - rejectedBefore
    const all = admitted - admittedBefore + refused
    return all > 0 ? [refused / all] : []
  })

const KINDS: Readonly<Record<LimitStats["kind"], string>> = {
  bulkhead: "bulkhead",
  rateLimit: "rate",
  concurrencyLimit: "concurrency"
}

const rateText = (rate: LimitStats["requests"], what: string): ReadonlyArray<string> =>
  rate === null ? [] : [`${rate.limit} ${what} in ${lengthText(rate.windowMs)}`]

const allowedText = ({ places, requests, tokens }: LimitStats): string =>
  places === null ? [...rateText(requests, "calls"), ...rateText(tokens, "tokens")].join(", ") : `${places} at once`

const ofLimits: ReadonlyArray<Cells<LimitStats>> = [
  { title: "Limit", cell: ({ name }) => escapeName(name) },
  { title: "Kind", from: WIDE, cell: ({ kind }) => KINDS[kind] },
  { title: "Allows", fit: "wrap", cell: allowedText },
  { title: "Admitted", align: "right", cell: ({ admitted }) => String(admitted) },
  { title: "Queued", align: "right", cell: ({ queued }) => String(queued) },
  { title: "Turned away", align: "right", cell: ({ rejected }) => String(rejected) },
  { title: "Seen", from: WIDE, cell: ({ at }) => localTime(at) },
  { title: "History", from: WIDE, cell: ({ history }, { plain }) => sparkline(refusedShares(history), plain, BARS) }
]

/** Kind and time of a limit, where the table has no room for them. */
const seenBelow = ({ at, kind, name }: LimitStats, { width }: Look): ReadonlyArray<string> =>
  width >= WIDE ? [] : below(`${escapeName(name)}: ${KINDS[kind]}, seen ${localTime(at)}`, width)

const tableOf = <A>(columns: ReadonlyArray<Cells<A>>, rows: ReadonlyArray<A>, look: Look): ReadonlyArray<string> => {
  const shown = columns.filter(({ from = 0 }) => look.width >= from)
  return rows.length === 0
    ? []
    : table(
        shown,
        rows.map((row) => shown.map(({ cell }) => cell(row, look))),
        { header: look.colours.bold, width: look.width }
      )
}

/** Why a circuit is not closed and since when, how it came there, and the last error where the table has no room for it. */
const pathOf = (one: BreakerStats, { colours, width }: Look): ReadonlyArray<string> => {
  const { coveredBy, lastError, name, since, state, transitions, why } = one
  const error = width >= WIDE || lastError === null ? [] : below(`Last error: ${escapeName(lastError)}`, width)
  if (transitions.length === 0 && error.length === 0 && coveredBy === null) return []
  const reason = state === "Closed" || why === null || why === "" ? "" : `, ${escapeName(why)}`
  const by = coveredBy === null ? "" : ` by ${escapeName(coveredBy)}`
  const head = `${escapeName(name)}: ${STATES[state][1]}${by} since ${localTime(since)}${reason}`
  const moves = transitions
    .slice(-SHOWN)
    .flatMap(({ at, from, to, why: cause }) =>
      below(`${localTime(at)}  ${STATES[from][1]} -> ${STATES[to][1]}: ${escapeName(cause)}`, width)
    )
  return [...wrapText(head, Math.max(LEAST, width)), ...error, ...moves.map((line) => colours.dim(line))]
}

export const NOTHING = "Nothing has been learned yet: no call that left this machine is kept."

/** Empty where nothing is known. */
export const statsLines = (stats: Stats, look: Look): ReadonlyArray<string> => {
  const options = stats.cascades.flatMap((cascade) =>
    cascade.options.map((option, at) => ({ cascade, option, isFirst: at === 0 }))
  )
  const blocks = [
    [...tableOf(ofProviders, stats.providers, look), ...lastErrors(stats.providers, look)],
    tableOf(ofBreakers, stats.breakers, look),
    stats.breakers.flatMap((one) => pathOf(one, look)),
    tableOf(ofBudgets, stats.retryBudgets, look),
    tableOf(ofOptions, options, look),
    [...tableOf(ofLimits, stats.limits, look), ...stats.limits.flatMap((one) => seenBelow(one, look))]
  ].filter((block) => block.length > 0)
  return blocks.flatMap((block, at) => (at === 0 ? block : ["", ...block]))
}
