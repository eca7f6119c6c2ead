/**
 * argv to an invocation, by the contract's §2: one argument that holds a space is always a request; a first word that is a
 * command is always the command; flags count anywhere before `--`; a single unknown word near a command suggests
 * it. Pure. Node's own `parseArgs` cannot be used: it wants all flags known before it sees the command.
 */
import {
  COMMANDS,
  type CommandSpec,
  findCommand,
  type FlagSpec,
  GLOBAL_FLAGS,
  LATER_COMMANDS,
  SHELL
} from "./commands.ts"
import { nearest } from "./nearest.ts"
import { UnknownWord, UsageError } from "./UsageError.ts"

export interface ParsedArgs {
  readonly command: CommandSpec
  readonly flags: ReadonlyMap<string, string | true>
  readonly words: ReadonlyArray<string>
}

interface Split {
  readonly flags: ReadonlyArray<{ readonly name: string; readonly value: string | undefined; readonly at: number }>
  readonly words: ReadonlyArray<string>
  readonly afterDashes: ReadonlyArray<string>
}

const flagOf = (command: CommandSpec, name: string): FlagSpec | undefined =>
  [...command.flags, ...GLOBAL_FLAGS].find((flag) => flag.name === name)

const SHORT: ReadonlyMap<string, string> = new Map([
  ["-h", "--help"],
  ["-V", "--version"],
  ["-y", "--yes"],
  ["-n", "--dry-run"]
])

/** Every value flag of every command: which arguments are values must be known before the command is. */
const takesValue = new Set(
  [...COMMANDS, SHELL]
    .flatMap((command) => command.flags)
    .concat(GLOBAL_FLAGS)
    .filter((flag) => flag.value !== undefined)
    .map((flag) => flag.name)
)

const split = (argv: ReadonlyArray<string>): Split => {
  const flags: Array<{ name: string; value: string | undefined; at: number }> = []
  const words: Array<string> = []
  for (let at = 0; at < argv.length; at++) {
    const raw = argv[at] ?? ""
    if (raw === "--") return { flags, words, afterDashes: argv.slice(at + 1) }
    const argument = SHORT.get(raw) ?? raw
    if (!argument.startsWith("--")) {
      // `config set KEY -1`: a value, which the configuration refuses with the reason.
      const isValue = words.length === 3 && words[0] === "config" && words[1] === "set"
      if (argument.startsWith("-") && argument.length > 1 && !argument.includes(" ") && !isValue) {
        throw new UsageError(`Unknown flag ${argument}.`, [
          "See zenus --help.",
          `If it belongs to the request, quote the whole request, or put -- before it.`
        ])
      }
      words.push(argument)
      continue
    }
    // A quoted request may begin with dashes; a flag never holds a space before its `=`.
    const equals = argument.indexOf("=")
    const name = argument.slice(2, equals < 0 ? undefined : equals)
    if (name.includes(" ")) words.push(argument)
    else if (equals >= 0) flags.push({ name, value: argument.slice(equals + 1), at })
    else if (takesValue.has(name)) flags.push({ name, value: argv[++at], at })
    else flags.push({ name, value: undefined, at })
  }
  return { flags, words, afterDashes: [] }
}

const checkFlags = (command: CommandSpec, found: Split["flags"]): ReadonlyMap<string, string | true> => {
  const flags = new Map<string, string | true>()
  for (const { name, value } of found) {
    const spec = flagOf(command, name)
    if (spec === undefined) {
      const near = nearest(
        name,
        [...command.flags, ...GLOBAL_FLAGS].map((flag) => flag.name)
      )
      throw new UsageError(`Unknown flag --${name}${command === SHELL ? "" : ` for zenus ${command.name}`}.`, [
        ...(near === undefined ? [] : [`Did you mean --${near}?`]),
        `See zenus ${command === SHELL ? "--help" : `help ${command.name}`}.`
      ])
    }
    if (spec.value === undefined) {
      if (value !== undefined) throw new UsageError(`--${name} takes no value.`, [`Write --${name} alone.`])
      flags.set(name, true)
    } else {
      if (value === undefined || value === "")
        throw new UsageError(`--${name} needs a value.`, [`Write --${name} ${spec.value}.`])
      flags.set(name, value)
    }
  }
  for (const name of flags.keys()) {
    const needs = flagOf(command, name)?.needs
    if (needs !== undefined && !flags.has(needs)) {
      throw new UsageError(`--${name} means nothing without --${needs}.`, [
        `Write --${needs} as well, or leave --${name} out.`
      ])
    }
  }
  return flags
}

const commandOf = (found: Split): { readonly command: CommandSpec; readonly words: ReadonlyArray<string> } => {
  const [first, ...rest] = found.words
  const run = findCommand("run") ?? SHELL
  if (first === undefined) return { command: found.afterDashes.length > 0 ? run : SHELL, words: found.afterDashes }
  const command = findCommand(first)
  if (command !== undefined) return { command, words: [...rest, ...found.afterDashes] }
  if (LATER_COMMANDS.includes(first)) {
    throw new UsageError(`zenus ${first} is not in this version.`, [
      "See zenus --help for what is.",
      `If it is a request, quote it: zenus run -- "${first} ..."`
    ])
  }
  const words = [...found.words, ...found.afterDashes]
  if (words.length === 1 && !first.includes(" ")) {
    const near = nearest(
      first,
      COMMANDS.map((known) => known.name)
    )
    if (near !== undefined) throw new UnknownWord(first, near)
  }
  return { command: run, words }
}

/** Throws `UsageError` (exit code 2) or `UnknownWord` (exit code 4). */
export const parseArgs = (argv: ReadonlyArray<string>): ParsedArgs => {
  const found = split(argv)
  const { command, words } = commandOf(found)
  const flags = checkFlags(command, found.flags)
  if (flags.has("help") || flags.has("version")) return { command, flags, words }
  if (words.length < command.words.min) {
    throw new UsageError(
      `zenus ${command.name} needs ${command.words.request === true ? "a request" : command.usage}.`,
      [`Write zenus ${command.name} ${command.usage}`.trim()]
    )
  }
  if (words.length > command.words.max) {
    throw new UsageError(`zenus ${command.name} takes no more words: ${words.slice(command.words.max).join(" ")}`, [
      `If this is a request, quote it: zenus "${[command.name, ...words].join(" ")}"`,
      `See zenus help ${command.name}.`
    ])
  }
  const sub = words[0]
  if (command.subcommands !== undefined && sub !== undefined && !command.subcommands.includes(sub)) {
    const near = nearest(sub, command.subcommands)
    throw new UsageError(`zenus ${command.name}: there is no ${sub}.`, [
      ...(near === undefined ? [] : [`Did you mean zenus ${command.name} ${near}?`]),
      `Write zenus ${command.name} ${command.usage}`
    ])
  }
  return { command, flags, words }
}
