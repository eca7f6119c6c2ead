/**
 * The shell's own words, behind a `/` so that no sentence is ever taken for one. What a command of zenus does outside it does behind a
 * slash too (ownCommand.ts); here are those that only a shell has, and those that mean something else in it. The table is what `/help`
 * and completion show.
 *
 * What may surprise: `/undo 3` and `/redo` do nothing here. They are read as the line without its slash (`isLine`), so that both mean the
 * same whatever follows. Where there is no `terminal`, lines are plain: nothing can be put into the next one, so what would stand there is
 * asked about.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { escapeName, escapeText, type Recoverable } from "@zenus/core"
import { findCommand } from "../args/commands.ts"
import { nearest } from "../args/nearest.ts"
import { UsageError } from "../args/UsageError.ts"
import { showHistory } from "../commands/history.ts"
import { EXIT } from "../render/exitCode.ts"
import { wrapText } from "../render/fitText.ts"
import { EXAMPLES } from "../render/help.ts"
import { table } from "../render/table.ts"
import { handleRequest } from "../session/handleRequest.ts"
import { askChoicePlainly, type ChoiceQuestion, YES } from "../terminal/askChoice.ts"
import { openEditor } from "../terminal/openEditor.ts"
import { allowWord } from "./allowRules.ts"
import { details } from "./details.ts"
import { findFolder, NOWHERE_BACK } from "./goFolder.ts"
import { isOwnCommand, OWN_COMMANDS, runOwnCommand } from "./ownCommand.ts"
import { shortFolder } from "../render/shortFolder.ts"
import { chosenByRewind } from "./rewind.ts"
import { lent, type ShellContext } from "./ShellContext.ts"
import type { ShellState } from "../line/ShellState.ts"
import type { WordEnd } from "./WordEnd.ts"

export interface ShellWord {
  /** What may follow the word. */
  readonly usage: string
  readonly summary: string
  /** `rest` is what follows, trimmed. `null`: the line without its slash says it (`readUndo`). */
  readonly run: ((shell: ShellContext, rest: string) => Effect.Effect<WordEnd, Recoverable>) | null
}

const done: WordEnd = { code: EXIT.done }
const ended = <E>(code: Effect.Effect<number, E>): Effect.Effect<WordEnd, E> =>
  Effect.map(code, (value) => ({ code: value }))
const say = ({ here }: ShellContext, ...lines: ReadonlyArray<string>): Effect.Effect<WordEnd> =>
  Effect.sync(() => {
    for (const line of lines) here().screen.note(line)
    return done
  })

const MODES: Readonly<Record<ShellState["mode"], string>> = {
  run: "Requests are carried out again.",
  plan: "Requests are only planned: each is shown, nothing is done. /plan ends that.",
  "dry-run": "Requests are planned and judged as if they were done; nothing is. /dry-run ends that."
}

/** What a mode means, said when it changes. */
export const modeLine = (mode: ShellState["mode"]): string => MODES[mode]

/** Alone it changes the mode, or back; with a request it is for that one. */
const modeWord =
  (mode: "plan" | "dry-run") =>
  (shell: ShellContext, rest: string): Effect.Effect<WordEnd, Recoverable> => {
    if (rest !== "") return ended(lent(shell, handleRequest(shell.here(), rest, mode)))
    shell.state.mode = shell.state.mode === mode ? "run" : mode
    return say(shell, modeLine(shell.state.mode))
  }

/** Where the shell goes; `-` is where it was before. Says where it is then. */
export const goTo = (shell: ShellContext, path: string): Effect.Effect<WordEnd, Recoverable> =>
  Effect.gen(function* () {
    const { state } = shell
    const before = state.cwd
    if (path === "-" && state.before === null) return yield* say(shell, NOWHERE_BACK)
    state.cwd = yield* findFolder(shell.here(), path === "-" ? (state.before ?? "") : path)
    state.before = before
    return yield* say(shell, escapeName(shortFolder(state.cwd, shell.here().where.home)))
  })

/**
 * The last request, or what follows, in the user's own editor; then in the line, or asked for once more where lines are plain. Where the
 * editor fails, what was typed is not lost.
 */
const edit = Effect.fnUntraced(function* (shell: ShellContext, rest: string): Effect.fn.Return<WordEnd, Recoverable> {
  const { cwd, invocation, screen } = shell.here()
  const last = shell.state.blocks.findLast(({ kind }) => kind === "request")?.text ?? ""
  const text = rest === "" ? last : rest
  const edited = yield* Effect.result(lent(shell, openEditor(text, { cwd, env: invocation.env })))
  if (Result.isFailure(edited)) {
    const { failure } = edited
    return rest === "" ? yield* Effect.fail(failure) : { code: EXIT.failed, trouble: failure, next: rest }
  }
  const saved = edited.success
  if (shell.terminal !== null) return { code: EXIT.done, next: saved ?? text }
  if (saved === null || saved.trim() === "") return yield* say(shell, "Nothing was written, so nothing is asked for.")
  screen.note(escapeText(saved))
  const ask: ChoiceQuestion<true> = {
    text: "Ask for this?",
    colour: screen.errColours.yellow,
    choices: YES,
    none: "no"
  }
  const agreed = yield* askChoicePlainly({ screen, signals: invocation.signals }, ask)
  return agreed === true ? { code: EXIT.done, follows: { text: saved, isTyped: true } } : done
})

const THEMES = ["auto", "light", "dark"] as const

const theme = (shell: ShellContext, rest: string): Effect.Effect<WordEnd, Recoverable> => {
  const { theme: kept } = shell.here().screen
  const chosen = THEMES.find((name) => name === rest)
  if (chosen === undefined && rest !== "")
    return Effect.fail(new UsageError(`There is no theme ${rest}.`, [`Write /theme ${THEMES.join(", /theme ")}.`]))
  if (chosen !== undefined) kept.choose(chosen)
  const background = kept.background()
  return say(
    shell,
    `Colours are for ${background === "unknown" ? "any" : `a ${background}`} background${kept.choice() === "auto" ? ", as the terminal says" : ""}.`,
    "For good: zenus config set ui.theme light (or dark, auto)."
  )
}

const help = (shell: ShellContext): Effect.Effect<WordEnd> => {
  const own = [...SHELL_WORDS].map(([name, { summary, usage }]) => [`/${name} ${usage}`.trimEnd(), summary])
  const commands = OWN_COMMANDS.flatMap(([name]) => (SHELL_WORDS.has(name) ? [] : [`/${name}`])).join(" ")
  const others = [
    ["!COMMAND", "run by your own shell: not in the journal, no undo"],
    ["cd DIR, go to DIR", "go to another folder; cd - goes back"],
    ["undo #3, undo 2", "take back what line 3 did, or the last two"],
    ["?", "on an empty line: the keys"]
  ]
  const { screen } = shell.here()
  const columns = [{ title: "" }, { title: "", fit: "wrap" as const }]
  return say(
    shell,
    ...table(columns, [...own, ...others], { width: screen.errWidth }),
    ...wrapText(`The commands of zenus, with their flags: ${commands}.`, screen.errWidth),
    ...wrapText(`Anything else is a request: ${EXAMPLES.join("; ")}`, screen.errWidth)
  )
}

export const SHELL_WORDS: ReadonlyMap<string, ShellWord> = new Map<string, ShellWord>([
  ["help", { usage: "", summary: "these words, commands, and what to ask for", run: help }],
  [
    "plan",
    {
      usage: "[REQUEST]",
      summary: "only show the plan; alone: of all, until /plan again",
      run: modeWord("plan")
    }
  ],
  [
    "dry-run",
    {
      usage: "[REQUEST]",
      summary: "as /plan, and until /dry-run again",
      run: modeWord("dry-run")
    }
  ],
  ["details", { usage: "[#LINE]", summary: "every path of a plan, in pages", run: details }],
  [
    "undo",
    {
      usage: "[N, #LINE]",
      summary: "take back the last deed, the last N, or that of a line",
      run: null
    }
  ],
  ["redo", { usage: "", summary: "do again what the last undo took back", run: null }],
  [
    "rewind",
    {
      usage: "",
      summary: "choose what to take back (as Esc Esc)",
      run: (shell) => Effect.map(chosenByRewind(shell), (follows) => (follows === null ? done : { ...done, follows }))
    }
  ],
  [
    "history",
    {
      usage: "[WORDS]",
      summary: "what was asked and done",
      run: (shell, rest) => ended(showHistory(shell.here(), { limit: 20, failures: false, search: rest }, false))
    }
  ],
  [
    "allow",
    {
      usage: "[revoke N]",
      summary: "rules by which nothing is asked, and taking one back",
      run: allowWord
    }
  ],
  [
    "cwd",
    {
      usage: "[DIR]",
      summary: "the folder, or go to another one",
      run: (shell, rest) =>
        rest === ""
          ? Effect.as(
              Effect.promise(() => shell.here().screen.out(`${shell.state.cwd}\n`)),
              done
            )
          : goTo(shell, rest)
    }
  ],
  ["edit", { usage: "[TEXT]", summary: "write in your own editor (Ctrl+G does so in mid-line)", run: edit }],
  ["theme", { usage: "[auto|light|dark]", summary: "the background that colours are for", run: theme }],
  [
    "clear",
    {
      usage: "",
      summary: "an empty screen (as Ctrl+L); the old one scrolls away",
      run: (shell) => Effect.sync(() => (shell.terminal?.live.scrollAway(), done))
    }
  ],
  [
    "quit",
    { usage: "", summary: "leave (so do exit and Ctrl+D)", run: () => Effect.succeed({ code: EXIT.done, leave: true }) }
  ]
])

/** Every word with what it is for: completion, the reference page. */
export const ALL_WORDS: ReadonlyArray<readonly [name: string, summary: string]> = [
  ...[...SHELL_WORDS].map(([name, { summary }]) => [name, summary] as const),
  ...OWN_COMMANDS.filter(([name]) => !SHELL_WORDS.has(name))
]

/** Whether a word behind a slash is a line of its own, said without it. */
export const isLine = (name: string): boolean =>
  SHELL_WORDS.get(findCommand(name.toLowerCase())?.name ?? "")?.run === null

/** Other names that people type. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ["exit", "quit"],
  ["q", "quit"],
  ["cd", "cwd"],
  ["?", "help"]
])

/** `line` is what follows the slash, as it was typed. */
export const runWord = (shell: ShellContext, line: string): Effect.Effect<WordEnd, Recoverable> => {
  const [, typed = "", rest = ""] = /^(\S*)\s*([\s\S]*)$/.exec(line) ?? []
  const name = ALIASES.get(typed) ?? typed
  const run = SHELL_WORDS.get(name)?.run ?? null
  if (run !== null) return run(shell, rest.trim())
  if (isOwnCommand(name)) {
    return ended(lent(shell, runOwnCommand(shell.invocation, line, shell.state.cwd)))
  }
  const near = nearest(
    name,
    ALL_WORDS.map(([known]) => known)
  )
  return Effect.fail(
    new UsageError(`There is no /${escapeName(name)}.`, [
      ...(near === undefined ? [] : [`Did you mean /${near}?`]),
      "See /help."
    ])
  )
}
