/**
 * One line, from what was typed to what became of it: read, done, and kept as a block under its number. Never fails: what goes wrong is
 * shown, and is what the block says, so that "why?" knows it. An offer that was taken is a line of which it is known what it means.
 */
import * as Effect from "effect/Effect"
import { isRecoverable, PathBytes, type Recoverable } from "@zenus/core"
import { decodeRequest } from "../args/undecoded.ts"
import { EXIT } from "../render/exitCode.ts"
import { actOn } from "./actOn.ts"
import { type LineOutcome, makeBlock } from "./makeBlock.ts"
import type { Meaning } from "../line/Meaning.ts"
import { readingWorldOf } from "./readingWorldOf.ts"
import { readMeaning } from "./readMeaning.ts"
import type { ShellContext } from "./ShellContext.ts"
import type { TakenOffer } from "./TakenOffer.ts"
import { keepBlock, nextNumber } from "../line/ShellState.ts"
import type { WordEnd } from "./WordEnd.ts"

/** Fails with `UsageError` for bytes that are no UTF-8: nobody could know which name is meant. */
const decoded = (typed: string): Effect.Effect<string, Recoverable> =>
  Effect.try({
    try: () => decodeRequest(PathBytes.toBytes(typed)).trim(),
    catch: (error) => {
      if (isRecoverable(error)) return error
      throw error
    }
  })

export const answerLine = Effect.fnUntraced(function* (
  shell: ShellContext,
  typed: string,
  taken?: TakenOffer
): Effect.fn.Return<WordEnd> {
  const { state } = shell
  const { cwd } = state
  const at = Date.now()
  const ends: Array<LineOutcome> = []
  let meaning: Meaning = { type: "say", lines: [], code: EXIT.done }
  let error: { readonly tag: string; readonly message: string; readonly recovery: ReadonlyArray<string> } | null = null
  const onEnd = (end: LineOutcome): void => void ends.push(end)
  const answer = Effect.gen(function* () {
    meaning = taken?.meaning ?? (yield* readMeaning(yield* decoded(typed), readingWorldOf(shell)))
    return yield* taken === undefined ? actOn(shell, meaning, onEnd) : taken.act(shell, onEnd)
  })
  const keep = (code: number): void =>
    keepBlock(state, makeBlock({ number: nextNumber(state), text: typed.trim(), cwd, at, meaning, ends, code, error }))
  const fail = (failed: Recoverable): number => {
    error = { tag: failed._tag, message: failed.message, recovery: failed.recovery }
    return shell.here().showError(failed)
  }
  return yield* answer.pipe(
    Effect.map(({ trouble, ...end }): WordEnd => (trouble === undefined ? end : { ...end, code: fail(trouble) })),
    Effect.catch((failed) => Effect.sync((): WordEnd => ({ code: fail(failed) }))),
    // Also what was stopped or let go of has had its number.
    Effect.onExit((exit) => Effect.sync(() => keep(exit._tag === "Success" ? exit.value.code : EXIT.interrupted)))
  )
})
