/** What the manifests promise: exact versions, one version of us, doors that exist, no address in the lockfile. */
import { existsSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { importsOf, packageSources, root } from "./sources.ts"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly engines?: { readonly node: string }
  readonly bin?: Readonly<Record<string, string>>
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

const read = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest

const published = ["packages/core", "packages/tools", "packages/cli"]
const manifests = ["", ...published].map(read)

const dependencies = (manifest: Manifest): ReadonlyArray<readonly [string, string]> =>
  [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies, manifest.peerDependencies].flatMap(
    (table) => Object.entries(table ?? {})
  )

describe("manifests", () => {
  it("name exact versions, and one for each package", () => {
    const seen = new Map<string, string>()
    for (const [name, version] of manifests.flatMap(dependencies)) {
      assert.match(version, /^\d+\.\d+\.\d+$/, `${name} ${version}`)
      assert.strictEqual(version, seen.get(name) ?? version, `${name} has two versions`)
      seen.set(name, version)
    }
  })

  it("agree on our own version and licence", () => {
    const ours = new Set(manifests.map(({ license, version }) => `${version} ${license}`))
    const used = manifests.flatMap(dependencies).filter(([name]) => name.startsWith("@zenus/"))
    assert.strictEqual(ours.size, 1)
    for (const [name, version] of used) assert.strictEqual(version, manifests[0]?.version, name)
  })

  it("of published packages say which Node, and never bring one", () => {
    for (const manifest of published.map(read)) {
      assert.strictEqual(manifest.engines?.node, ">=22.19", manifest.name)
      assert.isFalse(
        dependencies(manifest).some(([name]) => name.startsWith("node-")),
        manifest.name
      )
    }
  })

  it("name every package that their sources import, and no package in vain", () => {
    for (const folder of published) {
      const manifest = read(folder)
      const imported = packageSources()
        .filter(({ path }) => path.startsWith(`${folder}/`))
        .flatMap(importsOf)
        .map(({ specifier }) => /^(?![.#]|node:)(@[^/]+\/[^/]+|[^/]+)/.exec(specifier)?.[1])
      const unnamed = new Set(
        imported.filter((name) => name !== undefined && !dependencies(manifest).some(([known]) => known === name))
      )
      assert.deepStrictEqual([...unnamed], [], manifest.name)
      assert.deepStrictEqual(
        dependencies(manifest)
          .filter(([name]) => !imported.includes(name))
          .map(([name]) => name),
        [],
        manifest.name
      )
    }
  })

  it("have doors whose sources exist", () => {
    for (const folder of published) {
      for (const [door, target] of Object.entries(read(folder).exports ?? {})) {
        const source = typeof target === "string" ? target : target["source"]
        assert.isTrue(existsSync(join(root, folder, source ?? "no source")), `${folder} ${door}`)
        if (typeof target === "string" || source === undefined) continue
        const built = source.replace("./src/", "./dist/").replace(/\.ts$/, "")
        assert.deepStrictEqual(target, { source, types: `${built}.d.ts`, default: `${built}.js` })
      }
    }
  })

  it("have a command that is there before any build", () => {
    for (const file of Object.values(read("packages/cli").bin ?? {})) {
      assert.notStrictEqual(statSync(join(root, "packages/cli", file)).mode & 0o111, 0)
    }
  })
})

describe("the lockfile", () => {
  const lockfile = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
    readonly packages: Readonly<
      Record<string, { readonly resolved?: string; readonly integrity?: string; readonly link?: boolean }>
    >
  }
  const installed = Object.entries(lockfile.packages).filter(([path]) => path.startsWith("node_modules/"))

  it("names no host", () => {
    assert.deepStrictEqual(
      installed.filter(([, { resolved }]) => resolved?.includes("://") === true),
      []
    )
  })

  it("knows the content of every package", () => {
    const unknown = installed.filter(([, { integrity, link }]) => link !== true && integrity === undefined)
    assert.deepStrictEqual(unknown, [])
  })
})
