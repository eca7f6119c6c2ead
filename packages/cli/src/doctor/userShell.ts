/**
 * What of ours the user's own shell has: completions, the key that turns English into a command, `noglob` in zsh. A child cannot look
 * into the shell that called it, so two things are believed: the variable that our script exports when it is read, and, where that
 * is not there (another terminal, a script), what the shell reads at its start. Pure but for the names of files.
 */
import { PathText } from "@zenus/core"
import { type Finding, ok, warning } from "./Finding.ts"

export interface UserShell {
  readonly name: "bash" | "zsh" | "fish"
  /** What it reads at its start; the first is where a line would be added. */
  readonly files: ReadonlyArray<string>
  /** That line. */
  readonly line: string
}

/** By `SHELL`; null for one that we have no completions for. */
export const userShell = (env: NodeJS.ProcessEnv, home: string): UserShell | null => {
  const fishFolder = `${env["XDG_CONFIG_HOME"] || `${home}/.config`}/fish`
  const shells: ReadonlyArray<UserShell> = [
    {
      name: "bash",
      files: [`${home}/.bashrc`, `${home}/.bash_profile`, `${home}/.profile`],
      line: 'eval "$(zenus completions bash)"'
    },
    { name: "zsh", files: [`${env["ZDOTDIR"] || home}/.zshrc`], line: 'eval "$(zenus completions zsh)"' },
    {
      name: "fish",
      files: [`${fishFolder}/config.fish`, `${fishFolder}/conf.d/zenus.fish`, `${fishFolder}/completions/zenus.fish`],
      line: "zenus completions fish | source"
    }
  ]
  const called = PathText.basename(env["SHELL"] ?? "")
  return shells.find(({ name }) => name === called) ?? null
}

/** What a shell without our script does to a request. */
const WITHOUT: Readonly<Record<UserShell["name"], string>> = {
  bash: "bash has no completions of zenus and no key for the English on its prompt.",
  zsh: "zsh takes ? and * in an unquoted request for itself, and has no completions of zenus and no key for the English on its prompt.",
  fish: "fish has no completions of zenus and no key for the English on its prompt."
}

const has = (name: UserShell["name"]): string =>
  name === "zsh" ? "completions, noglob and the key" : "completions and the key"

/**
 * @param texts what the shell's files hold, together
 * @param setUp the value of `ZENUS_COMPLETIONS`: `zsh:PID`, or undefined
 */
export const shellFinding = ({ name, files, line }: UserShell, texts: string, setUp: string | undefined): Finding => {
  if (setUp?.startsWith(`${name}:`) === true) return ok(`This ${name} has ${has(name)} of zenus.`)
  const [file = ""] = files
  const isWritten = texts.split("\n").some((row) => !/^\s*#/.test(row) && row.includes(`zenus completions ${name}`))
  if (isWritten) return ok(`${name} reads ${has(name)} of zenus at its start; this one has not (a new terminal will).`)
  const noglob = name === "zsh" && /^[^#\n]*noglob zenus/m.test(texts)
  const message = noglob
    ? "zsh has noglob for zenus, but no completions and no key for the English on its prompt."
    : WITHOUT[name]
  return warning(message, `Add to ${file}: ${line}`, ...(name === "zsh" && !noglob ? ["Or quote requests."] : []))
}
