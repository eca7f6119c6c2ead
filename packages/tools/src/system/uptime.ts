/** How long the machine has been up, or since when. */
import { uptime as secondsUp } from "node:os"
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { counted } from "../action/sayCount.ts"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
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

const MACHINE = "machine|computer|system|server|laptop|host|box"

export const uptime = defineAction<typeof Args.Type>({
  name: "uptime",
  description: "Shows how long the machine has been running, or since when.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "<tell> [system|machine|machine|computer|system|server|laptop|host|box] uptime [of] [this] [machine|system|computer]"
    ),
    phrase("uptime"),
    phrase(
      "how long has|have|is [this] machine|computer|system|server|laptop|host|box|it been|is [up|running|on|switched_on|turned_on|up_and_running]"
    ),
    phrase("how long is [this] machine|computer|system|server|laptop|host|box|it up|running|on"),
    phrase(`how_many seconds has|is [this] ${MACHINE} been [up|running|on]`, { as: "seconds" }),
    phrase("<tell> [system] uptime in seconds", { as: "seconds" }),
    phrase(
      `when was|did|has [this] ${MACHINE} [last] started|booted|start|boot|rebooted|restarted|reboot|restart|turned_on|switched_on [up|last]`,
      { as: "since" }
    ),
    phrase(`when was [last|system] boot|reboot|restart|start [of] [this] [${MACHINE}]`, { as: "since" }),
    phrase("<tell> [last|system] boot|reboot|startup time|date", { as: "since" }),
    phrase("<tell> [when] [time|date] [of] last|system boot|reboot|restart", { as: "since" }),
    phrase(`since when is|has [this] ${MACHINE} [been] up|running|on`, { as: "since" }),
    phrase("<tell> how long this|the|my machine|computer|system|server has been on|up|running")
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
