/**
 * The configuration file on node:fs. It decides what may be changed without a question, so a file that everybody may
 * write, or that belongs to somebody else, is refused. Written beside itself and renamed, 0600 when it is new; a link
 * (people keep such files in a repository) is followed and stays a link.
 */
import * as fs from "node:fs"
import { randomUUID } from "node:crypto"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"
import { ConfigUnreadable, ConfigUnwritable } from "../config/ConfigError.ts"
import { type ConfigStore, MAX_CONFIG_BYTES } from "../config/ConfigFile.ts"
import { makeFolders } from "./makeFolders.ts"

export interface NodeConfigStoreOptions {
  /** Absolute. */
  readonly file: string
  /** A file that is not there is an error, because somebody named it. Default false. */
  readonly required?: boolean
}

const REASONS: ReadonlyMap<string, readonly [reason: string, hint: string]> = new Map([
  ["ENOENT", ["it is not there", "Check its path, or make it: zenus config init"]],
  ["EACCES", ["you may not (permission denied)", "Look at its owner and permissions and those of its folder."]],
  ["EPERM", ["the system does not permit it", "Look at its owner and permissions and those of its folder."]],
  ["EEXIST", ["something is there already", "Change it with zenus config set, or move it aside."]],
  ["EISDIR", ["it is a folder", "Name a file."]],
  ["ENOTDIR", ["a part of its path is not a folder", "Check its path."]],
  ["ELOOP", ["its path is a circle of links", "Check its path."]],
  ["ENAMETOOLONG", ["its path is too long", "Choose a shorter path."]],
  ["EROFS", ["the file system is read-only", "Choose another place with --config or ZENUS_HOME."]],
  ["ENOSPC", ["the disk is full", "Free some space on its disk."]],
  ["EDQUOT", ["your disk quota is used up", "Free some of your space."]]
])

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : ""

const trouble = (error: unknown): readonly [reason: string, hint: string] =>
  REASONS.get(codeOf(error)) ?? [
    error instanceof Error ? error.message : String(error),
    "Look at the path, then try again."
  ]

/** A rule of ours that the file breaks. */
class Untrusted extends Error {
  readonly hint: string
  constructor(reason: string, hint: string) {
    super(reason)
    this.hint = hint
  }
}

const readFile = (file: string): string => {
  // Opened without waiting: a pipe with nobody at its other end would hold the start for ever.
  const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK)
  try {
    const stats = fs.fstatSync(fd)
    if (stats.isDirectory()) throw new Untrusted("it is a folder", "Name a file.")
    if (!stats.isFile()) throw new Untrusted("it is no regular file", "Name a file.")
    const uid = process.getuid?.()
    if (uid !== undefined && stats.uid !== uid && stats.uid !== 0) {
      throw new Untrusted(
        `it belongs to another user (${stats.uid})`,
        "Move it aside, then make one of your own: zenus config init"
      )
    }
    if ((stats.mode & 0o002) !== 0) {
      throw new Untrusted(
        "everybody may write it, so anybody could change what is allowed",
        `Take that away: chmod o-w ${file}`
      )
    }
    if (stats.size > MAX_CONFIG_BYTES) {
      throw new Untrusted(`it is larger than ${MAX_CONFIG_BYTES / 1024} KB`, "Check that it is the right file.")
    }
    const bytes = Buffer.alloc(stats.size)
    let length = 0
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = fs.readSync(fd, bytes, length, bytes.length - length, length)
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length))
  } catch (error) {
    // What TextDecoder throws for bytes that are no UTF-8.
    if (error instanceof TypeError) throw new Untrusted("it is no UTF-8 text", "Save it as UTF-8.")
    throw error
  } finally {
    fs.closeSync(fd)
  }
}

const flushFolder = (folder: string): void => {
  const fd = fs.openSync(folder, "r")
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

const writeNew = (path: string, text: string, mode: number): void => {
  const fd = fs.openSync(path, "wx", 0o600)
  try {
    fs.writeFileSync(fd, text)
    fs.fchmodSync(fd, mode)
    fs.fsyncSync(fd)
  } catch (error) {
    fs.rmSync(path, { force: true })
    throw error
  } finally {
    fs.closeSync(fd)
  }
}

const createFile = (file: string, text: string): void => {
  makeFolders(dirname(file))
  writeNew(file, text, 0o600)
  flushFolder(dirname(file))
}

/** Beside its place, on the disk, then in one step. */
const replaceFile = (file: string, text: string): void => {
  makeFolders(dirname(file))
  const target = fs.existsSync(file) ? fs.realpathSync(file) : file
  const mode = (fs.statSync(target, { throwIfNoEntry: false })?.mode ?? 0o600) & 0o7777
  const aside = `${target}.${randomUUID()}.new`
  writeNew(aside, text, mode)
  try {
    fs.renameSync(aside, target)
  } catch (error) {
    fs.rmSync(aside, { force: true })
    throw error
  }
  flushFolder(dirname(target))
}

export const makeNodeConfigStore = ({ file, required = false }: NodeConfigStoreOptions): ConfigStore => {
  const writing = (write: () => void) =>
    Effect.try({
      try: write,
      catch: (error) => {
        const [reason, hint] = trouble(error)
        return new ConfigUnwritable({ file, reason, hint })
      }
    })
  return {
    file,
    read: Effect.try({
      try: () => {
        try {
          return readFile(file)
        } catch (error) {
          if (codeOf(error) === "ENOENT" && !required) return null
          throw error
        }
      },
      catch: (error) => {
        const [reason, hint] = error instanceof Untrusted ? [error.message, error.hint] : trouble(error)
        return new ConfigUnreadable({ file, reason, hint })
      }
    }),
    write: (text) => writing(() => replaceFile(file, text)),
    create: (text) => writing(() => createFile(file, text))
  }
}
