/** Names that stand in for things: what the rules read of them, and that the real ones take their place everywhere or nowhere. */
import { assert, describe, it } from "@effect/vitest"
import { IntentIR, IntentStep } from "@zenus/core"
import { holdsStandIn, type Item, typeOfStandIn, withItems, writeItems } from "#cli/session/standIns.ts"

const file = (path: string): Item => ({ type: "file", path })
const intent = (args: Readonly<Record<string, unknown>>): IntentIR =>
  new IntentIR({
    version: 1,
    goal: "typed",
    provider: "rules",
    confidence: 1,
    steps: [new IntentStep({ id: "1", tool: "FileOps", action: "move", args })]
  })
const [A, B] = ["zenus-item-1-file.txt", "zenus-item-2-file"]

const replaced = (args: Readonly<Record<string, unknown>>, ...items: ReadonlyArray<Item>) =>
  withItems(intent(args), writeItems([items]).meanings, "said")?.steps[0]?.args ?? null

describe("stand-ins", () => {
  it("say what they stand for, one by one and for many", () => {
    const { texts } = writeItems([[file("a.TXT"), file("b"), file("c")], [{ type: "folder", path: "d.d" }]])
    assert.deepStrictEqual(texts, ["'zenus-item-1-file.txt' and 'zenus-item-2-file'", "'zenus-item-3-folder'"])
    assert.deepStrictEqual(
      ["zenus-item-1-file.txt", "zenus-item-3-folder", "zenus-item2-1-file", "a.txt", "zenus-item"].map(typeOfStandIn),
      ["file", "folder", "file", null, null]
    )
    assert.isTrue(holdsStandIn("delete Zenus-Item-1-file"))
    assert.isFalse(holdsStandIn("delete the item"))
  })

  it("give way to the real things", () => {
    const items = [file("x.txt"), file("y"), file("z")]
    assert.deepStrictEqual(replaced({ from: { paths: [A, B] }, to: "old" }, ...items), {
      from: { paths: ["x.txt", "y", "z"] },
      to: "old"
    })
    assert.deepStrictEqual(replaced({ left: A, right: B }, file("x.txt"), file("y")), { left: "x.txt", right: "y" })
    assert.deepStrictEqual(replaced({ files: { names: [A] } }, file("d/[x]*.txt")), {
      files: { names: ["[[]x][*].txt"] }
    })
    assert.deepStrictEqual(replaced({ files: { nameContains: [A] } }, file("d/x.txt")), {
      files: { nameContains: ["x.txt"] }
    })
  })

  it.for([
    [{ to: B }, "several in the place of one"],
    [{ to: "zenus-item-1-file.txt.bak" }, "a part of a longer name"],
    [{ text: `hello ${A}` }, "a part of a text"]
  ] as const)("or nothing is read: %j", ([args]) => assert.isNull(replaced(args, file("x.txt"), file("y"), file("z"))))

  it("are never taken for a real name that looks like one", () => {
    const items = [file("zenus-item-1-file.txt")]
    const { meanings, texts } = writeItems([items])
    assert.deepStrictEqual(texts, ["'zenus-item1-1-file.txt'"])
    const [name = ""] = meanings.keys()
    assert.deepStrictEqual(withItems(intent({ to: name }), meanings, "said")?.steps[0]?.args, {
      to: "zenus-item-1-file.txt"
    })
  })
})
