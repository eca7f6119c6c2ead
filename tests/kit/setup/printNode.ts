/**
 * Names the Node under test in the log: a CI matrix that silently tests one version is caught by reading it. And says what cannot be
 * tested on this machine, and why: the reasons of all that is skipped.
 */
import { lacking } from "../lacking.ts"

export const setup = (): void => {
  process.stdout.write(`node ${process.version} (${process.platform}-${process.arch}) ${process.execPath}\n`)
  for (const line of lacking()) process.stdout.write(`skipped here, ${line}\n`)
}
