/**
 * Every benchmark of a folder (or those named), one row a figure. The command is built first, so that what is measured is what the
 * sources say. Exit code 1 when a bar is not met, so that a run can be read without reading it.
 */
import { execFileSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { availableParallelism, loadavg } from "node:os"
import { join } from "node:path"
import { table } from "../../packages/cli/src/render/table.ts"
import { type Bench, type BenchOptions, type Figure, isMet, measureOf } from "./Bench.ts"

const isBench = (value: unknown): value is Bench =>
  typeof value === "object" && value !== null && "run" in value && "name" in value

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))
const row = (figure: Figure): ReadonlyArray<string> => {
  const { name, value, baseline, unit, bar } = figure
  return [
    name,
    `${number(value)} ${unit}`,
    baseline === null ? "" : `${number(baseline.value)} ${unit} (${baseline.what})`,
    baseline === null ? "" : measureOf(figure).toFixed(2),
    baseline === null ? `${bar} ${unit}` : bar.toFixed(2),
    isMet(figure) ? "met" : "MISSED"
  ]
}

const columns = [
  { title: "what" },
  { title: "zenus", align: "right" as const },
  { title: "baseline", align: "right" as const },
  { title: "ratio", align: "right" as const },
  { title: "bar", align: "right" as const },
  { title: "" }
]

/** @param wanted names of benchmarks, without `.bench.ts`; none: all. */
export const runBenches = async (
  folder: string,
  wanted: ReadonlyArray<string>,
  options: BenchOptions = {}
): Promise<void> => {
  const files = readdirSync(folder).filter(
    (file) => file.endsWith(".bench.ts") && (wanted.length === 0 || wanted.includes(file.replace(".bench.ts", "")))
  )
  execFileSync("npm", ["run", "-s", "bundle", "-w", "packages/cli"], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: "ignore"
  })
  const figures: Array<Figure> = []
  for (const file of files) {
    const loaded: unknown = await import(join(folder, file))
    const bench = typeof loaded === "object" && loaded !== null && "bench" in loaded ? loaded.bench : undefined
    if (!isBench(bench)) throw new Error(`${file} exports no bench.`)
    process.stderr.write(`${bench.name} ...\n`)
    figures.push(...(await bench.run(options)))
  }
  process.stdout.write(
    `node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, load ${number(loadavg()[0] ?? Number.NaN)}\n` +
      `${table(columns, figures.map(row)).join("\n")}\n`
  )
  process.exitCode = figures.every(isMet) ? 0 : 1
}
