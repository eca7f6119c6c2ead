/** What readers of lines look at, from a shell's session: the rules, the disk by its names, the journal. Nothing of it changes anything. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { History } from "@zenus/core"
import { lineSurroundings } from "../session/lineSurroundings.ts"
import { folderOf } from "./goFolder.ts"
import type { ReadingWorld } from "../line/ReadingWorld.ts"
import type { ShellContext } from "./ShellContext.ts"

/** Entries of the history in which something older is looked for. */
const MANY = 200

export const readingWorldOf = ({ here, state, terminal }: ShellContext): ReadingWorld => {
  const session = here()
  const history = Context.get(session.services, History)
  return {
    state,
    ...lineSurroundings(session),
    // As actOn shows them.
    isNumbered: terminal === null,
    folderOf: (line) => folderOf(session, line),
    history: Effect.orElseSucceed(history.list({ limit: MANY }), () => []),
    transaction: (id) =>
      history.find(id).pipe(
        Effect.map((found) => found?.entry ?? null),
        Effect.orElseSucceed(() => null)
      ),
    hasModels: session.models.areConfigured
  }
}
