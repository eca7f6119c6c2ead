/** Repositories with many files, processes to kill, and a git that can be held in the middle of its work. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, unlinkSync, watch, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { GitRepo } from "#kit"
import type { Place } from "./throughExecutor.ts"

const root = join(import.meta.dirname, "..", "..", "..")

/** A process of its own that does the steps. */
export const startSteps = (
  place: Place,
  steps: ReadonlyArray<readonly [string, Record<string, unknown>]> | "undo" | "redo"
): { readonly child: ChildProcess; readonly ended: Promise<string> } => {
  const script = join(import.meta.dirname, "killable.ts")
  const child = spawn(process.execPath, ["--conditions=source", script, JSON.stringify({ place, steps })], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...place.env }
  })
  let said = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said += text))
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text))
  return { child, ended: new Promise((resolve) => child.on("close", () => resolve(said))) }
}

/** On `main`, `count` files in folders of 100; on `side` each of them different, a tenth gone, as many new. */
export const manyFiles = (repo: GitRepo, count: number): void => {
  const write = (text: string, from: number, to: number): void => {
    for (let n = from; n < to; n++) {
      const folder = join(repo.path, `f${Math.floor(n / 100)}`)
      if (n % 100 === 0 || n === from) mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, `${n}.txt`), `${text} ${n}\n`.repeat(1 + (n % 7)))
    }
  }
  write("main", 0, count)
  repo.git("add", "-A")
  repo.git("commit", "-q", "-m", "Many files")
  repo.git("switch", "-q", "-c", "side")
  write("side", 0, count)
  write("new", count, count + count / 10)
  for (let n = 0; n < count; n += 10) unlinkSync(join(repo.path, `f${Math.floor(n / 100)}`, `${n}.txt`))
  repo.git("add", "-A")
  repo.git("commit", "-q", "-m", "Side of many files")
  repo.git("switch", "-q", "main")
}

export interface Held {
  /** Resolves once git writes the held file. */
  readonly reached: Promise<void>
  /** Lets git go on. */
  readonly release: () => void
}

/**
 * Git stops while it writes `path` (its smudge filter waits for a file), with some files written, some not, and its locks held.
 * The filter is the user's own setting, so it runs for everything that writes working files.
 */
export const holdAt = (repo: GitRepo, base: string, path: string, where: "here" | "everywhere" = "here"): Held => {
  const gate = join(base, "gate")
  mkdirSync(gate)
  const filter = join(gate, "smudge.sh")
  writeFileSync(
    filter,
    `#!/bin/sh\nif [ "$1" = "${path}" ]; then echo $$ > "${gate}/reached"; while [ -d "${gate}" ] && [ ! -e "${gate}/open" ]; do sleep 0.02; done; fi\nexec cat\n`
  )
  chmodSync(filter, 0o755)
  const scope = where === "here" ? "--local" : "--global"
  const attributes = where === "here" ? join(repo.path, ".git/info/attributes") : join(base, "attributes")
  repo.git("config", scope, "filter.hold.smudge", `${filter} %f`)
  repo.git("config", scope, "filter.hold.clean", "cat")
  if (where === "everywhere") repo.git("config", scope, "core.attributesFile", attributes)
  writeFileSync(attributes, `${path} filter=hold\n`)
  const reached = new Promise<void>((resolve) => {
    const watcher = watch(gate, () => {
      if (!existsSync(join(gate, "reached"))) return
      watcher.close()
      resolve()
    })
  })
  return { reached, release: () => writeFileSync(join(gate, "open"), "") }
}

/** Takes the filter away again, so that it is no part of what is compared. */
export const unhold = (repo: GitRepo): void => {
  repo.git("config", "--remove-section", "filter.hold")
  writeFileSync(join(repo.path, ".git/info/attributes"), "")
}

/** Numbers of the running gits that belong to some deed and stand in this folder. */
export const deedGits = (cwd: string): ReadonlyArray<number> => {
  const { stdout } = spawnSync("ps", ["-axo", "pid=,args="], { encoding: "utf8" })
  return stdout
    .split("\n")
    .filter((line) => line.includes("zenus.deed="))
    .map((line) => Number(line.trim().split(" ", 1)[0]))
    .filter((pid) => {
      const at = spawnSync("readlink", [`/proc/${pid}/cwd`], { encoding: "utf8" }).stdout.trim()
      return at === cwd || at.startsWith(`${cwd}/`)
    })
}
