/** The remotes as the configuration has them. */
import * as Effect from "effect/Effect"
import { askGit } from "./askGit.ts"
import { historyPlace } from "./commits.ts"
import type { Repository } from "./Repository.ts"
import { linesOf } from "./runGit.ts"

/** Names of the remotes. */
export const readRemotes = (repository: Repository, doing: string) =>
  Effect.map(askGit(historyPlace(repository), doing, ["remote"]), linesOf)

/** Where a remote is fetched from, rewriting by the configuration included. */
export const readRemoteUrl = (repository: Repository, doing: string, name: string) =>
  Effect.map(askGit(historyPlace(repository), doing, ["remote", "get-url", "--", name]), (text) => text.trimEnd())

/** Where a remote is sent to, which may be elsewhere. */
export const readPushUrl = (repository: Repository, doing: string, name: string) =>
  Effect.map(askGit(historyPlace(repository), doing, ["remote", "get-url", "--push", "--", name]), (text) =>
    text.trimEnd()
  )
