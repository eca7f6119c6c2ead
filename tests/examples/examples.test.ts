/** Every program in examples/ runs, and every @example of a docstring says the truth: its `value // => expected` lines are asserted. */
import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, describe, it } from "vitest"

const root = join(import.meta.dirname, "..", "..")
/** Inside the repository, so that packages are found by name. */
const scratch = join(root, ".cache", "examples")

const run = (file: string) =>
  spawnSync(process.execPath, ["--conditions=source", file], { cwd: root, encoding: "utf8", timeout: 25_000 })

const sources = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    return entry.isDirectory()
      ? entry.name === "dist" || entry.name === "node_modules"
        ? []
        : sources(path)
      : path.endsWith(".ts")
        ? [path]
        : []
  })

/** The modules behind the `@example`s of one source text. */
export const examplesOf = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/\* @example[^\n]*\n([^]*?)```ts\n([^]*?)```/g)].map((match) =>
    (match[2] ?? "").replace(/^ *\* ?/gm, "")
  )

/** `value // => expected` becomes an assertion. */
export const asserted = (code: string): string =>
  `import assert from "node:assert/strict"\n${code.replace(/^(.+?)\s*\/\/ => (.+)$/gm, "assert.deepStrictEqual($1, $2)")}`

describe("examples", () => {
  const expected: ReadonlyMap<string, string> = new Map([
    [
      "plan-and-undo.ts",
      "Organize 3 files (29 bytes) by type into 3 folders\ndone Audio Documents Images\nundone 1 holiday.jpg letter.pdf song.mp3\n"
    ],
    [
      "resilience.ts",
      [
        "search: deadline 5 s > fallbacks rules > retry 2 attempts, budget search > breaker search > timeout 1 s > call",
        "1: the answer of the rules; asked 2 times, the circuit is Closed",
        "2: the answer of the rules; asked 3 times, the circuit is Open",
        "3: the answer of the rules; asked 3 times, the circuit is Open",
        ""
      ].join("\n")
    ],
    [
      "router.ts",
      [
        "first: failed Unreachable",
        "second: answered",
        "Paris. (second)",
        "NoModelAnswered CircuitOpen, SpendLimitReached",
        "1 paid, $0.013 of $0.05",
        ""
      ].join("\n")
    ],
    ["own-tool.ts", 'Greetings.greet {"path":"hello.txt"}\n']
  ])
  for (const file of readdirSync(join(root, "examples")).filter((name) => name.endsWith(".ts"))) {
    it(`${file} runs and prints what it says`, () => {
      const { status, stdout, stderr } = run(join(root, "examples", file))
      assert.strictEqual(status, 0, stderr)
      assert.strictEqual(stdout, expected.get(file))
    })
  }
})

describe("docstrings", () => {
  const found = ["core", "tools", "cli"].flatMap((name) =>
    sources(join(root, "packages", name, "src")).flatMap((file) =>
      examplesOf(readFileSync(file, "utf8")).map((code) => ({ file: relative(root, file), code }))
    )
  )
  it("have examples at all", () => {
    assert.isNotEmpty(found)
  })
  for (const [index, { file, code }] of found.entries()) {
    it(`of ${file} say the truth (${index + 1})`, () => {
      mkdirSync(scratch, { recursive: true })
      const path = join(scratch, `example-${index}.ts`)
      writeFileSync(path, asserted(code))
      assert.include(code, "// =>")
      const { status, stderr } = run(path)
      assert.strictEqual(status, 0, stderr)
    })
  }
})

/** Pages for people: every TypeScript sample runs, says the truth and compiles as it stands. */
const pages: ReadonlyArray<readonly [string, string]> = [
  ["the README of core", "packages/core/README.md"],
  ["the page of the resilience layers", "docs/resilience.md"]
]

const samplesOf = (path: string) => {
  const text = readFileSync(join(root, path), "utf8")
  const parts = text.split(/^(?=##? )/m)
  return parts.flatMap((part) => {
    const title = /^##? (.+)$/m.exec(part)?.[1] ?? ""
    return [...part.matchAll(/```ts\n([^]*?)```/g)].map((match) => ({ title, code: match[1] ?? "" }))
  })
}

it("1: the README of core protects a call in at most 15 lines", () => {
  const [first] = samplesOf("packages/core/README.md")
  assert.strictEqual(first?.title, "Protect a call")
  assert.isAtMost(first?.code.trimEnd().split("\n").length ?? Infinity, 15)
})

describe.each(pages)("%s", (_, path) => {
  const samples = samplesOf(path)
  const folder = join(scratch, path.replace(/\W+/g, "-"))

  it.each(samples)("$title says the truth", ({ code, title }) => {
    mkdirSync(folder, { recursive: true })
    const file = join(folder, `run-${title.replace(/\W+/g, "-").toLowerCase()}.ts`)
    writeFileSync(file, asserted(code))
    assert.include(code, "// =>")
    const { status, stderr } = run(file)
    assert.strictEqual(status, 0, stderr)
  })

  it("1: compiles, with no error left in the type where every tag was handled", () => {
    mkdirSync(folder, { recursive: true })
    for (const [index, { code }] of samples.entries()) writeFileSync(join(folder, `sample-${index}.ts`), code)
    const config = {
      extends: "../../../tests/tsconfig.json",
      include: ["sample-*.ts"],
      compilerOptions: { incremental: false }
    }
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config))
    const tsc = join(root, "node_modules", "typescript", "bin", "tsc")
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8" })
    assert.strictEqual(status, 0, stdout)
  })
})
