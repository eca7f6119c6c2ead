/** Files with their content in a folder, and the folders on the way. */
import { mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

export const writeFiles = (folder: string, files: Readonly<Record<string, string | Uint8Array>>): void => {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** `file-0` and so on, each with its number in it; gives their paths. */
export const makeNumbered = (folder: string, count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, at) => {
    const path = join(folder, `file-${at}`)
    writeFileSync(path, String(at))
    return path
  })
