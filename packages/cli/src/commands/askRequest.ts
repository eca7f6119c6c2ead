/**
 * A request as it is typed at a shell's prompt or comes from a pipe: English, or a command line that means a request (`rm -r build`, `ls -la`),
 * which means here what it means in the interactive shell. What is written for a shell alone is declined; a command that nobody here reads is
 * for whoever plans.
 *
 * What may surprise: where a provider or a model is named for it, that one reads the line as it stands.
 */
import * as Effect from "effect/Effect"
import { NotUnderstood, type Request, type Translator } from "@zenus/core"
import { valueOf } from "../args/CommandMain.ts"
import { COMMAND_NAMES } from "../pasted/commandNames.ts"
import { handleRequest } from "../session/handleRequest.ts"
import type { Session } from "../session/Session.ts"
import { lineSurroundings } from "../session/lineSurroundings.ts"

const isNamed = ({ invocation }: Session): boolean =>
  valueOf(invocation, "model") !== undefined || (valueOf(invocation, "provider") ?? "rules") !== "rules"

/** Who answers the line, where it is a command; `null` for English, and for what whoever plans may still understand. */
const asCommand = Effect.fnUntraced(function* (session: Session, text: string) {
  const [first = ""] = text.trim().split(/\s/, 1)
  if (!COMMAND_NAMES.has(first) || isNamed(session)) return null
  const { readCommand, saying } = yield* Effect.promise(() => import("../pasted/readPasted.ts"))
  const read = yield* readCommand(text.trim(), { ...lineSurroundings(session), state: { cwd: session.cwd } })
  if (read === null) return null
  if (read.type === "request") return { said: read.said, translator: saying(read.intent) }
  // "rm *.txt; ls" must not be two sentences of English here and nothing there.
  return read.isShells === true ? { said: [], translator: declining(`${read.why}.`) } : null
})

const declining = (reason: string): Translator => ({
  name: "rules",
  translate: () =>
    Effect.fail(
      new NotUnderstood({
        reason,
        suggestions: [],
        advice: ["Run it in your own shell as it stands, or say it in English."]
      })
    )
})

export const askRequest = Effect.fnUntraced(function* (session: Session, text: string, mode: Request["mode"]) {
  const command = yield* asCommand(session, text)
  for (const line of command?.said ?? []) session.screen.note(session.screen.errColours.dim(line))
  return yield* handleRequest(session, text, mode, command === null ? {} : { translators: [command.translator] })
})
