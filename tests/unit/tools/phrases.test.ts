/**
 * The whole table of phrases: each template compiles and knows its slots, each example leads back to its own action with
 * arguments that its schema takes, and a request made from a phrase by filling its slots is understood.
 */
import { assert, describe, it } from "@effect/vitest"
import { fromRules, lexiconOf, makeToolbox, Request } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { compilePhrase, type Part, type Slot, type Template } from "#core/planner/grammar/compilePhrase.ts"
import { readRequest } from "#core/planner/grammar/readRequest.ts"
import { SLOTS } from "#core/planner/grammar/readSlot.ts"
import { allTools } from "#tools/index.ts"

const toolbox = makeToolbox(allTools)
const lexicon = lexiconOf(toolbox)
const moment = { now: Date.UTC(2026, 10, 18, 12), zone: "UTC" }
const actions = allTools.flatMap((tool) => tool.actions.map((action) => ({ tool: tool.name, action })))
const named = actions.map(({ tool, action }) => [`${tool}.${action.name}`, action] as const)

const slotsOf = (parts: ReadonlyArray<Part>): ReadonlyArray<Slot> =>
  parts.flatMap((part) => (part.part === "slot" ? [part] : part.part === "optional" ? slotsOf(part.parts) : []))

/** What a person might say for each kind of slot. */
const SAMPLES: Readonly<Record<string, string>> = {
  files: "the pdf files in work",
  found: "the pdf files in work",
  search: "the pdf files larger than 3 MB in work",
  listing: "the pdf files in work",
  chosen: "the pdf files in work",
  sizes: "the five biggest file sizes",
  texts: "work/a.txt",
  textplace: "the folder work",
  document: "work/a.txt",
  named: "work/a.txt",
  folderset: "the folder work",
  eachfolder: "all folders whose names start with temp",
  within: "in work",
  conditions: "modified yesterday",
  filters: "modified yesterday in work",
  folder: "the folder work",
  folders: "the folder work",
  place: "the folder work",
  knownplace: "the folder work",
  target: "the folder backup",
  tofolder: "a folder called backup",
  there: "one level up",
  nested: "shop with subfolders css and js",
  path: "work/new.txt",
  paths: "work/a.txt and work/b.txt",
  filepath: "work/out.txt",
  filepaths: "work/a.txt and work/b.txt",
  filelist: "work/a.txt and work/b.txt",
  file: "work/a.txt",
  archivefile: "work/a.zip",
  archivepath: "work/a.zip",
  archiveset: "work/a.zip",
  extracted: "readme.txt",
  name: "nginx",
  names: "nginx",
  text: "'some words'",
  affix: "'some words'",
  plainterm: "'some words'",
  content: "'some words'",
  taken: "the pdf files in work",
  dotexts: ".htm",
  namepiece: "'some words'",
  textfiles: "the pdf files in work",
  listed: "the pdf files in work",
  staying: "the files in work sorted by date",
  sifted: "the files in work larger than 3 MB",
  surefiles: "work/b.txt",
  plainpath: "work/out.txt",
  term: "'words'",
  nameterm: "'img'",
  quotedterm: "'words'",
  startterm: "'words'",
  endterm: "'words'",
  figureterm: "500",
  entity: "ip addresses",
  sought: "'words'",
  word: "eth0",
  number: "7",
  ordinal: "third",
  ordinals: "third",
  ordinallist: "second",
  figures: "7",
  range: "3-5",
  size: "10 MB",
  time: "yesterday",
  instant: "2024-01-02",
  dayoffset: "3 days ago",
  mode: "755",
  url: "https://example.org/x",
  cloneurl: "https://example.org/x.git",
  pattern: "*.txt",
  patterns: "*.txt",
  column: "2",
  columnid: "age",
  columnlist: "2",
  columnnames: "age",
  where: "where city is Paris",
  dotext: ".jpeg",
  ext: "jpeg",
  knownext: "jpeg",
  extlist: "txt",
  dotted: ".old",
  unit: "MB",
  levels: "2 levels deep",
  branchname: "topic",
  revision: "v1.0",
  versioned: "work/a.txt",
  headback: "2",
  dots: "main..topic",
  it: "",
  itself: "",
  itsterm: "",
  before: "",
  result: "the result"
}
/** Slots that only have a meaning behind an earlier deed. */
const BACKWARD = new Set(["it", "itself", "itsterm", "before", "result"])

const say = (parts: ReadonlyArray<Part>): string =>
  parts
    .flatMap((part) => {
      if (part.part === "literal") return [(part.words.toSorted((a, b) => a.length - b.length)[0] ?? []).join(" ")]
      if (part.part === "optional") return []
      const [choice] = part.choices
      return [choice === undefined ? (SAMPLES[part.kinds[0] ?? ""] ?? "?") : choice[0].join(" ")]
    })
    .join(" ")

const refersBack = ({ parts }: Template): boolean =>
  slotsOf(parts).some((slot) => slot.kinds.some((kind) => BACKWARD.has(kind)))

const translate = (text: string) =>
  Effect.runPromise(
    fromRules(toolbox).translate(
      new Request({ text, cwd: "/w", home: "/h", at: moment.now, timeZone: "UTC", mode: "plan" })
    )
  )

describe("every action", () => {
  it.each(named)("%s has phrases and examples", (_, action) => {
    assert.isNotEmpty(action.phrases)
    assert.isNotEmpty(action.examples)
  })

  it.each(named)("%s: each phrase compiles, and the grammar knows its slots", (_, action) => {
    for (const { say: template } of action.phrases) {
      const compiled = compilePhrase(template)
      for (const slot of [...slotsOf(compiled.parts), ...slotsOf(compiled.floating)])
        for (const kind of slot.kinds) assert.isTrue(SLOTS.has(kind), `${template}: there is no slot kind ${kind}`)
    }
  })

  it.each(named)("%s: each example leads back to it, with arguments it takes", async (name, action) => {
    for (const example of action.examples) {
      const { steps } = await translate(example)
      assert.deepStrictEqual(
        steps.map((step) => `${step.tool}.${step.action}`),
        [name],
        example
      )
      const decode = Schema.decodeUnknownSync(action.args, { onExcessProperty: "error" })
      assert.doesNotThrow(() => decode(steps[0]?.args), example)
    }
  })

  it.each(named)("%s: each phrase can be said", (_, action) => {
    const mute: Array<string> = []
    for (const { say: template } of action.phrases) {
      const compiled = compilePhrase(template)
      if (refersBack(compiled)) continue
      const request = say(compiled.parts)
      const result = readRequest(request, lexicon, moment)
      if (result.status !== "understood")
        mute.push(`${template}\n  said as: ${request}\n  ${result.status}: ${result.reason}`)
    }
    assert.deepStrictEqual(mute, [])
  })
})
