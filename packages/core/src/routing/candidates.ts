/**
 * Who may answer an ask, in order, and which model each would be asked for. Pure. Nobody is left out silently: whoever cannot be
 * called stands there with the reason. Precedence: one provider alone, the order of the ask, the configured order; a model
 * that names its provider puts that one first.
 */
import * as Result from "effect/Result"
import type { ConfiguredProvider } from "../llm/Providers.ts"
import { LOCAL_ALIAS, type ModelChoice, modelOf, nearNames, readModelName } from "./modelName.ts"
import type { ModelAsk } from "./Routed.ts"
import { ModelNameUnknown } from "./routeErrors.ts"

/** Plans without a model, so it is no place for a chat; it may stand in a cascade all the same. */
export const RULES = "rules"

/** One who can be called. */
export interface Callable {
  readonly provider: ConfiguredProvider
  readonly service: NonNullable<ConfiguredProvider["service"]>
  readonly model: string
}

export interface Candidate {
  readonly name: string
  /** Empty where none is known. */
  readonly model: string
  readonly callable: Callable | null
  /** Why it is passed over; `null` exactly when it is callable. */
  readonly whyNot: { readonly error: string; readonly why: string } | null
}

export interface Candidates {
  /** Named by the model; first, whatever the strategy says. */
  readonly first: ReadonlyArray<Candidate>
  readonly others: ReadonlyArray<Candidate>
  /** Whether the configured strategy may put `others` in another order: an order that was written for this ask stands. */
  readonly isRanked: boolean
}

const rules: Candidate = {
  name: RULES,
  model: "",
  callable: null,
  whyNot: { error: "PlansOnly", why: "it only plans and answers no chat" }
}

export const candidateOf = (provider: ConfiguredProvider, choice: ModelChoice): Candidate => {
  const { name, service, whyNot } = provider
  const model = modelOf(choice, provider)
  const base = { name, model: model ?? "" }
  if (service === null) {
    return { ...base, callable: null, whyNot: { error: "NotConfigured", why: whyNot ?? "it is not configured" } }
  }
  return model === null
    ? { ...base, callable: null, whyNot: { error: "NoModel", why: `no model: name one as ${name}/MODEL` } }
    : { ...base, callable: { provider, service, model }, whyNot: null }
}

/** Each name once, in order; fails for one that is nobody's. */
const named = (
  names: ReadonlyArray<string>,
  all: ReadonlyArray<ConfiguredProvider>,
  choice: ModelChoice
): Result.Result<ReadonlyArray<Candidate>, ModelNameUnknown> => {
  const found: Array<Candidate> = []
  for (const name of new Set(names)) {
    const provider = all.find((one) => one.name === name)
    if (provider !== undefined) found.push(candidateOf(provider, choice))
    else if (name === RULES) found.push(rules)
    else return Result.fail(new ModelNameUnknown("provider", name, nearNames(name, [...all.map(nameOf), RULES])))
  }
  return Result.succeed(found)
}

const nameOf = ({ name }: { readonly name: string }): string => name

/** `cascade`: the configured order. */
export const candidatesOf = (
  ask: Pick<ModelAsk, "model" | "provider" | "cascade">,
  all: ReadonlyArray<ConfiguredProvider>,
  cascade: ReadonlyArray<string>
): Result.Result<Candidates, ModelNameUnknown> => {
  const choice = readModelName(ask.model, all, ask.provider)
  if (choice._tag === "Unknown") {
    return Result.fail(new ModelNameUnknown("model", ask.model ?? "", choice.near))
  }
  if (choice._tag === "Elsewhere") {
    const { model = "", provider = "" } = ask
    return Result.fail(new ModelNameUnknown("model", model, [], { alone: provider, owner: choice.owner }))
  }
  if (ask.provider !== undefined) {
    return Result.map(named([ask.provider], all, choice), (others) => ({ first: [], others, isRanked: false }))
  }
  const order = ask.cascade ?? cascade
  const isRanked = ask.cascade === undefined
  if (choice._tag === "Alias" && choice.alias === LOCAL_ALIAS) {
    const locals = all.filter(({ isLocal }) => isLocal).map(nameOf)
    const inOrder = order.filter((name) => locals.includes(name))
    return Result.map(named(inOrder.length > 0 ? inOrder : locals, all, choice), (others) => ({
      first: [],
      others,
      isRanked
    }))
  }
  const asked = choice._tag === "Named" ? [choice.provider] : []
  return Result.map(named([...asked, ...order], all, choice), (found) => ({
    first: found.slice(0, asked.length),
    others: found.slice(asked.length),
    isRanked
  }))
}
