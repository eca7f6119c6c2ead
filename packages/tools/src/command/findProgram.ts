/** Where a program is, by the PATH of the request and without starting anything: so that a plan can say that it is missing. */
import { PathText, type ReadDisk } from "@zenus/core"

/** Where programs are where no PATH is set. */
export const DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin"

/** The absolute path of the first one that may be run; `null` where there is none. Relative folders of PATH are passed over. */
export const findProgram = (name: string, env: ReadonlyMap<string, string>, disk: ReadDisk): string | null => {
  for (const folder of (env.get("PATH") ?? DEFAULT_PATH).split(":")) {
    if (!PathText.isAbsolute(folder)) continue
    const path = PathText.child(folder, name)
    if (disk.stat(path)?.type === "file" && disk.may(path, "enter")) return path
  }
  return null
}
