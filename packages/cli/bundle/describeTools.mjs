/**
 * Prints the tool table as JSON: every tool with its actions, of each action the plain fields and where it is defined, the text
 * by which models know them, and the index of their phrases. The bundle is made from it (toolTable.mjs). A program of its own, because
 * it imports the sources: run with `--conditions=source`.
 */
import fs from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"

const sources = path.resolve(import.meta.dirname, "..", "..", "tools", "src")
const filesIn = (folder) =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesIn(path.join(folder, entry.name))
        : entry.name.endsWith(".ts")
          ? [path.join(folder, entry.name)]
          : []
    )

/** Every object that a file exports, by identity: the file that defines it, which is not the door. */
const places = new Map()
for (const file of filesIn(sources)) {
  if (file === path.join(sources, "index.ts")) continue
  for (const [name, value] of Object.entries(await import(pathToFileURL(file)))) {
    if (typeof value === "object" && value !== null) places.set(value, { file, name })
  }
}

const wiring = path.resolve(import.meta.dirname, "..", "src", "wiring")
const { toolsText } = await import(pathToFileURL(path.join(wiring, "toolsText.ts")))
const { phraseIndex } = await import(pathToFileURL(path.join(wiring, "phraseIndex.ts")))
const { allTools } = await import(pathToFileURL(path.join(sources, "index.ts")))
const tools = allTools.map((tool) => ({
  name: tool.name,
  description: tool.description,
  worksBeside: tool.worksBeside,
  reachesOut: tool.reachesOut,
  hasAvailable: tool.available !== undefined,
  place: places.get(tool),
  actions: tool.actions.map(({ args: _args, prepare: _prepare, inverse, ...plain }) => ({
    plain,
    hasInverse: inverse !== undefined,
    place: places.get(tool.actions.find((action) => action.name === plain.name))
  }))
}))
process.stdout.write(JSON.stringify({ tools, text: toolsText(), index: phraseIndex() }))
