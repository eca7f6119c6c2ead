/**
 * Fetches what other repositories have: their branches as they are now, under their remote's name, and tags. Files and own
 * branches are not touched. Undo puts the references back; what was fetched stays in git's store, where it harms nobody.
 */
import { defineAction, StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { flag, optionalText } from "../../action/field.ts"
import { counted } from "../../action/sayCount.ts"
import { repositoryField } from "../actionParts.ts"
import { ABOUT_REFS, openForDeed } from "../deedParts.ts"
import { gitEffect, prepareDeed } from "../gitDeed.ts"
import { gitInverse } from "../gitInverse.ts"
import { needRemote, programNotes, type Remote, speaks } from "../network.ts"
import { diffRefs, listRefs, parseRefs, shortRef } from "../references.ts"
import { readRemotes } from "../remoteList.ts"
import { readStatus } from "../status.ts"
import { towards } from "../toward.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  remote: optionalText("name of the remote (default: the one the branch follows, else origin)"),
  all: flag("all remotes (default false)"),
  prune: flag("forget fetched branches that are gone over there (default false)"),
  tags: flag("all tags too (default: those on fetched commits)"),
  repository: repositoryField
})

const DOING = "Fetch"

export const fetch = defineAction<typeof Args.Type>({
  name: "fetch",
  description: "Fetches the branches and tags of a remote, or of all",
  args: Args,
  risk: 1,
  undo: "yes",
  repeatable: true,
  ...speaks,
  phrases: said([
    "git fetch",
    "git fetch [from] {remote:name}",
    "fetch [latest|new|newest|all] [changes|commits|branches|updates] from [remote] {remote:name}",
    "fetch [latest|new|newest] changes|commits|updates [from_the_remote|from_the_server|from_remote]",
    ["git fetch [from] all [remotes]", { all: true }],
    ["git fetch --all", { all: true }],
    ["fetch [everything] [changes|commits|branches] from all|every [of_the] remotes|remote", { all: true }],
    ["fetch all remotes", { all: true }],
    ["fetch [from] [remote|remotes] and prune", { prune: true }],
    ["git fetch --prune|-p", { prune: true }],
    ["fetch [all] tags [from] [remote] {remote:name}", { tags: true }],
    ["git fetch --tags", { tags: true }],
    ["fetch [all] [the] tags", { tags: true }]
  ]),
  examples: ["git fetch", "git fetch from all remotes", "fetch the changes from origin"],
  inverse: gitInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const { top } = repository
    const status = yield* readStatus(top, DOING, { untracked: "no" })
    const names = args.all === true ? yield* readRemotes(repository, DOING) : [args.remote]
    const remotes: ReadonlyArray<Remote> = yield* Effect.forEach(names, (name) =>
      needRemote("fetch", DOING, name, status.branch, repository)
    )
    if (remotes.length === 0) {
      const reason = "this repository has no remote."
      return yield* new StepFailed({ doing: DOING, reason, hints: ["Add one first."] })
    }
    return prepareDeed({
      doing: DOING,
      repository,
      explanation: `Fetch from ${remotes.map((remote) => `${remote.name} (${remote.shown})`).join(", ")}`,
      effects: remotes.map((remote) => gitEffect(repository, `fetch from ${remote.name}: ${remote.shown}`)),
      watch: ABOUT_REFS,
      timeoutMs: speaks.timeoutMs,
      notes: (yield* Effect.forEach(remotes, (remote) => programNotes(top, DOING, remote.name))).flat(),
      act: Effect.fnUntraced(function* ({ context: acting, git, place }) {
        const old = parseRefs(yield* listRefs(place, DOING))
        for (const remote of remotes) {
          const options = [...(args.prune === true ? ["--prune"] : []), ...(args.tags === true ? ["--tags"] : [])]
          yield* git(
            ["fetch", "--progress", "--no-recurse-submodules", ...options, "--", remote.name],
            towards(remote.host, acting)
          )
        }
        const changed = diffRefs(old, parseRefs(yield* listRefs(place, DOING)))
        return {
          lines: changed.map(
            ({ name, old, new: now }) => `${shortRef(name)}: ${old === null ? "new" : now === null ? "gone" : "moved"}`
          ),
          note:
            changed.length === 0
              ? "Nothing new."
              : `${counted(changed.length, "branch or tag", "branches and tags")} changed.`
        }
      })
    })
  })
})
