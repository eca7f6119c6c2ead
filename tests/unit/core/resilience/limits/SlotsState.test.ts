import * as fc from "fast-check"
import { assert, describe, it } from "vitest"
import * as SlotsState from "#core/resilience/limits/SlotsState.ts"

describe("SlotsState", () => {
  it("37: agrees with a naive model: nobody over the limit, nobody overtakes, who leaves leaves no gap", () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constantFrom("call" as const, "end" as const, "leave" as const), pick: fc.nat(99) }),
        fc.record({ do: fc.constant("limit" as const), pick: fc.integer({ min: 1, max: 5 }) })
      ),
      { maxLength: 150 }
    )
    fc.assert(
      fc.property(steps, fc.integer({ min: 0, max: 4 }), (course, queue) => {
        const slots = SlotsState.empty()
        let limit = 2
        const running: Array<number> = []
        const model: { running: Array<number>; line: Array<number> } = { running: [], line: [] }
        const waiters = new Map<number, SlotsState.Waiter>()
        const refill = () => {
          while (model.running.length < limit && model.line.length > 0) model.running.push(model.line.shift() ?? -1)
        }
        for (const [id, step] of course.entries()) {
          if (step.do === "call") {
            const waiter = { admitted: () => void running.push(id) }
            if (SlotsState.tryTake(slots, limit)) running.push(id)
            else if (SlotsState.join(slots, waiter, queue)) waiters.set(id, waiter)
            if (model.running.length < limit && model.line.length === 0) model.running.push(id)
            else if (model.line.length < queue) model.line.push(id)
          } else if (step.do === "end" && running.length > 0) {
            const at = step.pick % running.length
            running.splice(at, 1)
            model.running.splice(at, 1)
            SlotsState.giveBack(slots, limit)
            refill()
          } else if (step.do === "leave" && model.line.length > 0) {
            const [id = -1] = model.line.splice(step.pick % model.line.length, 1)
            const waiter = waiters.get(id)
            assert.isDefined(waiter)
            SlotsState.leave(slots, waiter)
          } else if (step.do === "limit") {
            limit = step.pick
            SlotsState.admit(slots, limit)
            refill()
          }
          assert.deepStrictEqual(running, model.running)
          assert.deepStrictEqual([slots.running, slots.waiting.size], [model.running.length, model.line.length])
        }
      }),
      { numRuns: 300 }
    )
  })

  it("37: lets nobody overtake the line, also when the limit has grown and the line was not let in yet", () => {
    const slots = SlotsState.empty()
    const admitted: Array<string> = []
    assert.isTrue(SlotsState.tryTake(slots, 1))
    assert.isTrue(SlotsState.join(slots, { admitted: () => void admitted.push("first in line") }, 1))
    assert.isFalse(SlotsState.tryTake(slots, 2))
    SlotsState.admit(slots, 2)
    assert.deepStrictEqual(admitted, ["first in line"])
  })
})
