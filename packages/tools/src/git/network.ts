/** What the deeds that speak to another repository have in common: which remote, where it is, what the plan says of it. */
import { StepFailed } from "@zenus/core"
import * as Effect from "effect/Effect"
import { mustPass } from "./actionParts.ts"
import { setting } from "./deedParts.ts"
import { checkRefName, redactAddress } from "./gitArguments.ts"
import { NETWORK_TIMEOUT_MS } from "./gitDeed.ts"
import { readRemotes, readRemoteUrl } from "./remoteList.ts"
import type { Repository } from "./Repository.ts"
import { hostOf } from "./toward.ts"
import type { GitPlace } from "./runGit.ts"

/** The shared fields of such actions. */
export const speaks = { timeoutMs: NETWORK_TIMEOUT_MS, parallel: false } as const

export interface Remote {
  readonly name: string
  /** Without a password in it. */
  readonly shown: string
  /** The machine that it is fetched from; `null` for a folder of this one. */
  readonly host: string | null
}

/** The remote that is meant: the one named, the branch's own, `origin`, or the only one there is. */
export const needRemote = Effect.fnUntraced(function* (
  action: string,
  doing: string,
  named: string | undefined,
  branch: string | null,
  repository: Repository
) {
  if (named !== undefined) yield* mustPass(checkRefName(action, "remote", named))
  const all = yield* readRemotes(repository, doing)
  const own = branch === null ? null : yield* setting(repository.place, doing, `branch.${branch}.remote`)
  const name = named ?? (own !== null && all.includes(own) ? own : all.includes("origin") ? "origin" : all[0])
  if (name === undefined || !all.includes(name)) {
    return yield* new StepFailed({
      doing,
      reason: name === undefined ? "this repository has no remote." : `there is no remote called ${name}.`,
      hints: [name === undefined ? "Add one first." : "List the remotes first."]
    })
  }
  const address = yield* readRemoteUrl(repository, doing, name)
  return { name, shown: redactAddress(address), host: hostOf(address) } satisfies Remote as Remote
})

const PROGRAMS = ["uploadpack", "receivepack", "vcs"] as const

/** Settings that have a program run for this remote, here or over there: said before, since they came with the repository. */
export const programNotes = Effect.fnUntraced(function* (place: GitPlace, doing: string, remote: string) {
  const notes: Array<string> = []
  for (const key of PROGRAMS) {
    const value = yield* setting(place, doing, `remote.${remote}.${key}`)
    if (value !== null)
      notes.push(`The configuration has remote.${remote}.${key} = ${value}: that program will be run.`)
  }
  return notes
})

/** The branch that the current one follows: the remote and the name it has there, or `null`. */
export const upstreamOf = Effect.fnUntraced(function* (place: GitPlace, doing: string, branch: string) {
  const remote = yield* setting(place, doing, `branch.${branch}.remote`)
  const merged = yield* setting(place, doing, `branch.${branch}.merge`)
  return remote === null || merged === null || !merged.startsWith("refs/heads/")
    ? null
    : { remote, branch: merged.slice("refs/heads/".length) }
})

export const needBranch = (doing: string, branch: string | null): Effect.Effect<string, StepFailed> =>
  branch === null
    ? Effect.fail(
        new StepFailed({ doing, reason: "no branch is the current one here.", hints: ["Switch to a branch first."] })
      )
    : Effect.succeed(branch)
