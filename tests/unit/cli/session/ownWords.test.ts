/** Sentences about zenus itself lead to its command, sentences about the repository to git; no request is caught by either. */
import { assert, describe, it } from "@effect/vitest"
import { IntentIR, NotUnderstood, type OfflineTranslator, Request } from "@zenus/core"
import * as Effect from "effect/Effect"
import { ownCommand, repositoryWords, type Surroundings, withOwnWords } from "#cli/session/ownWords.ts"

describe("a sentence about zenus", () => {
  it.for([
    ["undo that", "zenus undo"],
    ["Undo the last thing.", "zenus undo"],
    ["please undo what you just did", "zenus undo"],
    ["take back the last change", "zenus undo"],
    ["bring back the deleted files", "zenus undo"],
    ["bring the files back", "zenus undo"],
    ["restore a.txt", "zenus undo"],
    ["redo that", "zenus redo"],
    ["do it again", "zenus redo"],
    ["show me the history", "zenus history"],
    ["what did you just do?", "zenus history"]
  ] as const)("%s: %s", ([text, command]) => assert.include(ownCommand(text)?.advice[0] ?? "", command))

  it.for(["undo the last commit", "revert a.txt", "delete the history folder", "take a.txt out"])(
    "is not: %s",
    (text) => assert.isNull(ownCommand(text))
  )
})

const request = (text: string): Request =>
  new Request({ text, cwd: "/w", home: "/h", at: 0, timeZone: "UTC", mode: "plan" })

/** Understands every text that is in `known`, as that text. */
const rules = (known: ReadonlyArray<string>): OfflineTranslator => ({
  name: "rules",
  translate: ({ text }) =>
    known.includes(text)
      ? Effect.succeed(new IntentIR({ version: 1, goal: text, provider: "rules", confidence: 1, steps: [] }))
      : Effect.fail(new NotUnderstood({ reason: "no.", suggestions: ["what time is it"] }))
})

const asked = (text: string, known: ReadonlyArray<string>, where: Partial<Surroundings> = {}) =>
  withOwnWords(rules(known), { inRepository: () => false, holds: () => false, ...where })
    .translate(request(text))
    .pipe(
      Effect.map(({ goal }) => goal),
      Effect.catch((error) => Effect.succeed([error._tag, ...error.recovery]))
    )

const inRepository = () => true

describe("the rules with these words", () => {
  it.effect("go first: what they understand stays what it was", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* asked("undo that", ["undo that"]), "undo that")
      const [tag, ...advice] = yield* asked("undo that", [])
      assert.deepStrictEqual([tag, advice.length], ["NotUnderstood", 2])
      assert.deepStrictEqual(yield* asked("dance", []), ["NotUnderstood", 'Try: zenus "what time is it"'])
    })
  )

  it.effect("read status and log as git's where there is a repository, and ask where log files are there too", () =>
    Effect.gen(function* () {
      const known = ["git status", "git log", "show status", "show the log", "show status of git"]
      assert.strictEqual(yield* asked("show status", known, { inRepository }), "git status")
      assert.strictEqual(yield* asked("show status", known), "show status")
      assert.strictEqual(yield* asked("Show the log", known, { inRepository }), "git log")
      assert.strictEqual(yield* asked("show the log", known), "show the log")
      const both = yield* asked("show the log", known, { inRepository, holds: (_, extension) => extension === "log" })
      assert.deepStrictEqual(both, ["Ambiguous", 'Try: zenus "git log"', 'Try: zenus "list the log files"'])
      assert.isNull(repositoryWords("show the log of the server"))
    })
  )
})
