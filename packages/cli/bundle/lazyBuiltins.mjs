/**
 * A rolldown plugin: Node's larger built-in modules are loaded when a function of theirs is first called, not when the command
 * starts. Importing crypto, child_process and zlib costs about 15 ms, half of `node -e 0`, and `zenus plan` calls none of
 * them. Sources keep their plain imports; only the bundle is changed. Functions become functions that fetch the module, classes
 * become proxies that do; a constant is taken eagerly by nobody here, and one that is imported fails the build.
 */
import { getBuiltinModule } from "node:process"

const LAZY = [
  "node:child_process",
  "node:crypto",
  "node:fs/promises",
  "node:readline",
  "node:stream",
  "node:v8",
  "node:vm",
  "node:zlib"
]
const PREFIX = "\0lazy:"

const lazyExport = (name, value) => {
  if (typeof value !== "function" || !/^[A-Za-z_$][\w$]*$/.test(name)) return []
  const isClass = /^[A-Z]/.test(name)
  return isClass
    ? [
        `export const ${name} = /* @__PURE__ */ new Proxy(function () {}, { construct: (_, args) => Reflect.construct(load().${name}, args), get: (_, key) => load().${name}[key] })`
      ]
    : [`export const ${name} = (...args) => load().${name}(...args)`]
}

/** Only our own files: libraries may do more with a module than call it. */
export const lazyBuiltins = (ownFolder) => ({
  name: "lazy-builtins",
  resolveId(source, importer) {
    const own = importer !== undefined && importer.startsWith(ownFolder) && !importer.includes("node_modules")
    return own && LAZY.includes(source) ? `${PREFIX}${source}` : null
  },
  load(id) {
    if (!id.startsWith(PREFIX)) return null
    const source = id.slice(PREFIX.length)
    const found = getBuiltinModule(source)
    const names = Object.keys(found).flatMap((name) => (name === "default" ? [] : lazyExport(name, found[name])))
    return [
      "let loaded",
      `const load = () => (loaded ??= process.getBuiltinModule(${JSON.stringify(source)}))`,
      ...names,
      "export default /* @__PURE__ */ new Proxy({}, { get: (_, key) => load()[key] })"
    ].join("\n")
  }
})
