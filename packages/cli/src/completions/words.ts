/** What the completions of all shells are made from: the table of commands, as words. Pure. */
import { COMMANDS, type CommandSpec, GLOBAL_FLAGS } from "../args/commands.ts"

export const commandNames: ReadonlyArray<string> = COMMANDS.flatMap((command) => [
  command.name,
  ...(command.alias === undefined ? [] : [command.alias])
])

export const globalFlags: ReadonlyArray<string> = GLOBAL_FLAGS.map((flag) => `--${flag.name}`)

/** What may follow a command: its subcommands, then flags. */
export const wordsAfter = (command: CommandSpec): ReadonlyArray<string> => [
  ...(command.subcommands ?? []),
  ...command.flags.map((flag) => `--${flag.name}`),
  ...globalFlags
]

/** In single quotes, as bash and zsh read them. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** The variable that a script sets, so that `zenus doctor` can say what is set up in the shell that it is called from. */
export const SET_UP = "ZENUS_COMPLETIONS"

/** The variable that chooses another key, in the shell's own notation. */
export const HOTKEY = "ZENUS_HOTKEY"
