/**
 * Where a program is: looked for along PATH as a shell does, without starting anything. A program that is not there is
 * an error with names that look like it; `installed` answers yes or no instead. What only a shell knows (aliases,
 * built-ins such as `cd`) is not found.
 */
import { defineAction, type LookContext, PathNotFound, PathText, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, field } from "../action/field.ts"
import { nearNames } from "../action/nearNames.ts"
import { attempt } from "../action/trouble.ts"
import { HINTS, prepared, reads } from "../action/reads.ts"
import { pathFolders } from "./searchPath.ts"

const Args = Schema.Struct({
  name: field(Schema.NonEmptyString, "the program"),
  give: choice(
    ["first", "all", "installed"],
    "the one that would run, all along the path, or yes or no (default first)"
  )
})

const folders = ({ cwd, env }: LookContext): ReadonlyArray<string> => [
  ...new Set(pathFolders(env.get("PATH")).map((folder) => PathText.resolve(cwd, folder)))
]

/** A name with a slash is a path and not looked for. A folder that cannot be looked into holds nothing. */
const findPrograms = (name: string, context: LookContext): ReadonlyArray<string> => {
  const { cwd, disk } = context
  const places = name.includes("/")
    ? [PathText.resolve(cwd, name)]
    : folders(context).map((folder) => PathText.child(folder, name))
  return places.filter((place) => {
    try {
      return disk.stat(place)?.type === "file" && disk.may(place, "enter")
    } catch {
      return false
    }
  })
}

const nearPrograms = (name: string, context: LookContext): ReadonlyArray<string> => {
  const names = folders(context).flatMap((folder) => {
    try {
      return context.disk.list(folder).map((entry) => entry.name)
    } catch {
      return []
    }
  })
  return nearNames(name, [...new Set(names)])
}

const PROGRAM = "program|command|executable|binary|tool|application"

export const which = defineAction<typeof Args.Type>({
  name: "which",
  description: "Shows where a program is, or whether it is installed.",
  args: Args,
  ...reads,
  phrases: [
    phrase(`where is ${PROGRAM} {name:word} [installed|located]`),
    phrase(`where is {name:word} [${PROGRAM}] installed|located`),
    phrase(`where is {name:word} ${PROGRAM}`),
    phrase(`<tell> [full|absolute] path|location of|to|for ${PROGRAM} {name:word}`),
    phrase(`<tell> [full|absolute] path|location of|to|for {name:word} ${PROGRAM}`),
    phrase("<tell> [full|absolute] path|location where|of where {name:word} is installed"),
    phrase("<find>|<list> {name:word} executable|binary|program|command"),
    // "Find executable files" is no question about a program called files.
    phrase("<find>|<list> binary|program|command {name:word}"),
    phrase("<find>|<list> executable called|named {name:word}"),
    phrase("which {name:word}"),
    phrase(`which {name:word} [${PROGRAM}] is|do|will|gets [i] used|run|runs|use|started`),
    phrase(`<list> [all] places|paths|locations|copies|versions of|for ${PROGRAM} {name:word}`, { give: "all" }),
    phrase(
      `is|do|does [i|this|there] [machine|system|computer] [have] [${PROGRAM}] {name:word} installed|available|there`,
      { give: "installed" }
    ),
    phrase(`is {name:word} [${PROGRAM}] installed|available [on|here] [this] [machine|system|computer|here]`, {
      give: "installed"
    }),
    phrase(`do i|we have [${PROGRAM}] {name:word} [installed]`, { give: "installed" }),
    phrase(`<tell> whether|if [${PROGRAM}] {name:word} is installed|available`, { give: "installed" }),
    phrase("which|what path does {name:word} have"),
    phrase("[full] path|location of|to {name:word} command|program|binary|executable"),
    phrase("what is|where_is the path of|to {name:word} command|program|binary|executable")
  ],
  examples: ["where is the program node", "is git installed"],
  look: Effect.fnUntraced(function* ({ name, give = "first" }, context) {
    const found = yield* attempt("Look for the program", () => findPrograms(name, context))
    if (give === "installed") {
      const yes = found.length > 0
      return prepared(
        "Look whether the program is installed",
        Effect.succeed({ lines: [yes ? "yes" : "no"], data: yes })
      )
    }
    if (found.length === 0) {
      return yield* new PathNotFound({
        path: `program ${name}`,
        near: nearPrograms(name, context),
        hint: HINTS.program
      })
    }
    const paths = give === "all" ? found : found.slice(0, 1)
    return { ...prepared("Show where the program is", Effect.succeed({ lines: paths, paths, data: paths })), paths }
  })
})
