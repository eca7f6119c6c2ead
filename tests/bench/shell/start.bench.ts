/**
 * From the start of the process until its prompt came out of the terminal, against `node -e 0` on the same kind of terminal, in turns;
 * with an empty history and with 10,000 lines of it.
 */
import { type Bench, type Figure, median } from "../Bench.ts"
import { openTerminal } from "../../kit/openTerminal.ts"
import { shellPrompt } from "../../kit/shellPrompt.ts"
import { type ShellWorld, typeEarlier, withShell } from "./shellWorld.ts"

const RUNS = 15
const WARM_UP = 4
/** Whichever is more, says the issue. */
const BAR_MS = 150
const BAR_RATIO = 4

const untilPrompt = async ({ open }: ShellWorld): Promise<number> => {
  const terminal = await open()
  await shellPrompt(terminal)
  const { pieces } = terminal.written()
  // Left as people leave it: compiled code is kept for the next start then.
  terminal.key("ctrl+d")
  await terminal.exit
  return pieces.find(({ bytes }) => bytes.includes("❯"))?.at ?? Number.NaN
}

const untilEnd = async ({ env, folder }: ShellWorld): Promise<number> => {
  const terminal = await openTerminal({ argv: [process.execPath, "-e", "0"], cwd: folder, env })
  await terminal.exit
  const took = terminal.now()
  await terminal.close()
  return took
}

const measure = async (name: string, world: ShellWorld): Promise<Figure> => {
  const ours: Array<number> = []
  const theirs: Array<number> = []
  for (let run = 0; run <= RUNS + WARM_UP; run++) {
    const took = [await untilPrompt(world), await untilEnd(world)] as const
    // The first of each are the warm-up: compiled code is kept after each of the first four starts.
    if (run <= WARM_UP) continue
    ours.push(took[0])
    theirs.push(took[1])
  }
  const baseline = median(theirs)
  return {
    name,
    value: median(ours),
    unit: "ms",
    baseline: { value: baseline, what: "node -e 0" },
    bar: Math.max(BAR_RATIO, BAR_MS / baseline)
  }
}

const run = (): Promise<ReadonlyArray<Figure>> =>
  withShell(async (world) => {
    const fresh = await measure("prompt on the screen", world)
    await typeEarlier(world.home, world.folder, 10_000)
    return [fresh, await measure("prompt on the screen, 10,000 lines of history", world)]
  })

export const bench: Bench = { name: "start of the shell", run }
