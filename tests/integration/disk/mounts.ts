/**
 * Small file systems for tests, only where this machine lets us mount. They are unmounted before the test ends, since the
 * folder around them is removed then.
 */
import { spawnSync } from "node:child_process"
import { mkdirSync } from "node:fs"

const run = (command: string, ...args: ReadonlyArray<string>): string | null => {
  const { error, status, stderr } = spawnSync(command, [...args], { encoding: "utf8" })
  return error !== undefined ? error.message : status === 0 ? null : stderr.trim()
}

/** Makes a folder with a file system in memory of that size (`1m`) in it, for as long as `work` takes; skips the test where that cannot be. */
export const withMemory = async (
  folder: string,
  size: string,
  skip: (note: string) => void,
  work: () => Promise<void> | void
): Promise<void> => {
  mkdirSync(folder)
  const trouble =
    process.platform === "linux" ? run("mount", "-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder) : "only on Linux"
  if (trouble !== null) return skip(`no file system can be mounted here: ${trouble}`)
  try {
    await work()
  } finally {
    run("umount", "-l", folder)
  }
}

/** From now on nothing can be written there. `null`, or why that did not work. */
export const makeReadOnly = (mount: string): string | null => run("mount", "-o", "remount,ro", mount)
