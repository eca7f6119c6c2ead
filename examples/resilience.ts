/**
 * How does my program go on answering when what it calls is down? `npm run example resilience`. Nothing is imported but the
 * resilience layers: a search that fails, a breaker that stops asking it, and rules that answer instead.
 */
import { Backoff, createPolicy, Trip } from "@zenus/core/resilience"

let asked = 0
const search = async (): Promise<string> => {
  asked++
  throw new Error("connection refused")
}

const policy = createPolicy({
  name: "search",
  deadline: "5 seconds",
  fallbacks: [{ name: "rules", run: () => "the answer of the rules" }],
  retry: { attempts: 2, backoff: Backoff.constant("1 millis") },
  breaker: { trip: Trip.consecutive(3), open: "30 seconds" },
  timeout: "1 second"
})

console.log(policy.describe())
for (let call = 1; call <= 3; call++) {
  const answer = await policy.execute(search)
  const [circuit] = policy.snapshot().breakers
  console.log(`${call}: ${answer}; asked ${asked} times, the circuit is ${circuit?.state}`)
}
