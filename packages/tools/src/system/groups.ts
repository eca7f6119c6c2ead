/** Groups: of the asking user (as the kernel has them), of another user, or all there are. */
import { defineAction, type LookContext, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option } from "../action/field.ts"
import { nearNames } from "../action/nearNames.ts"
import { makeOwners } from "../action/owners.ts"
import { HINTS, prepared, reads } from "../action/reads.ts"
import { groupsOf, readAccounts, readGroups } from "./accounts.ts"
import { showItems } from "./facts.ts"

const Args = Schema.Struct({
  user: option(Schema.NonEmptyString, "the groups of this user (default: of the one who asks)"),
  all: flag("all groups of the system (default false)")
})

/** Names of the groups that the kernel has for this process, the main one first; a number where a group has no name. */
const ownGroups = (context: LookContext): ReadonlyArray<string> => {
  const owners = makeOwners(context.disk)
  const numbers = [process.getegid?.() ?? -1, ...(process.getgroups?.() ?? [])]
  return [...new Set(numbers)].filter((gid) => gid >= 0).map((gid) => owners.group(gid))
}

export const groups = defineAction<typeof Args.Type>({
  name: "groups",
  description: "Lists the groups of the current user, of another user, or of the system.",
  args: Args,
  ...reads,
  phrases: [
    phrase("<list> [current|user] [user's|user|users] groups [of] [current] [user]"),
    phrase("<list> groups of|for [current] user"),
    phrase("<list> groups [that] i|current_user am|is|belong|belongs [in|to|a_member_of|member_of|part_of]"),
    phrase(
      "what|which groups am|do|is|does i|current_user|the_current_user [in|belong|part] [to|of|member_of|a_member_of]"
    ),
    phrase("<list> groups of|for user|account {user:word}"),
    phrase("<list> groups [that] user {user:word} is|belongs [in|to|a_member_of|part_of]"),
    phrase("what|which groups is|does user {user:word} [in|belong|part] [to|of|member_of|a_member_of]"),
    phrase("<list> [existing|user|system|local] groups [that_exist] on|of|in [this] system|machine|computer", {
      all: true
    }),
    phrase("<list> [all] [existing|system|local] groups [that_exist]", { all: true }),
    phrase("what|which groups exist|are_there [on] [this] [system|machine|computer]", { all: true })
  ],
  examples: ["print the current user's groups", "list all groups on the system"],
  look: Effect.fnUntraced(function* ({ all = false, user }, context) {
    if (user === undefined) {
      return prepared(
        all ? "List all groups" : "List the groups of the current user",
        Effect.sync(() =>
          showItems(all ? readGroups(context.disk).map(({ name }) => name) : ownGroups(context), "There is no group.")
        )
      )
    }
    const accounts = readAccounts(context.disk)
    const account = accounts.find(({ name, uid }) => name === user || String(uid) === user)
    if (account === undefined) {
      return yield* new PathNotFound({
        path: `user ${user}`,
        near: nearNames(
          user,
          accounts.map(({ name }) => name)
        ),
        hint: HINTS.user
      })
    }
    return prepared(
      `List the groups of ${account.name}`,
      Effect.sync(() =>
        showItems(
          groupsOf(account, readGroups(context.disk)).map(({ name }) => name),
          "That user is in no group."
        )
      )
    )
  })
})
