/**
 * docs/resilience.md and the code say the same: every option of every primitive is in a table of its section, with the default that
 * the source writes behind `??`; every event, metric and attribute has its name on the page.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { attributeTable, Backoff, metricTable, OpenTime, Trip } from "@zenus/core/resilience"
import { policyOf } from "#core/resilience/breaker/breakerOptions.ts"
import { ruleOf as concurrencyRuleOf } from "#core/resilience/limits/ConcurrencyState.ts"
import { ruleOf as hedgeRuleOf } from "#core/resilience/limits/HedgeState.ts"

const root = join(import.meta.dirname, "..", "..")
const room = join(root, "packages", "core", "src", "resilience")
const page = readFileSync(join(root, "docs", "resilience.md"), "utf8")
const source = (file: string): string => readFileSync(join(room, file), "utf8")

/** A section's rows of three columns whose first is code: option, default, what. */
const rowsOf = (section: string): ReadonlyArray<{ readonly option: string; readonly value: string }> => {
  const text = page.split(/^## /m).find((part) => part.startsWith(`${section}\n`)) ?? ""
  return [...text.matchAll(/^\| `([\w.]+)` +\| (.*?) +\| .*? +\|$/gm)].map(([, option = "", value = ""]) => ({
    option,
    value
  }))
}

/** The fields of an interface or a type, nested ones included, without those of functions. */
const fieldsOf = (file: string, name: string): ReadonlyArray<string> => {
  const text = source(file)
  const from = text.search(new RegExp(`(interface|type) ${name}\\b`))
  const end = text.slice(from).search(/\n(\}|\n)/)
  const block = text.slice(from, from + end).replace(/\/\*\*[^]*?\*\//g, "")
  return [...block.matchAll(/readonly (\w+)\??: /g)].map((match) => match[1] ?? "")
}

/** Where the options of a section are declared, and in which files their defaults are written. */
const sections: ReadonlyArray<readonly [section: string, file: string, declared: ReadonlyArray<string>]> = [
  ["CircuitBreaker", "breaker/breakerOptions.ts", ["BreakerOptions"]],
  ["CircuitBreaker", "breaker/Trip.ts", ["RateOptions"]],
  ["CircuitBreaker", "breaker/OpenTime.ts", ["GrowingOptions"]],
  ["CircuitBreaker", "breaker/SharedBreakers.ts", ["SharedOptions"]],
  ["Retry", "retry/RetryOptions.ts", ["RetryOptions"]],
  ["Retry", "retry/retryCourse.ts", []],
  ["Retry", "retry/Backoff.ts", ["Growing"]],
  ["RetryBudget", "retry/RetryBudgetState.ts", ["RetryBudgetOptions"]],
  ["RetryBudget", "retry/RetryBudget.ts", ["RetryBudgetOptions"]],
  ["Fallback", "cascade/FallbackOption.ts", ["FallbackOption", "CascadeOptions"]],
  ["Fallback", "cascade/Fallback.ts", ["BestEffortOptions"]],
  ["Fallback", "cascade/Cascades.ts", ["CascadesOptions"]],
  ["Timeout", "limits/Timeout.ts", ["TimeoutOptions"]],
  ["Deadline", "limits/Deadline.ts", ["DeadlineOptions"]],
  ["Bulkhead", "limits/Bulkhead.ts", ["BulkheadOptions"]],
  ["RateLimit", "limits/RateLimit.ts", ["RateLimitOptions", "SharedRateLimitOptions"]],
  ["Concurrency", "limits/Concurrency.ts", ["ConcurrencyOptions"]],
  ["Concurrency", "limits/ConcurrencyState.ts", ["ConcurrencyRuleOptions"]],
  ["Hedge", "limits/Hedge.ts", ["HedgeOptions"]],
  ["Hedge", "limits/HedgeState.ts", ["HedgeRuleOptions"]],
  ["Coalesce", "coalesce/Coalesce.ts", ["CoalesceOptions"]],
  ["Policies by name", "policy/Policies.ts", ["PolicyConfig"]],
  ["Policies by name", "policy/parts.ts", []],
  ["What outlives the process", "keep/Keeper.ts", ["KeeperOptions"]]
]

const last = (option: string): string => option.split(".").at(-1) ?? option

/** What stands behind `option ??` in the sources of a section; a name of a constant is looked up. */
const writtenDefaults = (section: string, option: string): ReadonlyArray<string> =>
  sections
    .filter(([name]) => name === section)
    .flatMap(([, file]) => {
      const text = source(file)
      return [...text.matchAll(new RegExp(`\\b${last(option)} \\?\\? ("[^"]*"|[\\w.]+)`, "g"))].map(
        ([, found = ""]) => {
          const constant = new RegExp(`const ${found} = ("[^"]*"|[\\w.]+)$`, "m").exec(text)
          return constant?.[1] ?? found
        }
      )
    })

/** Defaults that follow from something else; each is asked of the code where it can be. */
const inWords: Readonly<Record<string, () => boolean>> = {
  "CircuitBreaker/trip": () => Trip.describe(Trip.standard) === "50% of at least 20 calls failed in 30 s",
  "CircuitBreaker/open": () =>
    [1, 2, 3].map((opening) => OpenTime.lengthOf(policyOf({}).open, opening, 0)).join() === "5000,10000,20000",
  "CircuitBreaker/halfOpen.successes": () => policyOf({ halfOpen: { permits: 7 } }).successes === 7,
  "CircuitBreaker/classify": () => true,
  "CircuitBreaker/window": () =>
    policyOf({}).rates.every(({ window }) => window._tag === "Time" && window.lengthMs === 30_000),
  "CircuitBreaker/minimumCalls": () => policyOf({}).rates.every(({ minimumCalls }) => minimumCalls === 20),
  "CircuitBreaker/failure": () => policyOf({}).rates.every(({ failure }) => failure === 0.5),
  "CircuitBreaker/slow": () => policyOf({}).rates.every(({ slow }) => slow === null),
  "CircuitBreaker/max": () => policyOf({}).open.maxMs === 300_000,
  "Retry/backoff": () => source("retry/retryCourse.ts").includes("const defaultBackoff = Backoff.exponential()"),
  "Retry/budget": () => /budget = "default"/.test(source("retry/retryCourse.ts")),
  "Retry/while": () => /outcome\._tag !== "Ignored"/.test(source("retry/retryCourse.ts")),
  "Retry/retryAfter": () => /HttpOutcome\.retryAfterOf/.test(source("retry/retryCourse.ts")),
  "Retry/classify": () => /classify === null\) return outcomeOfError/.test(source("retry/retryCourse.ts")),
  "Retry/observe": () => true,
  "Retry/base": () => Backoff.exponential().baseMs === 200,
  "Retry/step": () => /stepMs \?\? baseMs/.test(source("retry/Backoff.ts")),
  "Fallback/sticky": () => true,
  "RateLimit/idle": () => /Math\.max\(3_600_000, longest\)/.test(source("limits/RateLimit.ts")),
  "Concurrency/initial": () => concurrencyRuleOf({}).initial === 20,
  "Concurrency/max": () => concurrencyRuleOf({}).max === 200,
  "Policies by name/retry.base": () => Backoff.exponential().baseMs === 200,
  "Policies by name/retry.factor": () => Backoff.exponential().rawMs(2) === 400,
  "Policies by name/retry.cap": () => Backoff.exponential().capMs === 20_000,
  "Policies by name/retry.budget": () => /budget \?\? name/.test(source("policy/parts.ts")),
  "Policies by name/retry.maxRetryAfter": () =>
    sources(room).some((text) => text.includes('maxRetryAfter ?? "1 minute"')),
  "Policies by name/breaker.key": () => /key = name/.test(source("policy/parts.ts")),
  "Policies by name/rateLimit.tokens": () => /tokens === undefined \? 0/.test(source("limits/RateLimit.ts")),
  "Hedge/minimumCalls": () => hedgeRuleOf({}).minimumCalls === 20,
  "Hedge/warmUpDelay": () => hedgeRuleOf({}).warmUpMs === null,
  "Hedge/budget": () => /options\.budget \?\? key/.test(source("limits/Hedge.ts"))
}
/** Of an option of a cascade: there is none, or it must be given. */
const without = new Set(["required", "none", "never", "always"])

const sources = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : [readFileSync(join(folder, entry.name), "utf8")]
  )

describe("the page of the resilience layers", () => {
  it.each(sections)("%s has a row for every option of %s", (section, file, declared) => {
    const named = rowsOf(section).map(({ option }) => last(option))
    for (const name of declared) {
      const fields = fieldsOf(file, name)
      assert.isNotEmpty(fields, name)
      // `halfOpen` and `slow` are rows by what they hold.
      for (const field of fields) {
        if (field === "halfOpen" || field === "after" || (field === "rate" && name === "RateOptions")) continue
        // The parts of a policy in a configuration are rows by what they hold.
        if (name === "PolicyConfig" && page.includes(`\`${field}.`)) continue
        assert.include(named, field, `${name}.${field}`)
      }
    }
  })

  const rows = [...new Set(sections.map(([section]) => section))].flatMap((section) =>
    rowsOf(section).map((row) => ({ section, ...row }))
  )
  it.each(rows)("$section: $option has the default of the code, $value", ({ option, section, value }) => {
    const words = inWords[`${section}/${option}`]
    if (words !== undefined) return assert.isTrue(words(), value)
    if (without.has(value)) return assert.isEmpty(writtenDefaults(section, option))
    assert.include(writtenDefaults(section, option), value.replaceAll("`", ""))
  })

  it("39: names every event, metric and attribute", () => {
    const events = sources(room).flatMap((text) =>
      [
        ...text.matchAll(
          /"((?:breaker|retry|retryBudget|option|cascade|bulkhead|rateLimit|concurrency|hedge|coalesce)\.[a-z-]+)"/g
        )
      ].map((match) => match[1] ?? "")
    )
    // Paths of options in messages look like events.
    const options = new Set(["coalesce.key"])
    const names = [
      ...new Set(events.filter((name) => !options.has(name))),
      ...Object.values(metricTable).map(({ name }) => name),
      ...Object.keys(attributeTable)
    ]
    assert.isAbove(names.length, 60)
    for (const name of names) assert.include(page, `\`${name}\``, name)
  })

  it("names npm scripts that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>
    }
    const named = [...page.matchAll(/`npm run (\w+)/g)].map((match) => match[1] ?? "")
    assert.isNotEmpty(named)
    for (const name of named) assert.property(scripts, name)
  })
})
