/** The login shells of this machine: the paths in `/etc/shells` (shells(5)). */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import { NoArguments, prepared, reads } from "../action/reads.ts"
import { showItems } from "./facts.ts"
import { readLines } from "./readLines.ts"

export const shells = defineAction<typeof NoArguments.Type>({
  name: "shells",
  description: "Lists the shells that are installed for logging in.",
  args: NoArguments,
  ...reads,
  phrases: [
    phrase(
      "<list> [available|installed|valid|login|system|possible] [login] shells [available|installed|there_are] [on|of] [this] [system|machine|computer]"
    ),
    phrase(
      "what|which [login] shells are|do|does [there|i|this] [available|installed|have|system|machine] [on] [this] [system|machine]"
    )
  ],
  examples: ["list available shells"],
  look: (_args, context) =>
    Effect.succeed(
      prepared(
        "List the shells",
        Effect.sync(() =>
          showItems(
            readLines(context.disk, "/etc/shells")
              .map((line) => line.trim())
              .filter((line) => line.startsWith("/")),
            "This system has no list of shells."
          )
        )
      )
    )
})
