/** The content of files on a terminal: text as it is, in whatever pieces it comes; what is no text is said to be none. */
import { assert, describe, it } from "@effect/vitest"
import { showBytes } from "#cli/terminal/showBytes.ts"

async function* piecesOf(...pieces: ReadonlyArray<Uint8Array>) {
  yield* pieces
}

const shown = async (paths: ReadonlyArray<string>, ...pieces: ReadonlyArray<Uint8Array>) => {
  let text = ""
  const notes: Array<string> = []
  const screen = {
    out: async (piece: string) => {
      text += piece
    },
    note: (line: string) => void notes.push(line)
  }
  await showBytes(screen, piecesOf(...pieces), paths)
  return { text, notes }
}
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

describe("showBytes", () => {
  it("shows text, its control sequences as characters, with an end of its last line", async () => {
    const { notes, text } = await shown(["/w/a.txt"], utf8("one\n\u001b[2Jtwo"))
    assert.deepStrictEqual([text, notes], ["one\n\\e[2Jtwo\n", []])
    assert.strictEqual((await shown(["/w/a.txt"], utf8("one\n"))).text, "one\n")
    assert.strictEqual((await shown(["/w/a.txt"])).text, "")
  })

  it("shows a character that comes in two pieces as one", async () => {
    const bytes = utf8("für 日本")
    for (let at = 0; at <= bytes.length; at++) {
      assert.strictEqual((await shown([], bytes.subarray(0, at), bytes.subarray(at))).text, "für 日本\n")
    }
    assert.strictEqual(
      (await shown([], bytes.subarray(0, 2))).text,
      "f\uFFFD\n",
      "and one that is cut off as what it is"
    )
  })

  it("reads UTF-16 where a mark says so", async () => {
    const little = Buffer.from("\uFEFFgrün\n", "utf16le")
    assert.strictEqual((await shown(["/w/a.txt"], little)).text, "grün\n")
    assert.strictEqual((await shown(["/w/a.txt"], Buffer.from(little).swap16())).text, "grün\n")
  })

  it("shows nothing of what is no text", async () => {
    const binary = Uint8Array.of(127, 69, 76, 70, 0, 1)
    assert.deepStrictEqual(await shown(["/w/pro\u001bgram"], binary), {
      text: "",
      notes: ["pro\\egram is no text, so it is not shown here. In a pipe it comes out as it is."]
    })
    assert.deepStrictEqual(await shown(["/w/a.txt", "/w/program"], utf8("one"), binary, utf8("three")), {
      text: "one\n",
      notes: ["What comes next is no text, so it is not shown here. In a pipe it comes out as it is."]
    })
  })
})
