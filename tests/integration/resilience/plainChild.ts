/** A program without Effect whose circuit is open and to which somebody listens: it ends by itself. Prints when its last line has run. */
import * as Context from "effect/Context"
import * as Metric from "effect/Metric"
import { createPolicy, Trip } from "#core/resilience.ts"

/** What importing alone has left running or registered. */
const left = [
  ...process.getActiveResourcesInfo().filter((one) => one !== "PipeWrap"),
  ...Context.get(Context.empty(), Metric.MetricRegistry).keys()
]

const policy = createPolicy({
  name: "a",
  breaker: { trip: Trip.consecutive(1), open: "10 minutes" },
  retry: { attempts: 1 },
  timeout: "10 minutes",
  bulkhead: {}
})
policy.onEvent(() => {})
await policy.execute((signal) => (signal.aborted ? 0 : Promise.reject(new Error("no")))).catch(() => {})
process.stdout.write(JSON.stringify({ state: policy.snapshot().breakers[0]?.state, at: Date.now(), left }))
