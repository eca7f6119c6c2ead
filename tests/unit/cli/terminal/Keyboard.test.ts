/** The owner of standard input, on a stream of this test's own. */
import { PassThrough } from "node:stream"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Scope from "effect/Scope"
import { assert, describe, it } from "@effect/vitest"
import { vi } from "vitest"
import { type Key, keyLabel } from "#cli/editor/Key.ts"
import { type Keyboard, LATE_MS, makeKeyboard } from "#cli/terminal/Keyboard.ts"
import { RESETS } from "#cli/terminal/terminalModes.ts"

const said = (key: Key): string =>
  key.type === "text" || key.type === "paste"
    ? `${key.type} ${key.text}`
    : key.type === "key"
      ? keyLabel(key)
      : key.type

interface World {
  readonly keyboard: Keyboard
  /** As if typed; resolves when it was read. */
  readonly type: (text: string) => Effect.Effect<void>
  readonly end: () => Effect.Effect<void>
  readonly written: () => string
  readonly isRaw: () => boolean
}

const settle = Effect.promise(() => new Promise((done) => setImmediate(done)))

/** Where timers are faked: so much time has passed, and what was due is done. */
const past = (ms: number): Effect.Effect<unknown> =>
  Effect.andThen(
    Effect.sync(() => vi.advanceTimersByTime(ms)),
    settle
  )

const world = (env: NodeJS.ProcessEnv = {}, asksAboutPaste = false): Effect.Effect<World, never, Scope.Scope> =>
  Effect.gen(function* () {
    let raw = false
    let text = ""
    const stream = new PassThrough()
    const stdin = Object.assign(stream, {
      setRawMode: (on: boolean) => {
        raw = on
        return stdin
      }
    })
    const keyboard = yield* makeKeyboard({ stdin, write: (piece) => void (text += piece), env, asksAboutPaste })
    return {
      keyboard,
      type: (typed) =>
        Effect.andThen(
          Effect.sync(() => stream.write(typed)),
          settle
        ),
      end: () =>
        Effect.andThen(
          Effect.sync(() => stream.end()),
          settle
        ),
      written: () => text,
      isRaw: () => raw
    }
  })

const taking = (keyboard: Keyboard): { readonly keys: Array<string>; readonly release: () => void } => {
  const keys: Array<string> = []
  return { keys, release: keyboard.take((key) => keys.push(said(key))) }
}

const ON = "\u001b[?2004h\u001b[>4;1m\u001b[>5u"
const OFF = "\u001b[<u\u001b[>4m\u001b[?2004l\u001b[?25h"

describe("the keyboard", () => {
  it.effect("asks for brackets and shifted keys, and puts all of it back", () =>
    Effect.gen(function* () {
      const { isRaw, written } = yield* Effect.scoped(
        Effect.tap(world(), (world) =>
          Effect.sync(() => {
            assert.isTrue(world.isRaw())
            assert.isTrue(world.written().startsWith(ON))
          })
        )
      )
      assert.isFalse(isRaw())
      assert.isTrue(written().endsWith(OFF))
    })
  )

  it.effect("the last taker gets the keys, and what nobody takes is kept once", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { keyboard, type } = yield* world()
        yield* type("ahead\r")
        const first = taking(keyboard)
        yield* type("a")
        const second = taking(keyboard)
        yield* type("b\u001b[A")
        second.release()
        yield* type("c")
        first.release()
        yield* type("d")
        assert.deepStrictEqual(first.keys, ["text a", "text c"])
        assert.deepStrictEqual(second.keys, ["text b", "up"])
        assert.deepStrictEqual(keyboard.ahead().map(said), ["text ahead", "enter", "text d"])
        assert.deepStrictEqual(keyboard.ahead(), [])
      })
    )
  )

  it.live("a lone Escape is one soon, and what is cut off is nothing", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { keyboard, type } = yield* world()
        const escape = yield* Effect.forkChild(
          Effect.callback<string>((resume) => {
            keyboard.take((key) => resume(Effect.succeed(said(key))))
          }),
          { startImmediately: true }
        )
        yield* type("\u001b")
        assert.strictEqual(yield* Fiber.join(escape), "escape")
      })
    )
  )

  it.effect("a lone Escape counts sooner for a taker that it stops, and what comes behind it types nothing", () =>
    Effect.scoped(
      Effect.gen(function* () {
        vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
        yield* Effect.addFinalizer(() => Effect.sync(() => void vi.useRealTimers()))
        const { keyboard, type } = yield* world()
        const line = taking(keyboard)
        yield* type("\u001b")
        yield* past(20)
        assert.deepStrictEqual(line.keys, [])
        yield* past(20)
        const stopped: Array<string> = []
        keyboard.take((key) => stopped.push(said(key)), { escapesSoon: true })
        yield* type("\u001b")
        yield* past(10)
        assert.deepStrictEqual(stopped, ["escape"])
        yield* type("[Aa")
        yield* past(1_000)
        assert.deepStrictEqual([line.keys, stopped], [["escape"], ["escape", "up", "text a"]])
      })
    )
  )

  it.effect("lends the terminal as it was, and has it again afterwards", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { isRaw, keyboard, written } = yield* world()
        let returned = 0
        keyboard.onReturn(() => void (returned += 1))
        yield* keyboard.lend(
          Effect.sync(() => {
            assert.isFalse(isRaw())
            assert.isTrue(written().endsWith(OFF))
            assert.strictEqual(returned, 0)
          })
        )
        assert.isTrue(isRaw())
        assert.isTrue(written().endsWith(ON))
        assert.strictEqual(returned, 1)
        yield* Effect.exit(keyboard.lend(Effect.die("gone")))
        assert.isTrue(isRaw())
      })
    )
  )

  it.effect("lends the terminal once no answer of it is to come, and goes no sooner", () =>
    Effect.gen(function* () {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] })
      yield* Effect.addFinalizer(() => Effect.sync(() => void vi.useRealTimers()))
      const PASTE = "\u001b[?2004;0$y"
      const COLOUR = "\u001b]11;rgb:0000/0000/0000\u001b\\"
      const DEVICE = "\u001b[?62c"
      const silence = past(LATE_MS)
      const cases: ReadonlyArray<
        readonly [how: string, steps: (type: World["type"]) => ReadonlyArray<Effect.Effect<unknown>>]
      > = [
        ["in order", (type) => [type(PASTE), type(COLOUR), type(DEVICE)]],
        ["cut in two", (type) => [type(PASTE + COLOUR.slice(0, 9)), type(COLOUR.slice(9)), type(DEVICE)]],
        ["only to the last question", (type) => [type(DEVICE)]],
        ["only to the first one", (type) => [type(PASTE), past(LATE_MS - 1), past(1)]],
        ["not at all", () => [past(LATE_MS - 1), past(1)]]
      ]
      for (const [how, stepsOf] of cases)
        for (const isLent of [true, false]) {
          const opened = yield* Scope.make()
          const { isRaw, keyboard, type } = yield* Scope.provide(world({}, true), opened)
          yield* Effect.forkChild(keyboard.ask("?", /\]11;/, 100, /c$/), { startImmediately: true })
          const left = isLent ? keyboard.lend(Effect.never) : Scope.close(opened, Exit.void)
          const leaving = yield* Effect.forkChild(left, { startImmediately: true })
          const steps = stepsOf(type)
          for (const [index, step] of steps.entries()) {
            assert.isTrue(isRaw(), `answered ${how}, step ${index}`)
            yield* step
          }
          assert.isFalse(isRaw(), `answered ${how}`)
          yield* Fiber.interrupt(leaving)
          yield* Effect.andThen(Scope.close(opened, Exit.void), silence)
        }
    })
  )

  it.effect("asks nothing while the terminal is lent", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { keyboard, written } = yield* world()
        const before = written()
        assert.isNull(yield* keyboard.lend(keyboard.ask("?", /R$/, 5_000)))
        assert.isTrue(
          written()
            .slice(before.length)
            .startsWith(OFF + RESETS + ON)
        )
      })
    )
  )

  it.effect("is drawn anew once for a shell that continues it twice, and again when it was used between", () =>
    Effect.scoped(
      Effect.gen(function* () {
        vi.useFakeTimers({ toFake: ["performance"] })
        yield* Effect.addFinalizer(() => Effect.sync(() => void vi.useRealTimers()))
        const { isRaw, keyboard, type, written } = yield* world()
        let returned = 0
        keyboard.onReturn(() => void (returned += 1))
        const drawnAfter = (ms: number): number => {
          vi.advanceTimersByTime(ms)
          process.emit("SIGCONT", "SIGCONT")
          assert.isTrue(isRaw())
          assert.isTrue(written().endsWith(ON))
          return returned
        }
        assert.deepStrictEqual([drawnAfter(0), drawnAfter(10), drawnAfter(600)], [1, 1, 2])
        yield* type("a")
        assert.strictEqual(drawnAfter(10), 3)
      })
    )
  )

  it.live("gives an answer to who asked for it, none that nobody asked for, and null when none comes", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { keyboard, type, written } = yield* world()
        const { keys } = taking(keyboard)
        const asked = yield* Effect.forkChild(keyboard.ask("\u001b[6n", /R$/, 5_000), { startImmediately: true })
        assert.isTrue(written().endsWith("\u001b[6n"))
        yield* type("a\u001b[?62c\u001b[3;4Rb")
        assert.strictEqual(yield* Fiber.join(asked), "\u001b[3;4R")
        assert.isNull(yield* keyboard.ask("\u001b[6n", /R$/, 1))
        yield* type("\u001b[3;4R")
        assert.deepStrictEqual(keys, ["text a", "text b"])
      })
    )
  )

  it.effect("says once, and to each later taker, that input has ended", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { end, keyboard } = yield* world()
        const first = taking(keyboard)
        yield* end()
        first.release()
        const second = taking(keyboard)
        yield* settle
        assert.deepStrictEqual([first.keys, second.keys], [["end"], ["end"]])
      })
    )
  )

  it.effect("takes lines behind Enter in one piece for a paste until the terminal says that it brackets pastes", () =>
    Effect.scoped(
      Effect.gen(function* () {
        const { keyboard, type, written } = yield* world({}, true)
        assert.isTrue(written().endsWith("\u001b[?2004$p"))
        const { keys } = taking(keyboard)
        yield* type("one\rtwo\r")
        yield* type("one\r")
        yield* type("\u001b[?2004;1$y")
        yield* type("a\rb\r")
        assert.deepStrictEqual(keys, ["paste one\ntwo\n", "text one", "enter", "text a", "enter", "text b", "enter"])
      })
    )
  )

  it.effect("asks nothing of terminals that would print the question", () =>
    Effect.scoped(
      Effect.gen(function* () {
        for (const env of [{ TERM: "linux" }, { TERM_PROGRAM: "Apple_Terminal" }])
          assert.strictEqual((yield* world(env, true)).written(), "\u001b[?2004h")
      })
    )
  )
})
