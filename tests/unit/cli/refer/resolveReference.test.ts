/** Which things a reference means, given the lines before, and what is asked where that is not clear. */
import { assert, describe, it } from "@effect/vitest"
import { findReferences } from "#cli/refer/findReferences.ts"
import { resolveReference } from "#cli/refer/resolveReference.ts"
import type { Block } from "#cli/line/ShellState.ts"
import { block, listing } from "#kit/readingWorld.ts"

/** What the only reference of `delete <words>` means: the names, or what is asked. */
const meant = (words: string, blocks: ReadonlyArray<Block>): ReadonlyArray<string> => {
  const [reference] = findReferences(`delete ${words}`)
  if (reference === undefined) return ["no reference"]
  const resolved = resolveReference(reference, blocks)
  return resolved.type === "items"
    ? resolved.items.map((path) => path.replace(/^\/w\//, ""))
    : [`${resolved.type}: ${resolved.lines[0] ?? ""}`]
}

const NO = { tag: "NotConfirmed", message: "You said no.", recovery: [] }
const abc = listing(1, ["a", "b", "c"])
const move = (number: number, ...pairs: ReadonlyArray<readonly [string, string]>) =>
  block(number, {
    paths: pairs.map(([, to]) => `/w/${to}`),
    effects: pairs.map(([from, to]) => ({ op: "move", from: `/w/${from}`, to: `/w/${to}` }))
  })
const remove = (number: number, ...names: ReadonlyArray<string>) =>
  block(number, { effects: names.map((name) => ({ op: "delete", from: `/w/${name}` })) })
const undo = (number: number, ...moved: ReadonlyArray<string>) => block(number, { kind: "undo", plan: null, moved })
const redo = (number: number, ...moved: ReadonlyArray<string>) => block(number, { kind: "redo", plan: null, moved })

describe("a list", () => {
  it.for([
    ["the second one", ["b"]],
    ["the last one", ["c"]],
    ["number 3", ["c"]],
    ["the first two", ["a", "b"]],
    ["the last two", ["b", "c"]],
    ["the first and the third one", ["a", "c"]],
    ["the third and the first one", ["c", "a"]],
    ["numbers 2 to 3", ["b", "c"]],
    ["them", ["a", "b", "c"]],
    ["all of them", ["a", "b", "c"]],
    ["everything but the first", ["b", "c"]],
    ["all except the last two", ["a"]],
    ["the fourth one", ["unclear: There is no fourth one: #1 named 3 things."]],
    ["number 40", ["unclear: There is no number 40: #1 named 3 things."]],
    ["number 0", ["unclear: There is no number 0: #1 named 3 things."]],
    ["the last five", ["unclear: #1 named 3 things, and not 5."]],
    ["it", ['unclear: What do you mean by "it"? #1 spoke of 3 things.']],
    [
      "everything but the first three",
      ['unclear: What do you mean by "everything but the first three"? That leaves none of what #1 named.']
    ]
  ] as const)("of three: %s", ([words, names]) => assert.deepStrictEqual(meant(words, [abc]), names))

  it("that names a kind means what is of it, and is asked about where nothing is", () => {
    const mixed = listing(1, ["a.jpg", "b.txt", "c.PNG", "d"])
    assert.deepStrictEqual(meant("these photos", [mixed]), ["a.jpg", "c.PNG"])
    assert.deepStrictEqual(meant("that document", [listing(1, ["x.pdf"])]), ["x.pdf"])
    assert.deepStrictEqual(meant("these photos", [abc]), [
      'unclear: What do you mean by "these photos"? Nothing that #1 spoke of is one of those.'
    ])
    assert.deepStrictEqual(meant("these files", [mixed]), ["a.jpg", "b.txt", "c.PNG", "d"])
  })

  it("of one thing is it, and of none is none: an older list is never meant then", () => {
    assert.deepStrictEqual(meant("it", [abc, listing(2, ["x"])]), ["x"])
    assert.deepStrictEqual(meant("them", [abc, listing(2, [])]), [
      'unclear: What do you mean by "them"? #2 found nothing.'
    ])
    assert.deepStrictEqual(meant("the first one", [abc, listing(2, [])]), [
      'unclear: What do you mean by "the first one"? #2 found nothing.'
    ])
  })

  it("is the latest one", () => assert.deepStrictEqual(meant("the first one", [abc, listing(2, ["x", "y"])]), ["x"]))

  it("that is not known whole has first ones, and no last ones", () => {
    const cut = listing(1, ["a", "b"], { cut: true })
    assert.deepStrictEqual(meant("the second one", [cut]), ["b"])
    assert.deepStrictEqual(meant("the first two", [cut]), ["a", "b"])
    for (const words of ["them", "the last one", "everything but the first"])
      assert.match(meant(words, [cut])[0] ?? "", /^unclear: .* #1 named more than is kept here \(2\)\.$/)
  })
})

describe("an answer that has only what its line referred to", () => {
  it("is no new list to count in", () => {
    const where = { type: "request", text: "where is it", refers: ["/w/b"] } as const
    const found = listing(2, ["b"], { meaning: where })
    assert.deepStrictEqual([meant("the third one", [abc, found]), meant("it", [abc, found])], [["c"], ["b"]])
    const opened = listing(2, ["d/x", "d/y"], { meaning: { ...where, refers: ["/w/d"] } })
    assert.deepStrictEqual(meant("the second one", [abc, opened]), ["d/y"])
  })
})

describe("them, after one of a list was spoken of", () => {
  const no = block(2, { status: "refused", error: NO, effects: [{ op: "delete", from: "/w/b" }] })
  const asked = block(2, { action: "FileOps.stat", args: { files: { paths: ["b"] } }, items: ["6 bytes"] })
  it.for([
    ["said no to", no],
    ["asked about", asked],
    ["moved", move(2, ["b", "old/b"])],
    ["deleted", remove(2, "b")]
  ] as const)("are neither that one nor the list without a question: %s", ([, one]) => {
    const question = 'unclear: What do you mean by "them"? #2 spoke of one thing, and #1 of 3 things.'
    assert.deepStrictEqual(meant("them", [abc, one]), [question])
    assert.deepStrictEqual(meant("all of those", [abc, one])[0], question.replace("them", "all of those"))
    assert.strictEqual(meant("it", [abc, one]).length, 1)
    assert.strictEqual(meant("the files of #1", [abc, one]).length, 3)
  })

  it("are said how each can be meant", () => {
    const [reference] = findReferences("delete them")
    const resolved = reference === undefined ? null : resolveReference(reference, [abc, no])
    const lines = resolved?.type === "unclear" ? resolved.lines : []
    assert.strictEqual(lines[1], 'Say "it" for b, or "the files of #1" for all of them.')
  })

  it("are what was found where that is one, what was spoken of by itself, and several of a list", () => {
    assert.deepStrictEqual(meant("them", [abc, listing(2, ["b"])]), ["b"])
    const other = block(2, { status: "refused", error: NO, effects: [{ op: "delete", from: "/w/z" }] })
    assert.deepStrictEqual(meant("them", [abc, other]), ["z"])
    const two = ["a", "b"].map((name) => ({ op: "delete" as const, from: `/w/${name}` }))
    assert.deepStrictEqual(meant("them", [abc, block(2, { status: "refused", error: NO, effects: two })]), ["a", "b"])
  })
})

describe("a line by its number", () => {
  it("alone is no thing", () =>
    assert.deepStrictEqual(meant("#1", [abc]), ["unclear: #1 is a line of this shell, and no file."]))

  it("is meant whatever came after it", () => {
    const blocks = [abc, listing(2, ["x", "y"])]
    assert.deepStrictEqual(meant("the second one of #1", blocks), ["b"])
    assert.deepStrictEqual(meant("the files of #1", blocks), ["a", "b", "c"])
    assert.deepStrictEqual(meant("them from #7", blocks), [
      'nothing: What do you mean by "them from #7"? #7 named nothing that is known here.'
    ])
  })
})

describe("nothing before", () => {
  it("is asked about", () => {
    assert.deepStrictEqual(meant("it", []), ['nothing: What do you mean by "it"? Nothing has been listed yet.'])
    const nothings = [
      block(1, { plan: null, status: "not-understood" }),
      block(2, { kind: "command", plan: null }),
      block(3, { action: "SystemOps.date", items: ["now"] })
    ]
    assert.match(meant("them", nothings)[0] ?? "", /^nothing: /)
  })
})

describe("one thing that was spoken of", () => {
  it("is what a question named, though its list stays the list", () => {
    const asked = block(2, { action: "FileOps.stat", args: { files: { paths: ["b"] } }, items: ["6 bytes"] })
    assert.deepStrictEqual(meant("it", [abc, asked]), ["b"])
    assert.deepStrictEqual(meant("the third one", [abc, asked]), ["c"])
  })

  it("is what a deed left behind, made or moved", () => {
    const made = block(1, { effects: [{ op: "create", to: "/w/notes" }], paths: ["/w/notes"] })
    assert.deepStrictEqual(meant("it", [made]), ["notes"])
    assert.deepStrictEqual(meant("it", [abc, move(2, ["a", "old/a"])]), ["old/a"])
    assert.deepStrictEqual(meant("them", [move(1, ["a", "old/a"], ["b", "old/b"])]), ["old/a", "old/b"])
  })

  it.for(["refused", "failed"] as const)(
    "is not what a line named that was %s, and the list before stays it",
    (status) => {
      const effects = [{ op: "delete" as const, from: "/other/z" }]
      const error = { tag: "OutsideRoots", message: "Outside.", recovery: [] }
      const not = block(2, { status, error, effects, transaction: status === "failed" ? "TX2" : null })
      const answered = block(4, { kind: "command", plan: null, status: "not-understood" })
      assert.deepStrictEqual(meant("them", [not, answered]), [
        'nothing: What do you mean by "them"? Nothing has been listed yet.'
      ])
      assert.deepStrictEqual(meant("them", [abc, not, answered]), ["a", "b", "c"])
      assert.deepStrictEqual(meant("them", [not, listing(3, ["x", "y"]), answered]), ["x", "y"])
    }
  )

  it("is what was said no to, or only planned, where it is", () => {
    const refused = block(1, { status: "refused", error: NO, effects: [{ op: "delete", from: "/w/a" }] })
    assert.deepStrictEqual(meant("it", [refused]), ["a"])
    const planned = block(1, { planned: true, effects: [{ op: "move", from: "/w/a", to: "/w/old/a" }] })
    assert.deepStrictEqual(meant("it", [planned]), ["a"])
  })

  it("of a deed that makes something of something is where it was taken from", () => {
    const effects = [
      { op: "archive", to: "/w/a.gz" },
      { op: "delete", from: "/w/a" }
    ] as const
    assert.deepStrictEqual(meant("it", [block(1, { status: "refused", error: NO, effects })]), ["a"])
  })

  it("is not what a line could not do", () => {
    const failed = block(2, { status: "failed", plan: null })
    assert.deepStrictEqual(meant("them", [abc, failed]), ["a", "b", "c"])
  })
})

describe("things that went elsewhere", () => {
  it("keep their place in the list", () => {
    const moved = [abc, move(2, ["b", "old/b"])]
    assert.deepStrictEqual(meant("the second one", moved), ["old/b"])
    assert.deepStrictEqual(meant("the second one", [...moved, move(3, ["old/b", "z"])]), ["z"])
    assert.deepStrictEqual(meant("the first one", moved), ["a"])
  })

  it("go along with the folder that they are in", () =>
    assert.deepStrictEqual(meant("the first one", [listing(1, ["d/a", "da"]), move(2, ["d", "e"])]), ["e/a"]))

  it("are back after an undo, and gone again after a redo", () => {
    const undone = [abc, move(2, ["b", "old/b"]), undo(3, "TX2")]
    assert.deepStrictEqual(meant("the second one", undone), ["b"])
    assert.deepStrictEqual(meant("it", undone), ["b"])
    const again = [...undone, redo(4, "TX2")]
    assert.deepStrictEqual(meant("the second one", again), ["old/b"])
    assert.deepStrictEqual(meant("it", again), ["old/b"])
  })

  it("that were spoken of where they had been moved to are back as well", () => {
    const seen = listing(3, ["old/b"])
    const undone = [abc, move(2, ["b", "old/b"]), seen, undo(4, "TX2")]
    assert.deepStrictEqual(meant("the first one", undone), ["b"])
    assert.deepStrictEqual(meant("the first one", [...undone, redo(5, "TX2")]), ["old/b"])
  })

  it("are known after an undo of a delete", () => {
    const undone = [abc, remove(2, "b"), undo(3, "TX2")]
    assert.deepStrictEqual(meant("it", undone), ["b"])
    assert.deepStrictEqual(meant("the third one", undone), ["c"])
  })
})

describe("answers that are no paths", () => {
  it("are named by what of a line is the name", () => {
    const branches = block(1, { action: "GitOps.branches", items: ["* main", "  feature/x"] })
    assert.deepStrictEqual(meant("the second one", [branches]), ["feature/x"])
    const processes = block(1, { action: "ProcessOps.find", items: ["123\tnode", "7\tbash"] })
    assert.deepStrictEqual(meant("them", [processes]), ["123", "7"])
  })
})

describe("what was taken back", () => {
  const copied = block(2, { effects: [{ op: "copy", from: "/w/b", to: "/w/old/b" }], paths: ["/w/old/b"] })

  // After the undo of a copy "delete it" was the original.
  it("is never what something was made from, and nothing older either", () => {
    const undone = [abc, copied, undo(3, "TX2")]
    for (const words of ["it", "them"])
      assert.deepStrictEqual(meant(words, undone), [
        `unclear: What do you mean by "${words}"? What #3 took back had made is gone with it.`
      ])
    assert.deepStrictEqual(meant("the second one", undone), ["b"], "the list is as it was")
  })

  it.for(["create", "link", "archive", "extract"] as const)("is gone where it was made: %s", (op) => {
    const made = block(2, { effects: [{ op, from: "/w/b", to: "/w/x" }], paths: ["/w/x"], action: "FileOps.any" })
    assert.match(meant("it", [abc, made, undo(3, "TX2")])[0] ?? "", /gone with it/)
  })

  it("is what was moved or changed, and not the folder that was made for it", () => {
    const effects = [
      { op: "create", to: "/w/old" },
      { op: "move", from: "/w/a", to: "/w/old/a" }
    ] as const
    assert.deepStrictEqual(meant("it", [abc, block(2, { effects }), undo(3, "TX2")]), ["a"])
    const changed = block(2, { effects: [{ op: "mode", to: "/w/c" }], action: "FileOps.permissions" })
    assert.deepStrictEqual(meant("it", [abc, changed, undo(3, "TX2")]), ["c"])
  })

  it("is all of what several lines moved, where they are now", () => {
    const moved = [abc, move(2, ["a", "x"]), move(3, ["b", "y"]), undo(4, "TX3", "TX2")]
    assert.deepStrictEqual(meant("them", moved), ["b", "a"])
    assert.deepStrictEqual(meant("them", [...moved, move(5, ["a", "z"]), listing(6, [])]), [
      'unclear: What do you mean by "them"? #6 found nothing.'
    ])
  })

  it("of what was cut off and finished is not known whole, and is asked about", () => {
    const finished = { ...move(2, ["d", "old/d"]), parts: ["CUT"], cut: true }
    const asked = 'unclear: What do you mean by "them"? '
    assert.deepStrictEqual(meant("them", [abc, finished]), [`${asked}#2 named more than is kept here (1).`])
    const back = undo(3, "TX2", "CUT")
    assert.deepStrictEqual(meant("them", [abc, finished, back]), [`${asked}#3 named more than is kept here (1).`])
  })

  it("is asked about where another shell had done it", () =>
    assert.deepStrictEqual(meant("them", [abc, undo(2, "ELSEWHERE")]), [
      'unclear: What do you mean by "them"? What #2 took back was not done by a line of this shell.'
    ]))
})

const search = (paths: ReadonlyArray<string>, items: ReadonlyArray<string>) =>
  block(2, { action: "TextOps.search", args: { files: { in: ["."] } }, paths, items })

describe("a search in texts", () => {
  it("is the list of the files in which something was found", () => {
    const found = search(["/w/x", "/w/y"], ["x:milk", "x:more milk", "y:milk"])
    assert.deepStrictEqual(meant("the second one", [abc, found]), ["y"])
    assert.deepStrictEqual(meant("them", [abc, found]), ["x", "y"])
  })

  it("that found nothing means nothing older", () =>
    assert.deepStrictEqual(meant("them", [abc, search([], [])]), [
      'unclear: What do you mean by "them"? #2 found nothing.'
    ]))
})
