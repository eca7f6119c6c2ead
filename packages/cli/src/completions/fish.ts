/** The script for fish: completion, and a key that turns the English on the prompt into a command without running it. */
import { COMMANDS, GLOBAL_FLAGS } from "../args/commands.ts"
import { HOTKEY, quoted, SET_UP } from "./words.ts"

const completion = (): ReadonlyArray<string> => [
  ...COMMANDS.map(
    (command) => `complete -c zenus -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`
  ),
  ...COMMANDS.flatMap((command) => [
    ...(command.subcommands ?? []).map(
      (sub) => `complete -c zenus -n '__fish_seen_subcommand_from ${command.name}' -a ${sub}`
    ),
    ...command.flags.map(
      (flag) =>
        `complete -c zenus -n '__fish_seen_subcommand_from ${command.name}' -l ${flag.name}${flag.value === undefined ? "" : " -r"} -d ${quoted(flag.summary)}`
    )
  ]),
  ...GLOBAL_FLAGS.map(
    (flag) => `complete -c zenus -l ${flag.name}${flag.value === undefined ? "" : " -r"} -d ${quoted(flag.summary)}`
  )
]

// In fish's single quotes only a backslash and a quote need one before them.
const hotkey = `# Alt+Z (or what ${HOTKEY} names, such as \\cxz): the English on the prompt becomes a command, which is not run.
function __zenus_line
    set -l line (commandline | string collect)
    string match -qr '\\S' -- "$line"; or return 0
    string match -qr '^\\s*zenus(\\s|$)' -- "$line"; and return 0
    set -l inside (string replace -a '\\\\' '\\\\\\\\' -- "$line" | string replace -a "'" "\\\\'" | string collect)
    commandline -r -- "zenus run -- '$inside'"
    commandline -C 1000000
end
if status is-interactive
    set -q ${HOTKEY}; and bind $${HOTKEY} __zenus_line; or bind \\ez __zenus_line
end
set -gx ${SET_UP} fish:$fish_pid
`

export const fishScript = (): string =>
  ["# zenus for fish, in ~/.config/fish/config.fish: zenus completions fish | source", ...completion(), hotkey].join(
    "\n"
  )
