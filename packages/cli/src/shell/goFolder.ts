/**
 * Where the shell goes: `cd x`, `cd -`, "go to ../b", "go back". What a sentence of that kind is, the rules say (FileOps.goTo); only
 * going back is this room's own, since nobody else knows where one was. The shell's folder is its own: the process stays where it is.
 */
import { resolve } from "node:path"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { DiskService, type ToolError } from "@zenus/core"
import { commandWords } from "../args/splitWords.ts"
import type { Session } from "../session/Session.ts"

const BACK = /^(?:cd -|go back(?: to (?:the )?(?:last|previous) (?:folder|directory))?|back)$/i
/** As in other shells: one word, quotes keep blanks, nothing is expanded. More words are one name with blanks in it. */
const CD = /^(?:cd|chdir)(?:\s+(\S[\s\S]*))?$/
/** What can be such a sentence at all: nothing else is put to the rules here. */
const MAY_BE =
  /^(?:please )?(?:go|change|switch|navigate|jump|step|enter|move (?:working|current) (?:folder|dir)|set)\b/i

/** Said where there is nothing to go back to. */
export const NOWHERE_BACK = "You have been nowhere else in this shell."

/** The folder that a line means, as it is written, `-` for the last one; null for every other line. */
export const folderOf = (session: Session, line: string): Effect.Effect<string | null> => {
  if (BACK.test(line)) return Effect.succeed("-")
  const cd = CD.exec(line)
  if (cd !== null) {
    const rest = cd[1] ?? "~"
    const [word = rest, ...more] = commandWords(rest)
    return Effect.succeed(more.length === 0 ? word : rest)
  }
  if (!MAY_BE.test(line)) return Effect.succeed(null)
  return session.rules.translate(session.request(line, "plan")).pipe(
    Effect.map(({ steps }) => {
      const [step, ...more] = steps
      const path = step?.args["path"]
      return more.length === 0 && step?.tool === "FileOps" && step.action === "goTo" && typeof path === "string"
        ? path
        : null
    }),
    Effect.orElseSucceed(() => null)
  )
}

/** From a folder that is gone names lead nowhere, and `..` is what stood above it. */
const fromGone = (cwd: string, path: string): string => (/^[~$]/.test(path) ? path : resolve(cwd, path))

/** The real path of the folder. Fails as FileOps.goTo does: not there (with near names), no folder, may not be entered. */
export const findFolder = (session: Session, path: string): Effect.Effect<string, ToolError> => {
  const goTo = session.toolbox.find("FileOps", "goTo")
  if (goTo === undefined) return Effect.die(new Error("FileOps has no goTo."))
  const disk = Context.get(session.services, DiskService)
  const { at: now, home, timeZone } = session.request("", "plan")
  const { env } = session.invocation
  const variables = Object.entries(env).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const]
  )
  const stood = disk.realpath(session.cwd)
  const context = {
    cwd: stood ?? session.cwd,
    home,
    disk,
    now,
    timeZone,
    onCollision: session.config.files.onCollision,
    env: new Map(variables),
    uid: session.uid
  }
  return goTo.prepare({ path: stood === null ? fromGone(session.cwd, path) : path }, context).pipe(
    Effect.flatMap(({ run }) => run ?? Effect.die(new Error("FileOps.goTo gives no answer."))),
    Effect.map(({ paths }) => paths?.[0] ?? session.cwd)
  )
}
