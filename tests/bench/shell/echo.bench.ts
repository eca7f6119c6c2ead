/**
 * From a key until its echo came out of the terminal, with 10,000 lines of history and a grey suggestion at most keys; beside it the
 * same for a program that does nothing but echo, which is what terminal and machine take by themselves.
 */
import { cpuMs, openTerminal, type OpenTerminal } from "../../kit/openTerminal.ts"
import { type Bench, type Figure } from "../Bench.ts"
import { shellPrompt } from "../../kit/shellPrompt.ts"
import { bare, percentile, typeEarlier, warmUp, withShell } from "./shellWorld.ts"

const LINES = [
  "move the 1201 largest txt files of project",
  "count the number of lines in all of these files",
  "list the jpg files that are larger than 20 MB 日本語",
  "an English sentence that nobody has typed before"
]
/** Of each the p99 is taken, and of those the median. */
const ROUNDS = 9
/**
 * A round counts where the bare echo beside it stayed below this (ms): a machine that is taken away for some milliseconds now and then
 * says nothing of the shell. So many are tried; where too few were quiet the last ones count as they are.
 */
const QUIET = 2.5
const MOST_ROUNDS = 45
const ECHO = `process.stdin.setRawMode(true); process.stdout.write("❯ ")
  process.stdin.on("data", (bytes) => process.stdout.write(bytes))`

/** ms of every key of `LINES`, typed once. */
const typeAll = async (terminal: OpenTerminal): Promise<ReadonlyArray<number>> => {
  const times: Array<number> = []
  const press = async (key: string): Promise<number> => {
    const before = terminal.writtenLength()
    const at = terminal.now()
    terminal.type(key)
    await terminal.waitFor(() => terminal.writtenLength() > before, `the echo of ${JSON.stringify(key)}`)
    return (terminal.written(before).pieces[0]?.at ?? Number.NaN) - at
  }
  for (const line of LINES) {
    for (const key of line) times.push(await press(key))
    await press("\u0015")
  }
  return times
}

const run = (): Promise<ReadonlyArray<Figure>> =>
  withShell(async (world) => {
    const { env, folder, home, open } = world
    await warmUp(world)
    await typeEarlier(home, folder, 10_000)
    const terminal = await open()
    await shellPrompt(terminal)
    const plain = await openTerminal({ argv: [process.execPath, "-e", ECHO], cwd: folder, env })
    await plain.waitFor(/❯/, "the bare echo")
    const tried: Array<{ readonly ours: ReadonlyArray<number>; readonly theirs: ReadonlyArray<number> }> = []
    const quiet = (): typeof tried => tried.filter(({ theirs }) => percentile(theirs, 0.99) < QUIET)
    const before = cpuMs(terminal.pid)
    while (quiet().length < ROUNDS && tried.length < MOST_ROUNDS) {
      tried.push({ ours: await typeAll(terminal), theirs: await typeAll(plain) })
    }
    const processor = cpuMs(terminal.pid) - before
    await plain.close()
    const rounds = quiet().length < ROUNDS ? tried.slice(-ROUNDS) : quiet()
    const ours = rounds.flatMap((round) => round.ours)
    const keys = tried.reduce((sum, round) => sum + round.ours.length, 0)
    const worst = (whose: "ours" | "theirs"): number =>
      percentile(
        rounds.map((round) => percentile(round[whose], 0.99)),
        0.5
      )
    const which = quiet().length < ROUNDS ? `last ${ROUNDS} rounds, too few quiet` : `${ROUNDS} quiet rounds`
    const beside = `${which} of ${tried.length}, ${ours.length / ROUNDS} keys each`
    return [
      bare(`echo of a key, p99 (${beside}; a bare echo: ${worst("theirs").toPrecision(2)} ms)`, worst("ours"), "ms", 5),
      bare("echo of a key, median", percentile(ours, 0.5), "ms", 5),
      bare("processor for a key, mean", processor / keys, "ms", 5)
    ]
  })

export const bench: Bench = { name: "echo", run }
