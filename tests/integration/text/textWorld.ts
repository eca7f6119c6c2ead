/** TextOps asked in tests, a program of the system to compare with, and what each of its actions must refuse. */
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { assert } from "@effect/vitest"
import { BadArgument, PathNotFound, StepFailed } from "@zenus/core"
import { askTool } from "#kit/askTool.ts"
import { TextOps } from "#tools/text/TextOps.ts"

export const { answer, failure, lines, text } = askTool(TextOps)
export const program = (cwd: string, name: string, ...args: ReadonlyArray<string>) =>
  execFileSync(name, args, { cwd, encoding: "utf8", env: { ...process.env, LC_ALL: "C.UTF-8" } })
export const one = (path: string) => ({ files: { paths: [path] } })

/** What every action that takes files must refuse or survive: missing, a folder where none fits, wrong arguments, hostile names. */
export const mustRefuse = async (folder: string, name: string, more: object = {}): Promise<void> => {
  assert.instanceOf(await failure(folder, name, { ...one("missing.txt"), ...more }), PathNotFound)
  assert.instanceOf(await failure(folder, name, { ...more }), BadArgument, "neither files nor text")
  assert.instanceOf(await failure(folder, name, { ...one("a"), text: "x", ...more }), BadArgument, "both")
  assert.instanceOf(await failure(folder, name, { ...one("a"), ...more, colour: "red" }), BadArgument, "unknown field")
  execFileSync("mkfifo", [join(folder, `pipe-${name}`)])
  assert.instanceOf(await failure(folder, name, { ...one(`pipe-${name}`), ...more }), StepFailed)
  // As a request without a look at the disk has it: in a folder of that name, files. It must not wait for the pipe's other end either.
  const within = { files: { in: [`pipe-${name}`], type: "file", recursive: true } }
  assert.instanceOf(await failure(folder, name, { ...within, ...more }), StepFailed)
}
