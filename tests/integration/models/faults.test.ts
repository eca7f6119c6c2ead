/**
 * Every provider with every fault of the kit, one call over the real HTTP client to a raw TCP server: the typed reason is the one of
 * the table, whole and streamed, one call is made, and no connection stays. The same cells through the built command are
 * in tests/e2e/faultMatrix.test.ts.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { makeProvider, askModel, textOf, type ProviderError } from "@zenus/core/models"
import { makeNodeHttpClient } from "@zenus/core/node"
import { knownProviders } from "#core/llm/knownProviders.ts"
import { wireFor } from "#core/llm/wireFor.ts"
import { BEGINNING, endOf, faults } from "#kit/upstream/faults.ts"
import { speakers } from "#kit/upstream/speakers.ts"
import { startTcpUpstream, takeClosedPort } from "#kit/upstream/tcpUpstream.ts"

interface Heard {
  readonly text: string
  readonly end: ProviderError["reason"] | "answered"
  readonly error: ProviderError | null
}

const errorOf = <A>(effect: Effect.Effect<A, ProviderError>): Effect.Effect<ProviderError | null> =>
  Effect.match(effect, { onSuccess: () => null, onFailure: (error) => error })

const listen = (provider: ReturnType<typeof makeProvider>, streamed: boolean): Promise<Heard> =>
  Effect.runPromise(
    Effect.gen(function* () {
      let text = ""
      const chat = askModel("m", "hi")
      const error = yield* errorOf(
        streamed
          ? Stream.runForEach(provider.stream(chat), (event) =>
              Effect.sync(() => {
                if (event.type === "text") text += event.text
              })
            )
          : Effect.map(provider.complete(chat), (answer) => {
              text = textOf(answer)
            })
      )
      return { text, error, end: error?.reason ?? "answered" }
    })
  )

/** What the faults that say so ask for. */
const asksToWaitMs: Readonly<Record<string, number>> = { "429-seconds": 1_000, "429-date": 1_000, "429-millis": 150 }

describe.each(speakers)("$provider", (speaker) => {
  const known = knownProviders.find(({ name }) => name === speaker.provider)
  const cells = faults.flatMap((fault) => [
    { ...fault, fault, mode: "whole", streamed: false },
    { ...fault, fault, mode: "streamed", streamed: true }
  ])
  it.each(cells)("$name, $mode", async ({ fault, streamed }) => {
    assert.isDefined(known)
    if (known === undefined) return
    const { script } = fault
    const isSilent = fault.name === "stall-before-headers"
    const pauses = fault.name === "stall-mid-answer"
    /** One call of a client that is so patient with a server which says nothing (more). */
    const attempt = async (patienceMs: number) => {
      const upstream = await startTcpUpstream(() => script?.(speaker, streamed) ?? { pieces: [], after: "end" })
      const closed = await takeClosedPort()
      const { client, close } = makeNodeHttpClient()
      try {
        const provider = makeProvider(client, {
          name: speaker.provider,
          wire: wireFor(known),
          baseUrl: `http://127.0.0.1:${script === null ? closed.port : upstream.port}${speaker.basePath}`,
          key: Redacted.make("key-123456"),
          firstTokenTimeout: isSilent ? patienceMs : 20_000,
          answerTimeout: isSilent ? patienceMs : 20_000,
          stallTimeout: pauses ? patienceMs : 20_000
        })
        return { heard: await listen(provider, streamed), requests: upstream.requests.length }
      } finally {
        close()
        await Promise.all([upstream.close(), closed.close()])
      }
    }
    // On a busy machine a short patience ends before the server has said what it has to say: that is nobody's fault.
    const isEarly = ({ heard, requests }: Awaited<ReturnType<typeof attempt>>): boolean =>
      (isSilent && requests === 0) || (pauses && (requests === 0 || (streamed && !heard.text.startsWith(BEGINNING))))
    let found = await attempt(60)
    for (const patienceMs of [500, 5_000]) if (isEarly(found)) found = await attempt(patienceMs)
    const { heard, requests } = found
    assert.strictEqual(heard.end, endOf(fault, speaker.provider, streamed), heard.error?.message)
    assert.strictEqual(requests, script === null ? 0 : 1)
    if (fault.afterText === true && streamed) {
      assert.isTrue(heard.text.startsWith(BEGINNING) || heard.text.startsWith("xxx"))
      const { received } = heard.error ?? {}
      assert.isTrue(received !== undefined && received !== null && textOf(received) === heard.text)
      assert.isFalse(heard.error?.nextHelps)
    } else if (heard.error !== null) {
      assert.strictEqual(heard.text, "")
      assert.isTrue(heard.error.nextHelps)
    }
    assert.strictEqual(heard.error?.retryAfterMs, asksToWaitMs[fault.name])
  })
})
