/**
 * What `zenus doctor` finds out about model providers. Pure. Without a key everything works on the built-in rules, so a key that is missing is
 * told and is no problem; what somebody has set and cannot be used is one.
 */
import * as Result from "effect/Result"
import { escapeName, type FoundProvider, type WrongChoice } from "@zenus/core"
import type { Finding } from "../doctor/Finding.ts"
import type { Checked, CheckFailure } from "./checkProviders.ts"

export interface ProviderFacts {
  readonly providers: ReadonlyArray<FoundProvider>
  readonly cascade: ReadonlyArray<string>
  /** What `ZENUS_CASCADE` says and cannot be meant; `null` where all is well. */
  readonly wrongChoice: WrongChoice | null
  /** Names that the configuration or the environment says something of. */
  readonly chosen: ReadonlySet<string>
  readonly checked: Checked
  /** Proxy variables that are set (`HTTPS_PROXY`). */
  readonly proxies: ReadonlyArray<string>
}

type Named = Finding & { readonly check: string }

const finding = (
  check: string,
  status: Finding["status"],
  message: string,
  recovery: ReadonlyArray<string> = []
): Named => ({ check, status, message, recovery })

/** What another reason than a missing key keeps from being called. */
const notUsable = ({ name, problem }: FoundProvider): ReadonlyArray<Named> => {
  if (problem === null || problem.what === "no-key") return []
  const { says, variable, what } = problem
  const recovery =
    what === "bad-key"
      ? [`Set ${variable} again: the key alone, without blanks or quotation marks.`]
      : [`Write http:// or https:// and a host into ${variable}, or unset it.`]
  return [finding(name, "problem", `${name} cannot be called: ${says}.`, recovery)]
}

const keyForm = ({ isKeyPadded, keyVariable, name, problem }: FoundProvider): ReadonlyArray<Named> =>
  isKeyPadded && keyVariable !== null && problem === null
    ? [
        finding(name, "warning", `${keyVariable} has blanks or a line end around the key; they are left out.`, [
          `Set ${keyVariable} again without them.`
        ])
      ]
    : []

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

const inTheOpen = ({ baseUrl, baseUrlVariable, key, name }: FoundProvider): ReadonlyArray<Named> => {
  if (key === null || !baseUrl.startsWith("http://") || LOOPBACK.test(new URL(baseUrl).hostname)) return []
  const host = escapeName(new URL(baseUrl).host)
  return [
    finding(name, "warning", `The key of ${name} goes to ${host} unencrypted.`, [
      `Use https in ${baseUrlVariable ?? `providers.${name}.baseUrl`}.`
    ])
  ]
}

/** `llama3.2` is `llama3.2:latest`; `claude-x` may be listed with its date. */
const has = (models: ReadonlyArray<string>, model: string): boolean =>
  models.some((one) => one === model || one.startsWith(`${model}:`) || one.startsWith(`${model}-`))

/** One that was found by itself, and how it is asked. */
const notAsked = "; no cascade names it, so --provider ollama asks it, or ollama in the cascade"

const answers = (provider: FoundProvider, models: ReadonlyArray<string>, isInCascade: boolean): Named => {
  const { anyModel, baseUrl, keyVariable, model, name } = provider
  const count = models.length === 1 ? "1 model" : `${models.length} models`
  const where = keyVariable === null ? `${name} runs at ${baseUrl}` : `${name} answers and takes the key`
  if (models.length === 0) {
    return keyVariable === null && name === "ollama"
      ? finding(name, "warning", `${where} and has no model.`, [`Get one: ollama pull ${model ?? "llama3.2"}`])
      : finding(name, "ok", `${where}; it lists no models.`)
  }
  if (model === null || anyModel === true || has(models, model)) {
    return finding(name, "ok", `${where}: ${count}${name === "ollama" && !isInCascade ? notAsked : ""}.`)
  }
  return finding(name, "warning", `${where}, and does not list the model ${escapeName(model)}.`, [
    // What a server calls its models is no word for a shell.
    `Choose one: zenus config set providers.${name}.model ${/^[\w.:/@-]+$/.test(models[0] ?? "") ? models[0] : "NAME"}`,
    "See them all: zenus providers --check --json"
  ])
}

const failed = (provider: FoundProvider, failure: CheckFailure, isWanted: boolean): Named => {
  const { baseUrl, keyVariable, name } = provider
  const isAbsent = failure.reason === "Unreachable" && provider.isLocal
  if (isAbsent && !isWanted) return finding(name, "ok", `${name} does not run at ${baseUrl}, and nothing needs it.`)
  if (isAbsent) {
    const start = name === "ollama" ? "Start it: ollama serve" : `Start what listens at ${baseUrl}.`
    return finding(name, "warning", `${name} does not run at ${baseUrl}.`, [start])
  }
  const key = failure.reason === "BadKey" && keyVariable !== null ? [`Set ${keyVariable} to a key that holds.`] : []
  // All else may be the network, a proxy or the provider's day; a key that is refused stays refused.
  const status = failure.reason === "BadKey" ? "problem" : "warning"
  const message = failure.message.startsWith(`${name} `) ? failure.message : `${name}: ${failure.message}.`
  return finding(name, status, message, [...key, ...failure.recovery].slice(0, 3))
}

/** Nobody is told of providers that they never heard of: only of those in the cascade, and of a key that the configuration names. */
const missingKeys = ({ cascade, chosen, providers }: ProviderFacts): ReadonlyArray<Named> => {
  const without = providers.filter(({ problem }) => problem?.what === "no-key")
  const wanted = without.filter(({ name }) => chosen.has(name))
  const rest = without.filter(({ name }) => cascade.includes(name) && !chosen.has(name))
  const variables = rest.flatMap(({ keyVariable }) => keyVariable ?? [])
  const isAnybodyThere = cascade.some((name) => providers.some((one) => one.name === name && one.problem === null))
  return [
    ...wanted.map(({ keyVariable, name }) =>
      finding(name, "warning", `${name} is set up and has no key: it is passed over.`, [`Set ${keyVariable ?? ""}.`])
    ),
    ...(variables.length === 0
      ? []
      : [
          finding(
            "models",
            "ok",
            isAnybodyThere
              ? `Not set, so passed over: ${variables.join(", ")}.`
              : `No model is asked: ${variables.join(" and ")} are not set. The built-in rules read every request.`
          )
        ])
  ]
}

const OUT_OF_REACH: ReadonlySet<CheckFailure["reason"]> = new Set(["Unreachable", "TimedOut", "ConnectionLost"])

/** Variables for proxies are read by many programs and not by this one: no finding where everybody is reached all the same. */
const unusedProxy = ({ checked, providers, proxies }: ProviderFacts): ReadonlyArray<Named> => {
  const isCutOff = providers.some(({ isLocal, name }) => {
    const result = checked.get(name)
    return !isLocal && result !== undefined && Result.isFailure(result) && OUT_OF_REACH.has(result.failure.reason)
  })
  if (proxies.length === 0 || !isCutOff) return []
  const are = proxies.length === 1 ? "is set and is" : "are set and are"
  return [
    finding("models", "warning", `${proxies.join(", ")} ${are} not used: models are called without a proxy.`, [
      "Set the base URL of the provider to a gateway that passes calls on, or let its host be reached directly."
    ])
  ]
}

/** Those of the environment that name a proxy for calls to the network. */
export const proxyVariables = (env: Readonly<Record<string, string | undefined>>): ReadonlyArray<string> =>
  ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].filter(
    (name) => (env[name] ?? "").trim() !== ""
  )

/** In the order of the providers, the cascade's own fault first. */
export const providerFindings = (facts: ProviderFacts): ReadonlyArray<Named> => {
  const { cascade, checked, chosen, providers, wrongChoice } = facts
  return [
    ...(wrongChoice === null
      ? []
      : [finding("models", "problem", `${wrongChoice.where}: ${wrongChoice.message}.`, wrongChoice.recovery)]),
    ...missingKeys(facts),
    ...unusedProxy(facts),
    ...providers.flatMap((provider) => {
      const result = checked.get(provider.name)
      const isWanted = cascade.includes(provider.name) || chosen.has(provider.name)
      const said =
        result === undefined
          ? []
          : Result.isSuccess(result)
            ? [
                answers(
                  provider,
                  result.success.map(({ id }) => id),
                  cascade.includes(provider.name)
                )
              ]
            : [failed(provider, result.failure, isWanted)]
      return [...notUsable(provider), ...keyForm(provider), ...inTheOpen(provider), ...said]
    })
  ]
}
