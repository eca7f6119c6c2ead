/**
 * Bundles the command into dist/: one entry, one chunk for each dynamic import, so that `zenus plan` does not read
 * what only `zenus doctor` needs. Everything is inside (the package has no dependencies at run time): a start reads a
 * few files instead of several hundred, which is most of its cost. Bundled from source, so no other build comes first.
 *
 * It refuses to leave half a build: the new folder is made aside and takes the old one's place at the end.
 */
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { lazyBuiltins } from "./lazyBuiltins.mjs"

const here = path.dirname(fileURLToPath(import.meta.url))
const dist = path.join(here, "dist")
const aside = path.join(here, `dist.${process.pid}.new`)
const old = path.join(here, `dist.${process.pid}.old`)

/** The folder and manifest of the package that a bundled file belongs to, or undefined for our own files. */
const packageOf = (file) => {
  const parts = file.split(`${path.sep}node_modules${path.sep}`)
  if (parts.length === 1) return undefined
  const inside = parts.pop().split(path.sep)
  const name = inside[0].startsWith("@") ? inside.slice(0, 2).join(path.sep) : inside[0]
  return path.join(parts.join(`${path.sep}node_modules${path.sep}`), "node_modules", name)
}

/** The licence texts of what is inside: their licences ask for it. */
const notices = (chunks) => {
  const folders = new Set()
  for (const chunk of chunks) {
    if (chunk.type !== "chunk") continue
    for (const id of chunk.moduleIds) {
      const folder = packageOf(id.replace(/^\0/, "").replace(/\?.*$/, ""))
      if (folder !== undefined && fs.existsSync(path.join(folder, "package.json"))) folders.add(folder)
    }
  }
  return [...folders]
    .toSorted()
    .map((folder) => {
      const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"))
      const text = fs.readdirSync(folder).find((name) => /^licen[cs]e/i.test(name))
      const body = text === undefined ? "" : `\n${fs.readFileSync(path.join(folder, text), "utf8").trim()}\n`
      return `${manifest.name} ${manifest.version} (${manifest.license})\n${body}`
    })
    .join(`\n${"-".repeat(78)}\n\n`)
}

const bundle = await rolldown({
  input: { main: path.join(here, "src", "main.ts") },
  cwd: here,
  platform: "node",
  plugins: [lazyBuiltins(path.dirname(here))],
  // A peer that effect's Node package names for its Redis layers, which we do not use.
  external: [/^redis$/, /^@redis\//],
  resolve: { conditionNames: ["source", "node", "import", "module", "default"] },
  checks: { circularDependency: false },
  logLevel: "warn"
})
try {
  const { output } = await bundle.write({
    dir: aside,
    format: "esm",
    minify: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name]-[hash].js"
  })
  fs.writeFileSync(path.join(aside, "third-party-notices.txt"), notices(output))
  if (fs.existsSync(dist)) fs.renameSync(dist, old)
  fs.renameSync(aside, dist)
} finally {
  await bundle.close()
  for (const folder of [aside, old]) fs.rmSync(folder, { recursive: true, force: true })
}
