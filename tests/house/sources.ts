/** The sources of the packages as values, for the tests that read them. */
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"

export const root = join(import.meta.dirname, "..", "..")

export interface SourceFile {
  /** From the repository's root, with slashes: "packages/core/src/plan/Plan.ts". */
  readonly path: string
  readonly lines: ReadonlyArray<string>
}

/** Every file below a folder of the repository that has one of the endings, in path order. */
export const filesBelow = (folder: string, endings: ReadonlyArray<string>): ReadonlyArray<SourceFile> =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((found) => found.isFile() && endings.some((ending) => found.name.endsWith(ending)))
    .map((found) => relative(root, join(found.parentPath, found.name)).replaceAll("\\", "/"))
    .filter((path) => !/(^|\/)(node_modules|dist|coverage|fixtures)\//.test(path))
    .toSorted()
    .map((path) => ({ path, lines: readFileSync(join(root, path), "utf8").split("\n") }))

export const packageSources = (): ReadonlyArray<SourceFile> =>
  ["core", "tools", "cli"].flatMap((name) => filesBelow(`packages/${name}/src`, [".ts"]))

export interface Import {
  readonly file: string
  readonly line: number
  readonly specifier: string
}

// `from "x"` ends a line and `import "x"` begins one, as the formatter writes them; `import("x")` stands anywhere. So
// the words of our grammar ("from", "to") are no imports. Comments are left out: examples in docstrings import too.
const pattern = /(?:(?:^|[\s}])from\s+|^\s*import\s+)(["'])([^"']+)\1;?\s*(?:\/\/.*)?$|\bimport\(\s*(["'])([^"']+)\3/g

/** Every import and re-export of a file, dynamic ones and those of types included. */
export const importsOf = (file: SourceFile): ReadonlyArray<Import> => {
  const found: Array<Import> = []
  let inComment = false
  for (const [index, text] of file.lines.entries()) {
    const trimmed = text.trim()
    if (trimmed.startsWith("/*")) inComment = true
    if (!inComment && !trimmed.startsWith("//")) {
      for (const match of text.matchAll(pattern)) {
        found.push({ file: file.path, line: index + 1, specifier: match[2] ?? match[4] ?? "" })
      }
    }
    if (trimmed.includes("*/")) inComment = false
  }
  return found
}
