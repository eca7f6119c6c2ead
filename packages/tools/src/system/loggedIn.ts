/** Who is logged in at a terminal of this machine, since when and from where. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice } from "../file/field.ts"
import { prepared, reads } from "../reads.ts"
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
    phrase("who is|'s [currently] logged_in|logged_on|online [on|to] [this|the] [system|machine] [now|right_now]"),
    phrase("show|list|display|print|get [me] [all|the] [currently] logged_in|logged_on|active users"),
    phrase("show|list|display|print [all|the] users [that|who] [are] [currently] logged_in|logged_on"),
    phrase("how_many users|people are logged_in|logged_on", { give: "count" })
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
