/**
 * Commands that only look, and what they mean here, in English that the rules read. What an option would change and zenus has not is
 * not read.
 */
import {
  listed,
  meant,
  named,
  type NotRead,
  isNotRead,
  onlyOperand,
  options,
  type PastedCommand
} from "./PastedCommand.ts"

const ONE_FOLDER: NotRead = { why: "it names more than one folder" }
const NO_FILE: NotRead = { why: "it names no file" }

const list: PastedCommand["means"] = ({ given, operands }, world) => {
  const hidden = given.has("a") ? " including hidden ones" : ""
  const details = given.has("l") ? " with details" : ""
  const order = given.has("t") ? ", newest first" : given.has("S") ? ", largest first" : ""
  if (order !== "" && details !== "") return { why: "zenus shows either the details or that order" }
  if (operands.some(({ isPattern }) => isPattern)) {
    const what = meant(operands, world, true)
    return isNotRead(what) ? what : { says: `list ${what.says}${hidden}${details}` }
  }
  const folder = onlyOperand({ given, operands }, ".")
  if (folder === null) return ONE_FOLDER
  if (world.typeOf(folder) === "file") return { says: `show the details of ${named(folder)}` }
  const where = given.has("R") ? `under ${named(folder)}` : folder === "." ? "here" : `in ${named(folder)}`
  const reverse = given.has("r") ? " in reverse order" : ""
  return { says: `list everything ${where}${hidden}${details}${order}${reverse}` }
}

const ends =
  (end: "first" | "last"): PastedCommand["means"] =>
  ({ given, operands }) => {
    const count = given.get("n") ?? given.get("digits") ?? "10"
    if (operands.length === 0 || operands.some(({ isPattern }) => isPattern)) return NO_FILE
    if (!/^\d{1,7}$/.test(count)) return { why: `zenus does not count to ${count}` }
    return { says: `show the ${end} ${count} lines of ${listed(operands.map(({ text }) => named(text)))}` }
  }

const grep: PastedCommand["means"] = ({ given, operands }, { typeOf }) => {
  const [pattern, ...places] = operands
  if (pattern === undefined) return { why: "it does not say what to look for" }
  if (places.length > 1 || places[0]?.isPattern === true) return { why: "it names more than one place to look in" }
  const place = places[0]?.text ?? (given.has("r") ? "." : undefined)
  if (place === undefined) return { why: "it would read what is typed" }
  const isRegex = !given.has("F") && /[\\^$.*[\]+?(){}|]/.test(pattern.text)
  const under = given.has("r") || typeOf(place) === "folder"
  const where = under ? `under ${named(place)}` : `in ${named(place)}`
  const text = `'${pattern.text}'`
  if (pattern.text.includes("'")) return { why: "there is a quote in what it looks for" }
  const ignoring = given.has("i") ? " ignoring case" : ""
  if (given.has("l"))
    return isRegex
      ? { why: "zenus lists files by plain text only" }
      : { says: `list the files containing ${text} ${where}${ignoring}` }
  if (given.has("c"))
    return isRegex
      ? { why: "zenus counts lines by plain text only" }
      : { says: `count the lines containing ${text} ${where}${ignoring}` }
  const what = given.has("w") ? `the whole word ${text}` : isRegex ? `the regular expression ${text}` : text
  return { says: `search for ${what} ${where}${ignoring}${given.has("n") ? " with line numbers" : ""}` }
}

const UNITS: ReadonlyMap<string, string> = new Map([
  ["c", "bytes"],
  ["k", "KB"],
  ["M", "MB"],
  ["G", "GB"]
])

/** `+10M` and `-10M`; null for an exact size, which nobody means. */
const sizeWords = (size: string): string | null => {
  const [, sign, count = "", unit = "c"] = /^([+-])(\d{1,9})([ckMG])$/.exec(size) ?? []
  return sign === undefined
    ? null
    : ` ${sign === "+" ? "larger" : "smaller"} than ${count} ${UNITS.get(unit) ?? "bytes"}`
}

const ageWords = (days: string): string | null => {
  const [, sign, count = ""] = /^([+-])(\d{1,5})$/.exec(days) ?? []
  return sign === undefined ? null : sign === "+" ? ` older than ${count} days` : ` modified in the last ${count} days`
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ["f", "files"],
  ["d", "folders"],
  ["l", "links"]
])

const find: PastedCommand["means"] = ({ given, operands }) => {
  const folder = onlyOperand({ given, operands }, ".")
  if (folder === null) return ONE_FOLDER
  // It takes no folder with something in it, and zenus takes a folder with all that is in it.
  const takesFiles = given.has("delete") && !given.has("empty")
  const type = given.get("type") ?? (takesFiles ? "f" : undefined)
  if (takesFiles && type === "d") return { why: "it deletes folders that are empty: say -empty as well" }
  const kind = type === undefined ? "everything" : KINDS.get(type)
  if (kind === undefined) return { why: `zenus does not look for the type ${type ?? ""}` }
  const name = given.get("name") ?? given.get("iname")
  if (name?.includes("'") === true) return { why: "there is a quote in the pattern" }
  const size = given.get("size") === undefined ? "" : sizeWords(given.get("size") ?? "")
  const age = given.get("mtime") === undefined ? "" : ageWords(given.get("mtime") ?? "")
  if (size === null || age === null) return { why: "its size or age is an exact one" }
  const depth = given.get("maxdepth")
  if (depth !== undefined && depth !== "1") return { why: "zenus goes one level down, or all" }
  const what = `${given.has("empty") ? `empty ${kind === "everything" ? "files and folders" : kind}` : kind}`
  const matching = name === undefined ? "" : ` matching '${name}'${given.has("iname") ? " ignoring case" : ""}`
  const where = depth === "1" ? ` in ${named(folder)}` : ` under ${named(folder)}`
  return {
    says: `${given.has("delete") ? "delete" : "find"} ${what}${matching}${where}${size}${age} including hidden ones`
  }
}

const diskUsage: PastedCommand["means"] = ({ given, operands }, { typeOf }) => {
  const [first, ...more] = operands
  if (more.length > 0) return ONE_FOLDER
  if (given.get("d") === "1" || first?.text === "*") {
    if (first !== undefined && first.text !== "*" && first.text !== ".")
      return { why: "zenus compares the folders here" }
    return { says: "show the size of each folder here" }
  }
  if (given.has("d") || first?.isPattern === true || !given.has("s"))
    return { why: "zenus gives the size of a whole folder, or of each in it" }
  const folder = first?.text ?? "."
  return {
    says:
      folder === "."
        ? "how big is this folder"
        : `how big is ${typeOf(folder) === "folder" ? "the folder " : ""}${named(folder)}`
  }
}

const always =
  (says: string): PastedCommand["means"] =>
  ({ operands }) =>
    operands.length > 0 ? { why: "it names something that zenus does not ask about" } : { says }

const processes: PastedCommand["means"] = ({ operands }) =>
  operands.every(({ text }) => /^(?:a?u?x|ax|aux|axu|auxww)$/.test(text))
    ? { says: "list all running processes" }
    : { why: "it names only some processes" }

const SIGNALS_OF_FORCE: ReadonlySet<string> = new Set(["9", "KILL", "SIGKILL"])
const SIGNALS_OF_END: ReadonlySet<string> = new Set(["15", "TERM", "SIGTERM"])

const kill: PastedCommand["means"] = ({ given, operands }) => {
  const signal = given.get("digits") ?? given.get("s") ?? (given.has("KILL") ? "9" : "15")
  const ids = operands.map(({ text }) => text)
  if (ids.length === 0 || ids.some((id) => !/^\d{1,9}$/.test(id))) return { why: "it names no process by its number" }
  if (SIGNALS_OF_FORCE.has(signal))
    return ids.length > 1
      ? { why: "zenus ends one process at a time by force" }
      : { says: `force kill process ${ids[0] ?? ""}` }
  return SIGNALS_OF_END.has(signal)
    ? { says: `kill process${ids.length > 1 ? "es" : ""} ${listed(ids)}` }
    : { why: `zenus does not send the signal ${signal}` }
}

const counted: ReadonlyArray<readonly [option: string, what: string]> = [
  ["l", "lines"],
  ["w", "words"],
  ["m", "characters"],
  ["c", "bytes"]
]

export const LOOK_COMMANDS: ReadonlyMap<string, PastedCommand> = new Map<string, PastedCommand>([
  [
    "ls",
    {
      options: options({
        "a all A almost-all": "flag",
        l: "flag",
        t: "flag",
        S: "flag",
        "r reverse": "flag",
        "R recursive": "flag",
        "h human-readable 1 F color G": "ignored"
      }),
      means: list
    }
  ],
  [
    "ll",
    {
      options: options({}),
      means: (given, world) =>
        list(
          {
            ...given,
            given: new Map([
              ["a", ""],
              ["l", ""]
            ])
          },
          world
        )
    }
  ],
  ["la", { options: options({}), means: (given, world) => list({ ...given, given: new Map([["a", ""]]) }, world) }],
  ["dir", { options: options({}), means: list }],
  [
    "cat",
    {
      isEnglish: true,
      options: options({ "n number": "flag" }),
      means: ({ given, operands }) =>
        operands.length === 0 || operands.some(({ isPattern }) => isPattern)
          ? NO_FILE
          : {
              says: `show ${listed(operands.map(({ text }) => named(text)))}${given.has("n") ? " with line numbers" : ""}`
            }
    }
  ],
  ["head", { isEnglish: true, options: options({ "n lines": "value", digits: "value" }), means: ends("first") }],
  ["tail", { isEnglish: true, options: options({ "n lines": "value", digits: "value" }), means: ends("last") }],
  [
    "wc",
    {
      options: options({ "l lines": "flag", "w words": "flag", "m chars": "flag", "c bytes": "flag" }),
      means: ({ given, operands }) => {
        const what = counted.filter(([option]) => given.has(option))
        if (operands.length === 0 || operands.some(({ isPattern }) => isPattern)) return NO_FILE
        return what.length === 1
          ? { says: `count the ${what[0]?.[1] ?? "lines"} of ${listed(operands.map(({ text }) => named(text)))}` }
          : { why: "zenus counts one thing at a time: lines, words, characters or bytes" }
      }
    }
  ],
  [
    "grep",
    {
      options: options({
        "r R recursive": "flag",
        "i ignore-case": "flag",
        "n line-number": "flag",
        "l files-with-matches": "flag",
        "c count": "flag",
        "w word-regexp": "flag",
        "F fixed-strings": "flag",
        "E H h s color": "ignored"
      }),
      means: grep
    }
  ],
  [
    "rg",
    {
      options: options({
        "i ignore-case": "flag",
        "l files-with-matches": "flag",
        "w word-regexp": "flag",
        "F fixed-strings": "flag",
        "n line-number": "ignored"
      }),
      means: (given, world) => grep({ ...given, given: new Map([...given.given, ["r", ""]]) }, world)
    }
  ],
  [
    "find",
    {
      isEnglish: true,
      options: options({
        name: "value",
        iname: "value",
        type: "value",
        maxdepth: "value",
        size: "value",
        mtime: "value",
        empty: "flag",
        delete: "flag",
        print: "ignored"
      }),
      means: find
    }
  ],
  [
    "du",
    {
      options: options({
        "s summarize": "flag",
        "h human-readable": "ignored",
        "c total": "ignored",
        "d max-depth": "value"
      }),
      means: diskUsage
    }
  ],
  ["df", { options: options({ "h human-readable H": "ignored" }), means: always("how much disk space is left") }],
  ["ps", { options: options({ "e A": "ignored", "f F": "ignored", "a u x": "ignored" }), means: processes }],
  ["free", { isEnglish: true, options: options({ "h m g": "ignored" }), means: always("how much memory is free") }],
  ["uname", { options: options({ "a all": "ignored" }), means: always("show system information") }],
  ["id", { options: options({ "u user": "ignored" }), means: always("what is my user id") }],
  ["who", { isEnglish: true, options: options({}), means: always("who is logged in") }],
  [
    "kill",
    {
      isEnglish: true,
      options: options({ digits: "value", s: "value", "KILL SIGKILL": "flag", "TERM SIGTERM": "flag" }),
      means: kill
    }
  ],
  [
    "sort",
    {
      isEnglish: true,
      options: options({ "r reverse": "flag", "n numeric-sort": "flag" }),
      means: ({ given, operands }) => {
        const [file, ...more] = operands
        if (file === undefined || more.length > 0 || file.isPattern) return NO_FILE
        return given.size > 1
          ? { why: "zenus sorts by number or in reverse, one at a time" }
          : {
              says: `sort ${named(file.text)}${given.has("r") ? " in reverse order" : given.has("n") ? " numerically" : ""}`
            }
      }
    }
  ],
  [
    "diff",
    {
      isEnglish: true,
      options: options({ "u unified": "ignored" }),
      means: ({ operands }) => {
        const [left, right, ...more] = operands
        return left === undefined || right === undefined || more.length > 0
          ? { why: "it does not name two files" }
          : { says: `show the differences between ${named(left.text)} and ${named(right.text)}` }
      }
    }
  ],
  [
    "tree",
    {
      isEnglish: true,
      options: options({ L: "value" }),
      means: (given) => {
        const folder = onlyOperand(given, ".")
        const levels = given.given.get("L")
        if (folder === null) return ONE_FOLDER
        const deep = levels === undefined ? "" : ` ${levels} levels deep`
        return { says: folder === "." ? `show the tree${deep}` : `show the tree of ${named(folder)}${deep}` }
      }
    }
  ]
])
