/**
 * Lines that are commands of a shell, pasted or typed out of habit: `rm -rf build`, `ls -la`, `git status`. No shell is ever started for
 * one. What it would mean here is answered as any request is (planned, judged, asked about), and what it was read as is said; what
 * zenus has no deed for, and whatever only a shell can do, is said to be the user's own shell's, behind a `!`.
 *
 * What may surprise: English that begins like a command ("find the large files", "sort these by size") stays English. A command that is
 * an English word counts as one only with an option, or where all the rest are paths that the rules make nothing of: `find notes.txt` is the
 * request that it is for `zenus run`; `find .` and `find . -name x` are commands.
 */
import { escapeName, IntentIR, IntentStep, PathText, type Translator } from "@zenus/core"
import * as Effect from "effect/Effect"
import { EXIT } from "../render/exitCode.ts"
import type { Meaning } from "../line/Meaning.ts"
import { isUnderstood, type Reader, type ReadingWorld } from "../line/ReadingWorld.ts"
import { FILE_COMMANDS } from "./fileCommands.ts"
import { LOOK_COMMANDS } from "./lookCommands.ts"
import { isRead, type NotRead, type PastedCommand, type PastedMeaning } from "./PastedCommand.ts"
import { readOptions } from "./readOptions.ts"
import { type CommandWord, splitWords } from "../args/splitWords.ts"

/** What reading one may look at: less than a shell knows, since `zenus run` reads them, too. */
export interface PastedSurroundings extends Pick<ReadingWorld, "home" | "rules" | "typeAt" | "isProgram"> {
  readonly state: Pick<ReadingWorld["state"], "cwd">
}

export const PASTED: ReadonlyMap<string, PastedCommand> = new Map([...FILE_COMMANDS, ...LOOK_COMMANDS])

/** Programs that are no English words, and for which zenus has few deeds or none: what the rules do not know of them is a shell's. */
const PROGRAMS: ReadonlySet<string> = new Set(
  (
    "alias apt apt-get arch awk bash brew bun bunzip2 bzip2 cargo cd chgrp chown cmake composer crontab curl dd dig " +
    "dnf docker dotnet echo emacs env eval exec export fdisk ffmpeg fish gcc gdb gem gh git gpg gradle gunzip gzip " +
    "helm hostname htop ifconfig ip javac journalctl jq killall kubectl less ln lsblk lsof md5sum mkfs mvn mysql " +
    "nano node npm nproc npx nvim openssl pacman perl pgrep php pip pip3 pipx pkill pnpm poetry popd printenv " +
    "printf psql pushd pwd python python3 rsync rustc scp sed sh sha1sum sha256sum shred source ssh sshfs strace su " +
    "sudo systemctl tcpdump terraform tmux tsc ufw umount unalias uptime vi vim wget whoami xargs xdg-open xz yarn " +
    "yum zsh"
  ).split(" ")
)

/** Words that are never operands of a command in a sentence of people: with one of them it is English. */
const SENTENCE =
  /^(?:the|an|all|any|every|each|some|my|our|this|that|these|those|it|them|everything|files?|folders?|director(?:y|ies)|called|named|for|from|with|without|and|or|to|into|in|on|of|here|there|as|by|new|old|older|newer|larger|smaller|empty|please|i|me|you)$/i

/** Who says just this. */
export const saying = (intent: IntentIR): Translator => ({
  name: intent.provider,
  translate: () => Effect.succeed(intent)
})

/** What is read from a line that is a command: a request that brings its plan along, or why there is none. */
export type Pasted =
  | { readonly type: "request"; readonly text: string; readonly intent: IntentIR; readonly said: ReadonlyArray<string> }
  /** A clause. `isShells`: it is written for a shell, and no English. */
  | { readonly type: "none"; readonly why: string; readonly instead?: string; readonly isShells?: true }

const NO_DEED: Pasted = { type: "none", why: "no shell runs here, and zenus has no deed for this" }

const request = (intent: IntentIR, text: string, said: ReadonlyArray<string>): Pasted => ({
  type: "request",
  text,
  intent,
  said
})

const intentOf = ({ says, steps = [] }: PastedMeaning): IntentIR =>
  new IntentIR({
    version: 1,
    goal: says,
    provider: "rules",
    confidence: 1,
    steps: steps.map((step, index) => new IntentStep({ id: String(index + 1), ...step }))
  })

const typeOf =
  ({ home, state, typeAt }: PastedSurroundings) =>
  (path: string): "file" | "folder" | null =>
    typeAt(path === "~" || path.startsWith("~/") ? home + path.slice(1) : PathText.resolve(state.cwd, path))

const looksLikePath = ({ isPattern, text }: CommandWord, world: PastedSurroundings): boolean =>
  isPattern || /[./~]|^\d+$/.test(text) || typeOf(world)(text) !== null

const isSentence = (rest: ReadonlyArray<CommandWord>, world: PastedSurroundings): boolean =>
  rest.some(({ text }) => SENTENCE.test(text) && typeOf(world)(text) === null)

/** `find .` looks through a place; as English it would look for the name. */
const isPlace = ({ text }: CommandWord): boolean => /^(?:\.{1,2}|~)?(?:\/.*)?$/.test(text)

/** Actions that change nothing: as one of these a line is never riskier than as a command. */
const LOOKS =
  /^(?:FileOps\.(?:find|list|tree|read|compare|diskUsage|info)|TextOps\.(?:head|tail|search|count|sort)|SystemOps\.\w+)$/

const onlyLooks = ({ steps }: IntentIR): boolean => steps.every(({ action, tool }) => LOOKS.test(`${tool}.${action}`))

/** Whether the line is meant as this command, and not as a sentence that begins with the same word. */
const isCommand = (command: PastedCommand, rest: ReadonlyArray<CommandWord>, world: PastedSurroundings): boolean => {
  if (rest.some(({ text }) => /^-{1,2}[A-Za-z0-9]/.test(text))) return true
  if (command.isEnglish === true) return rest.length > 0 && rest.every((word) => looksLikePath(word, world))
  return !isSentence(rest, world)
}

const meaningOf = (
  command: PastedCommand,
  rest: ReadonlyArray<CommandWord>,
  world: PastedSurroundings
): PastedMeaning | NotRead => {
  const read = readOptions(rest, command.options)
  return typeof read === "string"
    ? { why: `what ${read} changes is not known here` }
    : command.means(read, { typeOf: typeOf(world) })
}

const readKnown = Effect.fnUntraced(function* (
  line: string,
  name: string,
  command: PastedCommand,
  rest: ReadonlyArray<CommandWord>,
  world: PastedSurroundings
) {
  if (!isCommand(command, rest, world)) return null
  // An English word with names behind it is a request first, as it is for `zenus run`.
  if (command.isEnglish === true && !rest.some((word) => word.text.startsWith("-") || isPlace(word))) {
    const typed = yield* world.rules(line)
    if (isUnderstood(typed) && onlyLooks(typed)) return request(typed, line, [])
  }
  const meaning = meaningOf(command, rest, world)
  const hasOptions = rest.some(({ text }) => text.startsWith("-"))
  if (isRead(meaning)) {
    // Of `ls` nobody has to be told what it was read as.
    const isPlain = LOOK_COMMANDS.has(name) && !hasOptions
    const lines = isPlain ? [] : [`read as: ${escapeName(meaning.says)}`]
    if (meaning.steps !== undefined) return request(intentOf(meaning), meaning.says, lines)
    const read = yield* world.rules(meaning.says)
    if (isUnderstood(read)) return request(read, meaning.says, lines)
  } else if (meaning.isFinal !== true && !hasOptions) {
    // Nothing that could be lost: the rules know some commands as they stand.
    const typed = yield* world.rules(line)
    if (isUnderstood(typed)) return request(typed, line, [])
  }
  if (isRead(meaning)) return NO_DEED
  const why = `${name} is not read here as it stands, since ${meaning.why}`
  return { type: "none", why, ...(meaning.instead === undefined ? {} : { instead: meaning.instead }) } satisfies Pasted
})

/** `./run.sh`, `A=1 make`, `/usr/bin/env`, a program with an option. */
const startsProgram = (line: string, words: ReadonlyArray<CommandWord>, world: PastedSurroundings): boolean => {
  const [first, ...rest] = words
  if (first === undefined) return false
  if (PROGRAMS.has(first.text)) return !isSentence(rest, world)
  if (/^[A-Za-z_]\w*=\S*(?:\s|$)/.test(line)) return true
  if (/^(?:\.{1,2}|~)?\/\S/.test(first.text)) return typeOf(world)(first.text) === "file"
  return rest.some(({ text }) => /^-{1,2}[A-Za-z]/.test(text)) && world.isProgram(first.text)
}

/** In a command an unquoted tilde is the home, also where something of that name lies here, which is meant in a sentence. */
const asHome = (word: CommandWord, { home, state, typeAt }: PastedSurroundings): CommandWord =>
  word.text === "~" && typeAt(PathText.resolve(state.cwd, "~")) !== null ? { ...word, text: home } : word

/** The sign of a shell's prompt, as it stands before commands in a text that is copied. */
const PROMPT = /^[$%] +(?=\S)/

/** `null` for English, and for everything else that is no command. */
export const readCommand = Effect.fnUntraced(function* (
  line: string,
  world: PastedSurroundings
): Effect.fn.Return<Pasted | null> {
  const split = splitWords(line)
  if (split.type === "open") return null
  if (split.type === "shell") {
    const [name = ""] = line.split(/[\s|&;<>`$]/)
    const isSure = PROGRAMS.has(name) || (PASTED.has(name) && PASTED.get(name)?.isEnglish !== true)
    const mayBe = isSure || PASTED.has(name) || world.isProgram(name)
    if (!mayBe || (!isSure && isUnderstood(yield* world.rules(line)))) return null
    return { type: "none", why: `${split.sign} is for a shell, and no shell runs here`, isShells: true }
  }
  const [first, ...rest] = split.words.map((word) => asHome(word, world))
  const command = first === undefined ? undefined : PASTED.get(first.text)
  if (first !== undefined && command !== undefined) return yield* readKnown(line, first.text, command, rest, world)
  if (!startsProgram(line, split.words, world)) return null
  const typed = yield* world.rules(line)
  return isUnderstood(typed) ? request(typed, line, []) : NO_DEED
})

export const readPasted: Reader = Effect.fnUntraced(function* (pasted, world): Effect.fn.Return<Meaning | null> {
  const line = pasted.replace(PROMPT, "")
  const read = yield* readCommand(line, world)
  if (read === null) return null
  if (read.type === "request") {
    const { intent, said, text } = read
    return { type: "request", text, translators: [saying(intent)], said }
  }
  return {
    type: "say",
    lines: [
      `Nothing was done: ${escapeName(read.why)}.`,
      ...(read.instead === undefined ? [] : [`Say, for example: ${escapeName(read.instead)}`]),
      `To run it in your own shell: !${escapeName(line.length > 500 ? `${line.slice(0, 500)}...` : line)}`
    ],
    code: EXIT.notUnderstood
  }
})
