/** Language and region as programs see them: the first of LC_ALL, the category's own variable and LANG that is set (locale(7)). */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { showFacts } from "./facts.ts"

const CATEGORIES = ["LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES"] as const

const Args = Schema.Struct({ all: flag("every category, not only the language (default false)") })

/** Of one category; `C` where nothing is set. Pure. */
export const localeOf = (env: ReadonlyMap<string, string>, category: string): string =>
  [env.get("LC_ALL"), env.get(category), env.get("LANG")].find((value) => value !== undefined && value !== "") ?? "C"

export const locale = defineAction<typeof Args.Type>({
  name: "locale",
  description: "Shows the language and region that programs use.",
  args: Args,
  ...reads,
  phrases: [
    phrase("<tell> [current|system|default] locale|language [setting|name] [of] [this] [system|machine]"),
    phrase("what|which language|locale is|does|do [this|set|system] [system|machine|computer] [set|used|use|using]"),
    phrase("<list> [system|current] locale settings|categories|variables", { all: true })
  ],
  examples: ["what is the system locale"],
  look: ({ all = false }, { env }) =>
    Effect.succeed(
      prepared(
        "Show the locale",
        Effect.sync(() =>
          all
            ? showFacts(CATEGORIES.map((name) => ({ name, value: localeOf(env, name) })))
            : { lines: [localeOf(env, "LC_MESSAGES")], data: localeOf(env, "LC_MESSAGES") }
        )
      )
    )
})
