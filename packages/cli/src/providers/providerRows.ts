/** What is known of each provider, as rows, as a table and as the document of the contract (§7). Pure. */
import * as Result from "effect/Result"
import { escapeName, type FoundProvider } from "@zenus/core"
import type { ProviderStanding } from "@zenus/core/models"
import type { Colours } from "../render/colour.ts"
import { jsonLine } from "../render/json.ts"
import { table } from "../render/table.ts"
import type { Checked } from "./checkProviders.ts"

export interface ProviderRow {
  readonly name: string
  readonly configured: boolean
  /** `null`: nobody has looked. */
  readonly reachable: boolean | null
  /** `null`: nothing is known. */
  readonly healthy: boolean | null
  /** Those that it has, where it was asked; else the one that it would be asked for. */
  readonly models: ReadonlyArray<string>
  /** What is missing or went wrong, for a person. */
  readonly why: string | null
  /** The one that is asked when nobody names another. */
  readonly model: string | null
  readonly baseUrl: string | null
  /** Place in the cascade, from 1; `null` for one that is asked by its name alone. */
  readonly place: number | null
}

const RULES = "rules"

const circuitSays = ({ circuit, retryInMs }: ProviderStanding): string | null => {
  if (circuit === "Isolated") return "isolated by hand: zenus breaker close NAME lets calls go there again"
  if (circuit !== "Open") return null
  return `its circuit is open; next try in ${Math.ceil((retryInMs ?? 0) / 1_000)} s`
}

const rulesRow = (place: number | null, isChecked: boolean): ProviderRow => ({
  name: RULES,
  configured: true,
  reachable: isChecked ? true : null,
  healthy: true,
  models: [],
  why: null,
  model: null,
  baseUrl: null,
  place
})

const rowOf = (standing: ProviderStanding, provider: FoundProvider | undefined, checked: Checked | null) => {
  const { model, provider: name, whyNot } = standing
  const result = checked?.get(name)
  const models = result !== undefined && Result.isSuccess(result) ? result.success.map(({ id }) => id) : null
  const failure = result !== undefined && Result.isFailure(result) ? result.failure.message : null
  const circuit = circuitSays(standing)?.replace("NAME", name) ?? null
  const base = {
    name,
    configured: (provider?.whyNot ?? null) === null,
    reachable: result === undefined ? null : models !== null,
    model,
    baseUrl: provider?.baseUrl ?? null,
    models: models ?? (model === null ? [] : [model])
  }
  // Who was asked just now and answered is well, whatever was seen before; an order of a person stays one.
  if (models !== null) return { ...base, healthy: true, why: standing.circuit === "Isolated" ? circuit : null }
  // Whoever is not asked because of its circuit is not well, whatever share of its calls went well.
  return {
    ...base,
    healthy: failure === null && circuit === null ? standing.healthy : false,
    why: whyNot ?? failure ?? circuit
  }
}

/** In the order of the cascade, then the others. `checked` is `null` where nobody was asked. */
export const providerRows = (
  standings: ReadonlyArray<ProviderStanding>,
  providers: ReadonlyArray<FoundProvider>,
  cascade: ReadonlyArray<string>,
  checked: Checked | null
): ReadonlyArray<ProviderRow> => {
  const placeOf = (name: string): number | null => (cascade.includes(name) ? cascade.indexOf(name) + 1 : null)
  const rows = standings.map((standing): ProviderRow => {
    const provider = providers.find(({ name }) => name === standing.provider)
    return { ...rowOf(standing, provider, checked), place: placeOf(standing.provider) }
  })
  return [...rows, rulesRow(placeOf(RULES), checked !== null)].toSorted(
    (a, b) => (a.place ?? Infinity) - (b.place ?? Infinity)
  )
}

export const providersJson = (rows: ReadonlyArray<ProviderRow>): string => jsonLine({ providers: rows })

/** Models that a table names; `--json` has all. */
const SHOWN = 6

/** The one that is asked first, then others, then how many more. */
const sayModels = ({ model, models }: ProviderRow): string => {
  const known = models.some((name) => name === model) && model !== null ? [model] : []
  const shown = [...known, ...models.filter((name) => name !== model)].slice(0, SHOWN)
  const more = models.length > shown.length ? [`and ${models.length - shown.length} more`] : []
  return [...shown, ...more].join(", ")
}

const stateOf = ({ configured, healthy, model, name, reachable, why }: ProviderRow): keyof typeof STATES => {
  if (name === RULES) return "built in"
  if (!configured) return "not set up"
  if (reachable === false) return "failed"
  if (model === null) return "no model"
  if (reachable === true) return why === null ? "answers" : "resting"
  return why !== null || healthy === false ? "resting" : "set up"
}

const STATES = {
  "built in": "green",
  answers: "green",
  "set up": "plain",
  "not set up": "dim",
  "no model": "yellow",
  resting: "yellow",
  failed: "red"
} as const

export const providerLines = (
  rows: ReadonlyArray<ProviderRow>,
  colours: Colours,
  width: number
): ReadonlyArray<string> =>
  table(
    [{ title: "#", align: "right" }, { title: "provider" }, { title: "state" }, { title: "", fit: "wrap" }],
    rows.map((row) => {
      const state = stateOf(row)
      const colour = STATES[state]
      const said = row.name === RULES ? "plans without a model; no connection" : (row.why ?? sayModels(row))
      return [
        row.place === null ? "" : String(row.place),
        escapeName(row.name),
        colour === "plain" ? state : colours[colour](state),
        escapeName(said)
      ]
    }),
    { width, header: colours.dim }
  )
