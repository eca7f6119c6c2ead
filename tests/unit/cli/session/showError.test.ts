/** An error is said through the screen that a session prints through, so that a shell's live rows make room for it. */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterEach, assert, describe, vi } from "vitest"
import { parseArgs } from "#cli/args/parseArgs.ts"
import { openSession } from "#cli/session/Session.ts"
import { colours } from "#cli/render/colour.ts"
import { it } from "#kit"

const signals = { last: () => null, forget: () => undefined, take: () => () => undefined }

afterEach(() => void vi.restoreAllMocks())

describe("an error of a session", () => {
  it("is said through its screen, and nothing goes past it", async ({ folder }) => {
    const written = vi.spyOn(process.stderr, "write")
    const said: Array<string> = []
    const invocation = {
      ...parseArgs([]),
      env: { HOME: folder, ZENUS_HOME: join(folder, "zenus") },
      signals,
      load: () => Promise.reject(new Error("nothing is loaded here"))
    }
    const code = await Effect.runPromise(
      Effect.scoped(
        Effect.map(
          openSession(invocation, (screen) => ({
            ...screen,
            errColours: colours(false),
            note: (line) => void said.push(line)
          })),
          ({ showError }) =>
            showError({ _tag: "UsageError", message: "There is no such word.", recovery: ["Say another."] })
        )
      )
    )
    assert.strictEqual(code, 2)
    assert.deepStrictEqual(said, ["zenus: There is no such word.", "  Say another."])
    assert.strictEqual(written.mock.calls.length, 0)
  })
})
