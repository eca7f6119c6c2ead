/**
 * How much longer things take here and now than on a machine where nobody works beside: a strict time is multiplied by it, so that it
 * stays strict where it can be kept, and a busy machine fails nobody. Measured on a process that starts, writes and waits for the disk,
 * as what is tested does: its wall time for the processor time that it takes, which is the same on fast and slow machines.
 */
import { spawnSync } from "node:child_process"
import { tmpdir } from "node:os"

/** Prints its processor time, ms. */
const SAMPLE = `
  const fs = require("node:fs"), name = require("node:path").join(process.argv[1], "zenus-test-sample-" + process.pid)
  for (let round = 0; round < 3; round++) {
    const fd = fs.openSync(name, "w")
    fs.writeSync(fd, "sample")
    fs.fsyncSync(fd)
    fs.closeSync(fd)
    fs.unlinkSync(name)
  }
  const { system, user } = process.cpuUsage()
  process.stdout.write(String((system + user) / 1000))`

/** At least 1; 2 where another works as much on the same processors and disk. Takes about 60 ms, times what it gives. */
export const slowdown = (): number => {
  const from = performance.now()
  const { stdout } = spawnSync(process.execPath, ["-e", SAMPLE, tmpdir()], { encoding: "utf8" })
  return Math.max(1, (performance.now() - from) / Number(stdout))
}
