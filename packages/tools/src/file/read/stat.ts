/**
 * The facts of files and folders: all of them, or the ones that are asked for, bare. One entry gives the fact alone, several
 * give the path behind it. A folder's size is that of the files in it, since its own means nothing.
 */
import { defineAction, type LookContext, type Output, type Selection, type Stat } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { describeSelection } from "../../select/describeSelection.ts"
import { type Fact, type FactTexts, makeFactTexts } from "../../select/facts.ts"
import { option, selection } from "../../action/field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { select, type Selected } from "../../select/select.ts"
import { countBelow, makeCounter } from "../../select/treeSize.ts"
import { attempt } from "../../action/trouble.ts"
import { inUnit, SizeUnit } from "../../action/units.ts"
import { said } from "../../action/wording.ts"

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
  phrases: said([
    ["[<tell>] [file|total] size|sizes|filesize|file_size of {files:named} [in {unit:unit}]", { facts: ["size"] }],
    ["[<tell>] [file|total] size|sizes|filesize of {files:named} [in_bytes]", { facts: ["size"] }],
    ["how big|large|heavy is|are {files:named} [in {unit:unit}]", { facts: ["size"] }],
    [
      "how many|much {unit:unit} is|are|has|does|do [in] {files:named} [have|take|occupy|use|contain] [up]",
      { facts: ["size"] }
    ],
    [
      "how much [disk|storage] [space|room] does|do|is {files:named} take|use|occupy|taking|using [up]",
      { facts: ["size"] }
    ],
    ["[<tell>] size|sizes in {unit:unit} of {files:named}", { facts: ["size"] }],
    [
      "when was|were|did|has {files:named} [last|most_recently|been] [last] modified|changed|edited|updated|written|saved|touched|change [last|most_recently]",
      { facts: ["modified"] }
    ],
    [
      "[<tell>] [date|time] [when|at_which] {files:named} was last|most_recently modified|changed|edited|updated",
      { facts: ["modified"] }
    ],
    [
      "[<tell>] last|latest modification|change|modified|update|edit [date|time|day] of|for {files:named}",
      { facts: ["modified"] }
    ],
    ["[<tell>] modification|modified|change [date|time|timestamp] of|for {files:named}", { facts: ["modified"] }],
    ["how old is|are {files:named}", { facts: ["modified"] }],
    ["when was|were {files:named} created|made|born", { facts: ["created"] }],
    ["[<tell>] creation date|time of {files:named}", { facts: ["created"] }],
    ["when was|were {files:named} last accessed|opened|read", { facts: ["accessed"] }],
    ["who|which_user|what_user owns|is_the_owner_of {files:named}", { facts: ["owner"] }],
    ["[<tell>] owner|owners|ownership of {files:named}", { facts: ["owner"] }],
    ["whose [file] is {files:named}", { facts: ["owner"] }],
    ["which|what group does {files:named} belong_to|have", { facts: ["group"] }],
    ["[<tell>] group of {files:named}", { facts: ["group"] }],
    [
      "[<tell>|<show>] [octal|numeric] file_permissions|permissions|permission|mode|rights|access_rights|permission_bits|octal_mode of|on|for {files:named} [have|has]",
      { facts: ["mode", "octal"] }
    ],
    ["what|which permissions|permission|rights|mode do|does|has {files:named} [have]", { facts: ["mode", "octal"] }],
    ["who can|may read|write|execute|access|run {files:named}", { facts: ["mode", "owner", "group"] }],
    ["where does|do {files:named} point|lead|link|go [to]", { facts: ["target"] }],
    ["[<tell>] target|destination of [link|symlink|symbolic_link] {files:named}", { facts: ["target"] }],
    ["what does [link|symlink] {files:named} point|link|refer to", { facts: ["target"] }],
    ["[<tell>] [file] type|kind of {files:named}", { facts: ["type"] }],
    ["what kind|type|sort of file is {files:named}", { facts: ["type"] }],
    ["[<tell>] inode [number] of {files:named}", { facts: ["inode"] }],
    ["how many [hard] links does {files:named} have", { facts: ["links"] }],
    "[<tell>|<show>] details|info|information|facts|metadata|stats|properties|attributes|status|everything|statistics of|about|on|for {files:named}",
    "stat {files:named}"
  ]),
  examples: [
    "how big is movie.mp4?",
    "when was hosts.csv last modified?",
    "who owns server/core.dump?",
    "size of core.dump in MB"
  ],
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
