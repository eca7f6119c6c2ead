/**
 * Every program in examples/ runs, and every @example of a docstring says the truth, as does every sample of a page for people: their
 * `value // => expected` lines are asserted. Samples run one after the other in one process (runEach.mjs).
 */
import { spawnSync } from "node:child_process"
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, relative } from "node:path"
import { assert, beforeAll, describe, it } from "vitest"

const root = join(import.meta.dirname, "..", "..")
/** Inside the repository, so that packages are found by name. */
const scratch = join(root, ".cache", "examples")

const run = (...words: ReadonlyArray<string>) =>
  spawnSync(process.execPath, ["--conditions=source", ...words], { cwd: root, encoding: "utf8", timeout: 25_000 })

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

interface Sample {
  /** Whose it is, and which of them. */
  readonly title: string
  readonly code: string
}

const docstrings: ReadonlyArray<Sample> = ["core", "tools", "cli"]
  .flatMap((name) =>
    sources(join(root, "packages", name, "src")).flatMap((file) =>
      examplesOf(readFileSync(file, "utf8")).map((code) => ({ file: relative(root, file), code }))
    )
  )
  .map(({ code, file }, index) => ({ title: `the docstring of ${file} (${index + 1})`, code }))

/** Pages for people: every TypeScript sample runs, says the truth and compiles as it stands. */
const pages: ReadonlyArray<readonly [string, string]> = [
  ["the README of core", "packages/core/README.md"],
  ["the page of the resilience layers", "docs/resilience.md"]
]

const samplesOf = (path: string): ReadonlyArray<Sample> => {
  const text = readFileSync(join(root, path), "utf8")
  const parts = text.split(/^(?=##? )/m)
  return parts.flatMap((part) => {
    const title = /^##? (.+)$/m.exec(part)?.[1] ?? ""
    return [...part.matchAll(/```ts\n([^]*?)```/g)].map((match) => ({ title, code: match[1] ?? "" }))
  })
}

const ofPages = pages.flatMap(([page, path]) =>
  samplesOf(path).map(({ code, title }) => ({ title: `${page}, ${title}`, code }))
)

describe("what is written in docstrings and pages", () => {
  const samples = [...docstrings, ...ofPages].map((sample, index) => ({
    ...sample,
    file: join(scratch, `sample-${index}.ts`)
  }))
  const errors = new Map<string, string | null>()
  let ended: ReturnType<typeof run> | undefined

  beforeAll(() => {
    rmSync(scratch, { recursive: true, force: true })
    mkdirSync(scratch, { recursive: true })
    for (const { code, file } of samples) writeFileSync(file, asserted(code))
    const results = join(scratch, "results.jsonl")
    ended = run(join(import.meta.dirname, "runEach.mjs"), results, ...samples.map(({ file }) => file))
    for (const line of readFileSync(results, "utf8").split("\n").filter(Boolean)) {
      const { file, error } = JSON.parse(line) as { readonly file: string; readonly error: string | null }
      errors.set(file, error)
    }
  })

  it("is there at all", () => {
    assert.isNotEmpty(docstrings)
    assert.isNotEmpty(ofPages)
  })

  it.each(samples)("says the truth: $title", ({ code, file }) => {
    assert.include(code, "// =>")
    assert.strictEqual(errors.get(file), null, ended?.stderr)
  })

  it("leaves nothing behind that keeps a process", () => {
    assert.deepStrictEqual([ended?.status, ended?.signal, ended?.stderr], [0, null, ""])
  })
})

it("1: the README of core protects a call in at most 15 lines", () => {
  const [first] = samplesOf("packages/core/README.md")
  assert.strictEqual(first?.title, "Protect a call")
  assert.isAtMost(first?.code.trimEnd().split("\n").length ?? Infinity, 15)
})

it("1: the samples of pages compile, with no error left in the type where every tag was handled", () => {
  const folder = join(scratch, "pages")
  mkdirSync(folder, { recursive: true })
  for (const [index, { code }] of ofPages.entries()) writeFileSync(join(folder, `sample-${index}.ts`), code)
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
