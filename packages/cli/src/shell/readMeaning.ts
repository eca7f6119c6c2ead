/**
 * What a line means: the readers in their order, and the first that answers has the word. The shell's own words come first, since no
 * request is one of them; what was pasted and what only refers to something come after all that is said in words; the rest is a
 * request. Reading changes nothing, and asks no model.
 */
import { escapeName } from "@zenus/core"
import * as Effect from "effect/Effect"
import { readPasted } from "../pasted/readPasted.ts"
import { splitWords } from "../args/splitWords.ts"
import { readAgain } from "../refer/readAgain.ts"
import { readReference } from "../refer/readReference.ts"
import { readUndo } from "../refer/readUndo.ts"
import { readWhy } from "../refer/readWhy.ts"
import { EXIT } from "../render/exitCode.ts"
import type { Meaning } from "../line/Meaning.ts"
import { isOwnCommand } from "./ownCommand.ts"
import { readHabit } from "./readHabit.ts"
import type { Reader, ReadingWorld } from "../line/ReadingWorld.ts"
import { readQuestion } from "./readQuestion.ts"
import { isLine } from "./words.ts"

const readBang: Reader = (line) =>
  Effect.succeed(line.startsWith("!") ? { type: "command", text: line.slice(1) } : null)

const readSlash: Reader = (line) => {
  const [, name = "", rest = ""] = /^\/([\w?-]*)(?:\s+([\s\S]*))?$/.exec(line) ?? []
  // `/etc/hosts` is a path, and no word.
  return Effect.succeed(line.startsWith("/") && !/^\/[^\s]*\//.test(line) ? { type: "word", name, rest } : null)
}

/** `/undo 3` and `undo 3` are one line. */
const asLine = (line: string): string => {
  const [, name = ""] = /^\/(\w+)(?!\S)/.exec(line) ?? []
  return isLine(name) ? line.slice(1) : line
}

/** `cd x && make` is more than going there. */
const readFolder: Reader = (line, { folderOf }) =>
  /^cd\s/.test(line) && splitWords(line).type === "shell"
    ? Effect.succeed(null)
    : Effect.map(folderOf(line), (path) => (path === null ? null : { type: "folder", path }))

export const READERS: ReadonlyArray<readonly [name: string, read: Reader]> = [
  ["the user's own shell", readBang],
  ["undo and redo", readUndo],
  ["words behind a slash", readSlash],
  ["habits", readHabit],
  ["why", readWhy],
  ["once more", readAgain],
  ["questions about a deed", readQuestion],
  ["folders", readFolder],
  ["pasted commands", readPasted],
  ["references", readReference]
]

/** Characters of a line that could be anything but a request; longer ones say what they mean. */
export const MAX_READ = 4_000

/** `/plan delete them`: what follows is a line like any other, and is only planned. */
const ONCE = /^\/(plan|dry-run)\s+(?=\S)([\s\S]+)$/

/** `zenus config set …`, as advice and manuals write it: the shell's own word, or the line that follows. */
const OWN_NAME = /^zenus\s+((\S+)[\s\S]*)$/

/** The line without the name; `null` where it has flags, which a line has not. */
const withoutName = (line: string): string | null => {
  const [, plan, rest = ""] = /^(?:run\s+|(plan)\s+)?(?:--\s+)?([\s\S]+)$/.exec(line) ?? []
  return rest.startsWith("-")
    ? null
    : `${plan === undefined ? "" : "/plan "}${rest.replace(/^(["'])([\s\S]*)\1$/, "$2")}`
}

const onlyPlanned = (meaning: Meaning, mode: "plan" | "dry-run"): Meaning =>
  meaning.type === "request"
    ? { ...meaning, mode }
    : meaning.type === "undo" || meaning.type === "undo-last" || meaning.type === "redo"
      ? { ...meaning, dryRun: true }
      : meaning

/** `line` as it was typed, trimmed and not empty. */
export const readMeaning = Effect.fnUntraced(function* (line: string, world: ReadingWorld): Effect.fn.Return<Meaning> {
  const once = ONCE.exec(line)
  const inner = once?.[2] ?? ""
  // What is the user's own shell's cannot be planned.
  if (once !== null && !/^[!/]/.test(inner)) {
    const meaning: Meaning = yield* readMeaning(inner, world)
    if (meaning.type === "folder") {
      const where = meaning.path === "-" ? "back to where it was before" : `to ${escapeName(meaning.path)}`
      return { type: "say", lines: [`That would go ${where}.`], code: EXIT.done }
    }
    return onlyPlanned(meaning, once[1] === "plan" ? "plan" : "dry-run")
  }
  const [, own, first = ""] = OWN_NAME.exec(line) ?? []
  if (own !== undefined && isOwnCommand(first))
    return { type: "word", name: first, rest: own.slice(first.length).trim(), said: [`read as: /${escapeName(own)}`] }
  const inside = own === undefined ? null : withoutName(own)
  // Only once: what follows is no command line any more.
  if (inside !== null && !/^(?:zenus|!)/.test(inside)) return yield* readMeaning(inside, world)
  const { mode } = world.state
  if (line.length > MAX_READ && !/^[!/]/.test(line)) return { type: "request", text: line }
  const said = asLine(line)
  for (const [, read] of READERS) {
    const meaning = yield* read(said, world)
    // Where nothing is to be done, nothing is taken back either.
    if (meaning !== null) return mode === "run" || meaning.type === "request" ? meaning : onlyPlanned(meaning, mode)
  }
  return { type: "request", text: line }
})
