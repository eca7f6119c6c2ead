/** What was asked of late, newest first, each once: the arrow keys of the shell. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { History } from "@zenus/core"
import type { Session } from "./Session.ts"

const KEPT = 200

/** Empty where the history cannot be read: a shell without arrows is better than none. */
export const recentRequests = (session: Session): Effect.Effect<ReadonlyArray<string>> =>
  Context.get(session.services, History)
    .list({ limit: KEPT })
    .pipe(
      Effect.map((entries) => [
        ...new Set(
          entries
            .filter((entry) => entry.kind !== "housekeeping" && entry.kind !== "undo" && entry.kind !== "redo")
            .map((entry) => entry.request)
        )
      ]),
      Effect.catch(() => Effect.succeed([]))
    )
