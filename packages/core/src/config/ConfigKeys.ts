/**
 * The keys of the configuration: tables for defaults, comments, `config show` and near names. A key stands here when
 * something reads it, and nothing else is a key.
 */
import { lettersApart } from "../errors/lettersApart.ts"

export interface ConfigKey {
  /** `trash.retention` */
  readonly key: string
  /** As it is written in the file. */
  readonly default: unknown
  /** One line for the file and for help; what it means, and which values there are. */
  readonly about: string
}

/** Files in which keys and passwords usually are. A name counts at any depth, a path with folders from any folder on. */
export const NEVER_READ: ReadonlyArray<string> = [
  ".env*",
  "*.pem",
  "*.key",
  "*.p12",
  "*.pfx",
  "*.jks",
  "*.keystore",
  "*.kdbx",
  "*.ppk",
  "id_*",
  ".ssh/**",
  ".gnupg/**",
  ".aws/**",
  ".azure/**",
  ".kube/**",
  ".config/gcloud/**",
  ".docker/config.json",
  "kubeconfig",
  ".netrc",
  "_netrc",
  ".npmrc",
  ".pypirc",
  ".git-credentials",
  ".pgpass",
  ".my.cnf",
  ".htpasswd",
  "credentials.json"
]

export const CONFIG_KEYS: ReadonlyArray<ConfigKey> = [
  {
    key: "cascade",
    default: ["anthropic", "deepseek", "rules"],
    about:
      "Who is asked, in this order: anthropic, deepseek, openai, openrouter, gemini, ollama, names below providers, and rules, which is built in."
  },
  {
    key: "routing.strategy",
    default: "declared",
    about:
      "Who of the cascade is asked first: declared (its order), cheapest, fastest, healthiest, local-first, round-robin or weighted."
  },
  {
    key: "routing.weights",
    default: [],
    about: "For weighted, how often each comes first: [{ provider: anthropic, weight: 3 }]; who is not named has 1."
  },
  {
    key: "llm.deadline",
    default: "2 minutes",
    about: "The longest a question to models may take, with all its retries, waits and other providers."
  },
  {
    key: "planner.rulesFirst",
    default: false,
    about: "With true, a request that the built-in rules are sure of never goes to a model."
  },
  {
    key: "costs.limits.day",
    default: "none",
    about: "US dollars for models a day (local time), such as 1.50; none for no limit."
  },
  { key: "costs.limits.month", default: "none", about: "US dollars for models a month, or none." },
  { key: "costs.warnAt", default: "80%", about: "Above this share of a limit, zenus warns." },
  { key: "costs.stopAt", default: "95%", about: "Above this share of a limit, no paid call is made." },
  {
    key: "costs.prices",
    default: [],
    about:
      "Your own prices, US dollars a million tokens, before those that zenus knows: [{ provider: mine, model: big*, input: 1, output: 4 }]; also cachedInput and cacheWrite."
  },
  {
    key: "cache.ttl",
    default: "1 day",
    about: "How long an answer that was asked for with --cache is given again."
  },
  {
    key: "cache.maxSize",
    default: "50 MB",
    about: "What kept answers may take on the disk; those that nobody asked for the longest go first. 0 keeps none."
  },
  {
    key: "safety.roots",
    default: [],
    about: "Further folders that may be changed, beside the working folder and the home: [~/work, /data/share]."
  },
  { key: "safety.maxFiles", default: 10_000, about: "A plan over more files than this is asked about first." },
  { key: "safety.maxBytes", default: "10 GB", about: "A plan over more than this is asked about first." },
  {
    key: "safety.allow",
    default: [],
    about:
      "Deeds that are not asked about below a folder: [{ action: FileOps.delete, under: ~/build, until: 2027-01-31 }]; without until, for good."
  },
  {
    key: "safety.neverRead",
    default: NEVER_READ,
    about:
      'Files of which neither name nor content ever goes to a model: names or paths with * and **. What is listed comes beside the defaults (.env*, *.pem, id_*, .ssh/** and the like), and "!id_*" takes that default out.'
  },
  {
    key: "files.onCollision",
    default: "keep-both",
    about: "When a name is taken where many files are brought: keep-both, skip or fail."
  },
  {
    key: "trash.retention",
    default: "30 days",
    about: "How long deleted and replaced files are kept; nothing younger is ever removed."
  },
  { key: "trash.maxSize", default: "10 GB", about: "Above this, plans that delete say so." },
  {
    key: "ui.motion",
    default: "auto",
    about: "Lines that are drawn over, such as progress: auto (where the terminal can), on or off (plain lines)."
  },
  {
    key: "ui.theme",
    default: "auto",
    about: "Colours for a light or dark background: auto (the terminal is asked), light or dark."
  },
  {
    key: "ui.screenReader",
    default: "off",
    about: "With on, the shell reads and writes plain lines and draws nothing anew; ZENUS_SCREEN_READER=1 is the same."
  },
  {
    key: "ui.notify",
    default: "auto",
    about:
      "When the shell has a question or a step of more than 10 seconds has ended: auto (a notification where the terminal is known for it, else the bell), bell or off."
  }
]

/** Keys below `providers.NAME`, where `*` stands for the name. What has no default is as the provider has it, or not there. */
export const PROVIDER_KEYS: ReadonlyArray<ConfigKey> = [
  { key: "providers.*.baseUrl", default: null, about: "Where it is, if not where it is usually: http or https." },
  { key: "providers.*.model", default: null, about: "The model that is asked when nobody names another." },
  {
    key: "providers.*.apiKeyEnv",
    default: null,
    about: "The environment variable that holds its key. The key itself never stands in this file."
  },
  {
    key: "providers.*.wire",
    default: null,
    about: "For a name of your own, with a baseUrl: the protocol it speaks: openai, anthropic, gemini or ollama."
  },
  {
    key: "providers.*.timeouts.connect",
    default: "5 seconds",
    about: "The longest an attempt may take until its connection stands."
  },
  {
    key: "providers.*.timeouts.firstToken",
    default: "30 seconds",
    about:
      "The longest until something of the answer is there; the last provider of a cascade may take all of llm.deadline."
  },
  { key: "providers.*.timeouts.gap", default: "20 seconds", about: "The longest silence within an answer." }
]

const fits = (pattern: string, path: ReadonlyArray<string>, whole: boolean): boolean => {
  const parts = pattern.split(".")
  return (
    (whole ? parts.length === path.length : parts.length >= path.length) &&
    path.every((part, at) => parts[at] === "*" || parts[at] === part)
  )
}

/** What a path of names is: a key, the way to one, or nothing we know. */
export const kindOfKey = (path: ReadonlyArray<string>): "known" | "section" | "unknown" => {
  const key = path.join(".")
  // A name with a dot in it is no path of two names.
  if (path.some((part) => part.includes("."))) return "unknown"
  if (CONFIG_KEYS.some((known) => known.key === key)) return "known"
  if (PROVIDER_KEYS.some((known) => fits(known.key, path, true))) return "known"
  return [...CONFIG_KEYS, ...PROVIDER_KEYS].some(({ key }) => fits(key, path, false)) ? "section" : "unknown"
}

/** At most two keys that an unknown one may be meant for: the same last name, or a slip away. */
export const nearKeys = (key: string): ReadonlyArray<string> => {
  const wanted = key.toLowerCase()
  const last = wanted.slice(wanted.lastIndexOf(".") + 1)
  const [, provider = "NAME"] = key.split(".")
  const names = [
    ...CONFIG_KEYS.map((known) => known.key),
    ...PROVIDER_KEYS.map((known) => known.key.replace("*", provider)),
    ...new Set([...CONFIG_KEYS, ...PROVIDER_KEYS].map(({ key }) => key.split(".")[0] ?? ""))
  ]
  return names
    .map((name) => {
      const away = lettersApart(name.toLowerCase(), wanted)
      return { name, away: name.toLowerCase().endsWith(`.${last}`) ? Math.min(1, away) : away }
    })
    .filter(({ away, name }) => away <= Math.max(2, Math.floor(name.length / 5)))
    .toSorted((a, b) => a.away - b.away)
    .slice(0, 2)
    .map(({ name }) => name)
}

/** The row of a key, whichever provider it names; undefined where there is none. */
export const rowOf = (key: string): ConfigKey | undefined => {
  const path = key.split(".")
  return CONFIG_KEYS.find((known) => known.key === key) ?? PROVIDER_KEYS.find((known) => fits(known.key, path, true))
}

/** The known name that a wrong one may be meant for: at most two letters away. */
export const nearProvider = (name: string, names: ReadonlyArray<string>): string | null =>
  names
    .map((known) => ({ known, away: lettersApart(known, name.toLowerCase()) }))
    .filter(({ away }) => away <= 2)
    .toSorted((a, b) => a.away - b.away)[0]?.known ?? null
