/** One count over work that goes over the same files several times. */
import { assert, describe, it } from "vitest"
import type { ProgressUnit } from "@zenus/core"
import { onePass, passes, telling } from "#tools/action/passes.ts"

const MB = 1024 * 1024

type Heard = readonly [done: number, total: number | null, unit: ProgressUnit, phase?: string]
const world = () => {
  const heard: Array<Heard> = []
  return { heard, tell: (...news: Heard) => void heard.push(news) }
}

describe("passes", () => {
  it("are one count, in which each has its share, and end at all of it", () => {
    const { heard, tell } = world()
    const [write, read] = passes(tell, { files: 1, bytes: 100 * MB }, [
      { weight: 3 },
      { weight: 1, phase: "Reading back" }
    ])
    for (let at = 0; at < 4; at++) write(25 * MB)
    read(50 * MB)
    read(50 * MB)
    assert.deepStrictEqual(
      heard.map(([done, , , phase]) => [done / MB, phase]),
      [
        [18.75, undefined],
        [37.5, undefined],
        [56.25, undefined],
        [75, undefined],
        [87.5, "Reading back"],
        [100, "Reading back"]
      ]
    )
    assert.isTrue(heard.every(([, total, unit]) => total === 100 * MB && unit === "bytes"))
  })

  it("count files where these are small, and never more than there are", () => {
    const { heard, tell } = world()
    const told = onePass(tell, { files: 3, bytes: 300 })
    for (let at = 0; at < 3; at++) {
      told(100)
      told(0, 1)
    }
    told(100, 1)
    assert.deepStrictEqual([...new Set(heard.map(([done]) => done))], [0, 1, 2, 3])
    assert.isTrue(heard.every(([, total, unit]) => total === 3 && unit === "things"))
  })

  it("say no phases where they take turns, and a pass that takes no time has no share", () => {
    const { heard, tell } = world()
    const each = [{ weight: 1 }, { weight: 0, phase: "Never" }, { weight: 1, phase: "Reading back" }] as const
    const [write, never, read] = passes(tell, { files: 1, bytes: 10 * MB }, each, false)
    write(10 * MB)
    never(10 * MB)
    read(10 * MB)
    assert.deepStrictEqual(
      heard.map(([done, , , phase]) => [done / MB, phase]),
      [
        [5, undefined],
        [5, undefined],
        [10, undefined]
      ]
    )
  })

  it("tell slices as they are taken", async () => {
    const { heard, tell } = world()
    const source = async function* () {
      yield new Uint8Array(MB)
      yield new Uint8Array(MB)
    }
    const slices = telling(source(), onePass(tell, { files: 1, bytes: 2 * MB }))
    await slices.next()
    await slices.return(undefined)
    assert.deepStrictEqual(heard, [], "one that looked at the beginning alone has not gone through it")
    for await (const _ of telling(source(), onePass(tell, { files: 1, bytes: 2 * MB }))) continue
    assert.deepStrictEqual(
      heard.map(([done]) => done),
      [MB, 2 * MB]
    )
  })
})
