/** The folders in which programs are looked for, in order: PATH. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { prepared, reads } from "../reads.ts"
import { showItems } from "./facts.ts"

const Args = Schema.Struct({})

/** An empty part means the working folder (environ(7)). Pure. */
export const pathFolders = (path: string | undefined): ReadonlyArray<string> =>
  path === undefined || path === "" ? [] : path.split(":").map((folder) => (folder === "" ? "." : folder))

export const searchPath = defineAction<typeof Args.Type>({
  name: "searchPath",
  description: "Shows the folders in which programs are looked for (PATH).",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "show|list|display|print|get|what_is [me] [the|my] [current_user's] path|search_path|program_path|executable_path [variable]"
    ),
    phrase("show|list|display|print|get [me] [the] folders|directories in|of|on [the|my] path")
  ],
  examples: ["print the current user's path"],
  look: (_args, context) =>
    Effect.succeed(
      prepared(
        "Show the search path",
        Effect.sync(() => showItems(pathFolders(context.env.get("PATH")), "PATH is not set."))
      )
    )
})
