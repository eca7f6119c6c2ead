/**
 * Logs of begun calls, on the disk: `zenus.db-begun.PID.START.BOOT.RANDOM` beside the state file, 0600, one write to a line and no
 * flush, which is what survives a kill and not a power cut. Whose it is stands in its name. Refuses what is no plain file of this user:
 * it is neither read nor removed. Nothing throws.
 */
import { randomUUID } from "node:crypto"
import * as fs from "node:fs"
import * as Layer from "effect/Layer"
import { CallIntents, type CallIntentsService, type FoundLog, type IntentLog } from "../cost/CallIntents.ts"
import * as PathText from "../disk/PathText.ts"
import type { Owner, OwnerId } from "../history/Owner.ts"
import { toFsPath } from "./fsPath.ts"
import { makeNodeOwner } from "./NodeOwner.ts"

/** No log grows so large: a ledger keeps at most some thousand calls waiting. Bytes. */
const MAX_BYTES = 64 * 1024 * 1024
/** A shorter one is left as it is: its ledger knows how far it is taken in. Bytes. */
const EMPTY_FROM = 64 * 1024

const tried = <A, B>(work: () => A, otherwise: B): A | B => {
  try {
    return work()
  } catch {
    return otherwise
  }
}

const prefixOf = (stateFile: string): string => `${PathText.basename(stateFile)}-begun.`

/** The parts of a name are divided by dots. */
const encode = (text: string): string => encodeURIComponent(text).replaceAll(".", "%2E")

const nameOf = (stateFile: string, { boot, pid, startTime }: OwnerId): string =>
  `${prefixOf(stateFile)}${pid}.${encode(startTime)}.${encode(boot)}.${randomUUID()}`

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whose log it is by its name; `null` for what is called otherwise. */
const ownerIn = (stateFile: string, name: string): OwnerId | null => {
  const prefix = prefixOf(stateFile)
  if (!name.startsWith(prefix)) return null
  const [pid = "", startTime = "", boot = "", random = "", ...more] = name.slice(prefix.length).split(".")
  if (more.length > 0 || !UUID.test(random) || !/^[1-9]\d{0,9}$/.test(pid)) return null
  return tried(
    () => ({ pid: Number(pid), startTime: decodeURIComponent(startTime), boot: decodeURIComponent(boot) }),
    null
  )
}

const beside = (stateFile: string, name: string): string => PathText.child(PathText.dirname(stateFile), name)

const { O_APPEND, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = fs.constants

const logOn = (path: string, name: string): IntentLog => {
  const fd = fs.openSync(toFsPath("make", path), O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600)
  let size = 0
  return {
    name,
    write: (line) =>
      tried(() => {
        const written = fs.writeSync(fd, line)
        size += written
        return written === Buffer.byteLength(line)
      }, false),
    empty: () => {
      if (size < EMPTY_FROM) return
      tried(() => {
        fs.ftruncateSync(fd)
        size = 0
      }, undefined)
    },
    end: (how) => {
      tried(() => fs.closeSync(fd), undefined)
      if (how === "remove") tried(() => fs.unlinkSync(toFsPath("remove", path)), undefined)
    }
  }
}

const textOf = (path: string): string | null => {
  const fd = fs.openSync(toFsPath("open", path), O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const stats = fs.fstatSync(fd)
    const isOurs = stats.isFile() && stats.uid === (process.getuid?.() ?? stats.uid) && stats.size <= MAX_BYTES
    return isOurs ? fs.readFileSync(fd, "utf8") : null
  } finally {
    fs.closeSync(fd)
  }
}

export const makeNodeCallIntents = (owner: typeof Owner.Service = makeNodeOwner()): CallIntentsService => ({
  begin: (stateFile) => {
    const name = nameOf(stateFile, owner.me)
    return tried(() => logOn(beside(stateFile, name), name), null)
  },
  found: (stateFile) =>
    tried(() => fs.readdirSync(toFsPath("list", PathText.dirname(stateFile)), "utf8"), []).flatMap(
      (name): ReadonlyArray<FoundLog> => {
        const whose = ownerIn(stateFile, name)
        return whose === null ? [] : [{ name, isGone: !owner.lives(whose) }]
      }
    ),
  read: (stateFile, name) => tried(() => textOf(beside(stateFile, name)), null),
  remove: (stateFile, name) => tried(() => fs.unlinkSync(toFsPath("remove", beside(stateFile, name))), undefined)
})

export const NodeCallIntentsLayer: Layer.Layer<never> = Layer.sync(CallIntents, makeNodeCallIntents)
