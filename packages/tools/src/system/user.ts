/** Who is asking: name, number, group, home, shell. */
import { userInfo } from "node:os"
import { defineAction, type LookContext, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { makeOwners } from "../action/owners.ts"
import { prepared, reads } from "../action/reads.ts"
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
    phrase("who am i", { what: "name" }),
    phrase("whoami", { what: "name" }),
    phrase("what|which user|username|user_name|account am i [logged_in|logged_on|running] [as] [with]", {
      what: "name"
    }),
    phrase("as which|what user am i logged_in|running", { what: "name" }),
    phrase("<tell> [current|logged_in|login|active|this] user|username|user_name|user's_name|login_name|login [name]", {
      what: "name"
    }),
    phrase("<tell> name of [current|logged_in] user", { what: "name" }),
    phrase(
      "<tell> [current|numeric] user_id|uid|user_number|users_id|user's_id|user's_uid|user_uid [of] [current] [user]",
      { what: "id" }
    ),
    phrase("<tell> [numeric] id|uid of current|logged_in user", { what: "id" }),
    phrase("<tell> [current|user's] gid|group_id [of] [current] [user]", { what: "group-id" }),
    phrase("<tell> [current] [user's|users] primary|main|default group [name]", { what: "group" }),
    phrase("<tell> [current|user's] [user's|user|users] home directory|folder|dir|path [path] [of] [current] [user]", {
      what: "home"
    }),
    phrase("<tell> [path_of|path_to|location_of] [current] [user's|user|users] home [directory|folder|dir]", {
      what: "home"
    }),
    phrase("where is [current] [user's|user|users] home [directory|folder]", { what: "home" }),
    phrase("<tell> [current|login|default|active|user's] [user's] shell", { what: "shell" }),
    phrase("what|which shell is|am|do [i|current|this] [user] [use|using|used|running|in_use] [use]", {
      what: "shell"
    }),
    phrase("<tell> [information|info|details] [about|on] [current] user information|info|details|account"),
    phrase("<tell> information|info|details about|on|of current user"),
    phrase(
      "under|as|with which|what account|user|login am_i [running|working|logged_in|operating] [as|under] -> what=name"
    ),
    phrase("who am_i logged_in|running|working as -> what=name"),
    phrase("which account is this -> what=name"),
    phrase("<tell> numeric user id|uid [of_the_current_user|of_mine] -> what=id")
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
