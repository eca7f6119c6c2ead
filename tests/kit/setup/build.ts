/**
 * The built command for tests of it, in a folder that is named after the sources and never changes again: what a run tests is what lay
 * there when it began, whatever is written, built or tested meanwhile. The same sources are built once, so that `npm ci && npm test`
 * needs no more and a second run begins at once. packages/cli/dist is left alone: a person may be using that.
 *
 * What may surprise: where sources change while they are bundled it bundles again, three times at most.
 */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { BUILT_PACKAGE } from "../runZenus.ts"

const root = join(import.meta.dirname, "..", "..", "..")
const cli = join(root, "packages", "cli")
const builds = join(root, ".cache", "builds")
const KEPT_MS = 24 * 3_600_000
const KEPT = 20
const ATTEMPTS = 3

/** All that decides what the package holds. */
const SOURCES = ["packages/core", "packages/tools", "packages/cli"]
  .flatMap((name) => [`${name}/src`, `${name}/package.json`])
  .concat("packages/cli/bin", "packages/cli/build.mjs", "packages/cli/bundle", "package-lock.json")

const filesUnder = (path: string): ReadonlyArray<string> =>
  statSync(path).isDirectory()
    ? readdirSync(path)
        .toSorted()
        .flatMap((name) => filesUnder(join(path, name)))
    : [path]

const hashOfSources = (): string => {
  const hash = createHash("sha256")
  for (const file of SOURCES.flatMap((name) => filesUnder(join(root, name))))
    hash.update(`${file}\0`).update(readFileSync(file)).update("\0")
  return hash.digest("hex").slice(0, 16)
}

/** Whoever is first with it gives it its name; another run may be making the same. */
const takePlace = (made: string, place: string): void => {
  try {
    renameSync(made, place)
  } catch (error) {
    if (!existsSync(place)) throw error
  }
}

const build = (attempt = 1): string => {
  const hash = hashOfSources()
  const place = join(builds, hash)
  if (existsSync(place)) return place
  const aside = join(builds, `${hash}.${process.pid}`)
  try {
    for (const name of ["bin", "package.json"]) cpSync(join(cli, name), join(aside, name), { recursive: true })
    execFileSync(process.execPath, [join(cli, "build.mjs"), join(aside, "dist")], { stdio: "inherit" })
    if (attempt < ATTEMPTS && hashOfSources() !== hash) return build(attempt + 1)
    takePlace(aside, place)
    return place
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}

/** Those that no run has used for a day, and all but the last twenty: no run lasts for twenty others. */
const forgetOld = (nowMs: number): void => {
  const used = readdirSync(builds)
    .map((name) => join(builds, name))
    .map((path) => ({ path, atMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? nowMs }))
    .toSorted((one, other) => other.atMs - one.atMs)
  for (const [at, { path, atMs }] of used.entries())
    if (at >= KEPT || nowMs - atMs > KEPT_MS) rmSync(path, { recursive: true, force: true })
}

export const setup = (): void => {
  const place = build()
  const now = new Date()
  utimesSync(place, now, now)
  forgetOld(now.getTime())
  // Workers are started with the environment of this process.
  process.env[BUILT_PACKAGE] = place
}
