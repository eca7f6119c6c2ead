/** Who is asking: name, number, group, home, shell. */
import { userInfo } from "node:os"
import { defineAction, type LookContext, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../file/field.ts"
import { makeOwners } from "../file/owners.ts"
import { prepared, reads } from "../reads.ts"
import { readAccounts } from "./accounts.ts"
import { type Fact, showFacts } from "./facts.ts"

const Args = Schema.Struct({
  what: option(
    Schema.Literals(["name", "full-name", "id", "group", "group-id", "home", "shell"]),
    "only this: login name, full name, user number, main group, its number, home folder, login shell (default all)"
  )
})

const factsOf = (context: LookContext): ReadonlyArray<Fact> => {
  const account = readAccounts(context.disk).find(({ uid }) => uid === context.uid)
  const { gid, shell, username } = whoami(context)
  return [
    { name: "name", value: username },
    { name: "full-name", value: account?.fullName ?? "" },
    { name: "id", value: context.uid },
    { name: "group", value: makeOwners(context.disk).group(gid) },
    { name: "group-id", value: gid },
    { name: "home", value: context.home },
    { name: "shell", value: context.env.get("SHELL") ?? account?.shell ?? shell ?? "" }
  ].filter(({ value }) => value !== "")
}

/** A user without an account (a container's `--user 4711`) has a number and no name; node:os throws for it. */
const whoami = (context: LookContext) => {
  try {
    return userInfo()
  } catch {
    return { username: String(context.uid), gid: process.getgid?.() ?? -1, shell: null }
  }
}

export const user = defineAction<typeof Args.Type>({
  name: "user",
  description: "Shows the current user: name, number, group, home, shell.",
  args: Args,
  ...reads,
  phrases: [
    phrase("who am_i", { what: "name" }),
    phrase("whoami", { what: "name" }),
    phrase("what|which user am_i [logged_in] [as]", { what: "name" }),
    phrase(
      "show|print|get|display|what_is|what's|tell [me] [the|my] [current|logged_in] user|username|user_name|login [name]",
      { what: "name" }
    ),
    phrase("show|print|get|display|what_is|tell [me] [the] name of [the] [current] user", { what: "name" }),
    phrase("show|print|get|display|what_is [me] [the|my] [current] user|current_user's|user's id|uid|number", {
      what: "id"
    }),
    phrase("show|print|get|display|what_is [me] [the|my] uid|user_id", { what: "id" }),
    phrase("show|print|get|display|what_is [me] [the|my] gid|group_id", { what: "group-id" }),
    phrase("show|print|get|display|what_is [me] [the|my] primary|main group", { what: "group" }),
    phrase(
      "show|print|get|display|what_is|where_is [me] [the|my] [current_user's] home directory|folder|path [of] [the] [current] [user]",
      { what: "home" }
    ),
    phrase("show|print|get|display|what_is|which [me] [the|my] [current|login|default] shell [is_used|am_i_using]", {
      what: "shell"
    }),
    phrase("show|print|display [me] [the|my] [current] user information|info|details")
  ],
  examples: ["which user am I logged in as", "what is my user id", "what is my home directory"],
  look: ({ what }, context) =>
    Effect.succeed(
      prepared(
        "Show the current user",
        Effect.sync(() => showFacts(factsOf(context), what))
      )
    )
})
