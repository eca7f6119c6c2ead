/**
 * Folders with content, as tables: what a test works on is read here at a glance. Everything is the same in each run
 * but the times, which are ages before the moment of making, in whole seconds.
 */
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"

export interface SampleEntry {
  readonly path: string
  /** The content; or `size` bytes of zeros; or a link to `linkTo`. */
  readonly text?: string
  readonly size?: number
  readonly linkTo?: string
  readonly mode?: number
  readonly ageDays: number
}

/** A dozen files of kinds, sizes and ages, hidden ones, a folder in a folder, a link. */
export const sampleFileTable: ReadonlyArray<SampleEntry> = [
  { path: "notes.txt", text: "buy milk\ncall home\nbuy bread\n", ageDays: 1 },
  { path: "report.pdf", text: "%PDF-1.4 report\n", ageDays: 10 },
  { path: "photo one.jpg", size: 120_000, ageDays: 3 },
  { path: "photo two.JPG", size: 80_000, ageDays: 400 },
  { path: "song.mp3", size: 300_000, ageDays: 40 },
  { path: "movie.mp4", size: 5_000_000, ageDays: 90 },
  { path: "data.csv", text: "name,age\nAda,36\nGrace,85\n", ageDays: 0 },
  { path: "backup.tar.gz", size: 2_000, ageDays: 200 },
  { path: "script.sh", text: "#!/bin/sh\necho hello\n", mode: 0o755, ageDays: 5 },
  { path: "empty.log", text: "", ageDays: 30 },
  { path: "private.txt", text: "secret\n", mode: 0o600, ageDays: 2 },
  { path: "NOEXTENSION", text: "plain\n", ageDays: 7 },
  { path: ".hidden", text: "hidden\n", ageDays: 8 },
  { path: ".config/settings.json", text: '{ "a": 1 }\n', ageDays: 9 },
  { path: "sub/notes.txt", text: "buy milk\ncall home\nbuy bread\n", ageDays: 50 },
  { path: "sub/deep/nested.txt", text: "nested\n", ageDays: 60 },
  { path: "link to notes", linkTo: "notes.txt", ageDays: 1 }
]

/** A small project without version control. */
export const sampleProjectTable: ReadonlyArray<SampleEntry> = [
  { path: "package.json", text: '{ "name": "sample", "version": "1.0.0", "private": true }\n', ageDays: 20 },
  { path: "README.md", text: "# Sample\n\nTODO: describe it.\n", ageDays: 20 },
  {
    path: "src/main.ts",
    text: 'import { add } from "./add.ts"\nconsole.log(add(1, 2)) // TODO: say more\n',
    ageDays: 4
  },
  { path: "src/add.ts", text: "export const add = (a: number, b: number): number => a + b\n", ageDays: 12 },
  {
    path: "src/util/text.ts",
    text: "export const shout = (text: string): string => text.toUpperCase()\n",
    ageDays: 12
  },
  { path: "docs/guide.md", text: "# Guide\n", ageDays: 15 },
  { path: "test/add.test.ts", text: 'import "../src/add.ts"\n', ageDays: 4 },
  { path: "node_modules/left/package.json", text: '{ "name": "left", "version": "0.0.1" }\n', ageDays: 19 },
  { path: "node_modules/left/index.js", text: "module.exports = 1\n", ageDays: 19 },
  { path: "dist/main.js", text: "console.log(3)\n", ageDays: 3 },
  { path: ".gitignore", text: "node_modules/\ndist/\n", ageDays: 20 }
]

const foldersOf = (path: string): ReadonlyArray<string> => {
  const parent = dirname(path)
  return parent === "." ? [] : [...foldersOf(parent), parent]
}

/** Makes the entries in a folder. Folders on the way get the age of their oldest entry. */
export const makeEntries = (folder: string, entries: ReadonlyArray<SampleEntry>): void => {
  const now = Math.floor(Date.now() / 1000)
  const folderTimes = new Map<string, number>()
  for (const entry of entries) {
    const path = join(folder, entry.path)
    const seconds = now - entry.ageDays * 86_400
    mkdirSync(dirname(path), { recursive: true })
    if (entry.linkTo === undefined) {
      writeFileSync(path, entry.text ?? "")
      if (entry.size !== undefined) truncateSync(path, entry.size)
      chmodSync(path, entry.mode ?? 0o644)
      utimesSync(path, seconds, seconds)
    } else {
      symlinkSync(entry.linkTo, path)
      lutimesSync(path, seconds, seconds)
    }
    for (const above of foldersOf(entry.path)) {
      folderTimes.set(above, Math.min(folderTimes.get(above) ?? seconds, seconds))
    }
  }
  for (const [above, seconds] of folderTimes) utimesSync(join(folder, above), seconds, seconds)
}

export interface GitRepo {
  readonly path: string
  /** Runs git in the repository; gives its standard output, throws with its error output. */
  readonly git: (...args: ReadonlyArray<string>) => string
}

const firstCommit: ReadonlyArray<SampleEntry> = [
  { path: "README.md", text: "# Repository\n", ageDays: 3 },
  { path: "src/one.txt", text: "one\n", ageDays: 3 }
]
const secondCommit: ReadonlyArray<SampleEntry> = [
  { path: "src/one.txt", text: "one\nmore\n", ageDays: 2 },
  { path: "src/two.txt", text: "two\n", ageDays: 2 }
]

const gitIn =
  (folder: string, env: Readonly<Record<string, string>>) =>
  (...args: ReadonlyArray<string>): string =>
    execFileSync("git", args, { cwd: folder, env: { ...env }, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

interface KeptEntry {
  readonly path: string
  readonly mode: number
  /** null for a folder. */
  readonly bytes: Buffer | null
}

/** A `.git` with the two commits, as git makes it; entries in the order in which they can be made. */
const makeCommits = (folder: string, env: Readonly<Record<string, string>>): ReadonlyArray<KeptEntry> => {
  const commit = (date: string, message: string): void => {
    gitIn(folder, env)("add", ".")
    gitIn(folder, { ...env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date })("commit", "-q", "-m", message)
  }
  mkdirSync(folder)
  try {
    gitIn(folder, env)("init", "-q", "-b", "main")
    makeEntries(folder, firstCommit)
    commit("2026-01-05T10:00:00Z", "Add a readme and one file")
    makeEntries(folder, secondCommit)
    commit("2026-01-06T10:00:00Z", "Add a second file")
    const top = join(folder, ".git")
    return readdirSync(top, { recursive: true, encoding: "utf8" })
      .toSorted()
      .map((path): KeptEntry => {
        const stat = statSync(join(top, path))
        return { path, mode: stat.mode & 0o7777, bytes: stat.isDirectory() ? null : readFileSync(join(top, path)) }
      })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Made once a worker, of the same bytes each time: two hundred tests begin with it, and it takes git seven processes. */
let commits: ReadonlyArray<KeptEntry> | null = null

/** A real repository on branch `main` with two commits of fixed dates and a clean tree. */
export const makeGitRepo = (folder: string, env: Readonly<Record<string, string>>): GitRepo => {
  commits ??= makeCommits(`${folder}.first`, env)
  for (const { bytes, mode, path } of [{ path: "", mode: 0o755, bytes: null }, ...commits]) {
    const place = join(folder, ".git", path)
    if (bytes === null) mkdirSync(place, { recursive: true })
    else writeFileSync(place, bytes)
    chmodSync(place, mode)
  }
  makeEntries(folder, [...firstCommit, ...secondCommit])
  const git = gitIn(folder, env)
  // The index knows its files by their inodes and times, too.
  git("update-index", "-q", "--refresh")
  return { path: folder, git }
}
