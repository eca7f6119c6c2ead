/** The user accounts of this machine: all, or only those of people. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { isPerson, readAccounts } from "./accounts.ts"
import { showItems } from "./facts.ts"

const Args = Schema.Struct({ people: flag("only accounts of people, without those of services (default false)") })

export const users = defineAction<typeof Args.Type>({
  name: "users",
  description: "Lists the user accounts of this machine.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "<list> [existing|local|system|registered] [user] users|accounts|usernames|user_names|user_accounts [that_exist|names] [on|of|in] [this] [system|machine|computer]"
    ),
    phrase("<list> names of [existing|local|system] users|accounts [on|of|in] [this] [system|machine|computer]"),
    phrase("what|which users|accounts|user_accounts exist|are_there|are [on] [this] [system|machine|computer]"),
    phrase("<list> human|real|regular|normal|non-system users|accounts [on|of] [this] [system|machine]", {
      people: true
    })
  ],
  examples: ["list all users on the system"],
  look: ({ people = false }, context) =>
    Effect.succeed(
      prepared(
        people ? "List the accounts of people" : "List the user accounts",
        Effect.sync(() => {
          const accounts = readAccounts(context.disk).filter((account) => !people || isPerson(account))
          return showItems(
            accounts.map(({ name }) => name),
            people ? "No person has an account." : "There is no account."
          )
        })
      )
    )
})
