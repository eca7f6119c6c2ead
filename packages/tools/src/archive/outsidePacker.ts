/**
 * bzip2 and xz by the system's own programs, which node has no codec for. They work on files of our own in our own folder,
 * named by numbers, so no name of a user's is ever an argument.
 */
import { BadArgument, type Disk, type LookContext, StepFailed, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { childEnvironment } from "../command/childEnvironment.ts"
import { DEFAULT_PATH, findProgram } from "../command/findProgram.ts"
import { runProgram } from "../command/runProgram.ts"
import { streamProgram } from "../command/streamProgram.ts"
import type { Packer } from "./forms.ts"
import type { Unpack } from "./readArchive.ts"

/** The path of the program. Throws `BadArgument` where it is not installed. */
export const requirePacker = (action: string, packer: Packer, context: Pick<LookContext, "env" | "disk">): string => {
  const path = findProgram(packer, context.env, context.disk)
  if (path !== null) return path
  throw new BadArgument({
    action,
    reason: `the program ${packer} is needed for that and is not installed.`,
    hints: [`Install ${packer}.`, "Use gz, tar.gz or zip, which need no program."]
  })
}

const environment = (env: ReadonlyMap<string, string>) =>
  childEnvironment(new Map([["PATH", DEFAULT_PATH], ...env]), {
    BZIP: null,
    BZIP2: null,
    XZ_OPT: null,
    XZ_DEFAULTS: null
  })

/** Longest time for one file, milliseconds. */
const TIMEOUT_MS = 24 * 3_600_000

/** Runs it on the file `name` in `folder`; it replaces the file by one with or without its ending. */
const run = (
  program: string,
  args: ReadonlyArray<string>,
  name: string,
  folder: string,
  doing: string,
  env: ReadonlyMap<string, string>,
  disk: Disk
): Effect.Effect<void, ToolError> =>
  Effect.gen(function* () {
    const result = yield* runProgram(program, [...args, "--", name], {
      doing,
      cwd: String(disk.foreignPath(folder)),
      env: environment(env),
      timeoutMs: TIMEOUT_MS
    })
    if (result.exitCode === 0) return
    return yield* new StepFailed({
      doing,
      reason: `${program} failed: ${result.stderr.trim().split("\n")[0] ?? `exit code ${result.exitCode}`}`,
      hints: ["Look at the room on the disk, then try again."]
    })
  })

/** Packs the file and checks what was packed. The result has the packer's ending behind its name. */
export const packFile = (
  packer: Packer,
  program: string,
  level: number,
  name: string,
  folder: string,
  env: ReadonlyMap<string, string>,
  disk: Disk
): Effect.Effect<string, ToolError> => {
  const packed = `${name}${packer === "bzip2" ? ".bz2" : ".xz"}`
  const doing = `Compress with ${packer}`
  return run(program, [`-${level}`], name, folder, doing, env, disk).pipe(
    Effect.andThen(run(program, ["-t"], packed, folder, doing, env, disk)),
    Effect.as(packed)
  )
}

/** Unpacks with whichever of the two programs is asked for; throws `BadArgument` where it is not installed. */
export const outsideUnpack =
  (action: string, context: Pick<LookContext, "env" | "disk" | "cwd">, signal: AbortSignal): Unpack =>
  (packer, path) => {
    const program = requirePacker(action, packer, context)
    return streamProgram(program, ["-d", "-c", "--", path], {
      doing: `Unpack with ${packer}`,
      cwd: context.cwd,
      env: environment(context.env),
      signal
    })
  }
