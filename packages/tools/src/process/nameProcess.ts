/**
 * The names a process goes by: pure, from the kernel's name and the arguments. The kernel keeps 15 bytes (proc(5), comm),
 * Node calls its main thread `MainThread`, some programs write a sentence over their arguments (`nginx: worker process`),
 * and what people call `server.js` is a `node`. Argument texts are data of the process, so only the first
 * one, and the script of a known interpreter, can become a name.
 */

/** Bytes of a name that Linux keeps; one of just that length may have been cut. */
const KERNEL_NAME_BYTES = 15

/** Names that a runtime gives to its thread and that say nothing of the program. */
const THREAD_NAMES: ReadonlySet<string> = new Set(["MainThread", "main"])

/** Programs whose first plain argument is what people mean. */
const INTERPRETERS =
  /^(?:node|nodejs|deno|bun|python[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*|bash|sh|dash|zsh|ksh|fish|tsx|ts-node)$/

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

/** The program's name in `argv[0]`: its last part, without the dash of a login shell. */
const programName = (first: string): string => baseName(first.startsWith("-") ? first.slice(1) : first)

/** The script an interpreter runs: the first argument that is no option and no code. */
const scriptName = (argv: ReadonlyArray<string>): string | undefined => {
  const next = argv[1]
  return next === undefined || next === "" || next.startsWith("-") || /\s/.test(next) ? undefined : baseName(next)
}

export interface ProcessNames {
  readonly name: string
  /** Without repetition, the shown one first, never empty. */
  readonly names: ReadonlyArray<string>
}

export const nameProcess = (kernelName: string, argv: ReadonlyArray<string>): ProcessNames => {
  const first = argv[0] ?? ""
  const program = programName(first)
  const cut = Buffer.byteLength(kernelName) >= KERNEL_NAME_BYTES
  const full = [program, first].find((text) => text.length > kernelName.length && text.startsWith(kernelName))
  const name =
    cut && full !== undefined ? full : THREAD_NAMES.has(kernelName) && program !== "" ? program : kernelName || program
  const names = new Set([name, kernelName])
  // A first argument with blanks in it was written over by the process: not a path.
  if (program !== "" && !/\s/.test(first)) {
    names.add(program)
    const script = INTERPRETERS.test(program) ? scriptName(argv) : undefined
    if (script !== undefined) names.add(script)
  }
  names.delete("")
  return { name, names: [...names] }
}
