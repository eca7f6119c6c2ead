/** The battery, where there is one: charge, whether it charges, how long it lasts. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { type Fact, nothing, showFacts } from "./facts.ts"
import { ask } from "./systemInformation.ts"

const Args = Schema.Struct({
  what: option(
    Schema.Literals(["percent", "charging", "remaining"]),
    "only this: charge in percent, whether it charges, minutes that are left (default all)"
  )
})

export interface BatteryReading {
  readonly hasBattery: boolean
  readonly percent: number
  readonly isCharging: boolean
  /** Minutes, where known. */
  readonly timeRemaining: number | null
}

/** `null` without a battery. Pure. */
export const batteryFacts = (battery: BatteryReading): ReadonlyArray<Fact> | null =>
  battery.hasBattery
    ? [
        { name: "percent", value: battery.percent, screen: `${battery.percent}%` },
        { name: "charging", value: battery.isCharging ? "yes" : "no" },
        ...(battery.timeRemaining === null || battery.timeRemaining < 0
          ? []
          : [{ name: "remaining", value: battery.timeRemaining, screen: `${battery.timeRemaining} min` }])
      ]
    : null

export const battery = defineAction<typeof Args.Type>({
  name: "battery",
  description: "Shows the battery: charge, whether it charges, how long it lasts.",
  args: Args,
  ...reads,
  phrases: [
    phrase("<tell> [laptop] battery [status|state|information|info|health]"),
    phrase("how is battery"),
    phrase("how_much battery|charge|power [charge|power|life] is|do|have [there|i] [have] [left|remaining]", {
      what: "percent"
    }),
    phrase("<tell> [current|remaining|laptop] battery level|charge|percentage|percent|power|remaining|left", {
      what: "percent"
    }),
    phrase("how full|charged is battery", { what: "percent" }),
    phrase("is battery|laptop|computer|it charging|being_charged|plugged_in", { what: "charging" }),
    phrase("how long does|will|can battery last|hold [out]", { what: "remaining" }),
    phrase("<tell> remaining battery time|life", { what: "remaining" }),
    phrase("battery [level|status|charge|percentage]")
  ],
  examples: ["check the battery", "is the battery charging"],
  look: ({ what }) =>
    Effect.succeed(
      prepared(
        "Show the battery",
        Effect.map(
          ask("Read the battery", (library) => library.battery()),
          (found) => {
            const facts = batteryFacts(found)
            return facts === null ? nothing("This machine has no battery.") : showFacts(facts, what)
          }
        )
      )
    )
})
