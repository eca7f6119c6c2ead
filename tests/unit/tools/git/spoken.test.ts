/** How people speak of git in a repository, read with the whole toolbox beside it: as git where that is clear, as files where files are meant. */
import { assert, describe, it } from "@effect/vitest"
import { fromRules, makeToolbox, Request } from "@zenus/core"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"

const THERE = new Map<string, "file" | "folder">([
  ["/w/.git", "folder"],
  ["/w/a.txt", "file"],
  ["/w/b.txt", "file"],
  ["/w/photos", "folder"],
  ["/w/backup", "folder"]
])

const read = async (text: string) => {
  const rules = fromRules(makeToolbox(allTools), (path) => THERE.get(path) ?? null)
  const request = new Request({ text, cwd: "/w", home: "/h", at: 0, timeZone: "UTC", mode: "plan" })
  const intent = await Effect.runPromise(rules.translate(request))
  return intent.steps.map(({ action, args, tool }) => [`${tool}.${action}`, args] as const)
}

describe("a request in a repository", () => {
  it.for([
    ["push", "GitOps.push", {}],
    ["please push it", "GitOps.push", {}],
    ["commit everything", "GitOps.commit", { all: true }],
    ["merge feature into main", "GitOps.merge", { from: "feature", into: "main" }],
    ["add a.txt", "GitOps.add", { paths: ["a.txt"] }],
    ["add new.txt", "FileOps.touch", { paths: ["new.txt"], onlyNew: true }],
    ["add all changes", "GitOps.add", { all: true }],
    ["reset hard", "GitOps.reset", { mode: "hard", to: "HEAD" }],
    ["hard reset", "GitOps.reset", { mode: "hard", to: "HEAD" }],
    ["discard my changes", "GitOps.discard", { all: true }],
    ["diff between main and feature", "GitOps.diff", { from: "main", to: "feature" }],
    ["show the diff between feature and main", "GitOps.diff", { from: "feature", to: "main" }],
    ["differences between the branches one and two", "GitOps.diff", { from: "one", to: "two" }],
    ["diff between a.txt and b.txt", "FileOps.compare", { left: "a.txt", right: "b.txt", show: "differences" }]
  ] as const)("%s: %s", async ([text, action, args]) => {
    assert.deepStrictEqual(await read(text), [[action, args]])
  })

  it.for(["diff between photos and backup", "merge a.txt into b.txt"])("%s speaks of files", async (text) => {
    assert.deepStrictEqual(
      (await read(text)).filter(([action]) => action.startsWith("GitOps")),
      []
    )
  })
})
