/** The README's promises that can be run: its commands parse, its table of dependencies is the manifests', its links lead somewhere. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { parseArgs } from "#cli/args/parseArgs.ts"

const root = join(import.meta.dirname, "..", "..")
const readme = readFileSync(join(root, "README.md"), "utf8")
const manifest = (path: string): Record<string, Record<string, string> | undefined> =>
  JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"))

/** Words of a command line as a shell would split them; the README uses double quotes only. */
const split = (line: string): ReadonlyArray<string> =>
  [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? "")

describe("the README", () => {
  it("begins with the two commands of a fresh clone", () => {
    const blocks = [...readme.matchAll(/```sh\n([^]*?)```/g)].map((match) => match[1]?.trim())
    assert.deepStrictEqual(blocks.slice(0, 2), [
      'npm ci && npx zenus "what are the 5 largest files here?"',
      "npm ci && npm test"
    ])
  })

  it("shows commands that the command line takes", () => {
    const commands = [...readme.matchAll(/^npx zenus (.*)$/gm)].map((match) => match[1] ?? "")
    assert.isNotEmpty(commands)
    for (const command of commands) assert.doesNotThrow(() => parseArgs(split(command)), command)
  })

  it("has one line of reason for each dependency", () => {
    const named = [...readme.matchAll(/^\| ([^|]+) \|/gm)]
      .flatMap((match) => (match[1] ?? "").split(", "))
      .map((name) => name.trim().replace(/ [\d.]+$/, ""))
    const used = new Set(
      ["packages/core", "packages/tools", "packages/cli"]
        .flatMap((path) => Object.keys({ ...manifest(path)["dependencies"], ...manifest(path)["devDependencies"] }))
        .filter((name) => !name.startsWith("@zenus/"))
    )
    for (const name of used) assert.include(named, name)
  })

  it("links to files that are there", () => {
    const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map((match) => match[1] ?? "")
    for (const link of links) assert.isTrue(existsSync(join(root, link)), link)
  })
})
