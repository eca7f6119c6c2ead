/**
 * The facts of files and folders: all of them, or the ones that are asked for, bare. One entry gives the fact alone, several
 * give the path behind it. A folder's size is that of the files in it, since its own means nothing.
 */
import { defineAction, type LookContext, type Output, phrase, type Selection, type Stat } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../formatBytes.ts"
import { describeSelection } from "./describeSelection.ts"
import { type Fact, type FactTexts, makeFactTexts } from "./facts.ts"
import { option, selection } from "./field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "./reading.ts"
import { select, type Selected } from "./select.ts"
import { countBelow, makeCounter } from "./treeSize.ts"
import { attempt } from "./trouble.ts"
import { inUnit, SizeUnit } from "./units.ts"

const Facts = Schema.Array(
  Schema.Literals([
    "size",
    "modified",
    "accessed",
    "changed",
    "created",
    "owner",
    "group",
    "mode",
    "octal",
    "type",
    "target",
    "inode",
    "links"
  ])
)
type Asked = (typeof Facts.Type)[number]

const ALL: ReadonlyArray<Asked> = [
  "type",
  "size",
  "modified",
  "created",
  "accessed",
  "owner",
  "group",
  "mode",
  "octal",
  "inode",
  "links"
]

const sizeOf = async (
  path: string,
  stat: Stat,
  context: LookContext,
  signal: AbortSignal,
  unreadable: Array<string>
): Promise<number> => {
  if (stat.type !== "folder") return stat.size
  const counter = makeCounter()
  await countBelow(path, context.disk, counter, unreadable, signal)
  return counter.sum.content
}

const factsOf = async (
  { path, stat }: Selected,
  asked: ReadonlyArray<Asked>,
  unit: SizeUnit,
  texts: FactTexts,
  context: LookContext,
  signal: AbortSignal,
  unreadable: Array<string>
): Promise<ReadonlyArray<readonly [bare: string, shown: string]>> => {
  const facts: Array<readonly [string, string]> = []
  for (const fact of asked) {
    if (stat === null) facts.push(["", ""])
    else if (fact === "target") {
      const target = stat.type === "link" ? context.disk.readlink(path) : ""
      facts.push([target, target])
    } else if (fact === "size") {
      const bytes = await sizeOf(path, stat, context, signal, unreadable)
      facts.push([inUnit(bytes, unit), unit === "B" ? formatBytes(bytes) : `${inUnit(bytes, unit)} ${unit}`])
    } else facts.push([texts.bare(fact satisfies Fact, stat), texts.shown(fact, stat)])
  }
  return facts
}

export const stat = defineAction({
  name: "stat",
  description: "Tell facts of files or folders: size, times, owner, permissions, type, where a link leads",
  args: Schema.Struct({
    files: selection("the files or folders to tell about"),
    facts: option(Facts, "which facts (default all); size of a folder is that of all files in it"),
    unit: option(SizeUnit, "unit of the size, powers of 1024 (default bytes)")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 300_000,
  parallel: true,
  phrases: [
    phrase("size of {files:files} [in {unit:choice(KB|MB|GB)}]", { facts: ["size"] }),
    phrase("how big|large is|are {files:files}", { facts: ["size"] }),
    phrase("how many bytes is|are|has {files:files}", { facts: ["size"] }),
    phrase("when was|were {files:files} [last] modified|changed|edited|updated", { facts: ["modified"] }),
    phrase("when was|were {files:files} created|made", { facts: ["created"] }),
    phrase("who owns {files:files}", { facts: ["owner"] }),
    phrase("owner of {files:files}", { facts: ["owner"] }),
    phrase("permissions|mode|rights of|on|for {files:files}", { facts: ["mode", "octal"] }),
    phrase("where does {files:files} point|lead|link [to]", { facts: ["target"] }),
    phrase("type of {files:files}", { facts: ["type"] }),
    phrase("details|info|information|facts|metadata|stats of|about|on|for {files:files}"),
    phrase("stat {files:files}")
  ],
  examples: ["how big is movie.mp4?", "when was hosts.csv last modified?", "who owns server/core.dump?"],
  look: (args, context) => {
    const asked = args.facts ?? []
    const wanted: Selection = args.files
    const options = { needStat: true }
    return readSelection("Look at files", wanted, context, options, (starts) =>
      readingStep(
        `Tell ${asked.length === 0 ? "all facts" : asked.join(" and ")} of ${describeSelection(wanted)}`,
        readsOf(starts),
        select(wanted, context, options).pipe(
          Effect.flatMap((found) =>
            attempt("Look at files", async (signal): Promise<Output> => {
              const texts = makeFactTexts(context)
              const unreadable = [...found.unreadable]
              const unit = args.unit ?? "B"
              const rows: Array<ReadonlyArray<string>> = []
              const lines: Array<string> = []
              const facts = asked.length === 0 ? ALL : asked
              for (const entry of found.entries) {
                const values = await factsOf(entry, facts, unit, texts, context, signal, unreadable)
                const name = pathText(entry.path, context)
                if (asked.length === 0) {
                  lines.push(`path: ${name}`, ...facts.map((fact, at) => `${fact}: ${values[at]?.[0] ?? ""}`))
                } else {
                  const bare = values.map(([value]) => value).join(" ")
                  lines.push(found.entries.length === 1 ? bare : `${bare} ${name}`)
                }
                rows.push([...values.map(([, shown]) => shown), name])
              }
              return {
                lines,
                paths: found.entries.map((entry) => entry.path),
                ...(asked.length === 0 && rows.length === 1
                  ? {
                      table: {
                        columns: ["fact", "value"],
                        rows: [["path", rows[0]?.at(-1) ?? ""], ...facts.map((fact, at) => [fact, rows[0]?.[at] ?? ""])]
                      }
                    }
                  : { table: { columns: [...facts, "name"], rows } }),
                ...noteOf(rows.length === 0, unreadable, context)
              }
            })
          )
        )
      )
    )
  }
})
