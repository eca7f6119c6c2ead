/** The folders in which programs are looked for, in order: PATH. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import { NoArguments, prepared, reads } from "../action/reads.ts"
import { showItems } from "./facts.ts"

/** An empty part means the working folder (environ(7)). Pure. */
export const pathFolders = (path: string | undefined): ReadonlyArray<string> =>
  path === undefined || path === "" ? [] : path.split(":").map((folder) => (folder === "" ? "." : folder))

export const searchPath = defineAction<typeof NoArguments.Type>({
  name: "searchPath",
  description: "Shows the folders in which programs are looked for (PATH).",
  args: NoArguments,
  ...reads,
  phrases: [
    phrase(
      "<tell> [current|user's|system|value_of|content_of|contents_of] [user's|users|user] [search|program|executable|command] path [variable|environment_variable|env_variable]"
    ),
    phrase("<list> folders|directories in|of|on [search|system] path [variable]"),
    phrase("<list> folders|directories [that_are] searched for programs|commands|executables"),
    phrase("where are programs|commands|executables looked_for|searched"),
    phrase("<show> [command] search path [for commands|programs|executables]"),
    phrase("where does shell|system look for commands|programs")
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
