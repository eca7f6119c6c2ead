/** project: on a real disk, through the executor; what it sets up is run. */
import { execFileSync } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { BadArgument } from "@zenus/core"
import { diffTrees, it, snapshotTree } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { perform } from "#kit/perform.ts"
import { failAction, prepareAction } from "#kit/runAction.ts"
import { undoLast } from "#kit/takeBack.ts"
import { project } from "#tools/file/workflow/project.ts"
import { escapeHtml, projectNames } from "#tools/file/workflow/projectNames.ts"
import { PROJECT_TEMPLATES } from "#tools/file/workflow/projectTemplates.ts"

const has = (program: string): boolean => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false
  }
}

const run = (cwd: string, program: string, ...args: ReadonlyArray<string>): string =>
  execFileSync(program, args, { cwd, encoding: "utf8", env: { ...process.env, PYTHONPATH: join(cwd, "src") } })

describe("project", () => {
  it("sets up every template so that what it says can be run", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    for (const { name } of PROJECT_TEMPLATES) {
      const done = await perform(project, { path: `work/My ${name} App`, template: name }, options)
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      assert.strictEqual(done.risk, 1)
      assert.strictEqual(
        done.answer,
        `${name} project "work/My ${name} App" set up (${done.effects.filter((effect) => effect.bytes !== undefined && effect.bytes > 0).length} files)`
      )
    }
    const at = (name: string) => join(folder, `work/My ${name} App`)
    assert.strictEqual(run(at("node"), process.execPath, "src/index.js"), "Hello, world!\n")
    assert.match(run(at("node"), process.execPath, "--test", "test/greet.test.js"), /pass 1/)
    run(at("library"), process.execPath, join(process.cwd(), "node_modules/typescript/bin/tsc"))
    assert.match(run(at("library"), process.execPath, "--test", "test/index.test.js"), /pass 1/)
    if (has("python3")) run(at("python"), "python3", "-m", "unittest", "discover", "tests")
    assert.include(readFileSync(join(at("web"), "index.html"), "utf8"), "<title>My web App</title>")
    assert.isTrue(existsSync(join(at("data"), "data/raw")))
  })

  it("leaves nothing when it is taken back", async ({ folder, home }) => {
    const options = { cwd: folder, zenusHome: home.zenusHome }
    mkdirSync(join(folder, "empty"))
    const before = snapshotTree(folder)
    await perform(project, { path: "empty", template: "web" }, options)
    assert.isTrue(existsSync(join(folder, "empty/images")))
    assert.isNull((await undoLast(options)).stopped)
    assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  })

  it("refuses a folder that is not empty, a file, and a template that there is not", async ({ folder }) => {
    mkdirSync(join(folder, "full"))
    writeFileSync(join(folder, "full/.hidden"), "x")
    writeFileSync(join(folder, "file"), "x")
    const fail = (args: Record<string, unknown>) => failAction(project, args, lookContext({ cwd: folder }))
    assert.match((await fail({ path: "full", template: "node" })).message, /full is not empty \(\.hidden\)/)
    assert.match((await fail({ path: "file", template: "node" })).message, /"file" is no folder/)
    assert.instanceOf(await fail({ path: "x", template: "cobol" }), BadArgument)
    assert.instanceOf(await fail({ path: "x", template: "__proto__" }), BadArgument)
    assert.instanceOf(await fail({ path: "x" }), BadArgument)
  })

  it("takes any folder name as a name", async ({ folder, home }) => {
    for (const [at, path] of ["$(touch pwned)", '"; rm -rf ~', "-rf", "日本", "n".repeat(255), "a\nb"].entries()) {
      const template = PROJECT_TEMPLATES[at % PROJECT_TEMPLATES.length]?.name ?? "node"
      const done = await perform(project, { path: `./${path}`, template }, { cwd: folder, zenusHome: home.zenusHome })
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      assert.isTrue(existsSync(join(folder, path)))
    }
    const manifest = JSON.parse(readFileSync(join(folder, "$(touch pwned)/package.json"), "utf8")) as unknown
    assert.propertyVal(manifest as object, "name", "touch-pwned")
    assert.isFalse(existsSync(join(folder, "pwned")))
    const tooLong = await perform(
      project,
      { path: "n".repeat(256), template: "node" },
      { cwd: folder, zenusHome: home.zenusHome }
    ).then(
      (done) => done.error?.message ?? "",
      (error: unknown) => String(error)
    )
    assert.match(tooLong, /the name is too long/)
  })

  it("gives paths for later steps", async ({ folder }) => {
    const { paths } = await prepareAction(project, { path: "a/b", template: "go" }, lookContext({ cwd: folder }))
    assert.deepStrictEqual(paths, [join(folder, "a/b")])
  })
})

describe("names of a project", () => {
  it("fit where they are written", () => {
    assert.deepStrictEqual(projectNames("My App 2"), { title: "My App 2", slug: "my-app-2", module: "my_app_2" })
    assert.deepStrictEqual(projectNames("2048"), { title: "2048", slug: "project-2048", module: "project_2048" })
    assert.deepStrictEqual(projectNames("日本"), { title: "日本", slug: "project", module: "project" })
    assert.strictEqual(projectNames("Éclair Café\n").slug, "eclair-cafe")
    assert.strictEqual(projectNames("a\u001bb").title, "a\\eb")
    assert.strictEqual(escapeHtml(`<a href="x">&`), "&lt;a href=&quot;x&quot;&gt;&amp;")
  })
})
