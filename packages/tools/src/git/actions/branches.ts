/** Branches: names, one a line. The current one is marked in the table, never in a pipe. */
import { defineAction } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice } from "../../action/field.ts"
import { answering, looks, orNothing, repositoryField, table } from "../actionParts.ts"
import { askGit } from "../askGit.ts"
import { historyPlace } from "../commits.ts"
import { openRepository } from "../Repository.ts"
import { linesOf } from "../runGit.ts"
import { REPO, said } from "../../action/wording.ts"

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
  phrases: said([
    "git branch",
    ["git branch -a|--all", { which: "all" }],
    ["git branch -r", { which: "remote" }],
    `<list> [all] [local] [git] branches [names] ${REPO}`,
    `what|which [git|local] branches are|do|does [there|i|we] [have|exist] ${REPO}`,
    "what|which [git] branches exist [here|in_this_repo|in_the_repo]",
    [`<list> [all] remote [git] branches ${REPO}`, { which: "remote" }],
    ["what|which remote branches are|exist [there]", { which: "remote" }],
    ["<list> [all] branches [both] local|here and remote", { which: "all" }],
    ["<list> all branches including|also|and [the] remote [ones|branches]", { which: "all" }],
    ["<list> local_and_remote|remote_and_local branches", { which: "all" }],
    ["<list>|which|what [all] merged branches", { which: "merged" }],
    [
      "what|which branches are|have|were [already|been] [been] merged [into_main|into_the_current_branch|into_master|already]",
      { which: "merged" }
    ],
    ["<list>|which|what [all] branches [that] [are|have_been] [already] merged", { which: "merged" }],
    ["<list>|which|what [all] unmerged branches", { which: "unmerged" }],
    ["what|which branches are|have|were not [yet|been] [been] merged [yet]", { which: "unmerged" }],
    ["<list> [all] branches [that|which] [are|have] not [yet|been] [been] merged [yet]", { which: "unmerged" }]
  ]),
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
