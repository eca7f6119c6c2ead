/** How long the machine has been up, or since when. */
import { uptime as secondsUp } from "node:os"
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { counted } from "../file/sayCount.ts"
import { option } from "../file/field.ts"
import { prepared, reads } from "../reads.ts"
import { dateTime } from "./calendar.ts"

const Args = Schema.Struct({
  as: option(
    Schema.Literals(["words", "seconds", "since"]),
    "days, hours and minutes in words, a number of seconds, or the time of the start (default words)"
  )
})

/** `3 days, 4 hours, 5 minutes`: without leading zeros, seconds only below a minute. Pure. */
export const sayLength = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return counted(whole, "second")
  const parts = [
    [Math.floor(whole / 86_400), "day"],
    [Math.floor(whole / 3600) % 24, "hour"],
    [Math.floor(whole / 60) % 60, "minute"]
  ] as const
  const first = parts.findIndex(([count]) => count > 0)
  return parts
    .slice(first)
    .map(([count, word]) => counted(count, word))
    .join(", ")
}

export const uptime = defineAction<typeof Args.Type>({
  name: "uptime",
  description: "Shows how long the machine has been running, or since when.",
  args: Args,
  ...reads,
  phrases: [
    phrase("show|print|get|display|what_is [me] [the] [system|machine] uptime"),
    phrase("how long has|is this|the|my machine|computer|system|server been|is [up|running|on] [up|running|on]"),
    phrase("uptime [in] seconds", { as: "seconds" }),
    phrase(
      "when was|did this|the|my machine|computer|system|server [last] started|booted|start|boot|rebooted|restarted [up]",
      { as: "since" }
    ),
    phrase("show|print|get|display|what_is [me] [the] [last] boot time", { as: "since" })
  ],
  examples: ["how long has this machine been up?", "when was the system started"],
  look: ({ as = "words" }, context) =>
    Effect.succeed(
      prepared(
        "Show how long the machine is up",
        Effect.sync(() => {
          const seconds = secondsUp()
          const startedAt = context.now - seconds * 1000
          const text =
            as === "words"
              ? sayLength(seconds)
              : as === "seconds"
                ? String(Math.floor(seconds))
                : dateTime(startedAt, context.timeZone)
          return { lines: [text], data: { seconds: Math.floor(seconds), since: new Date(startedAt).toISOString() } }
        })
      )
    )
})
