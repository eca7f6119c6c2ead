/** What readers of lines look at, from a shell's session: the rules, the disk by its names, the journal. Nothing of it changes anything. */
import fs from "node:fs"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { History } from "@zenus/core"
import { inFolder } from "../session/Session.ts"
import { findProgram } from "../terminal/findProgram.ts"
import { folderOf } from "./goFolder.ts"
import type { ReadingWorld } from "../line/ReadingWorld.ts"
import type { ShellContext } from "./ShellContext.ts"

/** Entries of the history in which something older is looked for. */
const MANY = 200

const typeAt = (path: string): "file" | "folder" | null => {
  try {
    const stat = fs.statSync(path, { throwIfNoEntry: false })
    return stat === undefined ? null : stat.isDirectory() ? "folder" : "file"
  } catch {
    // What cannot be looked at decides nothing.
    return null
  }
}

export const readingWorldOf = ({ here, state }: ShellContext): ReadingWorld => {
  const session = here()
  const history = Context.get(session.services, History)
  return {
    state,
    home: session.where.home,
    rules: (text, cwd) => {
      const { request, rules } = cwd === undefined ? session : inFolder(session, cwd)
      return rules
        .translate(request(text, "plan"))
        .pipe(Effect.matchEager({ onSuccess: (read) => read, onFailure: (why) => why }))
    },
    folderOf: (line) => folderOf(session, line),
    typeAt,
    history: Effect.orElseSucceed(history.list({ limit: MANY }), () => []),
    transaction: (id) =>
      history.find(id).pipe(
        Effect.map((found) => found?.entry ?? null),
        Effect.orElseSucceed(() => null)
      ),
    hasModels: session.models.areConfigured,
    isProgram: (name) => !name.includes("/") && findProgram(name, session.invocation.env) !== null
  }
}
