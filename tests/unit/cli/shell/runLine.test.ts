/** How a line is run: what the keys do to it, and what is left for the next one. The work is made up; the keyboard is a list of takers. */
import { assert, describe, it } from "@effect/vitest"
import { afterEach, beforeEach, vi } from "vitest"
import * as Effect from "effect/Effect"
import { defaultConfig } from "@zenus/core"
import { type Key, namedKey } from "#cli/editor/Key.ts"
import { runLine } from "#cli/shell/runLine.ts"
import type { ShellContext } from "#cli/shell/ShellContext.ts"
import type { WordEnd } from "#cli/shell/WordEnd.ts"
import type { Keyboard, TakeOptions } from "#cli/terminal/Keyboard.ts"
import type { SignalName } from "#cli/args/Signals.ts"
import { makeScreen } from "#cli/terminal/Screen.ts"

const escape = namedKey("escape")
const control = namedKey("c", { ctrl: true })
const text = (text: string): Key => ({ type: "text", text })

const SCREEN = { ...makeScreen({}, true) }

const world = () => {
  const takers: Array<{ readonly onKey: (key: Key) => void; readonly options: TakeOptions | undefined }> = []
  const signalTakers: Array<(name: SignalName) => void> = []
  const said: Array<string> = []
  const written: Array<string> = []
  const keyboard: Pick<Keyboard, "take" | "suspend"> = {
    take: (onKey, options) => {
      takers.push({ onKey, options })
      return () => void takers.pop()
    },
    suspend: () => void said.push("suspended")
  }
  const screen = {
    ...SCREEN,
    errIsTerminal: true,
    note: (line: string) => void said.push(line),
    errRaw: (bytes: string) => void written.push(bytes),
    out: (line: string) => {
      written.push(line)
      return Promise.resolve()
    }
  }
  const signals = {
    last: () => null,
    forget: () => void said.push("forgotten"),
    take: (handler: (name: SignalName) => void) => {
      signalTakers.push(handler)
      return () => void signalTakers.pop()
    }
  }
  const session = { cwd: "/a", screen, config: defaultConfig(), invocation: { env: {}, signals } }
  // Of a session and a terminal only what a line is run with.
  const shell = {
    invocation: session.invocation,
    here: () => session,
    terminal: { keyboard }
  } as unknown as ShellContext
  return {
    shell,
    said,
    written,
    takers,
    press: (...keys: ReadonlyArray<Key>) => keys.forEach((key) => takers.at(-1)?.onKey(key)),
    signal: (name: SignalName) => signalTakers.at(-1)?.(name)
  }
}

const NEVER: Effect.Effect<WordEnd> = Effect.never

/** Runs until it is stopped, and says by what. */
const stoppable = (begun: () => void) => (shell: ShellContext) =>
  Effect.callback<WordEnd>((resume) => {
    shell.here().invocation.signals.take((name) => {
      shell.here().screen.note(`stopped by ${name}`)
      resume(Effect.succeed({ code: 130 }))
    })
    begun()
  })

describe("a line that runs", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }))
  afterEach(() => void vi.useRealTimers())

  it("ends with what it gives, and what was typed meanwhile stands in the next", async () => {
    const { press, shell, takers } = world()
    const end = await Effect.runPromise(
      runLine(shell, () =>
        Effect.sync(() => {
          press(text("list"), namedKey("enter"))
          return { code: 0 }
        })
      )
    )
    assert.deepStrictEqual(end, { code: 0, next: "list" })
    assert.lengthOf(takers, 0)
  })

  it("forgets what was typed when a question comes, and keeps what is typed after it", async () => {
    const { press, shell, takers } = world()
    const end = await Effect.runPromise(
      runLine(shell, () =>
        Effect.sync(() => {
          press(text("y"))
          takers.at(-1)?.options?.covered?.()
          takers.at(-1)?.options?.uncovered?.()
          press(text("next"))
          return { code: 0 }
        })
      )
    )
    assert.deepStrictEqual(end, { code: 0, next: "next" })
  })

  it.each([
    ["Escape", escape, {}],
    // A second one in the next line leaves, too.
    ["Ctrl+C", control, { pressedAt: 0 }]
  ])("is stopped by %s through whoever takes it, and the shell stays", async (_, key, more) => {
    const { press, said, shell } = world()
    const end = await Effect.runPromise(
      runLine(
        shell,
        stoppable(() => queueMicrotask(() => press(key)))
      )
    )
    assert.deepStrictEqual([end, said], [{ code: 130, ...more }, ["stopped by SIGINT"]])
  })

  it("takes the keys as where Escape stops something", async () => {
    const { shell, takers } = world()
    await Effect.runPromise(
      runLine(shell, () =>
        Effect.sync(() => {
          assert.isTrue(takers.at(-1)?.options?.escapesSoon)
          return { code: 0 }
        })
      )
    )
  })

  it("is interrupted where nobody takes it", async () => {
    const { press, said, shell } = world()
    const end = await Effect.runPromise(
      runLine(shell, () =>
        Effect.andThen(
          Effect.sync(() => queueMicrotask(() => press(escape))),
          NEVER
        )
      )
    )
    assert.deepStrictEqual([end, said], [{ code: 130 }, ["Stopped."]])
  })

  it("prints nothing more of an answer that was let go of", async () => {
    const { press, shell, written } = world()
    const wrote = Promise.withResolvers<void>()
    const end = await Effect.runPromise(
      runLine(shell, (inside) =>
        Effect.promise(async () => {
          const { screen } = inside.here()
          await screen.out("first")
          press(escape)
          await screen.out("second").catch(() => wrote.resolve())
          return { code: 0 }
        })
      )
    )
    await wrote.promise
    assert.deepStrictEqual([end.code, written], [130, ["first"]])
  })

  it("is left by two Ctrl+C within a second, not by two Escapes, and not by slower ones", async () => {
    for (const [first, second, gapMs, leaves] of [
      [control, control, 900, true],
      [control, control, 1_100, false],
      [escape, escape, 10, false]
    ] as const) {
      const { press, shell } = world()
      const end = await Effect.runPromise(
        runLine(shell, (inside) =>
          Effect.callback<WordEnd>((resume) => {
            let taken = 0
            inside.here().invocation.signals.take(() => {
              taken += 1
              if (taken === 2) resume(Effect.succeed({ code: 130 }))
            })
            press(first)
            vi.advanceTimersByTime(gapMs)
            press(second)
          })
        )
      )
      assert.strictEqual(end.leave === true, leaves, `${gapMs}`)
    }
  })

  it("ends the shell where the terminal goes away or the system says so, and not with a SIGINT", async () => {
    for (const [how, name, leaves] of [
      ["key", "SIGHUP", true],
      ["signal", "SIGTERM", true],
      ["signal", "SIGINT", false]
    ] as const) {
      const { press, said, shell, signal } = world()
      const go = (): void => void (how === "key" ? press({ type: "end" }) : signal(name))
      const end = await Effect.runPromise(
        runLine(
          shell,
          stoppable(() => queueMicrotask(go))
        )
      )
      assert.strictEqual(end.leave === true, leaves)
      assert.include(said, `stopped by ${name}`)
      assert.strictEqual(said.includes("forgotten"), name === "SIGINT")
    }
  })

  it("calls after more than ten seconds of work; the time of a question does not count", async () => {
    for (const [workMs, askedMs, calls] of [
      [10_001, 0, 1],
      [9_999, 0, 0],
      [5_000, 60_000, 0]
    ] as const) {
      const { shell, takers, written } = world()
      await Effect.runPromise(
        runLine(shell, () =>
          Effect.sync(() => {
            takers.at(-1)?.options?.covered?.()
            vi.advanceTimersByTime(askedMs)
            takers.at(-1)?.options?.uncovered?.()
            vi.advanceTimersByTime(workMs)
            return { code: 0 }
          })
        )
      )
      assert.lengthOf(
        written.filter((bytes) => bytes === "\u0007"),
        calls,
        `${workMs}`
      )
    }
  })

  it("is just done where there is no terminal", async () => {
    const { shell } = world()
    assert.deepStrictEqual(
      await Effect.runPromise(runLine({ ...shell, terminal: null }, () => Effect.succeed({ code: 4 }))),
      { code: 4 }
    )
  })
})
