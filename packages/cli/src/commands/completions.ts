/**
 * Shell completion, made from the table of commands. In zsh `zenus` gets `noglob`, so that an unquoted question reaches us
 * with its `?` and `*`.
 */
import { COMMANDS, type CommandSpec, GLOBAL_FLAGS } from "../args/commands.ts"
import type { CommandMain } from "../args/CommandMain.ts"
import { print } from "../terminal/print.ts"

const names = COMMANDS.flatMap((command) => [command.name, ...(command.alias === undefined ? [] : [command.alias])])
const flagsOf = (command: CommandSpec): ReadonlyArray<string> =>
  [...command.flags, ...GLOBAL_FLAGS].map((flag) => `--${flag.name}`)
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

const bash = (): string => `# zenus completion for bash: eval "$(zenus completions bash)"
_zenus() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ] && [[ "$word" != -* ]]; then
    COMPREPLY=($(compgen -W "${names.join(" ")}" -- "$word"))
    return
  fi
  local candidates=""
  case "\${COMP_WORDS[1]}" in
${COMMANDS.map((command) => `    ${command.name}${command.alias === undefined ? "" : `|${command.alias}`}) candidates="${[...(command.subcommands ?? []), ...flagsOf(command)].join(" ")}" ;;`).join("\n")}
    *) candidates="${GLOBAL_FLAGS.map((flag) => `--${flag.name}`).join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$word"))
}
complete -o default -F _zenus zenus
`

const zsh = (): string => `#compdef zenus
# zenus completion for zsh: eval "$(zenus completions zsh)"
alias zenus='noglob zenus'
_zenus() {
  if (( CURRENT == 2 )) && [[ "$words[2]" != -* ]]; then
    local -a commands=(
${COMMANDS.map((command) => `      ${quoted(`${command.name}:${command.summary}`)}`).join("\n")}
    )
    _describe command commands
    return
  fi
  case "$words[2]" in
${COMMANDS.map((command) => `    ${command.name}) compadd -- ${[...(command.subcommands ?? []), ...flagsOf(command)].join(" ")} ;;`).join("\n")}
  esac
  _files
}
compdef _zenus zenus
`

const fish = (): string =>
  [
    "# zenus completion for fish: zenus completions fish | source",
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
    ),
    ""
  ].join("\n")

const SHELLS: ReadonlyMap<string, () => string> = new Map([
  ["bash", bash],
  ["zsh", zsh],
  ["fish", fish]
])

/** The parser has already checked the shell's name against the table of commands. */
export const main: CommandMain = (invocation) =>
  print(invocation, () => SHELLS.get(invocation.words[0] ?? "")?.() ?? "")
