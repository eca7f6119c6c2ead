/**
 * Who is asked in one run: by the command line, the environment, the configuration, in that order. Pure. Names that there are not
 * are refused with the one that may be meant.
 */
import { PROVIDER_NAMES } from "../llm/knownProviders.ts"
import { type Environment } from "./providerSettings.ts"
import { nearProvider } from "./ConfigKeys.ts"
import type { ZenusConfig } from "./ZenusConfig.ts"

export interface ProviderFlags {
  readonly provider: string | undefined
  /** `A,B` as it was typed. */
  readonly cascade: string | undefined
  readonly model: string | undefined
}

export interface ProviderChoice {
  /** Alone, without fallback: `--provider`; `null` where the cascade holds. May be `rules`. */
  readonly provider: string | null
  /** In order, each once, at least one; may hold `rules`. */
  readonly cascade: ReadonlyArray<string>
  /** As a person writes it; `null`: each provider's own. */
  readonly model: string | null
}

/** A choice that cannot be meant. `where` is the flag or variable that said it. */
export interface WrongChoice {
  readonly where: string
  readonly message: string
  readonly recovery: ReadonlyArray<string>
}

const unknown = (where: string, name: string, names: ReadonlyArray<string>): WrongChoice => {
  const near = nearProvider(name, names)
  return {
    where,
    message: name === "" ? "it names nobody" : `there is no provider ${name.slice(0, 100)}`,
    recovery: [...(near === null ? [] : [`Did you mean ${near}?`]), `Write one of: ${names.join(", ")}.`]
  }
}

const isWrong = (found: ReadonlyArray<string> | WrongChoice): found is WrongChoice => "message" in found

/** `A,B`: blanks and a comma too many do not matter, a name that comes twice counts where it is first. */
const readCascade = (
  where: string,
  text: string,
  names: ReadonlyArray<string>
): ReadonlyArray<string> | WrongChoice => {
  const written = text.split(",").map((name) => name.trim())
  const asked = [...new Set(written.filter((name) => name !== ""))]
  const wrong = asked.length === 0 ? "" : asked.find((name) => !names.includes(name))
  return wrong === undefined ? asked : unknown(where, wrong, names)
}

/** The names that may be chosen: those that are known, `rules`, and those of the configuration. */
export const providerNames = ({ providers }: Pick<ZenusConfig, "providers">): ReadonlyArray<string> => [
  ...new Set([...PROVIDER_NAMES, ...Object.keys(providers)])
]

/** `--provider` and `--cascade` exclude each other. An empty `ZENUS_CASCADE` is none. */
export const chooseProviders = (
  flags: ProviderFlags,
  env: Environment,
  config: Pick<ZenusConfig, "providers" | "cascade">
): ProviderChoice | WrongChoice => {
  const names = providerNames(config)
  const model = flags.model ?? null
  if (flags.provider !== undefined && flags.cascade !== undefined) {
    return {
      where: "--provider",
      message: "it is that provider alone, so it goes without --cascade",
      recovery: ["Write one of them."]
    }
  }
  const byEnvironment = env["ZENUS_CASCADE"] ?? ""
  const cascade =
    flags.cascade !== undefined
      ? readCascade("--cascade", flags.cascade, names)
      : byEnvironment.trim() === ""
        ? config.cascade
        : readCascade("ZENUS_CASCADE", byEnvironment, names)
  if (isWrong(cascade)) return cascade
  if (flags.provider === undefined) return { provider: null, cascade, model }
  return names.includes(flags.provider)
    ? { provider: flags.provider, cascade, model }
    : unknown("--provider", flags.provider, names)
}
