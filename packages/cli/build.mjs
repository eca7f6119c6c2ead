/**
 * Bundles the command into dist/, or into the folder that is named: one script of our own code and effect's, whose modules are run
 * when they are first needed, and one for each larger library that few requests need. Everything is inside (the package has no
 * dependencies at run time), bundled from source, so no other build comes first. The scripts are CommonJS, because their compiled
 * code can then be kept between starts (bin/loadBundle.js), and plain ASCII, because V8 keeps such text at half the size.
 *
 * It refuses to leave half a build: the new folder is made aside and takes the old one's place at the end.
 */
import { createHash } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { lazyBuiltins } from "./bundle/lazyBuiltins.mjs"
import { toolTable } from "./bundle/toolTable.mjs"

const here = path.dirname(fileURLToPath(import.meta.url))
const dist = path.resolve(process.argv[2] ?? path.join(here, "dist"))
const aside = `${dist}.${process.pid}.new`
const old = `${dist}.${process.pid}.old`

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

/** What a start may load at once: anything larger belongs into lazyBuiltins.mjs. */
const EAGER_BUILTINS = ["node:buffer", "node:fs", "node:os", "node:path", "node:util"]

/** The text with `\uXXXX` for all that is no ASCII: the same program, since every string and pattern reads that escape. */
const toAscii = (code) => {
  if (/(?<!\\)(?:\\\\)*\\[^\0-\x7f]|String\.raw`[^`]*[^\0-\x7f`]/.test(code))
    throw new Error("A script holds what cannot be escaped.")
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
}

/**
 * Rolldown puts the function that runs a module in parentheses, which V8 takes as a wish to compile it at once, needed or not.
 * Behind a comma it is compiled when it is called: the code that is kept between starts is a quarter smaller.
 */
const compiledWhenCalled = (code) => code.replace(/(=[\w$]+\.[\w$]+\()\((?=\(\)=>\{)/g, "$1(0,")

/**
 * Rolldown takes `const a = b` for a value that never changes and hands it to other scripts as it is when this one ends. Where its
 * module is run later, that is undefined for good; as a getter it is what it is when somebody asks.
 */
const exportedWhenAsked = (code, names) => {
  const exported = new Set(names)
  const getter = "__ask"
  const asked = code.replace(/\bexports\.([\w$]+)=([\w$]+)(?=[,;])/g, (whole, name, local) =>
    !exported.has(name) || code.includes(`function ${local}(`) ? whole : `${getter}("${name}",()=>${local})`
  )
  return `var ${getter}=(name,get)=>Object.defineProperty(exports,name,{enumerable:true,get});${asked}`
}

/**
 * Our own files that few starts need: `doctor`, the dashboard, and what calls that leave the machine, to models above all, go through
 * or cost.
 */
const APART =
  /[\\/](?:complete|doctor|stats|resilience|telemetry|shared-state|llm|costs?|health|cache|routing|fromModel|iterative)[\\/.]|[\\/](?:commands[\\/](?:doctor|stats|breaker|providers)|providers[\\/][^\\/]+|node[\\/](?:httpClient|KeptAgent|sqlClient|lookUpName|NodeResponse)|wiring[\\/](?:guardedOutbound|resilienceOptions|modelServices|askModels|toolsText))\.ts/
/** The interactive shell: its rooms, and of the terminal's what only it uses, and who asks a question. Requests from a pipe need none of it. */
const SHELL =
  /[\\/]cli[\\/]src[\\/](?:(?:editor|suggest|refer|pasted)[\\/]|shell[\\/](?!(?:shell|slashWords)\.ts)|terminal[\\/](?:ask\w+|decide|liveFace|PageState|pageThrough|Question|readPlainLine|Keyboard|LiveArea|liveRows|shellScreen|readLine|pickFrom|openEditor|notify|terminalFacts)\.ts)/
/** Of them, what says who there is: two tables, which every start reads. */
const AT_ONCE = /[\\/]llm[\\/](?:knownProviders|readBaseUrl)\.ts/

/** What of effect only calls to models need. */
const EFFECT_APART =
  /[\\/]effect[\\/](?:dist|src)[\\/](?:(?:ai|cluster|crypto|encoding|http|net|observability|persistence|process|reactivity|rpc|socket|sql|workflow)[\\/]|(?:Config|ConfigProvider|FiberMap|FileSystem|HashRing|RcMap|Redis|Path)\.|internal[\\/]glob)/

/** Libraries that are loaded by a dynamic import, and our files that few starts need, have scripts of their own. */
const inMainScript = (id) =>
  id.includes(`${path.sep}node_modules${path.sep}`)
    ? id.includes(`${path.sep}node_modules${path.sep}effect${path.sep}`) && !EFFECT_APART.test(id)
    : !(APART.test(id) || SHELL.test(id)) || AT_ONCE.test(id)

const bundle = await rolldown({
  input: { main: path.join(here, "src", "main.ts") },
  cwd: here,
  platform: "node",
  plugins: [toolTable(), lazyBuiltins(path.dirname(here))],
  // A peer that effect's Node package names for its Redis layers, which we do not use.
  external: [/^redis$/, /^@redis\//],
  resolve: { conditionNames: ["source", "node", "import", "module", "default"] },
  // effect's reader of configuration looks for one where there is one.
  transform: { define: { "import.meta": "{}" } },
  checks: { circularDependency: false, ineffectiveDynamicImport: false },
  logLevel: "warn"
})
try {
  const { output } = await bundle.write({
    dir: aside,
    format: "cjs",
    minify: true,
    entryFileNames: "[name].cjs",
    chunkFileNames: "[name]-[hash].cjs",
    codeSplitting: { groups: [{ name: "main", test: inMainScript }] }
  })
  const hash = createHash("sha256")
  for (const script of output) {
    if (script.type !== "chunk") continue
    const eager = script.imports.filter((name) => name.startsWith("node:") && !EAGER_BUILTINS.includes(name))
    if (script.isEntry && eager.length > 0) throw new Error(`Every start would load ${eager.join(", ")}.`)
    const file = path.join(aside, script.fileName)
    const written = fs.readFileSync(file, "utf8")
    const called = compiledWhenCalled(written)
    if (script.isEntry && called === written) throw new Error("Rolldown writes its modules in another form now.")
    const code = toAscii(script.isEntry ? exportedWhenAsked(called, script.exports) : called)
    fs.writeFileSync(file, code)
    hash.update(`${script.fileName}\0${code}\0`)
  }
  // Names this very build, for what is kept of it between starts.
  fs.writeFileSync(path.join(aside, "build-id"), hash.digest("hex").slice(0, 16))
  fs.writeFileSync(path.join(aside, "third-party-notices.txt"), notices(output))
  if (fs.existsSync(dist)) fs.renameSync(dist, old)
  fs.renameSync(aside, dist)
} finally {
  await bundle.close()
  for (const folder of [aside, old]) fs.rmSync(folder, { recursive: true, force: true })
}
