/** What a key of another program does to the shell: nothing, whenever it is heard. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { SignalName, Signals } from "#cli/args/Signals.ts"
import { outliveKeys } from "#cli/shell/outliveKeys.ts"

const world = () => {
  const handlers: Array<(name: SignalName) => void> = []
  const said: Array<string> = []
  const signals: Signals = {
    last: () => null,
    forget: () => void said.push("forgotten"),
    take: (handler) => {
      handlers.push(handler)
      return () => void handlers.splice(handlers.indexOf(handler), 1)
    }
  }
  return { handlers, said, signals, send: (name: SignalName) => handlers.at(-1)?.(name) }
}

describe("a shell at its prompt", () => {
  it.effect("outlives a late SIGINT and SIGQUIT, and ends with SIGTERM and SIGHUP", () =>
    Effect.gen(function* () {
      for (const ends of ["SIGTERM", "SIGHUP"] as const) {
        const { handlers, said, send, signals } = world()
        const before = process.listenerCount("SIGQUIT")
        const shell = yield* Effect.forkChild(Effect.scoped(Effect.andThen(outliveKeys(signals), Effect.never)), {
          startImmediately: true
        })
        send("SIGINT")
        send("SIGINT")
        yield* Effect.yieldNow
        assert.deepStrictEqual([said, shell.pollUnsafe()], [["forgotten", "forgotten"], undefined])
        assert.strictEqual(process.listenerCount("SIGQUIT"), before + 1)
        send(ends)
        assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(shell)))
        assert.deepStrictEqual([handlers.length, process.listenerCount("SIGQUIT")], [0, before])
      }
    })
  )
})
