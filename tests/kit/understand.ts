/** The rules planner in `/w`, in a world of which only names are there: what a request means, and what is asked where it is not understood. */
import { fromRules, makeToolbox, Request } from "@zenus/core"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"

export interface NamesThere {
  readonly files: ReadonlyArray<string>
  readonly folders: ReadonlyArray<string>
}

export const understanding = ({ files, folders }: NamesThere) => {
  const kinds = new Map<string, "file" | "folder">([
    ...files.map((path) => [path, "file"] as const),
    ...folders.map((path) => [path, "folder"] as const)
  ])
  const rules = fromRules(makeToolbox(allTools), (path) => kinds.get(path) ?? null)
  const read = (text: string) => {
    const request = new Request({ text, cwd: "/w", home: "/home/ann", at: 0, timeZone: "UTC", mode: "plan" })
    return Effect.runPromise(Effect.result(rules.translate(request)))
  }
  return {
    read,
    /** Action and arguments of each step; or the tag of the refusal. */
    meaning: async (text: string): Promise<unknown> => {
      const result = await read(text)
      return result._tag === "Failure"
        ? result.failure._tag
        : result.success.steps.map(({ action, args }) => [action, args] as const)
    },
    /** What is suggested instead; `null` where it is understood. */
    suggested: async (text: string): Promise<ReadonlyArray<string> | null> => {
      const result = await read(text)
      return result._tag === "Failure" ? result.failure.suggestions : null
    }
  }
}
