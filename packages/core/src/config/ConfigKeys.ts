/**
 * The keys of the configuration: one table for defaults, comments, `config show` and near names. A key stands here when
 * this version reads it; those that the contract (§8) names and a later version will read are accepted and said to
 * be unused, so that one file serves both.
 */

export interface ConfigKey {
  /** `trash.retention` */
  readonly key: string
  /** As it is written in the file. */
  readonly default: unknown
  /** One line for the file and for help; what it means, and which values there are. */
  readonly about: string
}

export const CONFIG_KEYS: ReadonlyArray<ConfigKey> = [
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
  { key: "ui.motion", default: "auto", about: "Progress bars that move: auto (where the terminal can), on or off." }
]

/** Keys of the contract that this version does not read; `*` stands for any name. */
export const LATER_KEYS: ReadonlyArray<string> = [
  "cascade",
  "providers.*.baseUrl",
  "providers.*.model",
  "providers.*.apiKeyEnv",
  "providers.*.timeouts.connect",
  "providers.*.timeouts.firstToken",
  "providers.*.timeouts.gap",
  "llm.deadline",
  "safety.neverRead",
  "costs.limits.day",
  "costs.limits.month",
  "planner.rulesFirst",
  "ui.theme"
]

const fits = (pattern: string, path: ReadonlyArray<string>, whole: boolean): boolean => {
  const parts = pattern.split(".")
  return (
    (whole ? parts.length === path.length : parts.length >= path.length) &&
    path.every((part, at) => parts[at] === "*" || parts[at] === part)
  )
}

/** What a path of names is: a key of this version, one of a later, the way to one of either, or nothing we know. */
export const kindOfKey = (path: ReadonlyArray<string>): "known" | "later" | "section" | "unknown" => {
  const key = path.join(".")
  // A name with a dot in it is no path of two names.
  if (path.some((part) => part.includes("."))) return "unknown"
  if (CONFIG_KEYS.some((known) => known.key === key)) return "known"
  if (LATER_KEYS.some((pattern) => fits(pattern, path, true))) return "later"
  const all = [...CONFIG_KEYS.map((known) => known.key), ...LATER_KEYS]
  return all.some((pattern) => fits(pattern, path, false)) ? "section" : "unknown"
}

/** Letters that differ, place by place, after the common beginning and end; enough to find a slip of the finger. */
const differs = (a: string, b: string): number => {
  let from = 0
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from++
  let back = 0
  while (back < Math.min(a.length, b.length) - from && a[a.length - 1 - back] === b[b.length - 1 - back]) back++
  return Math.max(a.length, b.length) - from - back
}

/** At most two keys that an unknown one may be meant for: the same last name, or a slip away. */
export const nearKeys = (key: string): ReadonlyArray<string> => {
  const wanted = key.toLowerCase()
  const last = wanted.slice(wanted.lastIndexOf(".") + 1)
  const names = [
    ...CONFIG_KEYS.map((known) => known.key),
    ...new Set(CONFIG_KEYS.map(({ key }) => key.split(".")[0] ?? ""))
  ]
  return names
    .map((name) => ({ name, away: name.toLowerCase().endsWith(`.${last}`) ? 1 : differs(name.toLowerCase(), wanted) }))
    .filter(({ away, name }) => away <= Math.max(2, Math.floor(name.length / 5)))
    .toSorted((a, b) => a.away - b.away)
    .slice(0, 2)
    .map(({ name }) => name)
}
