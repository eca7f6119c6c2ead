/** Where the request is made: the working folder, its name, the home folder, the folder for temporary files. */
import { tmpdir } from "node:os"
import { defineAction, PathText, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice } from "../file/field.ts"
import { prepared, reads } from "../reads.ts"

const Args = Schema.Struct({
  what: choice(
    ["working", "name", "home", "temporary"],
    "the working folder, only its name, the home folder, or that for temporary files (default working)"
  )
})

export const folder = defineAction<typeof Args.Type>({
  name: "folder",
  description: "Shows the working folder, its name, the home folder, or the one for temporary files.",
  args: Args,
  ...reads,
  phrases: [
    phrase("where am_i [now|right_now]"),
    phrase("which|what folder|directory am_i in [now|right_now] [full] [path]"),
    phrase(
      "show|print|get|display|what_is|what's|tell [me] [the|my] [full] [path] [of] [the] current|working|present [working] directory|folder|dir [path]"
    ),
    phrase("pwd"),
    phrase(
      "show|print|get|display|what_is|what's [me] [the] [base] name of [the] current|working|this [working] directory|folder",
      { what: "name" }
    ),
    phrase("show|print|get|display [me] only|just [the] name of [the] current|working [working] directory|folder", {
      what: "name"
    }),
    phrase("show|print|get|display|what_is|where_is [me] [the] temporary|temp|tmp directory|folder", {
      what: "temporary"
    })
  ],
  examples: ["which folder am I in", "print the current working directory"],
  look: ({ what = "working" }, { cwd, env, home }) => {
    const path =
      what === "home"
        ? home
        : what === "temporary"
          ? (env.get("TMPDIR") ?? tmpdir())
          : what === "name"
            ? PathText.basename(cwd) || "/"
            : cwd
    const output = { lines: [path], data: path, ...(what === "name" ? {} : { paths: [path] }) }
    return Effect.succeed(
      prepared(`Show the ${what === "name" ? "name of the working" : what} folder`, Effect.succeed(output))
    )
  }
})
