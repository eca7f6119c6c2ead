/** A circuit holds no timer: nothing in it keeps a process alive. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { slowdown } from "#kit/slowdown.ts"

const core = join(import.meta.dirname, "..", "..", "..", "packages", "core", "src", "resilience", "breaker")

describe("a program with an open circuit", () => {
  it("21: ends by itself within a second", async () => {
    const program = `
      import * as Effect from "effect/Effect"
      import { Breakers } from ${JSON.stringify(join(core, "CircuitBreaker.ts"))}
      import * as Trip from ${JSON.stringify(join(core, "Trip.ts"))}
      const state = await Effect.runPromise(Effect.gen(function* () {
        const breaker = (yield* Breakers).breaker("openai")
        yield* Effect.exit(breaker.protect(Effect.fail("no")))
        return breaker.snapshot(performance.now()).state
      }).pipe(Effect.provide(Breakers.layer({ trip: Trip.consecutive(1), open: "1 hour" }))))
      process.stdout.write(state)`
    const child = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", program], {
      cwd: join(import.meta.dirname, "..", "..", ".."),
      stdio: ["ignore", "pipe", "inherit"]
    })
    const closed = once(child, "close")
    const [said] = await once(child.stdout, "data")
    const at = performance.now()
    await closed
    assert.strictEqual(String(said), "Open")
    assert.strictEqual(child.exitCode, 0)
    assert.isBelow(performance.now() - at, 1_000 * slowdown())
  })
})
