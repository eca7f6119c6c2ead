/** The store throws where it is used; at a service's edge that becomes the typed error it is. */
import * as Effect from "effect/Effect"
import { isStoreError, type StoreError } from "../state/StoreError.ts"

export const storeErrors = <A>(effect: Effect.Effect<A, StoreError>): Effect.Effect<A, StoreError> =>
  Effect.catchDefect(effect, (thrown) => (isStoreError(thrown) ? Effect.fail(thrown) : Effect.die(thrown)))
