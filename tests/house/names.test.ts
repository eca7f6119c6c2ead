/** Names and sizes: what breaks on a case-insensitive disk, and files that have become two ideas. */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { filesBelow, packageSources, root } from "./sources.ts"

/** Files over 500 lines, each with the reason why one more entry is better than one more file. */
const longTables: Readonly<Record<string, string>> = {}

const ignored = /(^|\/)(node_modules|dist|coverage|\.git|\.cache)(\/|$)/

describe("names", () => {
  it("no two in a folder differ only by case", () => {
    const seen = new Map<string, string>()
    const clashes: Array<string> = []
    for (const top of readdirSync(root).filter((name) => !ignored.test(name))) {
      const below = ["packages", "tests", "docs", "examples", "scripts"].includes(top)
        ? readdirSync(join(root, top), { recursive: true, encoding: "utf8" }).map((path) => `${top}/${path}`)
        : []
      for (const path of [top, ...below].filter((path) => !ignored.test(path))) {
        const other = seen.get(path.toLowerCase())
        if (other !== undefined) clashes.push(`${other} and ${path}`)
        seen.set(path.toLowerCase(), path)
      }
    }
    assert.deepStrictEqual(clashes, [])
  })

  it("nothing is a drawer for everything", () => {
    const drawers = packageSources().filter(({ path }) => /\/(utils?|helpers?|common|misc)(\.ts$|\/)/i.test(path))
    assert.deepStrictEqual(
      drawers.map(({ path }) => path),
      []
    )
  })
})

describe("sizes", () => {
  const sources = [...packageSources(), ...filesBelow("tests", [".ts"]), ...filesBelow("scripts", [".mjs", ".ts"])]

  it("no file is over 500 lines, tables with a reason apart", () => {
    const long = sources.filter(({ lines, path }) => lines.length > 500 && longTables[path] === undefined)
    assert.deepStrictEqual(
      long.map(({ lines, path }) => `${path}: ${lines.length} lines`),
      []
    )
  })

  it("every exception is still needed", () => {
    const over = new Set(sources.filter(({ lines }) => lines.length > 500).map(({ path }) => path))
    assert.deepStrictEqual(
      Object.keys(longTables).filter((path) => !over.has(path)),
      []
    )
  })
})
