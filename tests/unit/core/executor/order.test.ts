import * as Schema from "effect/Schema"
import { assert, describe, it } from "vitest"
import type { AnyAction, Deed, Prepared, ResolvedPlan } from "@zenus/core"
import { orderSteps } from "#core/executor/order.ts"

interface StepLike {
  readonly reads?: ReadonlyArray<string>
  readonly writes?: ReadonlyArray<string>
  readonly deeds?: ReadonlyArray<Deed>
  readonly dependsOn?: ReadonlyArray<string>
  readonly parallel?: boolean
}

const plan = (...steps: ReadonlyArray<StepLike>): ResolvedPlan =>
  ({
    plan: { steps: steps.map(({ dependsOn }) => ({ dependsOn: dependsOn ?? [] })) },
    steps: steps.map(({ deeds, parallel, reads, writes }, at) => ({
      id: String(at + 1),
      action: { parallel: parallel ?? true, args: Schema.Unknown } as unknown as AnyAction,
      prepared: {
        explanation: "",
        deeds: deeds ?? [],
        ...(reads === undefined ? {} : { reads }),
        ...(writes === undefined ? {} : { writes })
      } satisfies Prepared
    }))
  }) as unknown as ResolvedPlan

describe("orderSteps", () => {
  it("is free where nothing is shared", () => {
    assert.deepStrictEqual(orderSteps(plan({ writes: ["/a"] }, { writes: ["/b"] }, { reads: ["/c"] })), [[], [], []])
    assert.deepStrictEqual(orderSteps(plan({ reads: ["/a"] }, { reads: ["/a"] })), [[], []])
  })

  it.each<readonly [string, StepLike, StepLike]>([
    ["write after write", { writes: ["/a"] }, { writes: ["/a"] }],
    ["read after write", { writes: ["/a"] }, { reads: ["/a"] }],
    ["write after read", { reads: ["/a"] }, { writes: ["/a"] }],
    ["inside what was written", { writes: ["/a"] }, { reads: ["/a/b/c"] }],
    ["around what was written", { writes: ["/a/b/c"] }, { reads: ["/a"] }],
    ["a deed's target", { deeds: [{ do: "make-folder", path: "/a" }] }, { writes: ["/a/b"] }]
  ])("keeps %s", (_, first, second) => {
    assert.deepStrictEqual(orderSteps(plan(first, second)), [[], [0]])
  })

  it("compares parts of paths, not letters", () => {
    assert.deepStrictEqual(orderSteps(plan({ writes: ["/a/data"] }, { writes: ["/a/database"] })), [[], []])
  })

  it("adds what the plan says, each once, in order", () => {
    assert.deepStrictEqual(
      orderSteps(plan({}, { writes: ["/a"] }, { reads: ["/a"], dependsOn: ["2", "1"] }, { dependsOn: ["3"] })),
      [[], [], [0, 1], [2]]
    )
  })

  it("lets nothing run beside a step that must be alone", () => {
    assert.deepStrictEqual(orderSteps(plan({ writes: ["/a"] }, { parallel: false }, { writes: ["/b"] })), [
      [],
      [0],
      [1]
    ])
  })
})
