/** Another process over the same Redis: argv is the port, the key and whether its calls fail. Prints what its calls ended with. */
import * as NodeRedis from "@effect/platform-node/NodeRedis"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as CircuitBreaker from "effect/persistence/CircuitBreaker"
import { layerShared, withBreaker } from "#core/resilience/breaker/CircuitBreaker.ts"
import * as Trip from "#core/resilience/breaker/Trip.ts"

const [, , port = "", key = "", does = ""] = process.argv

const store = CircuitBreaker.layerStoreRedis({ prefix: "zenus-test:" }).pipe(
  Layer.provide(NodeRedis.layer({ socket: { host: "127.0.0.1", port: Number(port) }, disableOfflineQueue: true }))
)
const call = withBreaker(does === "fail" ? Effect.fail("failed") : Effect.succeed("answered"), { key }).pipe(
  Effect.catchTag("CircuitOpen", ({ state, why }) => Effect.succeed(`${state}: ${why}`)),
  Effect.catch((error) => Effect.succeed(error))
)
const said = await Effect.runPromise(
  Effect.all([call, call, call]).pipe(
    Effect.provide(layerShared({ trip: Trip.consecutive(2), open: "1 minute", storeTimeout: "5 seconds", store }))
  )
)
process.stdout.write(JSON.stringify(said))
