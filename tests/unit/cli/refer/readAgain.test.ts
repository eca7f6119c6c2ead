/** What is asked once more, and where: the failed line while it is near, the folder that is named, the word that is replaced. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { readAgain } from "#cli/refer/readAgain.ts"
import type { Block } from "#cli/line/ShellState.ts"
import { block, entryOf, listing, readingWorld, type WorldParts } from "#kit/readingWorld.ts"

const asked = (number: number, text: string, parts: Partial<Block> = {}): Block =>
  block(number, { text, meaning: { type: "request", text }, ...parts })
const failed = (number: number, text: string, message = "There is no a.txt here.") =>
  asked(number, text, { status: "failed", plan: null, error: { tag: "PathNotFound", message, recovery: [] } })

const read = async (line: string, blocks: ReadonlyArray<Block>, parts: WorldParts = {}): Promise<string> => {
  const names = ["/w/a.txt", "/w/b.txt", "/w/sub/", "/b/", "/home/ann/docs/"]
  const meaning = await Effect.runPromise(readAgain(line, readingWorld({ names, blocks, ...parts })))
  if (meaning === null) return "-"
  if (meaning.type === "say") return meaning.lines[0] ?? ""
  return meaning.type === "request"
    ? `${meaning.text} | ${meaning.cwd ?? ""} ${meaning.mode ?? ""}`.trim()
    : meaning.type
}

describe("once more", () => {
  it.for([
    "try again",
    "Try again!",
    "try that again",
    "retry",
    "again",
    "once more",
    "repeat that",
    "do it again",
    "ok, try again",
    "run it again"
  ])("%s is the last line", async (line) =>
    assert.strictEqual(await read(line, [asked(1, "list files"), asked(2, "count files")]), "count files | /w")
  )

  it("says that what was asked was not understood, where nothing else was", async () => {
    const world = readingWorld({
      blocks: [
        block(1, {
          kind: "command",
          text: "delete it",
          status: "not-understood",
          plan: null,
          meaning: { type: "say", lines: [], code: 4 }
        })
      ]
    })
    for (const line of ["try again", "do the same in ../b"]) {
      const meaning = await Effect.runPromise(readAgain(line, world))
      assert.strictEqual(
        meaning?.type === "say" ? meaning.lines[0] : null,
        "#1 (delete it) was not understood, so there is nothing to do again."
      )
    }
  })

  it("is the failed one, as long as it is near and has not gone well since", async () => {
    const mending = [3, 4].map((number) => asked(number, `mend ${number}`))
    assert.strictEqual(await read("try again", [failed(1, "delete a.txt"), ...mending]), "delete a.txt | /w")
    const long = [2, 3, 4, 5, 6, 7].map((number) => asked(number, `other ${number}`))
    assert.strictEqual(await read("try again", [failed(1, "delete a.txt"), ...long]), "other 7 | /w")
    const well = [failed(1, "delete a.txt"), asked(2, "mend"), asked(3, "delete a.txt"), asked(4, "list files")]
    assert.strictEqual(await read("try again", well), "list files | /w")
  })

  it("is not the failed one once it went with another name", async () => {
    const other = { type: "request", text: "delete b.txt", again: 1 } as const
    const mended = [failed(1, "delete a.txt"), asked(2, "delete b.txt", { meaning: other }), asked(3, "list files")]
    assert.strictEqual(await read("try again", mended), "list files | /w")
  })

  it("is not what was said no to, unless that was the last", async () => {
    const error = { tag: "NotConfirmed", message: "You said no.", recovery: [] }
    const no = asked(1, "delete a.txt", { status: "refused", error })
    assert.strictEqual(await read("try again", [no]), "delete a.txt | /w")
    assert.strictEqual(await read("try again", [no, asked(2, "list files")]), "list files | /w")
  })

  it("goes by number, and in the folder of its line", async () => {
    const blocks = [asked(1, "list files", { cwd: "/b" }), asked(2, "count files")]
    for (const line of ["again #1", "repeat #1", "do #1 again", "#1 again"])
      assert.strictEqual(await read(line, blocks), "list files | /b")
    assert.strictEqual(await read("again #7", blocks), "There is no #7: this shell knows #1 to #2.")
  })

  it("after an undo is a redo", async () => {
    const undo = block(2, {
      kind: "undo",
      plan: null,
      moved: ["TX1"],
      meaning: { type: "undo-last", count: 1, dryRun: false }
    })
    assert.strictEqual(await read("do it again", [asked(1, "delete a.txt"), undo]), "redo")
  })

  it("brings the plan along that a line had, and not what was said to it", async () => {
    const meaning = { type: "request", text: "delete b.txt", translators: [], said: ["x"] } as const
    const world = readingWorld({ blocks: [block(1, { text: "delete the second one", meaning })] })
    assert.deepStrictEqual(await Effect.runPromise(readAgain("again", world)), {
      ...meaning,
      again: 1,
      cwd: "/w",
      said: ["again (#1): delete b.txt"]
    })
  })

  it("in a new shell is what was asked last in this folder", async () => {
    const elsewhere = entryOf({ ...asked(1, "delete x", { cwd: "/b" }), transaction: "A" }, false)
    const here = entryOf({ ...asked(2, "delete y"), transaction: "B" }, false)
    const undo = { ...here, request: "undo", kind: "undo" as const }
    assert.strictEqual(await read("try again", [], { before: [undo, elsewhere, here] }), "delete y | /w")
    assert.match(await read("try again", [], { before: [undo, elsewhere] }), /^Nothing has been asked here yet/)
  })

  it("needs something before", async () =>
    assert.strictEqual(
      await read("try again", []),
      "Nothing has been asked here yet, so there is nothing to do again."
    ))
})

describe("in another folder", () => {
  it.for([
    ["do the same in ../b", "/b"],
    ["the same in sub", "/w/sub"],
    ["same in 'sub'", "/w/sub"],
    ["again in ../b", "/b"],
    ["now in ../b", "/b"],
    ["do that in ~/docs", "/home/ann/docs"],
    ["try again in the folder sub", "/w/sub"]
  ] as const)("%s", async ([line, folder]) =>
    assert.strictEqual(await read(line, [asked(1, "delete tmp files")]), `delete tmp files | ${folder}`)
  )

  it.for([
    ["delete all log files in ../b", "delete all log files in sub | /w"],
    ["count files in the folder /b", "count files in the folder sub | /w"],
    ["list files of ~/docs", "list files of sub | /w"],
    ["copy a.txt to ../b", "#1 names a place of its own (copy a.txt to ../b), which is the same from sub."],
    ["delete ../b/a.txt", "#1 names a place of its own (delete ../b/a.txt), which is the same from sub."],
    [
      "find a.txt in ../b and ~/docs",
      "#1 names a place of its own (find a.txt in ../b and ~/docs), which is the same from sub."
    ]
  ] as const)("%s looks there and not again where it looked", async ([text, now]) =>
    assert.strictEqual(await read("do the same in sub", [asked(1, text)]), now)
  )

  it("is what was asked last, however it ended", async () => {
    const no = asked(2, "delete b.txt", { status: "refused" })
    assert.strictEqual(await read("do the same in sub", [failed(1, "delete a.txt"), no]), "delete b.txt | /w/sub")
  })

  it("that is not there does nothing", async () =>
    assert.strictEqual(
      await read("do the same in ../c", [asked(1, "delete tmp files")]),
      "There is no folder ../c here."
    ))

  it("has no second ones of this one", async () => {
    const meaning = { type: "request", text: "delete them", translators: [] } as const
    const blocks = [listing(1, ["a.txt"]), block(2, { text: "delete them", meaning })]
    assert.match(await read("do the same in ../b", blocks), /^#2 was about things that it did not name/)
  })

  it.for(["now with line numbers", "and for everybody", "try again with", "now"])("is not %s", async (line) =>
    assert.strictEqual(await read(line, [asked(1, "list files")]), "-")
  )

  it("leaves sentences of the rules alone", async () =>
    assert.strictEqual(await read("find files with the same name in sub", [asked(1, "list files")]), "-"))
})

describe("with another name", () => {
  it.for([
    ["try again with b.txt instead", "delete b.txt"],
    ["with b.txt instead", "delete b.txt"],
    ["try again with b.txt", "delete b.txt"],
    ["no, I meant b.txt", "delete b.txt"],
    ["I meant b.txt, not a.txt", "delete b.txt"],
    ["use b.txt instead of a.txt", "delete b.txt"],
    ["try again with $& instead", "delete $&"],
    ["the same for b.txt", "delete b.txt"]
  ] as const)("%s", async ([line, text]) =>
    assert.strictEqual(await read(line, [failed(1, "delete a.txt")], { hasModels: true }), `${text} | /w`)
  )

  it("replaces the one that failed of two, and asks where that is not clear", async () => {
    assert.strictEqual(
      await read("try again with b.txt instead", [failed(1, "move a.txt to x.txt")]),
      "move b.txt to x.txt | /w"
    )
    assert.strictEqual(
      await read("try again with b.txt instead", [failed(1, "move a.txt to x.txt", "No room.")]),
      "It is not clear what of #1 (move a.txt to x.txt) it is to replace."
    )
    assert.strictEqual(
      await read("try again with b.txt instead of z.txt", [failed(1, "move a.txt to x.txt")]),
      "z.txt is not in #1 (move a.txt to x.txt)."
    )
  })
})

describe("after a plan", () => {
  it.for(["do it", "go ahead", "ok, do it", "proceed"])("%s does it", async (line) =>
    assert.strictEqual(await read(line, [asked(1, "delete a.txt", { planned: true })]), "delete a.txt | /w run")
  )
  it("not while only plans are made", async () => {
    const world = readingWorld({ blocks: [asked(1, "delete a.txt", { planned: true })] })
    const meaning = await Effect.runPromise(readAgain("do it", { ...world, state: { ...world.state, mode: "plan" } }))
    assert.deepInclude(meaning, {
      type: "say",
      lines: ["Requests are only planned now, so nothing was done.", "/plan ends that; then say it again."]
    })
  })

  it("only right after it, and only what could be planned", async () => {
    assert.strictEqual(await read("do it", [asked(1, "delete a.txt", { planned: true }), asked(2, "list files")]), "-")
    assert.strictEqual(await read("do it", [asked(1, "delete a.txt", { planned: true, status: "refused" })]), "-")
    assert.strictEqual(await read("do it", []), "-")
  })
})
