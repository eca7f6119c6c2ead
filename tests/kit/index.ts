/**
 * What tests share: `it` with fixtures, and the functions behind them. A fixture is made only for a test that names
 * it, and is gone afterwards.
 *
 * ```ts
 * import { assert, describe } from "@effect/vitest"
 * import { diffTrees, it, snapshotTree } from "#kit"
 *
 * it("plans and writes nothing", async ({ sampleFiles, zenus }) => {
 *   const before = snapshotTree(sampleFiles)
 *   const { exitCode } = await zenus(["plan", "--json", "--", "delete the jpg files"], { cwd: sampleFiles })
 *   assert.strictEqual(exitCode, 0)
 *   assert.deepStrictEqual(diffTrees(before, snapshotTree(sampleFiles)), [])
 * })
 * ```
 *
 * The fake clock is effect's: `it.effect` runs on TestClock, where time stands until a test moves it.
 *
 * ```ts
 * it.effect("waits a second", () => Effect.gen(function* () {
 *   const fiber = yield* Effect.forkChild(Effect.sleep("1 second"), { startImmediately: true })
 *   yield* TestClock.adjust("1 second") // from effect/testing/TestClock; setTime goes to an instant
 *   yield* Fiber.join(fiber)
 * }))
 * ```
 * Real files and processes take real time: use `it.live`, or plain `it` with a promise, for those.
 */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { makeMethods, test } from "@effect/vitest"
import { cleanEnv, type Home } from "./cleanEnv.ts"
import { makeHostileNames } from "./hostileNames.ts"
import { openTerminal, type OpenTerminal, type TerminalOptions } from "./openTerminal.ts"
import { removeTree } from "./removeTree.ts"
import { runZenus, zenusBin, type RunOptions, type RunResult } from "./runZenus.ts"
import { makeEntries, makeGitRepo, sampleFileTable, sampleProjectTable } from "./sampleFolders.ts"

export * from "./cleanEnv.ts"
export * from "./hostileNames.ts"
export * from "./onTerminal.ts"
export * from "./openTerminal.ts"
export * from "./removeTree.ts"
export * from "./runZenus.ts"
export * from "./sampleFolders.ts"
export * from "./scriptedModel.ts"
export * from "./shellPrompt.ts"
export * from "./slowdown.ts"
export * from "./slowRenames.ts"
export * from "./snapshotTree.ts"
export * from "./terminal/answerQuestion.ts"
export * from "./terminal/saidBelow.ts"

/** A temporary folder by its real path, for tests that take no fixtures; the caller removes it (removeTree). */
export const makeTempFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "zenus-test-")))

/** An empty home under a folder. */
export const makeHome = (base: string): Home => {
  const path = join(base, "home")
  const gitConfig = join(base, "gitconfig")
  mkdirSync(path, { mode: 0o700 })
  writeFileSync(gitConfig, "")
  return { path, zenusHome: join(base, "zenus-home"), gitConfig }
}

const made = (path: string): string => {
  mkdirSync(path)
  return path
}

export const it = makeMethods(
  test
    /** The temporary folder that holds all others of this test. */
    .extend("base", ({}, { onCleanup }) => {
      const base = makeTempFolder()
      onCleanup(() => removeTree(base))
      return base
    })
    /** A home nobody has used: HOME, ZENUS_HOME (not there yet), an empty git configuration. */
    .extend("home", ({ base }) => makeHome(base))
    /** The environment for children: see cleanEnv. */
    .extend("env", ({ home }) => cleanEnv(home))
    /** An empty working folder. */
    .extend("folder", ({ base }) => made(join(base, "folder")))
    /** A folder with sampleFileTable in it. */
    .extend("sampleFiles", ({ base }) => {
      const path = made(join(base, "files"))
      makeEntries(path, sampleFileTable)
      return path
    })
    /** A folder with sampleProjectTable in it; not a repository. */
    .extend("sampleProject", ({ base }) => {
      const path = made(join(base, "project"))
      makeEntries(path, sampleProjectTable)
      return path
    })
    /** A folder with a file for every name of hostileNameTable. */
    .extend("hostileNames", ({ base }) => makeHostileNames(join(base, "hostile")))
    /** A repository with two commits on `main`, clean. */
    .extend("gitRepo", ({ base, env }) => makeGitRepo(join(base, "repo"), env))
    /** Opens the built command on a pseudo-terminal: with no words the interactive shell. It ends with the test; see openTerminal.ts. */
    .extend("terminal", ({ env, folder }, { onCleanup }) => {
      const opened: Array<OpenTerminal> = []
      onCleanup(async () => {
        for (const one of opened) await one.close()
      })
      return async (
        args: ReadonlyArray<string> = [],
        options: Partial<Omit<TerminalOptions, "argv">> = {}
      ): Promise<OpenTerminal> => {
        const argv = [process.execPath, zenusBin, ...args]
        const one = await openTerminal({ cwd: folder, ...options, argv, env: { ...env, ...options.env } })
        opened.push(one)
        return one
      }
    })
    /** Runs the built command with this test's home and, unless told otherwise, in `folder`. */
    .extend(
      "zenus",
      ({ env, folder }) =>
        (args: ReadonlyArray<string>, options: Partial<Omit<RunOptions, "args">> = {}): Promise<RunResult> =>
          runZenus({ cwd: folder, ...options, args, env: { ...env, ...options.env } })
    )
)
