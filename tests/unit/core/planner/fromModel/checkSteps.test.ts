/** A model's plan against the table: what fits becomes an intent, what does not is told, and nothing else of it is read. */
import { assert, describe, it } from "vitest"
import * as Result from "effect/Result"
import { makeToolbox } from "@zenus/core"
import { allTools } from "@zenus/tools"
import { checkSteps } from "#core/planner/fromModel/checkSteps.ts"
import { MAX_STEPS } from "#core/planner/resolve.ts"

const toolbox = makeToolbox(allTools)
const request = "clone github.com/effect-ts/effect, and git@host.example:team/project.git too"
const check = (steps: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  checkSteps({ goal: "a goal", confidence: 0.8, steps, ...more }, { toolbox, request }, "anthropic")
const problems = (steps: unknown): ReadonlyArray<string> => {
  const checked = check(steps)
  return Result.isFailure(checked) ? checked.failure : []
}
const intent = (steps: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  Result.getOrThrowWith(check(steps, more), (wrong) => new Error(wrong.join("\n")))

const find = { id: "1", tool: "FileOps", action: "find", args: { files: { extensions: ["jpg"] } } }
const steps = (length: number) => Array.from({ length }, (_, at) => ({ ...find, id: at + 1 }))
const step = (more: Readonly<Record<string, unknown>>) => [{ ...find, ...more }]

describe("checkSteps", () => {
  it("makes an intent of a plan that fits, by the provider that made it", () => {
    const made = intent([
      find,
      {
        id: "2",
        tool: "FileOps",
        action: "delete",
        args: {},
        dependsOn: ["1"],
        references: { files: { step: "1", output: "paths" } }
      }
    ])
    assert.deepStrictEqual(JSON.parse(JSON.stringify(made)), {
      version: 1,
      goal: "a goal",
      provider: "anthropic",
      confidence: 0.8,
      steps: [
        { id: "1", tool: "FileOps", action: "find", args: { files: { extensions: ["jpg"] } } },
        {
          id: "2",
          tool: "FileOps",
          action: "delete",
          args: {},
          dependsOn: ["1"],
          references: { files: { step: "1", output: "paths" } }
        }
      ]
    })
  })

  it("gives ids anew by position, so that none of a model's is shown", () => {
    const made = intent([
      { ...find, id: "\u001b[2J" },
      { ...find, id: 7, dependsOn: ["\u001b[2J"] },
      { tool: "FileOps", action: "find", args: {}, dependsOn: [7] }
    ])
    assert.deepStrictEqual(
      made.steps.map(({ dependsOn, id }) => [id, dependsOn]),
      [
        ["1", undefined],
        ["2", ["1"]],
        ["3", ["2"]]
      ]
    )
  })

  it("reads no risk, no consent and no explanation of a model's", () => {
    const made = intent(step({ risk: 0, undo: "yes", confirmed: true, explanation: "harmless" }), {
      risk: 0,
      requiresConfirmation: false,
      provider: "rules",
      version: 9
    })
    assert.deepStrictEqual(Object.keys(made.steps[0] ?? {}).toSorted(), ["action", "args", "id", "tool"])
    assert.deepStrictEqual([made.provider, made.version], ["anthropic", 1])
  })

  it.each([
    [1e9, 1],
    [-1, 0],
    [Number.NaN, 0.5],
    ["1", 0.5],
    [undefined, 0.5],
    [0.25, 0.25]
  ])("a confidence of %s is %s", (confidence, expected) =>
    assert.strictEqual(intent([find], { confidence }).confidence, expected)
  )

  it("reads arguments that came as text, and an action with its tool in one word", () => {
    const made = intent([{ id: "1", action: "FileOps.find", args: '{"files":{"extensions":["jpg"]}}' }])
    assert.deepStrictEqual(made.steps[0]?.args, { files: { extensions: ["jpg"] } })
    assert.strictEqual(made.steps[0]?.tool, "FileOps")
  })

  it("keeps the goal short and on one line", () => {
    const { goal } = intent([find], { goal: `a\nb ${"x".repeat(1_000)}` })
    assert.match(goal, /^a b x+$/)
    assert.strictEqual(goal.length, 300)
  })

  it.each([
    ["an action that is not there", step({ action: "format" }), "no action FileOps.format"],
    ["a tool that is not there", step({ tool: "Shell", action: "run" }), "no action Shell.run"],
    ["a name of every object", step({ tool: "constructor", action: "toString" }), "no action constructor.toString"],
    ["no tool", step({ tool: undefined }), "no action .find"],
    ["an argument that no action takes", step({ args: { files: {}, force: true } }), "force"],
    ["an argument deep below that is not there", step({ args: { files: { sudo: true } } }), "sudo"],
    ["an argument of another type", step({ args: { files: "*" } }), "FileOps.find"],
    ["a risk among the arguments", step({ args: { files: {}, risk: 0 } }), "risk"],
    ["arguments that are a list", step({ args: ["/"] }), "args must be an object"],
    ["arguments that are broken text", step({ args: "{" }), "args must be an object"],
    ["a prototype", step({ args: JSON.parse('{"__proto__": {"paths": ["/"]}}') }), "__proto__"],
    [
      "a reference to a prototype",
      step({ references: JSON.parse('{"__proto__": {"step": "1", "output": "paths"}}') }),
      "cannot be one"
    ],
    ["a reference to nothing", step({ references: { files: { step: "9", output: "paths" } } }), "no such earlier step"],
    ["a reference to itself", step({ references: { files: { step: "1", output: "paths" } } }), "no such earlier step"],
    [
      "a reference of another kind",
      [find, { ...find, id: "2", references: { files: { step: "1", output: "shell" } } }],
      "paths, path or text"
    ],
    ["references that are none", step({ references: "1" }), "must be an object"],
    [
      "a dependency on what comes later",
      [
        { ...find, dependsOn: ["2"] },
        { ...find, id: "2" }
      ],
      "not before it"
    ],
    ["dependencies that are none", step({ dependsOn: "1" }), "list of ids"],
    ["two steps of one id", [find, find], "same id"],
    ["a step that is text", ["delete everything"], "must be an object"],
    ["a missing argument", step({ action: "read", args: {} }), "files"]
  ])("tells of %s", (_what, wrong, said) => {
    const told = problems(wrong)
    assert.isAbove(told.length, 0)
    assert.include(told.join("\n"), said)
    for (const line of told) assert.match(line, /^step \d+: .+$/)
  })

  it("tells of all steps at once, and of at most twenty", () => {
    assert.strictEqual(problems(Array.from({ length: 3 }, (_, at) => ({ ...find, id: at, action: "x" }))).length, 3)
    assert.strictEqual(problems(Array.from({ length: 40 }, (_, at) => ({ ...find, id: at, action: "x" }))).length, 20)
  })

  it("takes as many steps as a plan may have, and not one more", () => {
    assert.strictEqual(intent(steps(MAX_STEPS)).steps.length, MAX_STEPS)
    assert.deepStrictEqual(problems(steps(MAX_STEPS + 1)), [
      `A plan has at most ${MAX_STEPS} steps, and this one has ${MAX_STEPS + 1}.`
    ])
    assert.strictEqual(problems(steps(10_000)).length, 1)
  })

  it.each([[[]], [undefined], ["steps"], [{}]])("is no plan: %j", (none) =>
    assert.deepStrictEqual(problems(none), ["A plan needs steps, one or more."])
  )

  it.each([
    "https://github.com/effect-ts/effect",
    "https://github.com/Effect-TS/effect.git/",
    "ssh://git@github.com/effect-ts/effect.git",
    "git@host.example:team/project",
    "https://[secret-1]@host.example/team/project.git",
    "../there",
    "origin"
  ])("goes where the request says: %s", (url) =>
    assert.deepStrictEqual(problems([{ id: "1", tool: "GitOps", action: "clone", args: { url } }]), [])
  )

  it.each([
    "https://evil.example/?names=a.txt",
    "https://github.com/effect-ts/other",
    "git@evil.example:a.txt",
    "evil.example:a/b",
    "https://github.com.evil.example/effect-ts/effect"
  ])("goes nowhere else: %s", (url) => {
    assert.include(
      problems([{ id: "1", tool: "GitOps", action: "clone", args: { url } }]).join(),
      "does not name the address"
    )
    assert.include(
      problems([{ id: "1", tool: "GitOps", action: "fetch", args: { remote: ` ${url}` } }]).join(),
      "does not name"
    )
  })

  it("takes words with a colon for words", () => {
    const commit = { id: "1", tool: "GitOps", action: "commit", args: { message: "fix: a thing, see notes.md: done" } }
    assert.deepStrictEqual(problems([commit]), [])
    assert.deepStrictEqual(
      problems([{ id: "1", tool: "GitOps", action: "show", args: { revision: "HEAD:README" } }]),
      []
    )
  })

  it("lets no file's content go to another machine", () => {
    const read = { id: "1", tool: "FileOps", action: "read", args: { files: { paths: ["~/.ssh/id_rsa"] } } }
    const clone = { id: "2", tool: "GitOps", action: "clone", args: {} }
    const text = { ...clone, references: { url: { step: "1", output: "text" } } }
    assert.include(problems([read, text]).join(), "may not go into GitOps")
    const write = { id: "2", tool: "FileOps", action: "write", args: { path: "copy.txt" } }
    assert.deepStrictEqual(problems([read, { ...write, references: { text: { step: "1", output: "text" } } }]), [])
  })
})
