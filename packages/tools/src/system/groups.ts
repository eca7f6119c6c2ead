/** Groups: of the asking user (as the kernel has them), of another user, or all there are. */
import { defineAction, type LookContext, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, option } from "../file/field.ts"
import { nearNames } from "../file/nearNames.ts"
import { makeOwners } from "../file/owners.ts"
import { prepared, reads } from "../reads.ts"
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
    phrase("show|list|display|print|get|what_are [me] [the|my] [current_user's|current] [user's|user] groups"),
    phrase("show|list|display|print|get [me] [the] groups of|for [the] current user"),
    phrase("what|which groups am_i|do_i|is_the_current_user in|belong_to|a_member_of"),
    phrase("show|list|display|print|get [me] [the] groups of|for [the] user {user:word}"),
    phrase("what|which groups is|does [the] [user] {user:word} in|belong_to|a_member_of"),
    phrase("show|list|display|print|get [me] all [of] [the] groups [on|of|in] [this|the] [system|machine]", {
      all: true
    }),
    phrase("show|list|display|print|get [me] [the] groups on|of|in this|the system|machine", { all: true }),
    phrase("what|which groups exist|are_there [on] [this|the] [system|machine]", { all: true })
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
        )
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
