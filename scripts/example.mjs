// `npm run example NAME`: runs examples/NAME.ts from source; without a name lists them.
import { spawnSync } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "examples")
const names = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => name.slice(0, -3))
const wanted = process.argv[2]
if (wanted === undefined || !names.includes(wanted)) {
  console.error(`Examples: ${names.join(", ")}`)
  process.exit(wanted === undefined ? 0 : 2)
}
process.exit(
  spawnSync(process.execPath, ["--conditions=source", path.join(folder, `${wanted}.ts`)], { stdio: "inherit" })
    .status ?? 1
)
