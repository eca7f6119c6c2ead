/**
 * Commands that change files, and what they mean here. Their names are names whatever they hold, so most of them say their deed
 * themselves and not only in English. What an option would change and zenus has not is not read; `-f`, `-i` and `-v` change nothing
 * here: deletes go to the trash, and what must be asked is asked.
 */
import { PathText } from "@zenus/core"
import {
  listed,
  type Meant,
  meant,
  named,
  type NotRead,
  isNotRead,
  options,
  type PastedCommand,
  type PastedMeaning,
  things
} from "./PastedCommand.ts"
import type { CommandWord } from "../args/splitWords.ts"

const NO_NAMES: NotRead = { why: "it names nothing" }
const texts = (words: ReadonlyArray<CommandWord>): ReadonlyArray<string> => words.map(({ text }) => text)
const hasPattern = (words: ReadonlyArray<CommandWord>): boolean => words.some(({ isPattern }) => isPattern)

/** `mv` and `cp`: into a folder that is there, else to a new name. */
const toPlace =
  (verb: "move" | "copy"): PastedCommand["means"] =>
  ({ given, operands }, world) => {
    const into = given.get("t")
    const target = into ?? operands.at(-1)?.text
    const sources = into === undefined ? operands.slice(0, -1) : operands
    if (target === undefined || sources.length === 0) return { why: "it does not say what goes where" }
    if (into === undefined && operands.at(-1)?.isPattern === true) return { why: "its target is a pattern" }
    const from: Meant | NotRead = meant(sources, world, verb === "move" || given.has("r"))
    if (isNotRead(from)) return from
    const isFolder = into !== undefined || world.typeOf(target) === "folder" || target.endsWith("/")
    if (from.isMany && !isFolder)
      return { why: `${named(target)} is no folder`, instead: `create the folder ${named(target)}` }
    return {
      says: `${verb} ${from.says} ${isFolder ? `into ${named(target)}` : `to ${named(target)}`}`,
      steps: [{ tool: "FileOps", action: verb, args: { from: from.selection, to: target, asFolder: isFolder } }]
    }
  }

const archiveOf = (
  name: string | undefined,
  members: ReadonlyArray<CommandWord>,
  verb: string
): PastedMeaning | NotRead =>
  name === undefined || members.length === 0 || hasPattern(members)
    ? { why: "it does not say plainly what goes into which archive" }
    : { says: `${verb} ${listed(members.map(({ text }) => named(text)))} into ${named(name)}` }

const extracted = (archive: string | undefined, into: string | undefined): PastedMeaning | NotRead =>
  archive === undefined
    ? NO_NAMES
    : { says: `extract ${named(archive)}${into === undefined ? "" : ` into ${named(into)}`}` }

/** `tar xzf a.tgz`: the first word may do without its dash. */
const tar: PastedCommand["means"] = ({ given, operands }) => {
  const [first, ...rest] = operands
  const letters = first !== undefined && /^[xctzjJvfp]+$/.test(first.text) && !given.has("f") ? first.text : ""
  const has = (letter: string): boolean => given.has(letter) || letters.includes(letter)
  const words = letters === "" ? operands : rest
  const archive = given.get("f") ?? words[0]?.text
  const members = given.has("f") ? words : words.slice(1)
  if (has("c")) return archiveOf(archive, members, "archive")
  if (members.length > 0) return { why: "it names only some of what is in the archive" }
  if (has("t")) return archive === undefined ? NO_NAMES : { says: `list the contents of ${named(archive)}` }
  return has("x") ? extracted(archive, given.get("C")) : { why: "it does not say whether to pack or to unpack" }
}

export const FILE_COMMANDS: ReadonlyMap<string, PastedCommand> = new Map<string, PastedCommand>([
  [
    "rm",
    {
      options: options({
        "r R recursive": "flag",
        "f force": "ignored",
        "v verbose": "ignored",
        "i I": "ignored",
        "d dir": "ignored"
      }),
      means: ({ given, operands }, world) => {
        if (operands.length === 0) return NO_NAMES
        const what = meant(operands, world, given.has("r"))
        return isNotRead(what)
          ? what
          : {
              says: `delete ${what.says}`,
              steps: [{ tool: "FileOps", action: "delete", args: { files: what.selection } }]
            }
      }
    }
  ],
  [
    "rmdir",
    {
      options: options({ "v verbose": "ignored" }),
      means: ({ operands }, world) => ({
        why: "it takes only empty folders, which zenus does not tell from others when it deletes one by name",
        isFinal: true,
        ...(operands.length === 0 ? {} : { instead: `delete ${things(operands, world)}` })
      })
    }
  ],
  [
    "mv",
    {
      options: options({
        "f force": "ignored",
        "i interactive": "ignored",
        "v verbose": "ignored",
        "t target-directory": "value"
      }),
      means: toPlace("move")
    }
  ],
  [
    "cp",
    {
      options: options({
        "r R recursive a archive": "flag",
        "f force": "ignored",
        "i interactive": "ignored",
        "v verbose": "ignored",
        p: "ignored",
        "t target-directory": "value"
      }),
      means: toPlace("copy")
    }
  ],
  [
    "mkdir",
    {
      options: options({ "p parents": "ignored", "v verbose": "ignored" }),
      means: ({ operands }) =>
        operands.length === 0 || hasPattern(operands)
          ? NO_NAMES
          : {
              says: `create the folder${operands.length > 1 ? "s" : ""} ${listed(texts(operands).map(named))}`,
              steps: [{ tool: "FileOps", action: "mkdir", args: { paths: texts(operands) } }]
            }
    }
  ],
  [
    "touch",
    {
      options: options({}),
      means: ({ operands }) =>
        operands.length === 0 || hasPattern(operands)
          ? NO_NAMES
          : {
              says: `touch ${listed(texts(operands).map(named))}`,
              steps: [{ tool: "FileOps", action: "touch", args: { paths: texts(operands) } }]
            }
    }
  ],
  [
    "ln",
    {
      options: options({ "s symbolic": "flag", "v verbose": "ignored" }),
      means: ({ given, operands }, { typeOf }) => {
        const [target, path, ...more] = texts(operands)
        if (target === undefined || more.length > 0 || hasPattern(operands)) return NO_NAMES
        const name = path === undefined ? PathText.basename(target) : path
        const at = typeOf(name) === "folder" ? PathText.child(name, PathText.basename(target)) : name
        const isHard = !given.has("s")
        return {
          says: `create a ${isHard ? "hard" : "symbolic"} link ${named(at)} to ${named(target)}`,
          steps: [{ tool: "FileOps", action: "link", args: { path: at, target, ...(isHard ? { hard: true } : {}) } }]
        }
      }
    }
  ],
  [
    "chmod",
    {
      options: options({ "R recursive": "flag", "v verbose": "ignored" }),
      means: ({ given, operands }, world) => {
        const [mode, ...files] = operands
        if (mode === undefined || files.length === 0 || hasPattern(files)) return NO_NAMES
        return given.has("R")
          ? {
              says: `set the permissions of ${things(files, world)} and everything in it to ${mode.text}`,
              steps: [
                {
                  tool: "FileOps",
                  action: "permissions",
                  args: { files: { paths: texts(files) }, mode: mode.text, recursive: true }
                }
              ]
            }
          : { says: `set the permissions of ${things(files, world)} to ${mode.text}` }
      }
    }
  ],
  [
    "tar",
    {
      options: options({
        x: "flag",
        c: "flag",
        t: "flag",
        "z j J v p a": "ignored",
        f: "value",
        "C directory": "value"
      }),
      means: tar
    }
  ],
  [
    "unzip",
    {
      isEnglish: true,
      options: options({ "q o": "ignored", d: "value", l: "flag" }),
      means: ({ given, operands }) => {
        const [archive, ...members] = texts(operands)
        if (members.length > 0) return { why: "it names only some of what is in the archive" }
        return given.has("l") && archive !== undefined
          ? { says: `list the contents of ${named(archive)}` }
          : extracted(archive, given.get("d"))
      }
    }
  ],
  [
    "zip",
    {
      isEnglish: true,
      options: options({ "r q": "ignored" }),
      means: ({ operands: [archive, ...members] }) => archiveOf(archive?.text, members, "zip")
    }
  ]
])
