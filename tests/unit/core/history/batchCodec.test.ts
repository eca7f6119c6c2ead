import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import { decodeBatch, encodeBatch } from "#core/history/batchCodec.ts"
import type { Attributes, Group, Primitive } from "#core/history/Primitive.ts"

const name = fc.oneof(
  fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/[/\0]/.test(text)),
  fc.constantFrom("..foo", "~", "\u202e", "\udc80\udcff", "new\nline", '"')
)
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join("/")}`)
const whole = fc.nat(2 ** 53 - 1)
const type = fc.constantFrom("file", "folder", "link", "other")
const what = fc.record({
  type,
  dev: whole,
  ino: whole,
  size: whole,
  mtimeMs: fc.double({ min: -1e13, max: 1e13, noNaN: true }).map((ms) => (Object.is(ms, -0) ? 0 : ms))
})
const attributes: fc.Arbitrary<Attributes> = fc.record(
  { mode: whole, uid: whole, gid: whole, mtimeNs: fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }) },
  { requiredKeys: [] }
)
const primitive: fc.Arbitrary<Primitive> = fc.oneof(
  fc.record(
    {
      kind: fc.constant("rename"),
      from: path,
      to: path,
      what,
      loose: fc.constant(true),
      fresh: fc.constant(true),
      print: fc.string(),
      entries: whole
    },
    { requiredKeys: ["kind", "from", "to", "what"] }
  ),
  fc.record({
    kind: fc.constant("folder"),
    path,
    mode: fc.option(whole),
    existed: fc.boolean(),
    aside: fc.option(path)
  }),
  fc.record({ kind: fc.constant("set"), path, type, dev: whole, ino: whole, before: attributes, after: attributes }),
  fc.record({ kind: fc.constant("destroy"), path, what })
)
const groups = fc.array(fc.array(primitive, { minLength: 1, maxLength: 3 }), { maxLength: 30 })

/** fast-check's records have no prototype. */
const plain = (value: ReadonlyArray<Group>): unknown =>
  value.map((group) => group.map((one) => structuredClone({ ...one })))

describe("batchCodec", () => {
  it("gives back every batch, names with undecodable bytes included", () => {
    fc.assert(
      fc.property(groups, (groups) => {
        const { text } = encodeBatch(groups)
        assert.isTrue(text.isWellFormed())
        assert.deepStrictEqual(plain(decodeBatch(text)), plain(groups))
      }),
      { seed: 1, numRuns: 300 }
    )
  })

  it("lists every folder that a batch changes, once", () => {
    const identity = { type: "file", dev: 1, ino: 2, size: 3, mtimeMs: 4 } as const
    const move = (from: string, to: string): Group => [{ kind: "rename", from, to, what: identity }]
    const { folders } = encodeBatch([
      move("/a/x", "/b/x"),
      move("/a/y", "/b/y"),
      move("/a/b/z", "/z"),
      move("/ab", "/a/ab")
    ])
    assert.deepStrictEqual(folders, ["/a", "/b", "/a/b", "/"])
  })

  it("takes about sixty characters for a move among its like", () => {
    const many = Array.from({ length: 1000 }, (_, at): Group => {
      const name = `IMG_${at}.jpg`
      const what = {
        type: "file",
        dev: 64768,
        ino: 1_000_000 + at,
        size: 4000,
        mtimeMs: 1_795_000_000_000.123
      } as const
      return [
        {
          kind: "rename",
          from: `/home/somebody/Downloads/${name}`,
          to: `/home/somebody/Downloads/Images/${name}`,
          what
        }
      ]
    })
    assert.isBelow(encodeBatch(many).text.length / 1000, 65)
  })

  it.each(["", "{}", "[2,[],[],[]]", "[1,[],[],[[9]]]", '[1,[],[],[[0,0,"a",0,0,0,0,1,1,1]]]'])(
    "refuses %j",
    (text) => {
      assert.throws(() => decodeBatch(text))
    }
  )
})
