/**
 * The built command, once a run and only when it is needed: when a source, a manifest or the build script is newer
 * than the build. Tests of the command therefore never run yesterday's code, and `npm ci && npm test` needs no more.
 */
import { execFileSync } from "node:child_process"
import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..", "..", "..")
const cli = join(root, "packages", "cli")

/** The newest modification time under a file or folder, in milliseconds; 0 where there is nothing. */
const newest = (path: string): number => {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), found.mtimeMs)
}

const sources = [
  join(root, "packages", "core", "src"),
  join(root, "packages", "tools", "src"),
  join(cli, "src"),
  join(cli, "build.mjs"),
  join(cli, "bundle"),
  join(cli, "package.json"),
  join(root, "package-lock.json")
]

export const setup = (): void => {
  const built = statSync(join(cli, "dist", "main.cjs"), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (Math.max(...sources.map(newest)) < built) return
  execFileSync(process.execPath, [join(cli, "build.mjs")], { stdio: "inherit" })
}
