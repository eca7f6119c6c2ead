/** A plan over very many files: between its parts everybody else has their turn, so that whoever wants it to stop is heard. */
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type Deed, defineAction, type Tool } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { it } from "#kit"
import { planRequest, saying } from "#kit/engineWorld.ts"

const FILES = 20_000

/** Plans deeds for files that are not there, and says when it has looked. */
const many = (looked: () => void): Tool => ({
  name: "Many",
  description: "Takes much into its hands",
  actions: [
    defineAction({
      name: "trash",
      description: "Put many files into the trash",
      args: Schema.Struct({}),
      risk: 2,
      undo: "trash",
      timeoutMs: 60_000,
      parallel: true,
      phrases: [],
      examples: [],
      look: (_, { cwd }) =>
        Effect.sync(() => {
          const deeds = Array.from({ length: FILES }, (_, at): Deed => ({
            do: "trash",
            path: join(cwd, `${at}`),
            identity: null,
            bytes: 0,
            entries: 1
          }))
          looked()
          return { explanation: "Trash many files", deeds }
        })
    })
  ]
})

describe("a plan over many files", () => {
  it("lets others have their turn between looking, resolving and the pieces of judging", async ({ folder, home }) => {
    let turns = 0
    let isPlanning = true
    const turn = (): void => {
      if (!isPlanning) return
      turns += 1
      setImmediate(turn)
    }
    const planned = await planRequest(
      {
        cwd: folder,
        home: home.path,
        zenusHome: home.zenusHome,
        tools: [many(() => setImmediate(turn))],
        translators: [saying(["Many.trash", {}])]
      },
      "trash many files"
    )
    isPlanning = false
    assert.strictEqual(planned._tag, "Judged")
    // Three parts of resolving; judging goes three times over all of them, with four pauses.
    assert.isAtLeast(turns, 3 + 3 * 4)
  })
})
