/** A program without Effect whose circuit is open and to which somebody listens: it ends by itself. Prints when its last line has run. */
import { createPolicy } from "#core/resilience/plain/createPolicy.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"

const policy = createPolicy({
  name: "a",
  breaker: { trip: Trip.consecutive(1), open: "10 minutes" },
  retry: { attempts: 1 },
  timeout: "10 minutes",
  bulkhead: {}
})
policy.onEvent(() => {})
await policy.execute((signal) => (signal.aborted ? 0 : Promise.reject(new Error("no")))).catch(() => {})
process.stdout.write(`${policy.snapshot().breakers[0]?.state} ${Date.now()}\n`)
