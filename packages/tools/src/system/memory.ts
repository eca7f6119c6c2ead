/**
 * Memory now: total, used, available and swap. `available` is what programs can still get (the kernel's own estimate,
 * proc(5) MemAvailable); `free` is what lies idle, which on a healthy machine is little. Used is the total
 * without what is available.
 */
import { readFileSync } from "node:fs"
import { freemem, totalmem } from "node:os"
import { defineAction, phrase, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { attempt } from "../action/trouble.ts"
import { prepared, reads } from "../action/reads.ts"
import { type Fact, showFacts } from "./facts.ts"
import { ask } from "./systemInformation.ts"
import { inUnit, onScreen, percentUp, type Unit, unitField, UNIT_SLOT } from "./units.ts"

const Args = Schema.Struct({
  what: option(
    Schema.Literals(["total", "used", "free", "available", "percent", "swap", "swap-used"]),
    "only this; free is what lies idle, available what programs can still get, percent how much is used (default all)"
  ),
  unit: unitField
})

/** Bytes. */
export interface Memory {
  readonly total: number
  readonly free: number
  readonly available: number
  readonly swapTotal: number
  readonly swapFree: number
}

/** `/proc/meminfo`, whose kB are 1024 bytes. Kernels before 3.14 have no MemAvailable: idle memory and caches then. Pure. */
export const parseMeminfo = (text: string): Memory => {
  const bytes = (name: string): number | undefined => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]
    return found === undefined ? undefined : Number(found) * 1024
  }
  const free = bytes("MemFree") ?? 0
  return {
    total: bytes("MemTotal") ?? 0,
    free,
    available: bytes("MemAvailable") ?? free + (bytes("Buffers") ?? 0) + (bytes("Cached") ?? 0),
    swapTotal: bytes("SwapTotal") ?? 0,
    swapFree: bytes("SwapFree") ?? 0
  }
}

export const readMemory: Effect.Effect<Memory, ToolError> =
  process.platform === "linux"
    ? attempt("Read the memory", () => parseMeminfo(readFileSync("/proc/meminfo", "utf8")))
    : Effect.map(
        ask("Read the memory", (library) => library.mem()),
        ({ available, swapfree, swaptotal }) => ({
          total: totalmem(),
          free: freemem(),
          available,
          swapTotal: swaptotal,
          swapFree: swapfree
        })
      )

export const memoryPercent = ({ available, total }: Memory): number => percentUp(total - available, total)

const factsOf = (memory: Memory, unit: Unit | undefined): ReadonlyArray<Fact> => {
  const { available, free, swapFree, swapTotal, total } = memory
  const amount = (name: string, bytes: number): Fact => ({
    name,
    value: inUnit(bytes, unit ?? "bytes"),
    screen: onScreen(bytes, unit)
  })
  const percent = memoryPercent(memory)
  return [
    amount("total", total),
    amount("used", total - available),
    amount("available", available),
    amount("free", free),
    { name: "percent", value: percent, screen: `${percent}%` },
    amount("swap", swapTotal),
    amount("swap-used", swapTotal - swapFree)
  ]
}

const MEMORY = "memory|ram"

export const memory = defineAction<typeof Args.Type>({
  name: "memory",
  description: "Shows memory now: total, used, available, swap.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      `<tell> [system|current] ${MEMORY} [usage|information|info|use|statistics|stats|status|consumption] [in ${UNIT_SLOT}]`
    ),
    phrase(`${MEMORY} usage|information|info|statistics|stats|status [in ${UNIT_SLOT}]`),
    phrase(`free ${MEMORY} [in ${UNIT_SLOT}]`, { what: "available" }),
    phrase(
      `how_much ${MEMORY} is|does|do|has|have [there|we|i] [in|on|of] [this|my] [machine|computer|system|laptop|server] [have|has|got|installed] [in_total|total|overall|altogether] [in ${UNIT_SLOT}]`,
      { what: "total" }
    ),
    phrase(`<tell> total|installed|physical|overall [amount_of|system] ${MEMORY} [size] [in ${UNIT_SLOT}]`, {
      what: "total"
    }),
    phrase(`<tell> [total] amount|size of [total|installed|physical|system] ${MEMORY} [in ${UNIT_SLOT}]`, {
      what: "total"
    }),
    phrase(`how_much ${MEMORY} is [still] free|available|left|unused [in ${UNIT_SLOT}]`, { what: "available" }),
    phrase(`how_much free|available|unused ${MEMORY} is|do|does|have [there|i|we] [have|left] [in ${UNIT_SLOT}]`, {
      what: "available"
    }),
    phrase(`<tell> [amount_of] free|available|unused|remaining ${MEMORY} [in ${UNIT_SLOT}]`, { what: "available" }),
    phrase(`how_much ${MEMORY} is [being] used|in_use|taken|occupied|consumed [in ${UNIT_SLOT}]`, { what: "used" }),
    phrase(`<tell> [amount_of] used ${MEMORY} [in ${UNIT_SLOT}]`, { what: "used" }),
    phrase(`what percentage|percent|share of ${MEMORY} is [being] used|in_use|taken|occupied`, { what: "percent" }),
    phrase(`<tell> ${MEMORY} usage|use percentage|percent|in_percent`, { what: "percent" }),
    phrase(`<tell> percentage|percent of ${MEMORY} used|in_use|that_is_used`, { what: "percent" }),
    phrase(`how_much swap [space|memory] is|do|does [there|i|we] [have] [in ${UNIT_SLOT}]`, { what: "swap" }),
    phrase(`how_much swap [space|memory] is used|in_use [in ${UNIT_SLOT}]`, { what: "swap-used" }),
    phrase(`<tell> [total] swap [space|memory|size] [in ${UNIT_SLOT}]`, { what: "swap" }),
    phrase("total|installed ram|memory [size] -> what=total"),
    phrase("<tell> amount of [installed|total] ram|memory -> what=total"),
    phrase("available|free ram|memory -> what=available")
  ],
  examples: ["list memory information", "how much memory is free", "how much ram does this machine have"],
  look: ({ what, unit }) =>
    Effect.succeed(
      prepared(
        "Show the memory",
        Effect.map(readMemory, (memory) => showFacts(factsOf(memory, unit), what))
      )
    )
})
