/** Makes a repository of a folder, or in a new one. What is in the folder stays as it is and is not staged. */
import { defineAction, PathText, phrase, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nothingToDo, shown } from "../../file/answers.ts"
import { optionalText } from "../../file/field.ts"
import { expandHome, locateTarget } from "../../file/locate.ts"
import { attempt } from "../../file/trouble.ts"
import { acts, mustPass } from "../actionParts.ts"
import { checkRefName } from "../gitArguments.ts"
import { makingDeed, makingInverse } from "../placed.ts"
import { readGit, textOf } from "../runGit.ts"

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
  phrases: [
    phrase("git init"),
    phrase("git init {path:path}"),
    phrase("turn|make|convert [the] [folder|directory] {path:folder} into a [new] git repo|repository"),
    phrase("turn|make|convert this [folder|directory] into a [new] git repo|repository"),
    phrase("make|create|initialize|initialise|init|start|set_up a [new|empty] git repo|repository [here]"),
    phrase(
      "make|create|initialize|initialise|init|start|set_up a [new|empty] git repo|repository in [the] [folder] {path:path}"
    ),
    phrase("initialize|initialise git [here]"),
    phrase("initialize|initialise git in [the] [folder] {path:path}"),
    phrase("put [the] [folder] {path:folder} under version_control|git")
  ],
  examples: ["turn Projects/demo into a git repository", "git init", "create a git repository here"],
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
