/** The temperature of the processor, where a sensor can be read. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { type Fact, nothing, showFacts } from "./facts.ts"
import { ask } from "./systemInformation.ts"

const Args = Schema.Struct({
  unit: option(Schema.Literals(["celsius", "fahrenheit"]), "the unit (default celsius)")
})

export interface TemperatureReading {
  /** Degrees Celsius; `null` where there is no sensor. */
  readonly main: number | null
  readonly max: number | null
  readonly cores: ReadonlyArray<number>
}

const degrees = (name: string, celsius: number, unit: "celsius" | "fahrenheit"): Fact => {
  const value = Math.round((unit === "celsius" ? celsius : celsius * 1.8 + 32) * 10) / 10
  return { name, value, screen: `${value} °${unit === "celsius" ? "C" : "F"}` }
}

/** `null` without a sensor; a virtual machine that answers 0 or less has none. Pure. */
export const temperatureFacts = (
  { cores, main, max }: TemperatureReading,
  unit: "celsius" | "fahrenheit"
): ReadonlyArray<Fact> | null =>
  main === null || main <= 0
    ? null
    : [
        degrees("cpu", main, unit),
        ...(max === null || max <= 0 ? [] : [degrees("hottest", max, unit)]),
        ...cores.map((core, at) => degrees(`core ${at}`, core, unit))
      ]

const DEGREES = "{unit:choice(celsius|c=celsius|fahrenheit|f=fahrenheit)}"

export const temperature = defineAction<typeof Args.Type>({
  name: "temperature",
  description: "Shows the temperature of the processor where there is a sensor.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      `<tell> [current] [cpu|processor|system|core|machine] temperature|temperatures|temp|temps [of] [cpu|processor|machine|system|computer] [in [degrees] ${DEGREES}]`
    ),
    phrase(`[cpu|processor|system|core] temperature|temperatures [in [degrees] ${DEGREES}]`),
    phrase(
      `how hot|warm is [this|my] cpu|processor|machine|computer|laptop|system|it [running|getting] [in [degrees] ${DEGREES}]`
    ),
    phrase("is cpu|processor|machine|computer|laptop overheating|too_hot|hot")
  ],
  examples: ["show the cpu temperature", "how hot is the processor"],
  look: ({ unit = "celsius" }) =>
    Effect.succeed(
      prepared(
        "Show the temperature",
        Effect.map(
          ask("Read the temperature", (library) => library.cpuTemperature()),
          (found) => {
            const facts = temperatureFacts(found, unit)
            return facts === null ? nothing("No temperature sensor can be read on this machine.") : showFacts(facts)
          }
        )
      )
    )
})
