/** Who is logged in at a terminal of this machine, since when and from where. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { showItems, showRows } from "./facts.ts"
import { ask } from "./systemInformation.ts"

const Args = Schema.Struct({
  give: choice(["rows", "names", "count"], "rows, only names (each once), or how many sessions (default rows)")
})

export const loggedIn = defineAction<typeof Args.Type>({
  name: "loggedIn",
  description: "Shows who is logged in on this machine.",
  args: Args,
  ...reads,
  phrases: [
    phrase("who is|else_is [else] logged_in|logged_on|online|signed_in [on|to|into] [this] [system|machine|computer]"),
    phrase("<list> [all] logged_in|logged_on|logged-in|active|signed_in users|people"),
    phrase(
      "<list> users|people [that|who] [are] logged_in|logged_on|signed_in|online [on|to|into] [this] [system|machine|computer]"
    ),
    phrase("<list> names of [users|people] logged_in|logged_on|logged-in [users|people]", { give: "names" }),
    phrase("<count> [logged_in|logged-in] users|people [are] [logged_in|logged_on|online|there]", { give: "count" })
  ],
  examples: ["who is logged in", "show logged in users"],
  look: ({ give = "rows" }) =>
    Effect.succeed(
      prepared(
        "Show who is logged in",
        Effect.map(
          ask("Read who is logged in", (library) => library.users()),
          (sessions) => {
            if (give === "count") return { lines: [String(sessions.length)], data: sessions.length }
            const nobody = "Nobody is logged in at a terminal."
            if (give === "names") return showItems([...new Set(sessions.map((session) => session.user))], nobody)
            return showRows(
              sessions.map(({ user, tty, date, time, ip }) => ({
                user,
                terminal: tty,
                since: `${date} ${time}`,
                from: ip
              })),
              [
                { title: "USER", value: (session) => session.user },
                { title: "TERMINAL", value: (session) => session.terminal },
                { title: "SINCE", value: (session) => session.since },
                { title: "FROM", value: (session) => session.from }
              ],
              sessions.length === 0 ? nobody : undefined
            )
          }
        )
      )
    )
})
