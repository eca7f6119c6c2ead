/**
 * What a person means by the name of a model, as a table: an alias, `provider/model`, or a form by which one provider is known. Pure;
 * it asks nobody whether the model exists. It refuses what has none of these forms, rather than sending a slip of the pen to
 * whoever is first. What may surprise: a name that holds a slash behind no known provider is OpenRouter's form (`vendor/model`), and
 * `local` means providers on this machine and no others, since who says it may not want anything to leave it.
 */
import { lettersApart } from "../errors/lettersApart.ts"
import { knownProviders } from "../llm/knownProviders.ts"

/** Of a provider, what a name can refer to. */
export interface NamedProvider {
  readonly name: string
  /** `null` where none is known. */
  readonly defaultModel: string | null
  readonly aliases: Readonly<Record<string, string>>
  readonly isLocal: boolean
  /** Why it cannot be called; `null` or absent when it can. */
  readonly whyNot?: string | null
  /** Absent: its own. */
  readonly baseUrl?: string
}

export type ModelChoice =
  /** Nothing was named: each provider's own. */
  | { readonly _tag: "Own" }
  /** That model of that provider. */
  | { readonly _tag: "Named"; readonly provider: string; readonly model: string }
  /** What each provider calls so; its own model where it has no such name. */
  | { readonly _tag: "Alias"; readonly alias: string }
  /** No reading. `near`: names that there are, like it, best first. */
  | { readonly _tag: "Unknown"; readonly near: ReadonlyArray<string> }
  /** One provider alone is to answer, and the model is another one's. */
  | { readonly _tag: "Elsewhere"; readonly owner: string }

/** Every provider may be asked for these, whatever it has. */
const COMMON_ALIASES: ReadonlySet<string> = new Set(["fast", "best"])
/** Restricts the choice to providers of this machine. */
export const LOCAL_ALIAS = "local"

const OPENROUTER = "openrouter"

/** Whose a name is by its form, the first that fits. */
const FORMS: ReadonlyArray<readonly [form: RegExp, provider: string]> = [
  [/^claude-/i, "anthropic"],
  [/^(gpt-|chatgpt-|o\d)/i, "openai"],
  [/^gemini-/i, "gemini"],
  [/^deepseek-[^:]*$/i, "deepseek"],
  // `llama3.2:3b`, `hf.co/somebody/model:Q4_K_M`
  [/^hf\.co\//i, "ollama"],
  [/^[^/]+:[^/]+$/, "ollama"],
  [/^[^/]+\/.+$/, OPENROUTER]
]

/** At most three of `names` that `asked` may be meant for, best first. */
export const nearNames = (asked: string, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const wanted = asked.toLowerCase()
  return [...new Set(names)]
    .map((name) => ({ name, away: lettersApart(name.toLowerCase(), wanted) }))
    .filter(({ away, name }) => away <= Math.max(2, Math.floor(name.length / 4)))
    .toSorted((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ name }) => name)
}

const known = (asked: string, providers: ReadonlyArray<NamedProvider>): ModelChoice | null => {
  const provider = providers.find(({ aliases, defaultModel }) =>
    [defaultModel, ...Object.values(aliases)].includes(asked)
  )
  return provider === undefined ? null : { _tag: "Named", provider: provider.name, model: asked }
}

/** Companies whose models have names of their own; a provider that is none of them (Ollama, one of a person's own) may have any. */
const MAKERS: ReadonlySet<string> = new Set(["anthropic", "openai", "gemini", "deepseek"])

/**
 * Whose model was named beside a provider that is to answer alone; `null` where it may have it. Behind an address of a person's own
 * stands whoever they want, so there a name's form says nothing; `PROVIDER/` in front always does.
 */
const ownerElsewhere = (
  asked: string,
  before: string,
  alone: NamedProvider | undefined,
  names: ReadonlyArray<string>
): string | null => {
  if (alone === undefined) return null
  const own = knownProviders.find(({ name }) => name === alone.name)
  if (own === undefined || own.name === OPENROUTER) return null
  if (before !== alone.name && names.includes(before)) return before
  const isAtHome = alone.baseUrl === undefined || alone.baseUrl === own.baseUrl
  const maker = FORMS.find(([fits]) => fits.test(asked))?.[1]
  return isAtHome && MAKERS.has(own.name) && maker !== undefined && MAKERS.has(maker) && maker !== own.name
    ? maker
    : null
}

/** `asked` as it was written; `alone` is the one provider that may answer, where there is one: the rest is its model. */
export const readModelName = (
  asked: string | undefined,
  providers: ReadonlyArray<NamedProvider>,
  alone?: string
): ModelChoice => {
  if (asked === undefined) return { _tag: "Own" }
  const isAlias = COMMON_ALIASES.has(asked) || asked === LOCAL_ALIAS
  if (isAlias || providers.some(({ aliases }) => Object.hasOwn(aliases, asked))) return { _tag: "Alias", alias: asked }
  const at = asked.indexOf("/")
  const [before, after] = at < 0 ? ["", asked] : [asked.slice(0, at), asked.slice(at + 1)]
  const names = providers.map(({ name }) => name)
  const one = providers.find(({ name }) => name === alone)
  const owner = ownerElsewhere(asked, before, one, names)
  if (owner !== null) return { _tag: "Elsewhere", owner }
  if (alone !== undefined) return { _tag: "Named", provider: alone, model: before === alone ? after : asked }
  if (names.includes(before) && after !== "") return { _tag: "Named", provider: before, model: after }
  const exact = known(asked, providers)
  if (exact !== null) return exact
  // `antropic/claude-x` is a slip, not a vendor at OpenRouter.
  const slips = at < 0 || after === "" ? [] : nearNames(before, names).map((name) => `${name}/${after}`)
  const form = slips.length > 0 ? undefined : FORMS.find(([fits]) => fits.test(asked))
  const whose = providers.find(({ name }) => name === form?.[1])
  // A vendor that nobody knows is OpenRouter's only for those who use it: else it is a slip.
  const isMeant = whose !== undefined && !(whose.name === OPENROUTER && (whose.whyNot ?? null) !== null)
  if (form !== undefined && isMeant) return { _tag: "Named", provider: form[1], model: asked }
  const models = providers.flatMap(({ aliases, defaultModel }) =>
    [defaultModel ?? [], ...Object.values(aliases)].flat()
  )
  return { _tag: "Unknown", near: [...slips, ...nearNames(asked, [...models, ...COMMON_ALIASES, LOCAL_ALIAS])] }
}

/** Which model of `provider` a choice means; `null` where none is known. */
export const modelOf = (choice: ModelChoice, { aliases, defaultModel, name }: NamedProvider): string | null => {
  if (choice._tag === "Named" && choice.provider === name) return choice.model
  if (choice._tag === "Alias" && Object.hasOwn(aliases, choice.alias)) return aliases[choice.alias] ?? defaultModel
  return defaultModel
}
