/** `zenus help [COMMAND]`, `--help`: on standard output, since it was asked for. */
import * as Effect from "effect/Effect"
import { COMMANDS, findCommand } from "../args/commands.ts"
import type { CommandMain } from "../args/CommandMain.ts"
import { nearest } from "../args/nearest.ts"
import { UsageError } from "../args/UsageError.ts"
import { commandHelpLines, helpLines } from "../render/help.ts"
import { print } from "../terminal/print.ts"

export const main: CommandMain = (invocation) =>
  Effect.suspend(() => {
    const { command, words } = invocation
    const about = command.name === "help" ? words[0] : command.name === "shell" ? undefined : command.name
    const found = about === undefined ? undefined : findCommand(about)
    if (about !== undefined && found === undefined) {
      const near = nearest(
        about,
        COMMANDS.map((known) => known.name)
      )
      return Effect.fail(
        new UsageError(`There is no command ${about}.`, [
          ...(near === undefined ? [] : [`Did you mean zenus help ${near}?`]),
          "See zenus --help."
        ])
      )
    }
    return print(
      invocation,
      (width) => `${(found === undefined ? helpLines(width) : commandHelpLines(found, width)).join("\n")}\n`
    )
  })
