/**
 * Removes a test's folder whatever the test left in it: names that are no UTF-8 (Node 22's rmSync leaves those) and
 * folders without permissions. Never follows a link.
 */
import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync } from "node:fs"

const slash = Buffer.from("/")

export const removeTree = (path: string | Buffer): void => {
  const bytes = Buffer.isBuffer(path) ? path : Buffer.from(path)
  const found = lstatSync(bytes, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isDirectory()) return unlinkSync(bytes)
  chmodSync(bytes, 0o700)
  for (const name of readdirSync(bytes, { encoding: "buffer" })) removeTree(Buffer.concat([bytes, slash, name]))
  rmdirSync(bytes)
}
