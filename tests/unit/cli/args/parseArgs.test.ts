import { assert, describe, it } from "@effect/vitest"
import { COMMANDS, SHELL } from "#cli/args/commands.ts"
import { parseArgs } from "#cli/args/parseArgs.ts"
import { PROGRAMS } from "#cli/programs.ts"
import { nearest } from "#cli/args/nearest.ts"

const parsed = (...argv: ReadonlyArray<string>) => {
  const { command, words, flags } = parseArgs(argv)
  return [command.name, words, [...flags]] as const
}
const failure = (
  ...argv: ReadonlyArray<string>
): { readonly tag: string; readonly message: string; readonly recovery: ReadonlyArray<string> } => {
  try {
    parseArgs(argv)
  } catch (error) {
    if (error instanceof Error && "_tag" in error && "recovery" in error) {
      return {
        tag: String(error._tag),
        message: error.message,
        recovery: Array.isArray(error.recovery) ? error.recovery : []
      }
    }
    throw error
  }
  throw new Error(`${argv.join(" ")} was accepted`)
}

describe("parseArgs", () => {
  it("takes one argument with a space as a request, even when it begins like a command", () => {
    assert.deepStrictEqual(parsed("history of this file"), ["run", ["history of this file"], []])
    assert.deepStrictEqual(parsed("--what is this?"), ["run", ["--what is this?"], []])
  })

  it("joins words whose first is no command", () => {
    assert.deepStrictEqual(parsed("list", "pdf", "files"), ["run", ["list", "pdf", "files"], []])
  })

  it("counts flags anywhere before the dashes, and nowhere after", () => {
    assert.deepStrictEqual(parsed("list", "files", "--json"), ["run", ["list", "files"], [["json", true]]])
    assert.deepStrictEqual(parsed("run", "--yes", "--", "delete", "--json"), [
      "run",
      ["delete", "--json"],
      [["yes", true]]
    ])
    assert.deepStrictEqual(parsed("--cwd", "/tmp", "plan", "--", "list files"), [
      "plan",
      ["list files"],
      [["cwd", "/tmp"]]
    ])
    assert.deepStrictEqual(parsed("plan", "--cwd=/a b", "--", "x y"), ["plan", ["x y"], [["cwd", "/a b"]]])
  })

  it("refuses a flag that means nothing without another", () => {
    for (const flag of ["--fresh", "--max-rounds=3", "--max-minutes=3", "--max-cost=1"]) {
      const name = flag.split("=")[0] ?? ""
      assert.deepStrictEqual(failure("run", flag, "--", "count files"), {
        tag: "UsageError",
        message: `${name} means nothing without --iterative.`,
        recovery: [`Write --iterative as well, or leave ${name} out.`]
      })
      assert.strictEqual(parsed("run", flag, "--iterative", "--", "count files")[0], "run")
    }
  })

  it("starts the shell without words, and with flags alone", () => {
    assert.deepStrictEqual(parsed(), ["shell", [], []])
    assert.deepStrictEqual(parsed("--json"), ["shell", [], [["json", true]]])
  })

  it("takes a negative number for the value that config set is given", () => {
    assert.deepStrictEqual(parsed("config", "set", "costs.limits.day", "-1"), [
      "config",
      ["set", "costs.limits.day", "-1"],
      []
    ])
    assert.strictEqual(failure("config", "set", "-1").tag, "UsageError")
  })

  it("knows the aliases", () => {
    assert.deepStrictEqual(parsed("rollback", "2"), ["undo", ["2"], []])
  })

  it.each([
    ["an unknown flag, naming the nearest", ["run", "--jsno", "--", "x"], "UsageError", "--json"],
    ["a flag of another command", ["undo", "--yes"], "UsageError", "zenus help undo"],
    ["a missing value", ["run", "--cwd"], "UsageError", "--cwd DIR"],
    ["a value for a switch", ["plan", "--json=yes", "--", "x y"], "UsageError", "--json alone"],
    ["words left over", ["undo", "the", "last", "thing"], "UsageError", 'zenus "undo the last thing"'],
    ["an unknown subcommand", ["config", "shwo"], "UsageError", "zenus config show"],
    ["a command of a later version", ["serve"], "UsageError", "zenus --help"],
    ["a short flag that is none", ["-x", "list files"], "UsageError", "quote"],
    ["one word near a command", ["undoo"], "NotUnderstood", "zenus undo"],
    ["a missing request", ["plan"], "UsageError", "zenus plan"]
  ])("refuses %s", (_, argv, tag, advice) => {
    const found = failure(...argv)
    assert.strictEqual(found.tag, tag)
    assert.include(found.recovery.join(" "), advice)
  })

  it("lets a single unknown word that is near nothing be a request", () => {
    assert.deepStrictEqual(parsed("pwd"), ["run", ["pwd"], []])
  })
})

describe("nearest", () => {
  it("counts swapped neighbours as one slip and gives nothing for what is far", () => {
    assert.strictEqual(nearest("histroy", ["history", "help"]), "history")
    assert.isUndefined(nearest("coffee", ["history", "help", "undo"]))
  })
})

describe("the table of commands", () => {
  it("has a program for each, and no program without a command", () => {
    const names = [...COMMANDS, SHELL].map((command) => command.name)
    assert.sameMembers([...PROGRAMS.keys()], names)
  })
})
