/**
 * The rows at the bottom of a terminal, on a real terminal's model: whatever was drawn before, what is to be seen is what was asked for.
 */
import { EventEmitter } from "node:events"
import * as Effect from "effect/Effect"
import * as FastCheck from "fast-check"
import { assert, describe, it } from "@effect/vitest"
import { makeScreenModel, type ScreenModel } from "#kit/terminal/ScreenModel.ts"
import { type LiveArea, makeLiveArea } from "#cli/terminal/LiveArea.ts"
import { type Drawn, openCodes, type Reflow, reflowed } from "#cli/terminal/liveRows.ts"

interface World {
  readonly live: LiveArea
  readonly screen: ScreenModel
  /** What was written since the last time it was asked. */
  readonly written: () => string
  readonly resize: (columns: number, rows: number) => void
  /** The window alone: the program hears of it once it asks, or with the signal. */
  readonly resizeWindow: (columns: number, rows: number) => void
  readonly signal: () => void
}

interface Kind {
  readonly breaksCursorRow?: boolean
  readonly env?: NodeJS.ProcessEnv
  /** Its size can be asked for. Default false. */
  readonly isAsked?: boolean
}

/** A standard error that is a terminal of this size. */
const on = <A>(
  columns: number,
  rows: number,
  use: (world: World) => Promise<A>,
  { breaksCursorRow = false, env = {}, isAsked = false }: Kind = {}
): Promise<A> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const screen = makeScreenModel({
          columns,
          rows,
          scrollback: 1_000,
          foreground: "#ffffff",
          background: "#000000",
          kitty: false,
          breaksCursorRow,
          onReply: () => {},
          onShown: () => {}
        })
        let text = ""
        const events = new EventEmitter()
        const stderr = Object.assign(events, {
          columns,
          rows,
          write: (piece: string) => {
            text += piece
            screen.give(Buffer.from(piece))
            return true
          }
        })
        let size = { columns, rows }
        // As in Node: it tells of a size only where that is another one.
        const refresh = (): void => {
          if (stderr.columns === size.columns && stderr.rows === size.rows) return
          Object.assign(stderr, size)
          events.emit("resize")
        }
        const resizeWindow = (columns: number, rows: number): void => {
          screen.resize(columns, rows)
          size = { columns, rows }
        }
        if (isAsked) Object.assign(stderr, { _refreshSize: refresh })
        const live = yield* makeLiveArea({ stderr, env })
        const world: World = {
          live,
          screen,
          written: () => {
            const since = text
            text = ""
            return since
          },
          resizeWindow,
          signal: refresh,
          resize: (columns, rows) => {
            resizeWindow(columns, rows)
            refresh()
          }
        }
        const result = yield* Effect.promise(() => use(world))
        screen.dispose()
        return result
      })
    )
  )

const shows = async ({ screen }: World): Promise<ReadonlyArray<string>> => {
  await screen.settled()
  return screen.lines()
}

const rows = FastCheck.array(
  FastCheck.array(
    FastCheck.constantFrom(
      "a",
      "b",
      "cd",
      " ",
      "日",
      "👨‍👩‍👧",
      "e\u0301",
      "\u001b[1mx\u001b[22m",
      "\u001b[31mr\u001b[39m",
      "\u001b[2m",
      "\u001b[22m"
    ),
    { maxLength: 5 }
  ).map((parts) => `${parts.join("")}\u001b[0m`),
  { minLength: 1, maxLength: 5 }
)
// oxlint-disable-next-line no-control-regex -- colour codes begin with Escape
const plain = (row: string): string => row.replace(/\u001b\[\d*m/g, "").trimEnd()

describe("live rows", () => {
  it("whatever was drawn before, the screen shows what was drawn last, with the cursor in its place", () =>
    FastCheck.assert(
      FastCheck.asyncProperty(
        FastCheck.array(FastCheck.tuple(rows, FastCheck.nat(4), FastCheck.nat(5)), { minLength: 1, maxLength: 6 }),
        (drawings) =>
          on(20, 6, async (world) => {
            world.screen.give(Buffer.from("above\r\n"))
            for (const [wanted, row, cell] of drawings) {
              const cursor = { row: row % wanted.length, cell }
              world.live.draw(wanted, cursor)
              const expected = ["above", ...wanted.map(plain)]
              while (expected.at(-1) === "") expected.pop()
              assert.deepStrictEqual(await shows(world), expected)
              assert.deepStrictEqual(world.screen.cursor(), { x: cell, y: cursor.row + 1 })
            }
          })
      ),
      { numRuns: 150 }
    ))

  it("writes nothing when nothing changed, and a typed character as itself", () =>
    on(80, 24, async ({ live, written }) => {
      live.draw(["\u001b[1m~/work\u001b[22m > find"], { row: 0, cell: 13 })
      written()
      live.draw(["\u001b[1m~/work\u001b[22m > find"], { row: 0, cell: 13 })
      assert.strictEqual(written(), "")
      live.draw(["\u001b[1m~/work\u001b[22m > find t"], { row: 0, cell: 15 })
      assert.strictEqual(written(), " t")
      live.draw(["\u001b[1m~/work\u001b[22m > find t日"], { row: 0, cell: 17 })
      assert.strictEqual(written(), "日")
    }))

  it("writes what changed in the colour that holds there", () =>
    on(80, 24, async ({ live, screen, written }) => {
      live.draw(["\u001b[31mabc\u001b[39m"], { row: 0, cell: 0 })
      written()
      live.draw(["\u001b[31mabd\u001b[39m"], { row: 0, cell: 0 })
      assert.include(written(), "\u001b[31md\u001b[39m")
      await screen.settled()
      assert.strictEqual(screen.look(2, 0).fg, "palette 1")
    }))

  it("writes an update at once, in brackets, and only the rows that changed", () =>
    on(80, 24, async ({ live, written }) => {
      live.draw(["one", "two", "three"])
      written()
      live.draw(["one", "two and more", "three"])
      assert.strictEqual(
        written(),
        "\u001b[?2026h\u001b[?25l\u001b[1A\u001b[4G and more\u001b[1B\u001b[6G\u001b[?25h\u001b[?2026l"
      )
    }))

  it("keeps rows that are done with, once, and goes on below", () =>
    on(20, 6, async (world) => {
      world.live.draw(["> a", "  list", "  more"], { row: 0, cell: 3 })
      world.live.keep(["#1 > a"])
      world.live.draw(["> b"])
      world.live.keep()
      assert.deepStrictEqual(await shows(world), ["#1 > a", "> b"])
      assert.deepStrictEqual(world.screen.cursor(), { x: 0, y: 2 })
    }))

  it("keeps more rows than the window has, each once", () =>
    on(20, 4, async (world) => {
      const many = Array.from({ length: 30 }, (_, index) => `row ${index}`)
      world.live.draw(many.slice(0, 4))
      world.live.keep(many)
      assert.deepStrictEqual(await shows(world), many)
    }))

  it("never draws more rows than the window has: those around the cursor stay", () =>
    on(20, 3, async (world) => {
      world.live.draw(["a", "b", "c", "d", "e"], { row: 3, cell: 1 })
      assert.deepStrictEqual(await shows(world), ["c", "d", "e"])
      assert.deepStrictEqual(world.screen.cursor(), { x: 1, y: 1 })
    }))

  it("lets others print above, and waits for the end of their line", () =>
    on(20, 6, async (world) => {
      const print = (text: string): void => world.live.above(text, () => world.screen.give(Buffer.from(text)))
      world.live.draw(["> a"])
      print("first\r\n")
      assert.deepStrictEqual(await shows(world), ["first", "> a"])
      print("sec")
      assert.deepStrictEqual(await shows(world), ["first", "sec"])
      world.live.draw(["> ab"])
      assert.deepStrictEqual(await shows(world), ["first", "sec"])
      world.live.freshLine()
      world.live.draw(["> abc"])
      assert.deepStrictEqual(await shows(world), ["first", "sec", "> abc"])
    }))

  it("begins a line of its own where another program left the cursor anywhere", () =>
    on(20, 6, async (world) => {
      for (const left of ["", "no end"]) {
        world.screen.give(Buffer.from(left))
        world.live.forget()
        world.live.draw(["> a"], { row: 0, cell: 3 })
        world.live.keep()
      }
      assert.deepStrictEqual(await shows(world), ["> a", "no end%", "> a"])
    }))

  // The model is xterm.js, which leaves the cursor's row alone, and whose cursor slips when a row below it is broken.
  it.for<readonly [string, ReadonlyArray<string>, { readonly row: number; readonly cell: number }]>([
    ["the cursor at the end", ["above it all and more", "> 12345678 and on"], { row: 1, cell: 17 }],
    ["rows below that are short", ["> 12345678", "list"], { row: 0, cell: 10 }],
    ["rows below that are broken", ["> 12345678", "a long list of words"], { row: 0, cell: 3 }]
  ])("counts rows as the terminal breaks them when it becomes narrower: %s", ([, drawn, cursor]) =>
    on(22, 12, async (world) => {
      world.live.onResize(() => world.live.draw(["> 12345", "678", "list"], { row: 1, cell: 3 }))
      world.screen.give(Buffer.from("printed\r\n"))
      world.live.draw(drawn, cursor)
      await shows(world)
      world.resize(8, 12)
      assert.deepStrictEqual(await shows(world), ["printed", "> 12345", "678", "list"])
      assert.deepStrictEqual(world.screen.cursor(), { x: 3, y: 2 })
    })
  )

  it("counts the cursor's row, too, where the terminal is known to break it", () =>
    on(
      22,
      12,
      async (world) => {
        world.live.onResize(() => world.live.draw(["> 12345", "678"], { row: 1, cell: 3 }))
        world.screen.give(Buffer.from("printed\r\n"))
        world.live.draw(["above it all and more", "> 12345678 and on"], { row: 1, cell: 17 })
        await shows(world)
        world.resize(8, 12)
        assert.deepStrictEqual(await shows(world), ["printed", "> 12345", "678"])
      },
      { breaksCursorRow: true, env: { VTE_VERSION: "7600" } }
    ))

  const KINDS: ReadonlyArray<readonly [string, Kind]> = [
    ["cuts the cursor's row", {}],
    ["breaks it", { breaksCursorRow: true, env: { VTE_VERSION: "7600" } }]
  ]
  const LONG = "Delete 400 files  120 of 400 (30%)"
  const SHORT = "Delete  160 of 400"

  it.for(KINDS)("asks for the size before it draws: a busy program hears late of a window that %s", ([, kind]) =>
    on(
      40,
      8,
      async (world) => {
        let told = 0
        world.live.onResize(() => void (told += 1))
        world.screen.give(Buffer.from("printed\r\n"))
        world.live.draw([LONG])
        await shows(world)
        world.resizeWindow(20, 8)
        assert.strictEqual(world.live.width(), 20)
        world.live.draw([SHORT])
        assert.deepStrictEqual([await shows(world), told], [["printed", SHORT], 1])
        world.signal()
        world.live.draw([SHORT.replace("160", "170")])
        assert.deepStrictEqual([await shows(world), told], [["printed", SHORT.replace("160", "170")], 1])
        world.resizeWindow(9, 8)
        world.live.above("\n", () => world.screen.give(Buffer.from("note\r\n")))
        world.live.clear()
        assert.deepStrictEqual(await shows(world), ["printed", "note"])
      },
      { ...kind, isAsked: true }
    )
  )

  it("draws what is measured anew within a drawing, and not what was made for the old size", () =>
    on(
      40,
      8,
      async (world) => {
        const rows = (): ReadonlyArray<string> => (world.live.width() < 40 ? ["> 12345678", "9"] : ["> 123456789"])
        world.live.onResize(() => world.live.draw(rows()))
        world.live.draw(rows())
        await shows(world)
        const made = [...rows(), "list"]
        world.resizeWindow(10, 8)
        world.live.draw(made)
        assert.deepStrictEqual(await shows(world), ["> 12345678", "9"])
      },
      { isAsked: true }
    ))

  it("takes no second row for one that was on its way to a window that cuts the cursor's row", () =>
    on(40, 8, async (world) => {
      world.screen.give(Buffer.from("printed\r\n"))
      world.resizeWindow(20, 8)
      for (const count of ["120", "130"]) world.live.draw([LONG.replace("120", count)])
      await shows(world)
      world.signal()
      world.live.draw([SHORT])
      assert.deepStrictEqual(await shows(world), ["printed", SHORT])
    }))

  it("cuts nothing of rows that stay", () =>
    on(40, 8, async (world) => {
      world.live.draw(["> 1"])
      world.resizeWindow(20, 8)
      world.live.keep([`> ${LONG}`])
      assert.deepStrictEqual(await shows(world), [`> ${LONG}`])
    }))

  it.for<readonly [string, Reflow, Partial<Drawn>, number]>([
    ["the cursor stays on its character", "breaks", { row: 1, cell: 17 }, 5],
    ["rows below it do not matter there", "breaks", { row: 0, cell: 0 }, 0],
    ["a terminal that breaks nothing", "keeps", { row: 1, cell: 17 }, 1],
    ["no more than the window has", "breaks", { rows: Array.from({ length: 9 }, () => "x".repeat(40)), row: 8 }, 11]
  ])("counts the rows above the cursor: %s", ([, reflow, drawn, row]) => {
    const before = { rows: ["above it all and more", "> 12345678 and on"], row: 0, cell: 0, isBroken: false, ...drawn }
    assert.strictEqual(reflowed(before, 8, 12, reflow).row, row)
  })

  it("scrolls what was there away, and none of it is lost", () =>
    on(20, 5, async (world) => {
      world.screen.give(Buffer.from("one\r\ntwo\r\n"))
      world.live.draw(["> a"], { row: 0, cell: 3 })
      world.live.scrollAway()
      assert.deepStrictEqual(await shows(world), ["one", "two", "> a"])
      assert.deepStrictEqual(world.screen.cursor(), { x: 3, y: 0 })
    }))
})

describe("colour codes that hold", () => {
  it.for([
    ["", ""],
    ["\u001b[1ma\u001b[22m", ""],
    ["\u001b[31m\u001b[1ma", "\u001b[31m\u001b[1m"],
    ["\u001b[31m\u001b[32ma", "\u001b[32m"],
    ["\u001b[38;5;12ma\u001b[4mb\u001b[24m", "\u001b[38;5;12m"],
    ["\u001b[1m\u001b[0m", ""]
  ] as const)("%j", ([text, open]) => assert.strictEqual(openCodes(text), open))
})
