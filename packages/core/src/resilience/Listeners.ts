/**
 * Events for whoever listens, without cost for the call that causes them: publishing never waits, never fails and does
 * nothing at all while nobody listens. A listener that is slow or hangs loses the oldest events of its own (256 are kept for it);
 * one that fails ends its own stream only.
 */
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"

export interface Listeners<Event> {
  /** Hands the event on. Safe in synchronous code. */
  readonly publish: (event: Event) => void
  /** True when somebody listens: build costly events only then. */
  readonly isHeard: () => boolean
  /** From now on; the newest 256 are kept for each listener. */
  readonly stream: Stream.Stream<Event>
}

const KEPT = 256

export const makeListeners = <Event>(): Listeners<Event> => {
  const hub = Effect.runSync(PubSub.sliding<Event>(KEPT))
  let heard = 0
  return {
    publish: (event) => {
      if (heard > 0) PubSub.publishUnsafe(hub, event)
    },
    isHeard: () => heard > 0,
    stream: Stream.unwrap(
      Effect.gen(function* () {
        const subscription = yield* PubSub.subscribe(hub)
        yield* Effect.acquireRelease(
          Effect.sync(() => void heard++),
          () => Effect.sync(() => void heard--)
        )
        return Stream.fromSubscription(subscription)
      })
    )
  }
}
