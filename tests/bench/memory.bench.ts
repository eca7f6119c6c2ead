/**
 * Memory: the most that the whole command has while it organizes 100,000 files of one folder, and whether a process that answers
 * one request after the other from standard input grows: what it has after 1,000 against what it had after 50.
 */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { createInterface } from "node:readline"
import { join } from "node:path"
import { type Bench, type Figure } from "./Bench.ts"
import { bin, environmentIn, peakOfZenus } from "./command.ts"

const FILES = 100_000
const KINDS = ["jpg", "txt", "pdf", "mp3", "zip", "csv", "png", "md", "log", "mov"]
const REQUESTS = 1_000
const EARLY = 50
const CACHE = join(import.meta.dirname, "../../.cache")

const organize = (base: string): Figure => {
  const folder = join(base, "files")
  mkdirSync(folder)
  for (let at = 0; at < FILES; at++) closeSync(openSync(join(folder, `file-${at}.${KINDS[at % KINDS.length]}`), "w"))
  const request = ["run", "--yes", "--provider", "rules", "--", "organize this folder by extension"]
  const peak = peakOfZenus(base, folder, request)
  const left = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory()).length
  if (left > 0) throw new Error(`organize left ${left} files where they were`)
  return { name: "memory at most, organize 100,000 files", value: peak, unit: "MB", baseline: null, bar: 300 }
}

/** Resident memory of a process, MB. */
const residentMb = (pid: number): number => {
  if (process.platform !== "linux")
    return Number(spawnSync("ps", ["-o", "rss=", "-p", String(pid)]).stdout.toString()) / 1024
  const [, kb] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? []
  return Number(kb) / 1024
}

/** Requests that differ, so that nothing is answered from memory. */
const requestAt = (at: number): string => {
  const many = 1 + (at % 40)
  return (
    [
      `what are the ${many} largest files here?`,
      `how many txt files are larger than ${many} KB?`,
      `list the jpg files`,
      `count the lines in file${2 * (at % 25)}.txt`,
      `find files changed in the last ${many} days`
    ][at % 5] ?? ""
  )
}

const answering = async (base: string): Promise<Figure> => {
  const folder = join(base, "small")
  mkdirSync(folder)
  for (let at = 0; at < 50; at++) closeSync(openSync(join(folder, `file${at}.${at % 2 === 0 ? "txt" : "jpg"}`), "w"))
  const child = spawn(process.execPath, [bin, "--json"], {
    cwd: folder,
    env: environmentIn(base),
    stdio: ["pipe", "pipe", "ignore"]
  })
  try {
    const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const ask = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; at++) {
        child.stdin.write(`${requestAt(at)}\n`)
        const { value } = await answers.next()
        if (!String(value).startsWith('{"status":"done"')) throw new Error(`${requestAt(at)}: ${String(value)}`)
      }
    }
    const { pid } = child
    if (pid === undefined) throw new Error("zenus did not start")
    await ask(0, EARLY)
    const early = residentMb(pid)
    await ask(EARLY, REQUESTS)
    const late = residentMb(pid)
    child.stdin.end()
    await once(child, "exit")
    return {
      name: "memory after 1,000 requests in one process",
      value: late,
      unit: "MB",
      baseline: { value: early, what: "after 50" },
      bar: 1.2
    }
  } finally {
    child.kill("SIGKILL")
  }
}

export const bench: Bench = {
  name: "memory",
  run: async () => {
    mkdirSync(CACHE, { recursive: true })
    const base = mkdtempSync(join(CACHE, "bench-memory-"))
    try {
      return [organize(base), await answering(base)]
    } finally {
      rmSync(base, { recursive: true, force: true })
    }
  }
}
