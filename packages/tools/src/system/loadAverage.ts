/** The load average: how many processes ran or waited for a processor or a disk, over 1, 5 and 15 minutes (proc(5), loadavg). */
import { loadavg } from "node:os"
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { showFacts } from "./facts.ts"

const MINUTES = [1, 5, 15] as const

const Args = Schema.Struct({
  minutes: option(Schema.Literals(MINUTES), "only over this many minutes (default all three)")
})

export const loadAverage = defineAction<typeof Args.Type>({
  name: "loadAverage",
  description: "Shows the load average over 1, 5 and 15 minutes.",
  args: Args,
  ...reads,
  phrases: [
    phrase("<tell> [system|current|machine] load [average|averages]"),
    phrase("[system] load average|averages"),
    phrase("how high|big is [system] load [average]")
  ],
  examples: ["show the load average"],
  look: ({ minutes }) =>
    Effect.succeed(
      prepared(
        "Show the load average",
        Effect.sync(() => {
          const loads = loadavg()
          const facts = MINUTES.map((over, at) => ({
            name: `${over} min`,
            value: Math.round((loads[at] ?? 0) * 100) / 100
          }))
          return showFacts(facts, minutes === undefined ? undefined : `${minutes} min`)
        })
      )
    )
})
