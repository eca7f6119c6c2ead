/**
 * The script for zsh: completion, a key that turns the English on the prompt into a command without running it, and `noglob`, so
 * that an unquoted question reaches us with its `?` and `*`. An apostrophe still opens a quotation in zsh: such a question is for the key,
 * for quotes, or for zenus' own shell.
 */
import { COMMANDS } from "../args/commands.ts"
import { HOTKEY, quoted, SET_UP, wordsAfter } from "./words.ts"

const completion = (): string => `_zenus() {
  if (( CURRENT == 2 )) && [[ "$words[2]" != -* ]]; then
    local -a commands=(
${COMMANDS.map((command) => `      ${quoted(`${command.name}:${command.summary}`)}`).join("\n")}
    )
    _describe command commands
    return
  fi
  case "$words[2]" in
${COMMANDS.map((command) => `    ${command.name}) compadd -- ${wordsAfter(command).join(" ")} ;;`).join("\n")}
  esac
  _files
}
(( $+functions[compdef] )) && compdef _zenus zenus
`

const hotkey = `alias zenus='noglob zenus'
# Alt+Z (or what ${HOTKEY} names, such as '^Xz'): the English on the prompt becomes a command, which is not run.
_zenus_line() {
  emulate -L zsh -o extendedglob
  [[ "$BUFFER" == *[^[:space:]]* ]] || return 0
  [[ "$BUFFER" == [[:space:]]#zenus(|[[:space:]]*) ]] && return 0
  BUFFER="zenus run -- \${(qq)BUFFER}"
  CURSOR=\${#BUFFER}
}
if [[ -o interactive ]]; then
  zle -N _zenus_line
  bindkey "\${${HOTKEY}:-^[z}" _zenus_line
fi
export ${SET_UP}=zsh:$$
`

export const zshScript = (): string =>
  `#compdef zenus\n# zenus for zsh, in ~/.zshrc: eval "$(zenus completions zsh)"\n${completion()}${hotkey}`
