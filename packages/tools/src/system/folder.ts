/** Where the request is made: the working folder, its name, the home folder, the folder for temporary files. */
import { tmpdir } from "node:os"
import { defineAction, PathText, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"

const Args = Schema.Struct({
  what: choice(
    ["working", "name", "home", "temporary"],
    "the working folder, only its name, the home folder, or that for temporary files (default working)"
  )
})

const FOLDER = "directory|folder|dir"

export const folder = defineAction<typeof Args.Type>({
  name: "folder",
  description: "Shows the working folder, its name, the home folder, or the one for temporary files.",
  args: Args,
  ...reads,
  phrases: [
    phrase("where am i [now]"),
    phrase("where are we"),
    phrase(`which|what ${FOLDER} am|are i|we in|at [now|right_now|currently] [?] [the] [full] [path]`),
    phrase(
      `<tell> [full|absolute|complete] [path_of|path_to|path] [current|present|working|this] [working] ${FOLDER} [path] [full_path]`
    ),
    phrase(
      "<tell> [full|absolute|complete] path [of|to] [current|present|working|this] [working] directory|folder|dir|location|place"
    ),
    phrase("<tell> current|present [working] path|location"),
    phrase("pwd|cwd"),
    phrase(
      `<tell> [base|short] name of [current|working|this|present] [working] ${FOLDER} [only|without_path|not_path]`,
      { what: "name" }
    ),
    phrase(`<tell> [current|working] [working] ${FOLDER} name [only|without_path]`, { what: "name" }),
    phrase(`what is [current|this|working] [working] ${FOLDER} called|named`, { what: "name" }),
    phrase(`<tell> [path_of|path_to|location_of] [system] temporary|temp|tmp ${FOLDER} [path]`, { what: "temporary" })
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
