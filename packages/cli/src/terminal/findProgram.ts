/** Where a program of this name is, by PATH, as the system would look for it. Nothing is started. */
import fs from "node:fs"
import path from "node:path"

const mayRun = (file: string): boolean => {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

/** The first that may be run; null for none. A name with a slash is that file. */
export const findProgram = (name: string, env: NodeJS.ProcessEnv): string | null => {
  if (name.includes("/")) return mayRun(name) ? name : null
  const folders = (env["PATH"] ?? "").split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  return folders.map((folder) => path.join(folder, name)).find(mayRun) ?? null
}
