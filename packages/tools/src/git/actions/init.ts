/** Makes a repository of a folder, or in a new one. What is in the folder stays as it is and is not staged. */
import { defineAction, PathText, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo, shown } from "../../action/answers.ts"
import { optionalText } from "../../action/field.ts"
import { expandHome, locateTarget } from "../../select/locate.ts"
import { attempt } from "../../action/trouble.ts"
import { acts, mustPass } from "../actionParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { makingDeed, makingInverse } from "../placed.ts"
import { readGit, textOf } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  path: optionalText("the folder; made when it is not there (default: the working folder)"),
  branch: optionalText("name of the first branch (default: as git is configured)")
})

const DOING = "Make a repository"

export const init = defineAction<typeof Args.Type>({
  name: "init",
  description: "Makes a git repository of a folder",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git init",
    "git init {path:path}",
    "turn|make|convert|transform {path:folder} [in]to|into new|a|git [git|new] repo|repository",
    "turn|make|convert|transform {path:folder} into [new] git repo|repository|project",
    "make {path:folder} [new] git repo|repository",
    "make|create|initialize|initialise|init|start|set_up|setup [new|empty|fresh|local] git repo|repository|project [here]",
    "make|create|initialize|initialise|init|start|set_up|setup [new|empty|fresh|local] git repo|repository in|inside|at|under {path:path}",
    "make|create|initialize|initialise|init [new|empty] git repo|repository called|named {path:path}",
    "initialize|initialise|init|start|set_up|setup git|version_control [here]",
    "initialize|initialise|init|start|set_up git|version_control in|for|inside {path:path}",
    "put {path:folder} under version_control|git|git_control|version_control_with_git"
  ]),
  examples: ["git init", "turn Projects/demo into a git repository"],
  inverse: makingInverse,
  look: Effect.fnUntraced(function* (args, context) {
    if (args.branch !== undefined) yield* mustPass(checkRefName("init", "branch", args.branch))
    const { target, stat, taken } = yield* attempt(DOING, () => {
      const path = args.path ?? "."
      const found = locateTarget(path, context)
      const target = found?.path ?? PathText.normalize(expandHome(path, context))
      const stat = found === null || found.stat === null ? null : context.disk.stat(target)
      return { target, stat, taken: context.disk.lstat(PathText.child(target, ".git")) !== null }
    })
    if (stat !== null && stat.type !== "folder") {
      const reason = `${shown(target, context)} is no folder.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Name a folder."] })
    }
    if (taken) return nothingToDo("Nothing to do", `${shown(target, context)} is a git repository already.`)
    if (!target.isWellFormed()) {
      const reason = "the path is no valid UTF-8, and git cannot be started there."
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Rename that folder first."] })
    }
    const outer =
      stat === null
        ? ""
        : textOf(
            yield* readGit({ cwd: target, env: context.env }, DOING, ["rev-parse", "--show-toplevel"], {
              codes: [0, 128]
            })
          ).replace(/\n$/, "")
    const { branch } = args
    return {
      explanation: `Make a git repository in ${shown(target, context)}`,
      deeds: [],
      writes: [target],
      paths: [target],
      notes: outer === "" ? [] : [`It lies inside the repository ${shown(outer, context)}, which will leave it out.`],
      own: makingDeed({
        doing: DOING,
        effects: [{ op: "create", to: PathText.child(target, ".git"), detail: "git repository" }],
        env: context.env,
        target,
        command: (staged) => [
          "init",
          "--quiet",
          ...(branch === undefined ? [] : [`--initial-branch=${branch}`]),
          "--",
          staged
        ],
        timeoutMs: acts.timeoutMs,
        answer: { lines: [`Git repository made in ${shown(target, context)}`], paths: [target] }
      })
    }
  })
})
