/** Who last wrote each line of a file: the file as it stands, or as it was in a commit; whole, one line, or some lines. */
import { BadArgument, defineAction, PathNotFound } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { optionalText, text } from "../../action/field.ts"
import { makeTimeText } from "../../action/formatTime.ts"
import { answering, count, looks, mustPass, pathsInWork, repositoryField, table } from "../actionParts.ts"
import { checkRevision } from "../gitArguments.ts"
import { openWork } from "../Repository.ts"
import { linesOf, readGit, textOf } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  path: text("the file"),
  fromLine: count("the first line, from 1 (default 1)"),
  toLine: count("the last line (default: the first line where one is given, else the end)"),
  revision: optionalText("as it was in this commit, branch or tag (default: as it stands)"),
  repository: repositoryField
})

const DOING = "Find out who wrote the lines"

export interface BlamedLine {
  readonly line: number
  readonly hash: string
  readonly author: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly text: string
}

/** Reads `git blame --line-porcelain`: each line with all facts of its commit, the content after a tab. */
export const parseBlame = (output: string): ReadonlyArray<BlamedLine> => {
  const found: Array<BlamedLine> = []
  let hash = ""
  let line = 0
  let author = ""
  let at = 0
  for (const row of linesOf(output)) {
    if (row.startsWith("\t")) {
      found.push({ line, hash, author, at, text: row.slice(1) })
      continue
    }
    const head = /^([0-9a-f]{40,64}) \d+ (\d+)/.exec(row)
    if (head !== null) {
      hash = head[1] ?? ""
      line = Number(head[2])
    } else if (row.startsWith("author ")) author = row.slice("author ".length)
    else if (row.startsWith("author-time ")) at = Number(row.slice("author-time ".length)) * 1000
  }
  return found
}

/** All zeros: not committed yet. */
const shortHash = (hash: string): string => (/^0+$/.test(hash) ? "-" : hash.slice(0, 7))

export const blame = defineAction<typeof Args.Type>({
  name: "blame",
  description: "Says who last wrote each line of a file, when and in which commit",
  args: Args,
  ...looks,
  phrases: said([
    "git blame {path:path}",
    "blame {path:path}",
    [
      "who wrote|changed|edited|added|is_responsible_for|last_changed|last_edited|authored first line of|in {path:path} ~[( blame )]",
      { fromLine: 1 }
    ],
    "who [last] wrote|changed|edited|added|modified|authored|touched [the] line [number] {fromLine:number} of|in {path:path}",
    "who [last] wrote|changed|edited|added|modified|authored {fromLine:ordinal} line of|in {path:path}",
    "who [last] wrote|changed|edited|added|modified|authored lines {fromLine:number} to|through|and|- {toLine:number} of|in {path:path}",
    "who [last] wrote|changed|edited|added|authored [each|every|all] line|lines of|in {path:path}",
    "who wrote|authored {path:file}",
    "who is [to] blame|responsible for line {fromLine:number} of|in {path:path}",
    "blame line {fromLine:number} of|in {path:path}",
    "blame lines {fromLine:number} to|through|- {toLine:number} of|in {path:path}",
    "<show> [git] blame|annotations of|for|on [line {fromLine:number} of] {path:path}",
    "<show> who [last] wrote|changed|edited|touched [each|every|the] line|lines of|in {path:path}",
    "annotate {path:path}"
  ]),
  examples: ["git blame README.md", "who wrote line 3 of src/main.ts", "who wrote the lines 2 to 5 of README.md"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openWork(DOING, args.repository, context)
    if (args.revision !== undefined) yield* mustPass(checkRevision("blame", args.revision))
    const [path = ""] = yield* pathsInWork("blame", args.path, repository, context)
    const stat = context.disk.lstat(`${repository.work}/${path}`)
    if (args.revision === undefined && stat === null) return yield* new PathNotFound({ path: args.path, near: [] })
    if (path === "." || stat?.type === "folder") {
      const reason = `${args.path} is a folder.`
      return yield* new BadArgument({ action: "blame", reason, hints: ["Name a file."] })
    }
    const { fromLine, toLine } = args
    if (toLine !== undefined && toLine < (fromLine ?? 1)) {
      const reason = `line ${toLine} comes before line ${fromLine ?? 1}.`
      return yield* new BadArgument({ action: "blame", reason, hints: ["Name the first line first."] })
    }
    const range =
      fromLine === undefined && toLine === undefined ? [] : ["-L", `${fromLine ?? 1},${toLine ?? fromLine ?? 1}`]
    const time = makeTimeText(context.timeZone)
    const run = Effect.map(
      readGit(repository.top, DOING, [
        "blame",
        "--line-porcelain",
        "--no-textconv",
        ...range,
        ...(args.revision === undefined ? [] : [args.revision]),
        "--",
        path
      ]),
      (result) => {
        const found = parseBlame(textOf(result))
        return {
          ...table(
            found,
            [
              ["line", (one) => one.line],
              ["author", (one) => one.author],
              ["date", (one) => time.day(one.at)],
              ["commit", (one) => shortHash(one.hash)],
              ["text", (one) => one.text]
            ],
            (one) => [one.line, one.author, time.day(one.at), shortHash(one.hash), one.text].join("\t")
          ),
          data: found.map(({ at, ...one }) => ({ ...one, at: new Date(at).toISOString() }))
        }
      }
    )
    return answering(`Find out who wrote the lines of ${args.path}`, repository, run)
  })
})
