/** Makes a branch, here or at another commit, and switches to it when that is asked for. */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, optionalText, text } from "../../action/field.ts"
import { acts, mustPass, repositoryField } from "../actionParts.ts"
import {
  ABOUT_REFS,
  ABOUT_WORK,
  absolutePaths,
  between,
  dirtyPaths,
  fileEffects,
  hookNotes,
  headTree,
  needCommit,
  openForDeed,
  refuseOverlap,
  resolveCommit
} from "../deedParts.ts"
import { checkRefName, checkRevision } from "../gitArguments.ts"
import { gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { shortOid } from "../references.ts"
import { readStatus } from "../status.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  name: text("name of the new branch"),
  from: optionalText("the commit, branch or tag it begins at (default: the current commit)"),
  switch: flag("switch to it (default false)"),
  repository: repositoryField
})

const DOING = "Make a branch"

export const createBranch = defineAction<typeof Args.Type>({
  name: "createBranch",
  description: "Makes a branch, and switches to it if asked",
  args: Args,
  risk: 1,
  ...acts,
  phrases: said([
    "git branch {name:branchname}",
    "<create>|start|open [new|git|local] branch [called|named] {name:branchname}",
    "<create>|start [new|git] {name:branchname} branch",
    "<create>|start [new|git] branch [called|named] {name:branchname} from|at|off|based_on|starting_at|out_of|starting_from|on_top_of [branch|tag|commit] {from:revision}",
    "branch off [from] {from:revision} as|into|to {name:branchname}",
    ["git checkout -b {name:branchname}", { switch: true }],
    ["git switch -c {name:branchname}", { switch: true }],
    ["git checkout -b {name:branchname} {from:revision}", { switch: true }],
    [
      "<create>|start [new|git] branch [called|named] {name:branchname} [from|off {from:revision}] and|then|, switch|change|go|move|check|jump|hop|checkout [over] [to|it|onto|into] [it|out|that_branch|this_branch|the_new_branch|there|that]",
      { switch: true }
    ],
    ["<create>|start and switch|change|move to [new|git] branch [called|named] {name:branchname}", { switch: true }],
    ["<create>|start and check out|checkout [new|git] branch [called|named] {name:branchname}", { switch: true }],
    ["switch|change|move|go [over] to|onto new [git] branch [called|named] {name:branchname}", { switch: true }],
    ["check out|checkout new [git] branch [called|named] {name:branchname}", { switch: true }]
  ]),
  examples: ["create a branch called experiment", "create a new branch called experiment-2 and switch to it"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    yield* mustPass(checkRefName("createBranch", "branch", args.name))
    if (args.from !== undefined) yield* mustPass(checkRevision("createBranch", args.from))
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    if ((yield* resolveCommit(top, DOING, `refs/heads/${args.name}`)) !== null) {
      const reason = `there is a branch called ${args.name} already.`
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Choose another name, or switch to that one."] })
    }
    const going = args.switch === true
    const start =
      args.from === undefined ? yield* resolveCommit(top, DOING, "HEAD") : yield* needCommit(top, DOING, args.from)
    if (start === null && !going) {
      const reason = "there is no commit yet."
      return yield* new StepFailed({
        doing: DOING,
        reason,
        hints: ["Commit something first, or switch to the new branch."]
      })
    }
    const changes =
      going && args.from !== undefined && start !== null
        ? yield* between(top, DOING, yield* headTree(top, DOING), start)
        : []
    const dirty = going ? dirtyPaths(yield* readStatus(top, DOING, { untracked: "no" })) : []
    yield* refuseOverlap(DOING, dirty, changes, "Or make the branch without switching to it.")
    const at = start === null ? "without a commit yet" : `at ${shortOid(start)}`
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Make the branch ${args.name} ${at}${going ? " and switch to it" : ""}`,
      effects: [
        gitEffect(repository, `branch ${args.name}: new, ${at}`),
        ...(going ? [gitEffect(repository, `HEAD: to branch ${args.name}`)] : []),
        ...fileEffects(repository, changes)
      ],
      watch: going ? ABOUT_WORK : ABOUT_REFS,
      ...(changes.length === 0
        ? {}
        : {
            touches: () =>
              Effect.succeed(
                absolutePaths(
                  repository,
                  changes.map((change) => change.path)
                )
              )
          }),
      timeoutMs: acts.timeoutMs,
      notes: going ? yield* hookNotes(repository, DOING, ["post-checkout"], context) : [],
      // Changes in the working files are carried along.
      ...(changes.length > 0 && dirty.length > 0 ? { risk: 2 as const } : {}),
      act: ({ git }) =>
        Effect.as(
          git([
            ...(going
              ? ["switch", "--progress", "--no-track", "--create", args.name]
              : ["branch", "--no-track", args.name]),
            ...(args.from === undefined || start === null ? [] : [start])
          ]),
          {
            lines: [going ? `On the new branch ${args.name}` : `Branch ${args.name} made`],
            data: { branch: args.name }
          }
        )
    })
  })
})
