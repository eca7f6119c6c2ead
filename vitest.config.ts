/**
 * One project a tier, chosen by folder; `.slow.test.ts` anywhere is the slow tier and in no other.
 * Tests run from source (the `source` condition of `exports`), so no build is needed, except e2e: it runs the built
 * command, which its set-up builds when these sources were never built before.
 */
import { join } from "node:path"
import { defineConfig } from "vitest/config"

const slow = "tests/**/*.slow.test.ts"
/** Where tests start many programs. */
const giveBackMemory = "tests/kit/setup/giveBackMemory.ts"
const WORKERS = 2
interface Tier {
  readonly timeoutMs: number
  readonly globalSetup?: ReadonlyArray<string>
  /** False: files of one worker share modules. */
  readonly isolate?: boolean
  /** What each file begins with. */
  readonly setupFiles?: ReadonlyArray<string>
  /** Files at a time. Default 2. Where it is another, the tier runs by itself, before the others. */
  readonly workers?: number
}

const tier = (name: string, options: Tier) => ({
  extends: true as const,
  test: {
    name,
    include: [`tests/${name}/**/*.test.ts`],
    exclude: [slow],
    testTimeout: options.timeoutMs,
    hookTimeout: options.timeoutMs,
    globalSetup: [...(options.globalSetup ?? [])],
    isolate: options.isolate ?? true,
    maxWorkers: options.workers ?? WORKERS,
    sequence: { groupOrder: options.workers === undefined ? 1 : 0 },
    setupFiles: [...(options.setupFiles ?? [])]
  }
})

export default defineConfig({
  // `import` and `default` hold by themselves; named here they would reach node's own `require`, too, which then gets an ES
  // module where a package asks for CommonJS (yazl and its checksum).
  resolve: { conditions: ["source", "node", "module"] },
  ssr: { resolve: { conditions: ["source", "node", "module"] } },
  test: {
    maxWorkers: WORKERS,
    // A process that runs the sources starts in half of its time where they were compiled before.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, ".cache", "compile") },
    globalSetup: ["tests/kit/setup/printNode.ts"],
    projects: [
      // Where files share modules: loading them anew for each took more than half of the time of unit tests, and a third of that
      // of integration; of e2e a worker a file took a tenth. It holds because modules keep no state.
      tier("unit", { timeoutMs: 10_000, isolate: false }),
      tier("house", { timeoutMs: 30_000 }),
      tier("examples", { timeoutMs: 30_000 }),
      tier("integration", { timeoutMs: 30_000, isolate: false, setupFiles: [giveBackMemory] }),
      // Its tests wait for a screen or an answer about half of their time.
      tier("e2e", {
        timeoutMs: 60_000,
        isolate: false,
        workers: 3,
        globalSetup: ["tests/kit/setup/build.ts"],
        setupFiles: [giveBackMemory]
      }),
      {
        extends: true,
        test: {
          name: "slow",
          include: [slow],
          maxWorkers: WORKERS,
          sequence: { groupOrder: 1 },
          testTimeout: 1_200_000,
          hookTimeout: 120_000,
          globalSetup: ["tests/kit/setup/build.ts"]
        }
      }
    ],
    coverage: {
      provider: "v8",
      include: ["packages/core/src/**/*.ts", "packages/tools/src/**/*.ts"],
      reporter: ["text-summary", "html", "json-summary"],
      reportsDirectory: "coverage",
      thresholds: { lines: 85 }
    }
  }
})
