/** Branches: names, one a line. The current one is marked in the table, never in a pipe. */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice } from "../../file/field.ts"
import { answering, looks, orNothing, repositoryField, table } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { historyPlace } from "../commits.ts"
import { openRepository } from "../Repository.ts"
import { linesOf } from "../runGit.ts"

const WHICH = ["local", "remote", "all", "merged", "unmerged"] as const
type Which = (typeof WHICH)[number]

const Args = Schema.Struct({
  which: choice(
    WHICH,
    "local; remote: as last fetched; merged, unmerged: local ones that are in the current branch, or not (default local)"
  ),
  repository: repositoryField
})

const DOING = "List the branches"

const SELECT: Readonly<Record<Which, ReadonlyArray<string>>> = {
  local: ["refs/heads"],
  remote: ["refs/remotes"],
  all: ["refs/heads", "refs/remotes"],
  merged: ["--merged=HEAD", "refs/heads"],
  unmerged: ["--no-merged=HEAD", "refs/heads"]
}

export const branches = defineAction<typeof Args.Type>({
  name: "branches",
  description: "Lists the branches: local, remote, all, merged or unmerged",
  args: Args,
  ...looks,
  phrases: [
    phrase("git branch"),
    phrase("list|show|get|display [me] [all] [the|my] [local] [git] branches"),
    phrase("what|which branches are_there|do_i_have|exist"),
    phrase("list|show|get|display [me] [all] [the] remote [git] branches", { which: "remote" }),
    phrase("what|which remote branches are_there|exist", { which: "remote" }),
    phrase("list|show|get [me] [all] [the] branches local|here and remote", { which: "all" }),
    phrase("list|show|get|which|what [me] [all] [the] merged branches", { which: "merged" }),
    phrase("what|which branches are|have_been merged", { which: "merged" }),
    phrase("list|show|get|which|what [me] [all] [the] unmerged branches", { which: "unmerged" }),
    phrase("what|which branches are|have not|not_been merged", { which: "unmerged" })
  ],
  examples: ["list the branches", "which branches are merged", "list the remote branches"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openRepository(DOING, args.repository, context)
    const run = Effect.map(
      askGit(historyPlace(repository), DOING, [
        "for-each-ref",
        "--format=%(HEAD)%(symref:short)%00%(refname:short)%00%(contents:subject)",
        ...SELECT[args.which ?? "local"]
      ]),
      (text) => {
        const found = linesOf(text)
          .map((line) => line.split("\0"))
          // A symbolic one (origin/HEAD) is another name for a branch that is listed anyway.
          .filter(([mark = ""]) => mark.length === 1)
          .map(([mark = "", name = "", subject = ""]) => ({ current: mark === "*", name, subject }))
        return orNothing(
          {
            ...table(
              found,
              [
                ["", (branch) => (branch.current ? "*" : "")],
                ["branch", (branch) => branch.name],
                ["last commit", (branch) => branch.subject]
              ],
              (branch) => branch.name
            ),
            data: found.map(({ name, current }) => ({ name, current }))
          },
          "There is no such branch."
        )
      }
    )
    return answering(`List the ${args.which ?? "local"} branches`, repository, run)
  })
})
