/** Made-up processes for the tests of pure choices. */
import type { ProcessFacts } from "#tools/process/Processes.ts"

export const facts = (pid: number, name: string, more: Partial<ProcessFacts> = {}): ProcessFacts => ({
  pid,
  parent: 1,
  name,
  names: [name],
  kernelName: name.slice(0, 15),
  command: name,
  uid: 1000,
  state: "sleeping",
  start: String(pid * 10),
  startedAtMs: null,
  cpuMs: 0,
  memory: 1024,
  kernel: false,
  ...more
})
