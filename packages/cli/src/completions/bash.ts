/**
 * The script for bash: completion, and a key that turns the English on the prompt into a command. The key only rewrites the line
 * that is being edited (`READLINE_LINE`, bash 4 and newer; macOS' own bash 3 has no such thing and gets completion alone): it runs nothing.
 */
import { COMMANDS } from "../args/commands.ts"
import { commandNames, globalFlags, HOTKEY, SET_UP, wordsAfter } from "./words.ts"

const completion = (): string => `_zenus() {
  local word="\${COMP_WORDS[COMP_CWORD]}"
  if [ "$COMP_CWORD" -eq 1 ] && [[ "$word" != -* ]]; then
    COMPREPLY=($(compgen -W "${commandNames.join(" ")}" -- "$word"))
    return
  fi
  local candidates=""
  case "\${COMP_WORDS[1]}" in
${COMMANDS.map((command) => `    ${command.name}${command.alias === undefined ? "" : `|${command.alias}`}) candidates="${wordsAfter(command).join(" ")}" ;;`).join("\n")}
    *) candidates="${globalFlags.join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$candidates" -- "$word"))
}
complete -o default -F _zenus zenus
`

// The cursor is counted in bytes, hence LC_ALL=C; the quotes stand in variables because a pattern's own differ between versions.
const hotkey = `# Alt+Z (or what ${HOTKEY} names, such as '\\C-xz'): the English on the prompt becomes a command, which is not run.
_zenus_line() {
  local quote="'" escaped="'\\\\''" line="$READLINE_LINE"
  [[ "$line" =~ [^[:space:]] ]] || return 0
  [[ "$line" =~ ^[[:space:]]*zenus([[:space:]]|$) ]] && return 0
  READLINE_LINE="zenus run -- '\${line//"$quote"/"$escaped"}'"
  local LC_ALL=C
  READLINE_POINT=\${#READLINE_LINE}
}
if [[ $- == *i* ]] && (( BASH_VERSINFO[0] >= 4 )); then
  bind -x "\\"\${${HOTKEY}:-\\\\ez}\\": _zenus_line" 2>/dev/null
fi
export ${SET_UP}=bash:$$
`

export const bashScript = (): string =>
  `# zenus for bash, in ~/.bashrc: eval "$(zenus completions bash)"\n${completion()}${hotkey}`
