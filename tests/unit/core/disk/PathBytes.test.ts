/** The law of names: bytes to text and back is the identity, for every byte there is, and one name has one text. */
import { assert, describe, it } from "@effect/vitest"
import { fromBytes, isRepresentable, toBytes } from "#core/disk/PathBytes.ts"
import { hostileNameTable } from "#kit"

/** Numbers that look random and are the same in every run (a linear congruential generator, as in Numerical Recipes). */
const makeDraw = (seed: number): ((below: number) => number) => {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % below
  }
}

const comesBack = (bytes: Uint8Array): string => {
  const text = fromBytes(bytes)
  // Asked 85,000 times: an assertion costs more than what it looks at.
  if (Buffer.compare(toBytes(text), bytes) !== 0) assert.fail(JSON.stringify(text))
  return text
}

describe("bytes of a name", () => {
  it("come back, for every name of one byte, each with a text of its own", () => {
    const texts = new Set<string>()
    for (let byte = 0; byte < 256; byte++) texts.add(comesBack(Uint8Array.of(byte)))
    assert.strictEqual(texts.size, 256)
  })

  it("come back, for every name of two bytes, each with a text of its own", () => {
    const texts = new Set<string>()
    for (let first = 0; first < 256; first++) {
      for (let second = 0; second < 256; second++) texts.add(comesBack(Uint8Array.of(first, second)))
    }
    assert.strictEqual(texts.size, 65_536)
  })

  it("come back, for 20,000 names of up to 12 bytes drawn from those that matter in UTF-8", () => {
    const draw = makeDraw(7)
    const texts = new Set<string>()
    const names = new Set<string>()
    const edges = [0x2f, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4]
    for (let round = 0; round < 20_000; round++) {
      const length = 1 + draw(12)
      const bytes = Uint8Array.from({ length }, () => (draw(4) === 0 ? draw(256) : (edges[draw(edges.length)] ?? 0)))
      names.add(Buffer.from(bytes).toString("latin1"))
      texts.add(comesBack(bytes))
    }
    assert.strictEqual(texts.size, names.size)
  })

  it("come back for every hostile name", () => {
    const texts = hostileNameTable.map(({ bytes }) => comesBack(bytes))
    assert.strictEqual(new Set(texts).size, hostileNameTable.length)
  })

  it("that are valid UTF-8 are plain text, a byte order mark and U+FFFD included", () => {
    for (const text of ["é", "🗑️", "\ufeffname", "a\ufffdb", "\u0000"]) {
      assert.strictEqual(fromBytes(new TextEncoder().encode(text)), text)
    }
  })

  it("that are not are escaped one by one", () => {
    assert.strictEqual(fromBytes(Uint8Array.of(0x61, 0xff, 0x62)), "a\udcffb")
    // Overlong `/`, a surrogate in UTF-8, beyond U+10FFFF, and a character that is cut short.
    assert.strictEqual(fromBytes(Uint8Array.of(0xc0, 0xaf)), "\udcc0\udcaf")
    assert.strictEqual(fromBytes(Uint8Array.of(0xed, 0xb2, 0x80)), "\udced\udcb2\udc80")
    assert.strictEqual(fromBytes(Uint8Array.of(0xf4, 0x90, 0x80, 0x80)), "\udcf4\udc90\udc80\udc80")
    assert.strictEqual(fromBytes(Uint8Array.of(0xe2, 0x82)), "\udce2\udc82")
  })
})

describe("text that stands for no bytes", () => {
  it("is refused instead of becoming another name", () => {
    for (const text of ["a\ud83d", "\udc00", "\udc7f", "\udd00", "\udfff"]) {
      assert.isFalse(isRepresentable(text), JSON.stringify(text))
      assert.throws(() => toBytes(text), RangeError)
    }
  })

  it("never smuggles in a slash, a dot or a NUL", () => {
    for (let byte = 0; byte < 0x80; byte++) assert.isFalse(isRepresentable(String.fromCharCode(0xdc00 + byte)))
  })
})
