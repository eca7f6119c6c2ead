/**
 * A model asked before the rules, with the rules read first: reading them costs milliseconds, and tells whether a model is needed at
 * all and how long its connection may take. Stands before the rules in the list of translators, or alone where nobody else may
 * answer. It knows no provider and loads none.
 *
 * A model is not asked where the words are a command of zenus itself ("undo that"), and, with `rulesFirst`, where the rules are
 * sure; then the next translator, which is the rules, says what there is to say.
 */
import * as Effect from "effect/Effect"
import type { Request } from "../plan/Request.ts"
import type {
  NotUnderstood,
  OfflineTranslator,
  TranslateError,
  TranslateEvent,
  Translation,
  Translator
} from "./Translator.ts"

/** What the models are asked besides the request. */
export interface Asking {
  readonly onEvent: (event: TranslateEvent) => void
  /** Milliseconds that all providers together may take to accept a connection. Absent: as long as they are allowed to. */
  readonly connectWithinMs?: number
}

export type AskModels = (request: Request, asking: Asking) => Effect.Effect<Translation, TranslateError>

export interface ModelAheadOptions {
  /** Default `model`. */
  readonly name?: string
  readonly ask: AskModels
  /** Read beforehand; null where they are not to answer. */
  readonly rules: OfflineTranslator | null
  /** With a reading they are sure of, the rules answer. */
  readonly rulesFirst: boolean
  /** What is said to words that are a command of zenus and nothing for a model; null for all others. */
  readonly own: (text: string) => NotUnderstood | null
}

/** From this confidence on the rules are sure. */
export const SURE = 0.9
/** With a plan of the rules at hand nobody waits longer for a connection (milliseconds, contract §5). */
export const CONNECT_WITH_RULES_MS = 1_500

export const modelAhead = ({ ask, name = "model", own, rules, rulesFirst }: ModelAheadOptions): Translator => ({
  name,
  translate: Effect.fnUntraced(function* (request, onEvent) {
    const read = rules === null ? null : yield* Effect.result(rules.translate(request))
    const holds = read?._tag === "Success" ? read.success : null
    const word = holds === null ? own(request.text) : null
    if (word !== null) return yield* word
    if (rulesFirst && holds !== null && holds.confidence >= SURE) return holds
    return yield* ask(request, {
      onEvent,
      ...(holds === null ? {} : { connectWithinMs: CONNECT_WITH_RULES_MS })
    })
  })
})
