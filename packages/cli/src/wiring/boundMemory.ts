/**
 * Keeps V8 from growing its young generation to 32 MB twice: a plan over 100,000 files then peaks at two thirds of the
 * memory for a tenth more of time (`npm run bench`). The flag may be set while the program runs: V8 reads it when it thinks of growing.
 * At the end it is as it was, since V8 keeps with compiled code (bin/loadBundle.js) which flags were set.
 */
import v8 from "node:v8"

const FLAG = "--semi-space-growth-factor"
const BY_DEFAULT = 2

/** Called once, by the commands that do what was planned. */
export const boundMemory = (): void => {
  v8.setFlagsFromString(`${FLAG}=1`)
  process.prependOnceListener("exit", () => v8.setFlagsFromString(`${FLAG}=${BY_DEFAULT}`))
}
