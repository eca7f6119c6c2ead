/**
 * A rolldown plugin: in the bundle a tool's table holds the plain fields of its actions as data, and the code of an action (its
 * schema, `look` and all below) is run when that action is first used. A start evaluates one action and not 116, which is a
 * quarter of it. What models are told of the tools is in it as text, and where phrases are found by words as an index, too. Sources
 * keep their plain imports; the table is taken from them at each build (describeTools.mjs).
 * It refuses a tool or an action that it cannot find in the sources, or whose plain fields are no JSON.
 */
import { execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"

/** The tool's own file, untouched: for actions that a function of it makes. */
const WHOLE = "?whole"

const describeTools = () =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [
        "--conditions=source",
        "--disable-warning=ExperimentalWarning",
        path.join(import.meta.dirname, "describeTools.mjs")
      ],
      { maxBuffer: 64 * 1024 * 1024, encoding: "utf8" }
    )
  )

/** Parsed where it is read: a JSON text costs a fraction of the same object as code. */
const jsonText = (value) => JSON.stringify(JSON.stringify(value))

const actionCode = (tool, { plain, hasInverse, place }, index) => {
  const { phrases, ...rest } = plain
  const source =
    place === undefined
      ? `require(${JSON.stringify(tool.place.file + WHOLE)}).${tool.place.name}.actions[${index}]`
      : `require(${JSON.stringify(place.file)}).${place.name}`
  return `action(${jsonText(rest)}, ${jsonText(phrases)}, ${hasInverse}, () => ${source})`
}

const tableCode = (tool) => `
const lazy = (target, key, make) =>
  Object.defineProperty(target, key, {
    enumerable: true,
    configurable: true,
    get() {
      const value = make()
      Object.defineProperty(target, key, { value, enumerable: true })
      return value
    }
  })
const action = (plain, phrases, hasInverse, load) => {
  const made = { ...JSON.parse(plain), prepare: (args, context) => load().prepare(args, context) }
  lazy(made, "phrases", () => JSON.parse(phrases))
  lazy(made, "args", () => load().args)
  if (hasInverse) lazy(made, "inverse", () => load().inverse)
  return made
}
export const ${tool.place.name} = {
  name: ${JSON.stringify(tool.name)},
  description: ${JSON.stringify(tool.description)},
  ${tool.worksBeside === undefined ? "" : `worksBeside: ${JSON.stringify(tool.worksBeside)},`}
  ${tool.reachesOut === undefined ? "" : "reachesOut: true,"}
  ${tool.hasAvailable ? `available: () => require(${JSON.stringify(tool.place.file + WHOLE)}).${tool.place.name}.available(),` : ""}
  actions: [${tool.actions.map((one, index) => actionCode(tool, one, index)).join(",\n")}]
}`

/** The files whose work is done here. */
const WIRING = path.resolve(import.meta.dirname, "..", "src", "wiring")
const TOOLS_TEXT = path.join(WIRING, "toolsText.ts")
const PHRASE_INDEX = path.join(WIRING, "phraseIndex.ts")

export const toolTable = () => {
  const byFile = new Map()
  const { index, text, tools } = describeTools()
  for (const tool of tools) {
    if (tool.place === undefined) throw new Error(`No file of the tools exports ${tool.name}.`)
    byFile.set(tool.place.file, tool)
  }
  return {
    name: "tool-table",
    resolveId: (source) => (source.endsWith(WHOLE) ? source : null),
    load(id) {
      if (id.endsWith(WHOLE)) return { code: fs.readFileSync(id.slice(0, -WHOLE.length), "utf8"), moduleType: "ts" }
      if (id === TOOLS_TEXT) return { code: `export const toolsText = () => ${JSON.stringify(text)}`, moduleType: "js" }
      if (id === PHRASE_INDEX)
        return { code: `export const phraseIndex = () => JSON.parse(${jsonText(index)})`, moduleType: "js" }
      const tool = byFile.get(id)
      return tool === undefined ? null : { code: tableCode(tool), moduleType: "js" }
    }
  }
}
