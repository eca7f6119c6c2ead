/**
 * A check of processor, memory and disks against limits. The limits are those at which people begin to notice: a
 * processor above 90%, memory above 80%, a disk above 85%. Exactly the limit is no warning. Read-only disks are
 * left out: an image is always full.
 */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { cpuLoad, LOAD_MS } from "./cpuLoad.ts"
import { showRows } from "./facts.ts"
import { memoryPercent, readMemory } from "./memory.ts"
import { fileSystems } from "./mounts.ts"

/** Percent. */
export const LIMITS = { cpu: 90, memory: 80, disk: 85 } as const

const limit = (what: string, standard: number) =>
  option(
    Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 100 })),
    `percent of the ${what} above which it warns (default ${standard})`
  )

const Args = Schema.Struct({
  cpu: limit("processor", LIMITS.cpu),
  memory: limit("memory", LIMITS.memory),
  disk: limit("room on each disk", LIMITS.disk)
})

export interface Reading {
  readonly what: string
  readonly percent: number
  readonly limit: number
}

/** `high` above the limit, else `ok`. Pure. */
export const judge = ({ percent, limit }: Reading): "ok" | "high" => (percent > limit ? "high" : "ok")

export const resources = defineAction<typeof Args.Type>({
  name: "resources",
  description: "Checks processor, memory and disks and warns of what is nearly full.",
  args: Args,
  ...reads,
  phrases: [
    phrase("<tell> [system|current|machine] resource|resources [usage|use|consumption|status]"),
    phrase("<tell> [system|machine|computer] health|status [of] [this|my] [machine|system|computer]"),
    phrase("<tell> [system|machine|computer] health check"),
    phrase("run|do|perform [system|resource] health|resource check [of] [this] [machine|system|computer]"),
    phrase("is this|my|the machine|system|computer|server overloaded|healthy|ok|okay|fine|well|under_load|alright"),
    phrase(
      "is|are [this|my] machine|system|computer|disk|disks|memory running_out_of|low_on|short_of|running_low_on memory|space|disk_space|resources|ram"
    )
  ],
  examples: ["check the system resources", "is the machine overloaded"],
  look: ({ cpu = LIMITS.cpu, memory = LIMITS.memory, disk = LIMITS.disk }) =>
    Effect.succeed(
      prepared(
        "Check processor, memory and disks",
        Effect.map(
          Effect.all([cpuLoad(LOAD_MS), readMemory, fileSystems], { concurrency: "unbounded" }),
          ([load, now, { mounts }]) => {
            const readings: ReadonlyArray<Reading> = [
              { what: "cpu", percent: load, limit: cpu },
              { what: "memory", percent: memoryPercent(now), limit: memory },
              ...mounts
                .filter(({ readOnly }) => !readOnly)
                .map(({ mount, percent }) => ({ what: `disk ${mount}`, percent, limit: disk }))
            ]
            const high = readings.filter((reading) => judge(reading) === "high")
            return {
              ...showRows(readings, [
                { title: "WHAT", value: ({ what }) => what },
                { title: "USED", value: ({ percent }) => percent, screen: ({ percent }) => `${percent}%` },
                { title: "STATE", value: judge }
              ]),
              data: readings.map((reading) => ({ ...reading, state: judge(reading) })),
              ...(high.length === 0
                ? {}
                : {
                    note: high
                      .map(({ what, percent, limit }) => `Warning: ${what} is at ${percent}% (limit ${limit}%).`)
                      .join(" ")
                  })
            }
          }
        )
      )
    )
})
