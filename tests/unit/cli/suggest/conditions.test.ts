import { assert, describe, it } from "@effect/vitest"
import { fromRules, makeToolbox, Request } from "@zenus/core"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"
import { CONDITIONS, NOUNS_OF_FILES } from "#cli/suggest/conditions.ts"

const rules = fromRules(makeToolbox(allTools), () => null)
const argumentsOf = (text: string) =>
  Effect.map(
    rules.translate(new Request({ text, cwd: "/work", home: "/home/me", at: 1.8e12, timeZone: "UTC", mode: "plan" })),
    (intent) => intent.steps.map(({ action, args, tool }) => ({ what: `${tool}.${action}`, files: args["files"] }))
  )

describe("CONDITIONS", () => {
  for (const condition of CONDITIONS)
    it.effect(`"find files ${condition}" is understood, and is not "find files"`, () =>
      Effect.gen(function* () {
        const [step, ...more] = yield* argumentsOf(`find files ${condition}`)
        const [plain] = yield* argumentsOf("find files")
        assert.deepStrictEqual(more, [])
        assert.strictEqual(step?.what, "FileOps.find")
        if (condition !== "in this folder") assert.notDeepEqual(step?.files, plain?.files)
      })
    )

  it("stand behind what files are called when many are meant", () => {
    for (const text of ["find files", "delete the PDF files", "show my photos"]) assert.match(text, NOUNS_OF_FILES)
    for (const text of ["find file", "profiles are", "filesystem", "git"]) assert.notMatch(text, NOUNS_OF_FILES)
  })
})
