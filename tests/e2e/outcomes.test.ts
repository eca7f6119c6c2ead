/** Scenario 10: for each outcome exit code, status, error tag and stream agree, and stdout is data or one document. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"

interface Row {
  readonly outcome: string
  readonly args: ReadonlyArray<string>
  readonly exitCode: number
  /** In the JSON document; `undefined` where there is only an error. */
  readonly status?: string
  readonly tag?: string
}

const table: ReadonlyArray<Row> = [
  { outcome: "done", args: ["run", "--", "how many files are here?"], exitCode: 0, status: "done" },
  {
    outcome: "done, with flags for yes",
    args: ["run", "--yes", "--", "delete report.pdf"],
    exitCode: 0,
    status: "done"
  },
  { outcome: "nothing found", args: ["run", "--", "find the png files"], exitCode: 0, status: "done" },
  {
    outcome: "a path that is not there",
    args: ["run", "--", "show nowhere.txt"],
    exitCode: 1,
    status: "failed",
    tag: "PathNotFound"
  },
  {
    outcome: "refused by a rule",
    args: ["run", "--yes", "--allow-irreversible", "--", "delete /etc/passwd"],
    exitCode: 3,
    status: "refused",
    tag: "PlanRefused"
  },
  {
    outcome: "nobody to ask",
    args: ["run", "--", "delete notes.txt"],
    exitCode: 3,
    status: "refused",
    tag: "NotConfirmed"
  },
  {
    outcome: "not understood",
    args: ["run", "--", "make me a coffee, two sugars"],
    exitCode: 4,
    status: "not-understood",
    tag: "NotUnderstood"
  },
  { outcome: "a bad flag", args: ["run", "--jsno", "--", "x y"], exitCode: 2, tag: "UsageError" },
  {
    outcome: "a missing folder",
    args: ["run", "--cwd", "/nowhere/at/all", "--", "list files"],
    exitCode: 2,
    tag: "UsageError"
  }
]

describe("outcomes", () => {
  for (const { outcome, args, exitCode, status, tag } of table) {
    it(`agree for: ${outcome}`, async ({ sampleFiles, zenus }) => {
      const json = await zenus([args[0] ?? "", "--json", ...args.slice(1)], { cwd: sampleFiles })
      assert.strictEqual(json.exitCode, exitCode, json.stderr)
      const text = json.stdout.toString("utf8")
      assert.match(text, /^\{.*\}\n$/)
      const document = JSON.parse(text)
      if (status !== undefined) assert.strictEqual(document.status, status)
      if (tag !== undefined) {
        assert.strictEqual(document.error.tag, tag)
        assert.isAtLeast(document.error.recovery.length, 1)
        assert.isAtMost(document.error.recovery.length, 3)
      }
    })

    it(`keep data and talk apart for: ${outcome}`, async ({ sampleFiles, zenus }) => {
      const plain = await zenus(args, { cwd: sampleFiles })
      assert.strictEqual(plain.exitCode, exitCode)
      assert.notInclude(plain.stderr, "\u001b")
      if (exitCode !== 0) {
        assert.strictEqual(plain.stdout.toString("utf8"), "")
        assert.match(plain.stderr, /^zenus: /m)
      }
    })
  }

  it("names a bad config with its path, exit code 2", async ({ sampleFiles, home, zenus }) => {
    mkdirSync(home.zenusHome, { mode: 0o700 })
    writeFileSync(join(home.zenusHome, "config.yaml"), "safety:\n  maxFiles: many\nnonsense: 1\n")
    const { exitCode, stdout } = await zenus(["run", "--json", "--", "list files"], { cwd: sampleFiles })
    assert.strictEqual(exitCode, 2)
    const { error } = JSON.parse(stdout.toString("utf8"))
    assert.include(error.message, "safety.maxFiles")
    assert.include(error.message, "nonsense")
  })

  it("answers one document for each line of standard input", async ({ sampleFiles, zenus }) => {
    const { stdout, exitCode } = await zenus(["--json"], {
      cwd: sampleFiles,
      input: "how many pdf files are here?\nmake me a coffee\nlist the mp3 files\n"
    })
    const documents = stdout
      .toString("utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
    assert.deepStrictEqual(
      documents.map((document) => document.status),
      ["done", "not-understood", "done"]
    )
    assert.strictEqual(documents[0].answer, "1")
    assert.strictEqual(exitCode, 4)
  })

  it("reads the request itself from standard input with a dash", async ({ sampleFiles, zenus }) => {
    const { stdout, exitCode } = await zenus(["run", "--", "-"], { cwd: sampleFiles, input: "list the mp3 files\n" })
    assert.deepStrictEqual([stdout.toString("utf8"), exitCode], ["song.mp3\n", 0])
  })
})
