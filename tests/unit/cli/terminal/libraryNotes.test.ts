/** What libraries log and Node warns of is one escaped line where the caller wants it, and Node's own again afterwards. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { loggedTo, warningsTo } from "#cli/terminal/libraryNotes.ts"

describe("what no command of ours says", () => {
  it.effect("is noted when it is logged, also by what was begun meanwhile", () =>
    Effect.gen(function* () {
      const notes: Array<string> = []
      const work = Effect.andThen(
        Effect.logWarning("not\nwritten", "down"),
        Effect.flatMap(Effect.forkChild(Effect.logWarning("later")), Fiber.join)
      )
      yield* work.pipe(loggedTo((line) => void notes.push(line)))
      assert.deepStrictEqual(notes, ["not\\nwritten down", "later"])
    })
  )

  it("is noted when Node warns, and by nobody else; afterwards by whoever was there before", async () => {
    const before = process.listeners("warning")
    const notes: Array<string> = []
    const warning = Object.assign(new Error("11 listeners \u001b[2J"), { name: "MaxListenersExceededWarning" })
    await Effect.runPromise(
      Effect.scoped(
        Effect.andThen(
          warningsTo((line) => void notes.push(line)),
          Effect.promise(() => {
            assert.lengthOf(process.listeners("warning"), 1)
            return Promise.resolve(process.emit("warning", warning))
          })
        )
      )
    )
    assert.deepStrictEqual(notes, ["MaxListenersExceededWarning: 11 listeners \\e[2J"])
    assert.deepStrictEqual(process.listeners("warning"), before)
  })
})
