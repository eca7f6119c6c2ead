/**
 * The arrows of docs/ARCHITECTURE.md: core <- tools <- cli, and inside each a staircase. Nobody has to
 * remember them; the offending line is named here.
 */
import { posix } from "node:path"
import { assert, describe, it } from "vitest"
import { type Import, importsOf, packageSources, type SourceFile } from "./sources.ts"

/** The rooms of each package and their steps; a room imports from its own and from lower steps, never sideways, never up. */
const stairs: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  core: {
    errors: 0,
    telemetry: 0,
    resilience: 1,
    plan: 1,
    state: 2,
    disk: 1,
    llm: 2,
    tool: 2,
    cost: 3,
    health: 3,
    cache: 3,
    safety: 3,
    history: 3,
    "shared-state": 3,
    routing: 4,
    planner: 5,
    executor: 5,
    engine: 6,
    iterative: 7,
    config: 7
  },
  tools: {
    action: 0,
    command: 0,
    lines: 0,
    select: 1,
    place: 2,
    archive: 3,
    git: 4,
    process: 4,
    system: 4,
    text: 4,
    "file/change": 4,
    "file/pack": 4,
    "file/read": 4,
    "file/workflow": 5,
    file: 6
  },
  cli: {
    args: 0,
    editor: 0,
    line: 0,
    render: 1,
    completions: 1,
    terminal: 2,
    wiring: 2,
    session: 3,
    complete: 4,
    costs: 4,
    stats: 4,
    iterative: 4,
    doctor: 4,
    suggest: 4,
    refer: 4,
    pasted: 4,
    providers: 5,
    commands: 6,
    shell: 7
  }
}

/** Doors and the Node room: what they import of their package is theirs to choose. Rooms never import them. */
const isDoor = (path: string): boolean => /^packages\/\w+\/src\/([^/]+\.ts$|node\/)/.test(path)

const doors: Readonly<Record<string, ReadonlyArray<string>>> = {
  core: ["@zenus/core", "@zenus/core/node", "@zenus/core/resilience", "@zenus/core/models", "@zenus/core/iterative"],
  tools: ["@zenus/tools"]
}

const packageOf = (path: string): string => path.split("/")[1] ?? ""
/** `safety`; the tool `file` has rooms of its own: `file/read`, and `file` for its table. */
const roomOf = (path: string): string => {
  const [room = "", inner = "", ...more] = path.split("/").slice(3)
  return room === "file" && more.length > 0 ? `file/${inner}` : room
}
const target = (found: Import): string => posix.join(posix.dirname(found.file), found.specifier)

/** What is wrong with an import, or undefined. */
const fault = (found: Import): string | undefined => {
  const { file, specifier } = found
  const from = packageOf(file)
  if (specifier.startsWith(".")) {
    const to = target(found)
    if (!to.startsWith(`packages/${from}/src/`)) return `leaves its package: use a door (${doors["core"]?.join(", ")})`
    if (!specifier.endsWith(".ts")) return "names no file: write the .ts you mean"
    const steps = stairs[from]
    if (steps === undefined || isDoor(file)) return undefined
    if (isDoor(to)) return `a room of ${from} imports a door: import the file you mean`
    const [here, there] = [roomOf(file), roomOf(to)]
    if (here === there) return undefined
    const [own, theirs] = [steps[here], steps[there]]
    if (own === undefined || theirs === undefined) return `room without a step: ${own === undefined ? here : there}`
    return theirs < own ? undefined : `${here} (step ${own}) must not know ${there} (step ${theirs})`
  }
  if (specifier.startsWith("#")) return "sources do not use the tests' short cuts"
  if (specifier.startsWith("@zenus/")) {
    const allowed = from === "core" ? [] : from === "tools" ? doors["core"] : Object.values(doors).flat()
    return allowed?.includes(specifier) === true ? undefined : `${from} must not import ${specifier}`
  }
  if (from === "core" && !isDoor(file)) {
    if (/^node:|^@effect\/platform-node/.test(specifier)) return "core is free of Node outside node.ts and node/"
  }
  return undefined
}

const faults = (files: ReadonlyArray<SourceFile>): ReadonlyArray<string> =>
  files.flatMap(importsOf).flatMap((found) => {
    const wrong = fault(found)
    return wrong === undefined ? [] : [`${found.file}:${found.line} imports ${found.specifier}: ${wrong}`]
  })

describe("arrows", () => {
  it("go one way between the packages and down the stairs inside each", () => {
    assert.deepStrictEqual(faults(packageSources()), [])
  })

  it.each(Object.keys(stairs))("every room of %s stands on a step", (name) => {
    const rooms = packageSources()
      .filter(({ path }) => packageOf(path) === name && !isDoor(path))
      .map(({ path }) => roomOf(path))
    assert.deepStrictEqual(
      [...new Set(rooms)].filter((room) => stairs[name]?.[room] === undefined),
      []
    )
  })

  const wrong: ReadonlyArray<readonly [string, string, string]> = [
    ["packages/core/src/plan/Plan.ts", `import { a } from "../safety/judge.ts"`, "must not know safety"],
    ["packages/core/src/safety/judge.ts", `import type { a } from "../history/Undo.ts"`, "must not know history"],
    ["packages/core/src/plan/Plan.ts", `export * from "../index.ts"`, "imports a door"],
    ["packages/core/src/plan/Plan.ts", `import "../errors"`, "names no file"],
    ["packages/core/src/plan/Plan.ts", `import * as fs from "node:fs"`, "free of Node"],
    ["packages/core/src/index.ts", `export { a } from "@zenus/tools"`, "core must not import @zenus/tools"],
    ["packages/core/src/attic/A.ts", `import { a } from "../plan/Plan.ts"`, "room without a step: attic"],
    ["packages/tools/src/select/select.ts", `import { a } from "../place/arrange.ts"`, "must not know place"],
    [
      "packages/tools/src/file/change/move.ts",
      `import { a } from "../workflow/backup.ts"`,
      "must not know file/workflow"
    ],
    ["packages/tools/src/file/read/list.ts", `import { a } from "../FileOps.ts"`, "must not know file (step 6)"],
    ["packages/cli/src/render/plan.ts", `import { a } from "../terminal/Screen.ts"`, "must not know terminal (step 2)"],
    ["packages/cli/src/commands/undo.ts", `import { a } from "../shell/words.ts"`, "must not know shell (step 7)"],
    ["packages/tools/src/files/move.ts", `import { a } from "@zenus/cli"`, "tools must not import"],
    ["packages/tools/src/files/move.ts", `import { a } from "@zenus/core/plan/Plan"`, "tools must not import"],
    ["packages/tools/src/files/move.ts", `import { a } from "../../../core/src/plan/Plan.ts"`, "leaves its package"],
    ["packages/cli/src/main.ts", `const run = () => import("@zenus/core/dist/engine/Engine.js")`, "cli must not import"]
  ]
  it.each(wrong)("names the line in %s: %s", (path, line, why) => {
    const found = faults([{ path, lines: ["/** import x from '../x' is a comment */", line] }])
    assert.strictEqual(found.length, 1)
    assert.include(found[0], `${path}:2 imports `)
    assert.include(found[0], why)
  })
})
