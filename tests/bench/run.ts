/**
 * `npm run bench [NAME ...]`: every benchmark of this folder (or those named), one row a figure. Exit code 1 when a bar is not met, so
 * that a run can be read without reading it.
 */
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { table } from "../../packages/cli/src/render/table.ts"
import type { Bench, Figure } from "./Bench.ts"

const wanted = process.argv.slice(2)
const files = readdirSync(import.meta.dirname).filter(
  (file) => file.endsWith(".bench.ts") && (wanted.length === 0 || wanted.includes(file.replace(".bench.ts", "")))
)
const isBench = (value: unknown): value is Bench =>
  typeof value === "object" && value !== null && "run" in value && "name" in value

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
const row = ({ name, value, baseline, unit, against, bar }: Figure): ReadonlyArray<string> => {
  const ratio = value / baseline
  return [
    name,
    `${number(value)} ${unit}`,
    `${number(baseline)} ${unit} (${against})`,
    ratio.toFixed(2),
    bar.toFixed(2),
    ratio <= bar ? "met" : "MISSED"
  ]
}

const rows: Array<ReadonlyArray<string>> = []
for (const file of files) {
  const loaded: unknown = await import(join(import.meta.dirname, file))
  const bench = typeof loaded === "object" && loaded !== null && "bench" in loaded ? loaded.bench : undefined
  if (!isBench(bench)) throw new Error(`${file} exports no bench.`)
  process.stderr.write(`${bench.name} ...\n`)
  rows.push(...(await bench.run()).map(row))
}
const columns = [
  { title: "what" },
  { title: "zenus", align: "right" as const },
  { title: "baseline", align: "right" as const },
  { title: "ratio", align: "right" as const },
  { title: "bar", align: "right" as const },
  { title: "" }
]
process.stdout.write(
  `node ${process.version}, ${process.platform} ${process.arch}\n${table(columns, rows).join("\n")}\n`
)
process.exitCode = rows.some((cells) => cells.at(-1) === "MISSED") ? 1 : 0
