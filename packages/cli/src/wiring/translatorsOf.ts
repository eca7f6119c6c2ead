/**
 * Who plans, and in which order, from what a person chose: the models of the cascade up to `rules`, the rules, and the models after
 * them. One provider by name answers alone. Without a provider that could be asked there are the rules, and nothing else is looked
 * at. A cascade without `rules` in it goes without them, and says who of it could not be asked.
 */
import {
  type AskModels,
  modelAhead,
  type NotUnderstood,
  type OfflineTranslator,
  type ProviderChoice,
  type Toolbox,
  type Translator
} from "@zenus/core"

/** Which providers are asked, and for which model; absent: what is configured. */
export interface ModelChoice {
  readonly provider?: string
  readonly cascade?: ReadonlyArray<string>
  readonly model?: string
}

export interface WhoPlans {
  readonly toolbox: Toolbox
  readonly rules: OfflineTranslator
  readonly choice: ProviderChoice
  /** Whether any of those that are chosen can be asked. */
  readonly areConfigured: boolean
  readonly rulesFirst: boolean
  readonly own: (text: string) => NotUnderstood | null
  readonly models: (choice: ModelChoice) => AskModels
}

const RULES = "rules"

/** Providers of a cascade in runs, and `rules` where they stand: `[anthropic, deepseek], rules`. */
const runsOf = (cascade: ReadonlyArray<string>): ReadonlyArray<ReadonlyArray<string> | typeof RULES> => {
  const at = cascade.indexOf(RULES)
  if (at < 0) return [cascade]
  const [before, after] = [cascade.slice(0, at), cascade.slice(at + 1)]
  return [...(before.length > 0 ? [before] : []), RULES, ...(after.length > 0 ? [after] : [])]
}

export const translatorsOf = ({
  areConfigured,
  choice: { cascade, model, provider },
  models,
  own,
  rules,
  rulesFirst,
  toolbox
}: WhoPlans): ReadonlyArray<Translator> => {
  const named = model === null ? {} : { model }
  const alone = { toolbox, rules: null, rulesFirst: false, own }
  if (provider === RULES) return [rules]
  if (provider !== null) return [modelAhead({ ...alone, name: provider, ask: models({ provider, ...named }) })]
  const hasRules = cascade.includes(RULES)
  if (!areConfigured && hasRules) return [rules]
  return runsOf(cascade).map((run) => {
    if (run === RULES) return rules
    const ask = models({ cascade: run, ...named })
    const name = run.at(-1) ?? "model"
    return modelAhead(hasRules ? { name, toolbox, ask, rules, rulesFirst, own } : { ...alone, name, ask })
  })
}
