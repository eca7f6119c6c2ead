/**
 * Makes a folder with all that is missing above it, each for this user alone. Not node:fs' `recursive`: on a file
 * system that takes no new folder and says "not there" (Linux' /proc), that one tries for ever (seen on Node 24.21).
 */
import * as fs from "node:fs"
import { dirname } from "node:path"

/** `path` is absolute. Throws what the system says of the first folder that cannot be made. */
export const makeFolders = (path: string, mode = 0o700): void => {
  const missing: Array<string> = []
  let at = path
  while (fs.statSync(at, { throwIfNoEntry: false }) === undefined && dirname(at) !== at) {
    missing.push(at)
    at = dirname(at)
  }
  for (const folder of missing.toReversed()) {
    try {
      fs.mkdirSync(folder, { mode })
    } catch (error) {
      // Another process made it in between: that is what was wanted.
      if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error
    }
  }
}
