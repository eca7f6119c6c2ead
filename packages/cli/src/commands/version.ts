/** `zenus version`: the launcher answers it before anything is loaded; this serves `zenus version --verbose` and the like. */
import * as Effect from "effect/Effect"
import type { CommandMain } from "../args/CommandMain.ts"
import manifest from "../../package.json" with { type: "json" }

export const main: CommandMain = () => Effect.sync(() => (process.stdout.write(`${manifest.version}\n`), 0))
