/**
 * A model asked before the rules, with the rules read first: reading them costs milliseconds, and tells whether a model is needed at
 * all and how long its connection may take. Stands before the rules in the list of translators, or alone where nobody else may
 * answer. It knows no provider and loads none.
 *
 * A model is not asked where the words are a command of zenus itself ("undo that"), and, with `rulesFirst`, where the rules are
 * sure; then the next translator, which is the rules, says what there is to say. And where the rules hold a plan, a model's word has
 * two limits: an answer in words does not take its place, since nobody looked, and neither does a plan of a higher risk, since a
 * name in the folder may have talked the model into it and `--yes` would agree unseen.
 */
import * as Effect from "effect/Effect"
import { escapeName } from "../errors/escapeName.ts"
import { IntentIR, type IntentStep } from "../plan/IntentIR.ts"
import type { Request } from "../plan/Request.ts"
import type { Toolbox } from "../tool/Toolbox.ts"
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
  readonly toolbox: Toolbox
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

const riskOf = (toolbox: Toolbox, { action, tool }: IntentStep): number => toolbox.find(tool, action)?.risk ?? 0

/** The steps of `plan` whose actions have a higher risk than any of `bound`, by the table. */
const beyond = (toolbox: Toolbox, plan: IntentIR, bound: IntentIR): ReadonlyArray<IntentStep> => {
  const most = Math.max(0, ...bound.steps.map((step) => riskOf(toolbox, step)))
  return plan.steps.filter((step) => riskOf(toolbox, step) > most)
}

export const modelAhead = ({
  ask,
  name = "model",
  own,
  rules,
  rulesFirst,
  toolbox
}: ModelAheadOptions): Translator => ({
  name,
  translate: Effect.fnUntraced(function* (request, onEvent) {
    const read = rules === null ? null : yield* Effect.result(rules.translate(request))
    const holds = read?._tag === "Success" ? read.success : null
    const word = holds === null ? own(request.text) : null
    if (word !== null) return yield* word
    if (rulesFirst && holds !== null && holds.confidence >= SURE) return holds
    if (holds === null) return yield* ask(request, { onEvent })
    const within = (said: Translation): Translation => {
      if (said instanceof IntentIR) return said
      if (said._tag === "ModelText") {
        const text = `${escapeName(said.provider)} answered in words, without a look; the rules' plan is taken.`
        onEvent({ type: "note", text })
        return holds
      }
      const [more] = beyond(toolbox, said.intent, holds)
      if (more !== undefined) {
        const text = `${escapeName(said.intent.provider)} planned more than the request says (${more.tool}.${more.action}); the rules' plan is taken.`
        onEvent({ type: "note", text })
        return holds
      }
      const { mend } = said
      return mend === null ? said : { ...said, mend: (problem) => Effect.map(mend(problem), within) }
    }
    return within(yield* ask(request, { onEvent, connectWithinMs: CONNECT_WITH_RULES_MS }))
  })
})
