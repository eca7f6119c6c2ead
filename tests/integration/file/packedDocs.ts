/** A folder to be packed, what is compared of one that was unpacked, and the system's own programs for both. */
import { execFileSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { snapshotTree } from "#kit"

/** What the program writes; throws when it fails. */
export const run = (cwd: string, program: string, ...args: ReadonlyArray<string>): string =>
  execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

export const has = (program: string): boolean =>
  ["/usr/bin", "/bin", "/usr/local/bin"].some((folder) => existsSync(join(folder, program)))

/** `docs`: a text, a script, a hidden file, a large hole of `largeBytes`, a link to `linkTarget`, an empty folder. */
export const makeDocs = (folder: string, largeBytes: number, linkTarget: string): void => {
  mkdirSync(join(folder, "docs/sub/empty"), { recursive: true })
  writeFileSync(join(folder, "docs/a.txt"), "a\n".repeat(1000))
  writeFileSync(join(folder, "docs/sub/b.sh"), "#!/bin/sh\n")
  writeFileSync(join(folder, "docs/.hidden"), "h\n")
  writeFileSync(join(folder, "docs/large.bin"), "")
  truncateSync(join(folder, "docs/large.bin"), largeBytes)
  symlinkSync(linkTarget, join(folder, "docs/link"))
  chmodSync(join(folder, "docs/sub/b.sh"), 0o750)
  for (const name of ["a.txt", "sub/b.sh", ".hidden", "large.bin"]) {
    utimesSync(join(folder, "docs", name), 1_700_000_000, 1_700_000_000)
  }
}

/** Of what was unpacked: all but the times of links and folders. */
export const facts = (folder: string) =>
  [...snapshotTree(folder)].map(([path, entry]) => [
    path,
    entry.type,
    entry.type === "link" ? 0 : entry.mode,
    entry.sha256,
    entry.linkTarget,
    entry.type === "file" ? entry.mtimeNs / 1_000_000_000n : 0n
  ])
