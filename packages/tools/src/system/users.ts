/** The user accounts of this machine: all, or only those of people. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag } from "../file/field.ts"
import { prepared, reads } from "../reads.ts"
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
      "show|list|display|print|get [me] [all|the] [local|system] users|user_accounts|accounts|usernames [on|of|in] [this|the] [system|machine|computer]"
    ),
    phrase("what|which users|accounts exist|are_there [on] [this|the] [system|machine]"),
    phrase("show|list|display|print|get [me] [all|the] human|real|regular|normal users", { people: true })
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
