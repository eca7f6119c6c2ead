/** Help, made from the table of commands. Pure. */
import { COMMANDS, type CommandSpec, type FlagSpec, GLOBAL_FLAGS } from "../args/commands.ts"
import { type Column, table } from "./table.ts"

const flagRow = (flag: FlagSpec): ReadonlyArray<string> => [
  `  --${flag.name}${flag.value === undefined ? "" : ` ${flag.value}`}`,
  flag.summary
]
const columns: ReadonlyArray<Column> = [{ title: "" }, { title: "", fit: "wrap" }]

export const EXAMPLES = [
  "what are the 5 largest files here?",
  "organize this folder by type",
  "find files larger than 100 MB"
]

export const helpLines = (width: number): ReadonlyArray<string> => [
  "zenus: say what you want done; see it; let it be done; take it back.",
  "",
  '  zenus "REQUEST"            plan, check, confirm where needed, do, report',
  "  zenus                      on a terminal: ask one request after another",
  ...EXAMPLES.map((example) => `                             zenus "${example}"`),
  "",
  "Commands (zenus help COMMAND tells more):",
  ...table(
    columns,
    COMMANDS.map((command) => [
      `  ${command.name}${command.alias === undefined ? "" : `, ${command.alias}`}`,
      command.summary
    ]),
    { width }
  ),
  "",
  "With every command:",
  ...table(columns, GLOBAL_FLAGS.map(flagRow), { width }),
  "",
  "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused, 4 not understood or ambiguous, 5 no model answered, 130 interrupted."
]

export const commandHelpLines = (command: CommandSpec, width: number): ReadonlyArray<string> => [
  `zenus ${command.name} ${command.usage}`.trimEnd(),
  `  ${command.summary}`,
  ...(command.alias === undefined ? [] : [`  Also: zenus ${command.alias}`]),
  ...(command.flags.length === 0 ? [] : ["", ...table(columns, command.flags.map(flagRow), { width })])
]
