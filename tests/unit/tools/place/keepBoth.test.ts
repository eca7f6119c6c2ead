import { assert, describe, it } from "@effect/vitest"
import { PathBytes } from "@zenus/core"
import * as fc from "fast-check"
import {
  type CollisionPolicy,
  makeArrivals,
  MAX_NAME_BYTES,
  nameBytes,
  numberedName,
  splitName
} from "#tools/place/keepBoth.ts"

const arrivals = (policy: CollisionPolicy, taken: ReadonlyArray<string>, folds = false) =>
  makeArrivals({ policy, namesIn: () => taken, foldsCase: () => folds })

describe("splitName", () => {
  it("knows double endings, dot files and folders", () => {
    assert.deepStrictEqual(splitName("a.txt"), ["a", ".txt"])
    assert.deepStrictEqual(splitName("a.b.tar.gz"), ["a.b", ".tar.gz"])
    assert.deepStrictEqual(splitName(".tar.gz"), [".tar", ".gz"])
    assert.deepStrictEqual(splitName(".profile"), [".profile", ""])
    assert.deepStrictEqual(splitName("v1.2", true), ["v1.2", ""])
    assert.deepStrictEqual(splitName("end."), ["end", "."])
  })
})

describe("numberedName", () => {
  it("puts the number before the extension", () => {
    assert.strictEqual(numberedName("a.txt", 2), "a (2).txt")
    assert.strictEqual(numberedName("v1.2", 3, true), "v1.2 (3)")
  })

  it("never becomes longer than a name may be, and cuts no character in two", () => {
    assert.strictEqual(nameBytes(numberedName(`${"é".repeat(125)}.txt`, 100)), 254)
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 255 }), fc.integer({ min: 2, max: 100_000 }), (bytes, n) => {
        const name = PathBytes.fromBytes(bytes.map((byte) => (byte === 0x2f || byte === 0 ? 0x61 : byte)))
        const numbered = numberedName(name, n)
        const [, ending] = splitName(name)
        // An ending that fills the name alone cannot be shortened; real ones are short.
        if (nameBytes(ending) > 200) return
        assert.isAtMost(nameBytes(numbered), MAX_NAME_BYTES)
        assert.include(numbered, ` (${n})`)
        assert.isTrue(PathBytes.isRepresentable(numbered))
      })
    )
  })
})

describe("arrivals", () => {
  it("keep both: the newcomer gets the next free number", () => {
    const to = arrivals("keep-both", ["a.txt", "a (2).txt"])
    assert.strictEqual(to.place("/to", "b.txt"), "b.txt")
    assert.strictEqual(to.place("/to", "a.txt"), "a (3).txt")
    assert.strictEqual(to.place("/to", "a.txt"), "a (4).txt")
    assert.strictEqual(to.place("/to", "b.txt"), "b (2).txt")
    assert.strictEqual(to.place("/to", "a (2).txt"), "a (2) (2).txt")
    assert.deepStrictEqual(to.keptBoth(), { count: 4, first: ["/to/a (3).txt", "/to/a (4).txt", "/to/b (2).txt"] })
  })

  it("skip and fail: the newcomer stays, and is named", () => {
    for (const policy of ["skip", "fail"] as const) {
      const to = arrivals(policy, ["a"])
      assert.isNull(to.place("/to", "a"))
      assert.strictEqual(to.place("/to", "b"), "b")
      assert.isNull(to.place("/to", "b"))
      assert.deepStrictEqual(to.refused(), ["/to/a", "/to/b"])
    }
  })

  it("counts names that differ in case as one only where the folder does", () => {
    assert.strictEqual(arrivals("keep-both", ["A.txt"], true).place("/to", "a.txt"), "a (2).txt")
    assert.strictEqual(arrivals("keep-both", ["A.txt"]).place("/to", "a.txt"), "a.txt")
    assert.isTrue(arrivals("keep-both", ["A.txt"], true).isTaken("/to", "a.TXT"))
  })

  it("treats names of object properties as names", () => {
    const to = arrivals("keep-both", ["__proto__", "constructor"])
    assert.strictEqual(to.place("/to", "__proto__"), "__proto__ (2)")
    assert.strictEqual(to.place("/to", "constructor"), "constructor (2)")
    assert.strictEqual(to.place("/to", "toString"), "toString")
  })

  it("never gives one name twice, whatever comes", () => {
    const names = fc.array(fc.constantFrom("a", "a (2)", "a (3)", "A", "b.txt", "b (2).txt", "B.TXT"), {
      maxLength: 60
    })
    fc.assert(
      fc.property(names, names, fc.boolean(), (taken, coming, folds) => {
        const to = arrivals("keep-both", taken, folds)
        const key = (name: string | null) => (folds ? (name ?? "").toLowerCase() : (name ?? ""))
        const all = [...new Set(taken.map(key)), ...coming.map((name) => key(to.place("/to", name)))]
        assert.strictEqual(new Set(all).size, all.length)
      })
    )
  })

  it("places 100,000 of one name without a search from the beginning for each", () => {
    const to = arrivals("keep-both", [])
    for (let n = 0; n < 100_000; n++) to.place("/to", "same.txt")
    assert.strictEqual(to.place("/to", "same.txt"), "same (100001).txt")
  }, 5_000)
})
