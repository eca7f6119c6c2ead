/** The table of what can be wrong with an installation. Each check looks, changes nothing, and says how to mend what it finds. */
import { spawnSync } from "node:child_process"
import { statfsSync } from "node:fs"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import { DiskService, escapeName, History, isRecoverable, PathText, type ReadDisk, Trash } from "@zenus/core"
import { formatBytes } from "@zenus/tools"
import { SET_UP } from "../completions/words.ts"
import type { Session } from "../session/Session.ts"
import type { Finding } from "./Finding.ts"
import { ok, problem, warning } from "./Finding.ts"
import { shellFinding, userShell } from "./userShell.ts"

export interface Check {
  readonly name: string
  readonly look: (session: Session) => Effect.Effect<Finding, never, FileSystem.FileSystem>
}

/** Below this, a long history or a big trash soon has no room. */
const LITTLE_ROOM = 200 * 1024 * 1024

const node: Check = { name: "node", look: () => Effect.succeed(ok(`Node ${process.versions.node}`)) }

/** Permission bits of our own files: they hold requests, which are nobody else's business. */
const privacy: Check = {
  name: "privacy",
  look: ({ where }) =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const open: Array<string> = []
      for (const path of [where.stateFolder, where.stateFile]) {
        const found = yield* Effect.option(fs.stat(path))
        if (found._tag === "Some" && (found.value.mode & 0o077) !== 0) open.push(path)
      }
      return open.length === 0
        ? ok("State is readable by you alone.")
        : warning(`Others may read ${open.join(", ")}.`, `chmod go-rwx ${open.join(" ")}`)
    })
}

/** The nearest folder above that is there, or the path itself. */
const nearestThere = (disk: ReadDisk, path: string): string => {
  let at = path
  while (disk.stat(at) === null && at !== "/") at = PathText.dirname(at)
  return at
}

/**
 * File systems in which the kernel shows itself (linux/magic.h): root may write to their folders by every permission bit, and no
 * file can be made there all the same.
 */
const KERNEL_FILES: ReadonlySet<number> = new Set([
  0x9fa0, // proc
  0x62656572, // sysfs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x73636673, // securityfs
  0x1cd1 // devpts
])

const isKernels = (folder: string): boolean => {
  try {
    return process.platform === "linux" && KERNEL_FILES.has(statfsSync(folder).type)
  } catch {
    // What cannot be looked at is judged by its permissions.
    return false
  }
}

/** Where the state cannot be written nothing can be journaled, and then nothing that changes anything is done. */
const unwritableState = ({ services, where }: Session): string | null => {
  const disk = Context.get(services, DiskService)
  const folder = nearestThere(disk, where.stateFolder)
  if (disk.stat(folder)?.type !== "folder" || isKernels(folder)) return folder
  const files = [where.stateFile, `${where.stateFile}-wal`].filter((path) => disk.stat(path) !== null)
  return [folder, ...files].find((path) => !disk.may(path, "write")) ?? null
}

const state: Check = {
  name: "state",
  look: (session) =>
    Context.get(session.services, History)
      .list({ limit: 1 })
      .pipe(
        Effect.map((entries) => {
          const { stateFile } = session.where
          const shut = unwritableState(session)
          return shut === null
            ? ok(entries.length === 0 ? `No history yet (${stateFile}).` : `History is readable (${stateFile}).`)
            : problem(
                `The state file ${stateFile} cannot be written, because ${shut} cannot. Nothing that changes files can be done.`,
                "Look at its owner and permissions, and whether its file system is read-only.",
                "Or set ZENUS_HOME to a folder that you may write to; what there is to undo stays where it is."
              )
        }),
        Effect.catch((error) => Effect.succeed(problem(error.message, ...error.recovery)))
      )
}

const interrupted: Check = {
  name: "interrupted",
  look: ({ services }) =>
    Context.get(services, History)
      .list({ limit: 50 })
      .pipe(
        Effect.map((entries) => {
          const running = entries.filter((entry) => entry.status === "running")
          if (running.length > 0) {
            return warning(
              `${running.length === 1 ? "Another zenus is" : `${running.length} others are`} at work now: ${running.map((entry) => escapeName(entry.request)).join("; ")}.`,
              "Wait until it is done."
            )
          }
          const cut = entries.filter((entry) => entry.status === "interrupted" && entry.undoable && !entry.undone)
          return cut.length === 0
            ? ok("No transaction was cut off.")
            : warning(
                `${cut.length === 1 ? "A transaction that was cut off" : `${cut.length} transactions that were cut off`} can be taken back.`,
                ...cut.slice(0, 3).map((entry) => `zenus undo --id ${entry.transaction}`)
              )
        }),
        // The check of the state file says it already.
        Effect.catch(() =>
          Effect.succeed(warning("Not known: the history cannot be read.", "See the finding on state."))
        )
      )
}

const trash: Check = {
  name: "trash",
  look: ({ services, cwd }) =>
    Effect.gen(function* () {
      const service = Context.get(services, Trash)
      const can = yield* Effect.sync(() => service.placesIn(cwd).canTrash(PathText.child(cwd, "x")))
      if (!can)
        return warning(
          "No trash can be made for this folder: deleting here would be for good (risk 3).",
          "Work in a folder of your own, on a disk that you may write to."
        )
      const room = yield* service.room
      return room.roomBytes > 0
        ? ok(`Deletes go to the trash; ${formatBytes(room.usedBytes)} of ${formatBytes(room.maxBytes)} used.`)
        : warning(
            "The trash has reached trash.maxSize; nothing younger than the retention is pruned.",
            "Raise it: zenus config set trash.maxSize '20 GB'"
          )
    }).pipe(
      Effect.catchDefect((defect) =>
        isRecoverable(defect) ? Effect.succeed(problem(defect.message, ...defect.recovery)) : Effect.die(defect)
      ),
      Effect.catch((error) => Effect.succeed(problem(error.message, ...error.recovery)))
    )
}

const room: Check = {
  name: "room",
  look: ({ where, services }) =>
    Effect.sync(() => {
      const disk = Context.get(services, DiskService)
      const { freeBytes } = disk.space(nearestThere(disk, where.stateFolder))
      return freeBytes >= LITTLE_ROOM
        ? ok(`${formatBytes(freeBytes)} free where the state is.`)
        : warning(
            `Only ${formatBytes(freeBytes)} free where the state is (${where.stateFolder}).`,
            "Free some space there: without it nothing can be journaled, and then nothing is done."
          )
    })
}

const git: Check = {
  name: "git",
  look: () =>
    Effect.sync(() => {
      const found = spawnSync("git", ["--version"], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 5_000
      })
      return found.status === 0
        ? ok(found.stdout.trim())
        : warning("git is not installed: GitOps cannot work.", "Install git.")
    })
}

const locale: Check = {
  name: "locale",
  look: ({ invocation }) =>
    Effect.sync(() => {
      const { env } = invocation
      const name = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || ""
      return /utf-?8/i.test(name)
        ? ok(`The locale is ${name}.`)
        : warning(
            `The locale ${name === "" ? "is not set" : `is ${name}`}: names with accents may be shown wrongly.`,
            "Set LANG to a UTF-8 locale, such as C.UTF-8."
          )
    })
}

/** Completions, the key that turns English on the prompt into a command, and in zsh `noglob`: whether the user's own shell has them. */
const shell: Check = {
  name: "shell",
  look: ({ invocation: { env }, where }) =>
    Effect.gen(function* () {
      const known = userShell(env, where.home)
      if (known === null) return ok("Completions are there for bash, zsh and fish: zenus completions NAME.")
      const fs = yield* FileSystem.FileSystem
      const texts = yield* Effect.forEach(known.files, (file) =>
        fs.readFileString(file).pipe(Effect.orElseSucceed(() => ""))
      )
      return shellFinding(known, texts.join("\n"), env[SET_UP])
    })
}

export const CHECKS: ReadonlyArray<Check> = [node, state, interrupted, privacy, trash, room, git, locale, shell]
