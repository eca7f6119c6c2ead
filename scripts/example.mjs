/** `npm run example NAME`: runs one program of examples/ from the sources; without a name it lists them. */
import { readdirSync } from "node:fs"
import { join } from "node:path"

const folder = join(import.meta.dirname, "..", "examples")
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3))
const [name] = process.argv.slice(2)

if (names.includes(name)) await import(join(folder, `${name}.ts`))
else {
  process.stderr.write(`Usage: npm run example ${names.join("|")}\n`)
  process.exitCode = 2
}
