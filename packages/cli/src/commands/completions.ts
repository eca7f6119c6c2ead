/** `zenus completions SHELL`: the script that a person's own shell reads at its start. Each is made from the table of commands. */
import type { CommandMain } from "../args/CommandMain.ts"
import { bashScript } from "../completions/bash.ts"
import { fishScript } from "../completions/fish.ts"
import { zshScript } from "../completions/zsh.ts"
import { print } from "../terminal/print.ts"

const SHELLS: ReadonlyMap<string, () => string> = new Map([
  ["bash", bashScript],
  ["zsh", zshScript],
  ["fish", fishScript]
])

/** The parser has already checked the shell's name against the table of commands. */
export const main: CommandMain = (invocation) =>
  print(invocation, () => SHELLS.get(invocation.words[0] ?? "")?.() ?? "")
