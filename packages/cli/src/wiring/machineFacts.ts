/** What the judge must know of the machine: homes, mount points, our own files. Reads only; a fact that cannot be had is left out on the safe side. */
import fs from "node:fs"
import os from "node:os"
import type { Facts } from "@zenus/core"
import type { Locations } from "./locations.ts"

const readText = (path: string): string => {
  try {
    return fs.readFileSync(path, "utf8")
  } catch {
    return ""
  }
}

const namesIn = (folder: string): ReadonlyArray<string> => {
  try {
    return fs.readdirSync(folder).map((name) => `${folder}/${name}`)
  } catch {
    return []
  }
}

const real = (path: string): string => {
  try {
    return fs.realpathSync.native(path)
  } catch {
    return path
  }
}

/** Everybody's homes: the system's list of users and what stands in the usual places. */
const homes = (): ReadonlyArray<string> => {
  const listed = readText("/etc/passwd")
    .split("\n")
    .flatMap((line) => {
      const [, , uid, , , home] = line.split(":")
      // Daemons have homes such as /usr/sbin or /; people's begin at uid 500 or 1000.
      return home !== undefined && (Number(uid) >= 500 || uid === "0") && home.length > 1 ? [home] : []
    })
  return [...new Set([...listed, ...namesIn("/home"), ...namesIn("/Users")].map(real))]
}

/** Mount points: proc(5) mountinfo, field 5, octal escapes undone. Elsewhere the volumes that the system lists. */
export const parseMounts = (mountinfo: string): ReadonlyArray<string> =>
  mountinfo.split("\n").flatMap((line) => {
    const point = line.split(" ")[4]
    return point === undefined
      ? []
      : [point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))]
  })

const identity = (path: string): Facts["ownIdentities"] => {
  try {
    const stat = fs.lstatSync(path)
    return [{ dev: stat.dev, ino: stat.ino }]
  } catch {
    return []
  }
}

export const machineFacts = (where: Locations, cwd: string, env: NodeJS.ProcessEnv, now: number): Facts => {
  const platform = process.platform === "linux" ? "linux" : process.platform === "darwin" ? "darwin" : "other"
  const tmpdir = env["TMPDIR"]
  return {
    platform,
    cwd,
    home: real(where.home),
    homes: homes(),
    mounts: platform === "linux" ? parseMounts(readText("/proc/self/mountinfo")) : namesIn("/Volumes"),
    tmpdir: tmpdir !== undefined && tmpdir.startsWith("/") ? real(tmpdir) : null,
    own: [
      ...new Set(
        [where.stateFolder, where.trashFolder, where.configFile, where.cacheFolder].flatMap((path) => [
          path,
          real(path)
        ])
      )
    ],
    ownIdentities: ["", "-wal", "-shm"].flatMap((suffix) => identity(where.stateFile + suffix)),
    now
  }
}

export const userFacts = (
  env: NodeJS.ProcessEnv
): { readonly uid: number; readonly homeOfUid: string; readonly ownerOfHome: number } => {
  const { uid, homedir } = os.userInfo()
  const home = env["HOME"]
  try {
    return { uid, homeOfUid: homedir, ownerOfHome: home === undefined ? -1 : fs.statSync(home).uid }
  } catch {
    return { uid, homeOfUid: homedir, ownerOfHome: -1 }
  }
}
