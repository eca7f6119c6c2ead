/** The processors: load now (a true reading over an interval), number, cores, model, clock. */
import { availableParallelism, cpus } from "node:os"
import { defineAction, phrase, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { cpuLoad, LOAD_MS } from "./cpuLoad.ts"
import { type Fact, showFacts } from "./facts.ts"
import { ask } from "./systemInformation.ts"

const Args = Schema.Struct({
  what: option(
    Schema.Literals(["load", "count", "cores", "model", "speed"]),
    "only this: load in percent, processors that programs may use, physical cores, model, clock in GHz (default all)"
  ),
  overMs: option(
    Schema.Int.check(Schema.isBetween({ minimum: 50, maximum: 8_000 })),
    `how long the load is measured, milliseconds (default ${LOAD_MS})`
  )
})

const loadFact = (overMs: number) =>
  Effect.map(cpuLoad(overMs), (load): Fact => ({ name: "load", value: load, screen: `${load}%` }))
const countFact = Effect.sync((): Fact => ({ name: "count", value: availableParallelism() }))
/** What node:os cannot tell: physical cores everywhere, the model on ARM, the clock on virtual machines. */
const libraryFacts: Effect.Effect<ReadonlyArray<Fact>, ToolError> = Effect.map(
  ask("Read the processor", (library) => library.cpu()),
  ({ brand, manufacturer, physicalCores, speed }) => {
    const known = cpus()[0]?.model.trim() ?? ""
    return [
      { name: "cores", value: physicalCores },
      { name: "model", value: known === "" || known === "unknown" ? `${manufacturer} ${brand}`.trim() : known },
      // 0 is what both say where nobody knows.
      ...(speed > 0 ? [{ name: "speed", value: speed, screen: `${speed} GHz` }] : [])
    ]
  }
)

const factsFor = (what: string | undefined, overMs: number): Effect.Effect<ReadonlyArray<Fact>, ToolError> => {
  if (what === "load") return Effect.map(loadFact(overMs), (fact) => [fact])
  if (what === "count") return Effect.map(countFact, (fact) => [fact])
  if (what !== undefined) return libraryFacts
  return Effect.map(
    Effect.all([loadFact(overMs), countFact, libraryFacts], { concurrency: "unbounded" }),
    ([load, count, others]) => [load, count, ...others]
  )
}

const CPU = "cpu|processor"

export const cpu = defineAction<typeof Args.Type>({
  name: "cpu",
  description: "Shows the processors: load now, number, physical cores, model, clock.",
  args: Args,
  ...reads,
  phrases: [
    phrase("<tell> [system] cpu|processor|processors|cpus [information|info|details|specs]"),
    phrase(`<tell> [current|total|overall] ${CPU} load|usage|utilization|utilisation|use|percentage [now]`, {
      what: "load"
    }),
    phrase(`${CPU} load|usage|utilization|utilisation`, { what: "load" }),
    phrase("how busy is cpu|processor|machine|computer|system", { what: "load" }),
    phrase(`how_much ${CPU} is [being] used|in_use`, { what: "load" }),
    phrase(`what percentage|percent of ${CPU} is [being] used|in_use`, { what: "load" }),
    phrase(
      "<count> [available|logical|system] processors|cpus|processing_units|threads|logical_cores [there_are|are_there|available|on_this_machine|in_this_machine|does_this_machine_have|does_this_computer_have|do_i_have]",
      { what: "count" }
    ),
    phrase(
      "how_many [available|logical] processors|cpus|threads|processing_units|logical_cores are|is|does|do|has [there|this|i|we] [machine|computer|system] [in|on] [this] [machine|computer|system] [have|has|got|available]",
      { what: "count" }
    ),
    phrase(
      `<count> [physical] [${CPU}] cores [there_are|are_there|available|on_this_machine|in_this_machine|does_this_machine_have|does_this_computer_have|do_i_have]`,
      { what: "cores" }
    ),
    phrase(
      `how_many [physical] [${CPU}] cores are|is|does|do|has [there|this|i|we|cpu|processor] [machine|computer|system] [in|on] [this] [machine|computer|system] [have|has|got|available]`,
      { what: "cores" }
    ),
    phrase(`<tell> ${CPU} model|name|type|brand`, { what: "model" }),
    phrase(`<tell> model|name|type|brand of ${CPU}`, { what: "model" }),
    phrase(
      `what|which [kind_of|type_of|model_of] ${CPU} is|does|do|has [in|on] [this|i|we|it] [machine|computer|system|here] [have|use|has|installed]`,
      { what: "model" }
    ),
    phrase(`<tell> ${CPU} speed|clock|frequency`, { what: "speed" }),
    phrase(`how fast is ${CPU}`, { what: "speed" }),
    phrase(
      "<tell> number of [available|logical|online|usable] cpus|processors|cores|threads|cpu_cores|processor_cores|processing_units -> what=count"
    ),
    phrase("how many threads|cpus|cores can|does|has this machine|computer run|have|has -> what=count"),
    phrase("current cpu|processor load|usage -> what=load"),
    phrase("what cpu|processor model|type do_i_have|is_this|is_installed -> what=model")
  ],
  examples: ["show cpu usage", "print the number of processors", "what is the cpu model"],
  look: ({ what, overMs = LOAD_MS }) =>
    Effect.succeed(
      prepared(
        what === "load" ? "Measure the load of the processors" : "Show the processors",
        Effect.map(factsFor(what, overMs), (facts) => showFacts(facts, what))
      )
    )
})
