/**
 * The table of commands: parsing, help, usage errors and shell completions are all made from it. It knows none of their
 * programs; `programs.ts` does.
 */
export interface FlagSpec {
  readonly name: string
  /** Absent: a switch. Else what the value is called in help. */
  readonly value?: string
  readonly summary: string
  /** Another flag, without which it means nothing. */
  readonly needs?: string
}

export interface CommandSpec {
  readonly name: string
  readonly alias?: string
  readonly summary: string
  /** What stands after the name in the usage line. */
  readonly usage: string
  readonly flags: ReadonlyArray<FlagSpec>
  /** Words after the command; `max` beyond which the words are left over. A request takes the rest of the line. */
  readonly words: { readonly min: number; readonly max: number; readonly request?: boolean }
  readonly subcommands?: ReadonlyArray<string>
  /** What it does is in `zenus history`. */
  readonly acts?: boolean
}

const json: FlagSpec = { name: "json", summary: "print one JSON document on standard output" }
const dryRun: FlagSpec = { name: "dry-run", summary: "show what would be done and write nothing" }
/** For whatever may ask a model; who there is is in the configuration, so the names are looked at when that is read. */
export const MODEL_FLAGS: ReadonlyArray<FlagSpec> = [
  { name: "provider", value: "NAME", summary: "ask this provider alone, without fallback (rules: no model)" },
  { name: "model", value: "NAME", summary: "ask for this model: its name, PROVIDER/MODEL, or fast, best, local" },
  { name: "cascade", value: "A,B", summary: "ask these providers, in this order" }
]
const cwd: FlagSpec = { name: "cwd", value: "DIR", summary: "work in this folder" }
const print0: FlagSpec = { name: "print0", summary: "separate names by NUL instead of line ends" }
const yes: FlagSpec = { name: "yes", summary: "answer yes where a yes is needed (risk 2)" }
const irreversible: FlagSpec = {
  name: "allow-irreversible",
  summary: "with --yes: also what cannot be undone (risk 3)"
}

/** Go with every command. */
export const GLOBAL_FLAGS: ReadonlyArray<FlagSpec> = [
  { name: "config", value: "FILE", summary: "read this configuration file" },
  { name: "verbose", summary: "show causes and stack traces of errors" },
  { name: "no-color", summary: "no colour" },
  { name: "help", summary: "show help" },
  { name: "version", summary: "show the version" }
]

/** A request in rounds. */
const ROUND_FLAGS: ReadonlyArray<FlagSpec> = [
  { name: "iterative", summary: "in rounds: a model plans, sees what came of it, plans again, until it is done" },
  { name: "fresh", summary: "with --iterative: begin anew where an earlier run was cut off", needs: "iterative" },
  {
    name: "max-rounds",
    value: "N",
    summary: "with --iterative: at most N plans, 1 to 100 (default 10)",
    needs: "iterative"
  },
  {
    name: "max-minutes",
    value: "N",
    summary: "with --iterative: at most N minutes of work (default 10)",
    needs: "iterative"
  },
  {
    name: "max-cost",
    value: "USD",
    summary: "with --iterative: at most this much for models, in US dollars",
    needs: "iterative"
  }
]

export const COMMANDS: ReadonlyArray<CommandSpec> = [
  {
    name: "run",
    acts: true,
    summary: "plan, check, confirm, do, report",
    usage: '-- "REQUEST"',
    flags: [yes, irreversible, dryRun, ...ROUND_FLAGS, json, ...MODEL_FLAGS, cwd, print0],
    words: { min: 1, max: Infinity, request: true }
  },
  {
    name: "plan",
    summary: "show the plan; nothing is done",
    usage: '-- "REQUEST"',
    flags: [json, ...MODEL_FLAGS, cwd],
    words: { min: 1, max: Infinity, request: true }
  },
  {
    name: "complete",
    summary: "ask a model one question; nothing is planned or done",
    usage: '-- "PROMPT"',
    flags: [
      { name: "stream", summary: "print the answer as it is written (default: on a terminal)" },
      { name: "no-stream", summary: "print the answer when it is whole (default: in a pipe)" },
      { name: "cache", summary: "give a kept answer to the same question again (cache.ttl), and keep this one" },
      { name: "stale", summary: "as --cache; where nobody answers, also one that is older, up to 30 days" },
      json,
      ...MODEL_FLAGS
    ],
    words: { min: 1, max: Infinity }
  },
  {
    name: "undo",
    acts: true,
    alias: "rollback",
    summary: "take back the last N transactions, newest first",
    usage: "[N]",
    flags: [{ name: "id", value: "TX", summary: "take back this transaction" }, dryRun, json],
    words: { min: 0, max: 1 }
  },
  {
    name: "redo",
    acts: true,
    summary: "do again what the last undo took back",
    usage: "",
    flags: [dryRun, json],
    words: { min: 0, max: 0 }
  },
  {
    name: "history",
    summary: "what was asked, planned and done",
    usage: "[WORDS TO SEARCH FOR]",
    flags: [
      { name: "failures", summary: "only what failed" },
      { name: "limit", value: "N", summary: "at most N entries (default 20)" },
      { name: "id", value: "TX", summary: "everything about one transaction: plan, steps, durations, errors" },
      json
    ],
    words: { min: 0, max: Infinity }
  },
  {
    name: "tools",
    summary: "every action with its parameters, risk and examples",
    usage: "[TOOL]",
    flags: [json],
    words: { min: 0, max: 1 }
  },
  {
    name: "allow",
    summary: "rules that take the question away (risk 2 at most)",
    usage: "list | add TOOL.ACTION FOLDER | revoke N",
    flags: [
      {
        name: "until",
        value: "TIME",
        summary: "when the rule ends: a length such as '2 hours', or an ISO date (default: 1 day)"
      },
      json
    ],
    words: { min: 1, max: 3 },
    subcommands: ["list", "add", "revoke"]
  },
  {
    name: "config",
    summary: "show and change the configuration",
    usage: "show | path | validate | init | set KEY VALUE",
    flags: [json],
    words: { min: 1, max: 3 },
    subcommands: ["show", "path", "validate", "init", "set"]
  },
  {
    name: "providers",
    alias: "discover",
    summary: "model providers: who is set up, who answers, with which models",
    usage: "",
    flags: [json, { name: "check", summary: "ask each that is set up, and Ollama on this machine; 5 s at most" }],
    words: { min: 0, max: 0 }
  },
  {
    name: "costs",
    summary: "what models have cost: by provider and model, limits, forecast",
    usage: "",
    flags: [json, { name: "since", value: "TIME", summary: "from then on: 7d, 24h, or 2026-11-01 (default: 30d)" }],
    words: { min: 0, max: 0 }
  },
  {
    name: "stats",
    summary: "circuits, retry budgets and fallbacks: what calls that leave this machine have met",
    usage: "| stats reset [NAME]",
    flags: [
      json,
      { name: "watch", summary: "keep showing it; q ends" },
      { name: "prometheus", summary: "print it in the text format of Prometheus" }
    ],
    words: { min: 0, max: 2 },
    subcommands: ["reset"]
  },
  {
    name: "breaker",
    summary: "turn every call to a provider or host away, or let them through again",
    usage: "isolate NAME [REASON] | close NAME",
    flags: [json],
    words: { min: 2, max: Infinity },
    subcommands: ["isolate", "close"]
  },
  {
    name: "doctor",
    summary: "check the installation and say how to mend it",
    usage: "",
    flags: [json],
    words: { min: 0, max: 0 }
  },
  {
    name: "completions",
    summary: "print shell completions",
    usage: "bash | zsh | fish",
    flags: [],
    words: { min: 1, max: 1 },
    subcommands: ["bash", "zsh", "fish"]
  },
  {
    name: "help",
    summary: "show help",
    usage: "[COMMAND]",
    flags: [],
    words: { min: 0, max: 1 }
  },
  {
    name: "version",
    summary: "show the version",
    usage: "",
    flags: [],
    words: { min: 0, max: 0 }
  }
]

/** Words of the contract that this version does not answer yet: commands, and therefore never requests. */
export const LATER_COMMANDS: ReadonlyArray<string> = ["serve"]

/** The interactive shell, for `zenus` alone; no command of its own. */
export const SHELL: CommandSpec = {
  name: "shell",
  acts: true,
  summary: "ask one request after another",
  usage: "",
  flags: [yes, irreversible, json, ...MODEL_FLAGS, cwd, print0],
  words: { min: 0, max: 0 }
}

export const findCommand = (word: string): CommandSpec | undefined =>
  COMMANDS.find((command) => command.name === word || command.alias === word)
