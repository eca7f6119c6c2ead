/**
 * bzip2 and xz by the system's own programs, which node has no codec for. They work on files of our own in our own folder,
 * named by numbers, so no name of a user's is ever an argument.
 */
import { BadArgument, type Disk, type LookContext, PathText, StepFailed, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import type { Amount, Told } from "../action/passes.ts"
import { childEnvironment } from "../command/childEnvironment.ts"
import { DEFAULT_PATH, findProgram } from "../command/findProgram.ts"
import { readSoFar } from "../command/readSoFar.ts"
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

interface Run {
  readonly program: string
  readonly folder: string
  readonly doing: string
  readonly env: ReadonlyMap<string, string>
  readonly disk: Disk
}

/** Runs it on the file `name` in `folder`; it replaces the file by one with or without its ending. */
const run = (
  { disk, doing, env, folder, program }: Run,
  args: ReadonlyArray<string>,
  name: string,
  onRead: (share: number) => void
): Effect.Effect<void, ToolError> =>
  Effect.gen(function* () {
    let pid: number | null = null
    const running = runProgram(program, [...args, "--", name], {
      doing,
      cwd: String(disk.foreignPath(folder)),
      env: environment(env),
      timeoutMs: TIMEOUT_MS,
      onStart: (started) => void (pid = started)
    })
    const file = disk.lstat(PathText.child(folder, name))
    const look = Effect.sync(() => {
      const share = pid === null || file === null ? null : readSoFar(disk, pid, file)
      if (share !== null) onRead(share)
    })
    const watching: Effect.Effect<never> = Effect.forever(Effect.andThen(Effect.sleep("250 millis"), look))
    const result = yield* Effect.raceFirst(running, watching)
    if (result.exitCode === 0) return
    return yield* new StepFailed({
      doing,
      reason: `${program} failed: ${result.stderr.trim().split("\n")[0] ?? `exit code ${result.exitCode}`}`,
      hints: ["Look at the room on the disk, then try again."]
    })
  })

/** What packing a file and checking it are of the time that all takes, beside reading it at 1. Measured with level 6 on a mixed file. */
export const PACKER_PASSES = (packer: Packer) =>
  [
    { weight: packer === "xz" ? 100 : 25, phase: `Compressing with ${packer}` },
    { weight: packer === "xz" ? 5 : 10, phase: `Checking with ${packer}` }
  ] as const

export interface PackOptions {
  readonly packer: Packer
  readonly program: string
  /** 1 to 9. */
  readonly level: number
  readonly env: ReadonlyMap<string, string>
  readonly disk: Disk
  /** What the packing and the checking hear: so many bytes more of `bytes`. */
  readonly told: readonly [packing: Told, checking: Told]
  /** What the file stands for. */
  readonly amount: Amount
}

/** The shares of a pass as they come, as what is new in each; `end` is the whole of it. */
const growing = (told: Told, { bytes, files }: Amount) => {
  let seen = 0
  const grow = (share: number): void => {
    const more = Math.max(0, Math.min(1, share) - seen)
    seen += more
    told(more * bytes, more * files)
  }
  return { grow, end: Effect.sync(() => grow(1)) }
}

/** Packs the file and checks what was packed. The result has the packer's ending behind its name. */
export const packFile = (name: string, folder: string, options: PackOptions): Effect.Effect<string, ToolError> =>
  Effect.suspend(() => {
    const { amount, disk, env, level, packer, program, told } = options
    const packed = `${name}${packer === "bzip2" ? ".bz2" : ".xz"}`
    const by = { program, folder, doing: `Compress with ${packer}`, env, disk }
    const [packing, checking] = [growing(told[0], amount), growing(told[1], amount)]
    return run(by, [`-${level}`], name, packing.grow).pipe(
      Effect.andThen(packing.end),
      Effect.andThen(run(by, ["-t"], packed, checking.grow)),
      Effect.andThen(checking.end),
      Effect.as(packed)
    )
  })

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
