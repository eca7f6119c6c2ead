/** With which reason a signal stops what runs: Ctrl+C is a person's wish; a terminal that goes away and a system that ends its programs cut off. */
import { CUT_OFF } from "@zenus/core"
import type { SignalName } from "../args/Signals.ts"

export const stopReason = (name: SignalName): typeof CUT_OFF | undefined => (name === "SIGINT" ? undefined : CUT_OFF)
