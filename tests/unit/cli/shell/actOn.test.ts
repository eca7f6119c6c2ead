/** Where a name was looked for that is not there, said where the shell stands elsewhere. */
import { assert, it } from "@effect/vitest"
import { lookedIn } from "#cli/shell/actOn.ts"

const missing = (what: string, tag = "PathNotFound") => ({ tag, message: `There is no ${what}.`, recovery: [] })

it.for([
  [missing("build"), "/home/ann/b", "It was looked for in ~/b."],
  [missing("build"), "/b\u001b", "It was looked for in /b\\e."],
  [missing("build"), "/w", null],
  [missing("/b/build"), "/b", null],
  [missing("~/build"), "/b", null],
  [missing("user bob"), "/b", null],
  [missing("build", "StepFailed"), "/b", null],
  [null, "/b", null]
] as const)("%j in %s: %s", ([error, cwd, line]) => assert.strictEqual(lookedIn(error, cwd, "/w", "/home/ann"), line))
