/** `zenus version`: the launcher answers it before anything is loaded; this serves `zenus version --verbose` and the like. */
import type { CommandMain } from "../args/CommandMain.ts"
import { print } from "../terminal/print.ts"
import manifest from "../../package.json" with { type: "json" }

export const main: CommandMain = (invocation) => print(invocation, () => `${manifest.version}\n`)
