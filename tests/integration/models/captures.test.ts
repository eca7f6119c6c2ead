/**
 * What real providers sent, once more over the wire: a raw TCP server writes a recording in one piece, byte by byte and cut by a seed,
 * and the provider over the real HTTP client must understand the same each time, streamed and whole.
 */
import { assert, describe, it as base } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { askModel, type ChatAnswer, makeProvider, type ProviderError, textOf } from "@zenus/core/models"
import { makeNodeHttpClient } from "@zenus/core/node"
import { anthropicWire } from "#core/llm/wire/anthropic/anthropicWire.ts"
import { geminiWire } from "#core/llm/wire/gemini/geminiWire.ts"
import { openaiWire } from "#core/llm/wire/openai/openaiWire.ts"
import type { Wire } from "#core/llm/wire/Wire.ts"
import { chunkedHead, chunkOf, lastChunk, sized } from "#kit/upstream/httpBytes.ts"
import { bytesOf, bytewise, cutAt } from "#kit/upstream/pieces.ts"
import { startTcpUpstream, type Script } from "#kit/upstream/tcpUpstream.ts"
import { bodiesOf, capturesNote, framed, haveCaptures, shortened, streamsOf } from "#kit/wireCaptures.ts"

const wires: ReadonlyArray<{ readonly folder: string; readonly wire: Wire }> = [
  { folder: "anthropic-messages", wire: anthropicWire },
  { folder: "openai-chat", wire: openaiWire() },
  { folder: "gemini", wire: geminiWire }
]

/** An upstream that plays what the test says next, and a provider that calls it. */
const it = base.extend("world", async ({}, { onCleanup }) => {
  let next: Script = { pieces: [], after: "reset" }
  const upstream = await startTcpUpstream(() => next)
  const { client, close } = makeNodeHttpClient()
  onCleanup(async () => {
    close()
    await upstream.close()
  })
  return {
    upstream,
    play: (script: Script) => {
      next = script
    },
    providerOf: (wire: Wire) =>
      makeProvider(client, { name: "p", wire, baseUrl: upstream.url, key: Redacted.make("key-123456") })
  }
})

interface Heard {
  readonly text: string
  readonly reasoning: string
  readonly answer: ChatAnswer | null
  readonly error: ProviderError["reason"] | null
}

/** All of a stream, with its pieces joined: how they were cut must not be seen. */
const hear = (provider: ReturnType<typeof makeProvider>): Promise<Heard> =>
  Effect.runPromise(
    Effect.gen(function* () {
      let text = ""
      let reasoning = ""
      let answer: ChatAnswer | null = null
      const error = yield* Stream.runForEach(provider.stream(askModel("m", "hi")), (event) =>
        Effect.sync(() => {
          if (event.type === "text") text += event.text
          else if (event.type === "reasoning") reasoning += event.text
          else if (event.type === "done") answer = event.answer
        })
      ).pipe(Effect.match({ onSuccess: () => null, onFailure: ({ reason }) => reason }))
      return { text, reasoning, answer, error }
    })
  )

const complete = (provider: ReturnType<typeof makeProvider>): Promise<ChatAnswer | ProviderError["reason"]> =>
  Effect.runPromise(
    provider
      .complete(askModel("m", "hi"))
      .pipe(Effect.match({ onSuccess: (answer) => answer, onFailure: ({ reason }) => reason }))
  )

/** Between any two bytes of a character that has several. */
const betweenBytes = (all: Uint8Array): ReadonlyArray<Uint8Array> => {
  const pieces: Array<Uint8Array> = []
  let from = 0
  for (const [at, byte] of all.entries()) {
    if (byte < 0x80) continue
    pieces.push(all.subarray(from, at), all.subarray(at, at + 1))
    from = at + 1
  }
  return [...pieces, all.subarray(from)].filter(({ length }) => length > 0)
}

/** Byte by byte; of a long one its beginning and its end, since what lies between only repeats itself. */
const slowly = (all: Uint8Array): ReadonlyArray<Uint8Array> =>
  all.length <= 1_500
    ? bytewise(all)
    : [...bytewise(all.subarray(0, 900)), ...betweenBytes(all.subarray(900, -400)), ...bytewise(all.subarray(-400))]

/** One long string of bytes, cut in all ways; the server keeps the connection for the next. */
const ways = (all: Uint8Array): ReadonlyArray<readonly [string, Script]> => [
  ["bytewise", { pieces: slowly(all), after: "keep" }],
  ...[1, 2, 3].map((seed) => [`seed ${seed}`, { pieces: cutAt(all, seed), after: "keep" }] as const)
]

const streams = wires.flatMap(({ folder, wire }) =>
  streamsOf(folder).map((capture) => [`${folder}/${capture.name}`, wire, shortened(capture).events] as const)
)

describe.skipIf(!haveCaptures)(`streams of real providers over TCP${capturesNote}`, () => {
  it.for(streams)("%s is heard the same however it is cut", async ([, wire, events], { world }) => {
    const type = "text/event-stream"
    const body = framed(wire.name, events)
    world.play({ pieces: [sized({ type, body })], after: "keep" })
    const provider = world.providerOf(wire)
    const whole = await hear(provider)
    assert.isTrue(whole.answer !== null || whole.error === "ContentRefused")
    if (whole.answer !== null) assert.strictEqual(whole.text, textOf(whole.answer))
    // In chunks as servers send a stream, one an event.
    const chunks = Buffer.concat([
      chunkedHead({ type }),
      ...events.map((event) => chunkOf(framed(wire.name, [event], { mark: false }))),
      ...(wire.endMark === null ? [] : [chunkOf(`data: ${wire.endMark}\n\n`)]),
      lastChunk
    ])
    for (const [way, script] of ways(chunks)) {
      world.play(script)
      assert.deepStrictEqual(await hear(provider), whole, way)
    }
    // Nothing but the end of the connection says that it is over.
    const untilEnd = `HTTP/1.1 200 OK\r\ncontent-type: ${type}\r\nconnection: close\r\n\r\n${body}`
    world.play({ pieces: cutAt(bytesOf(untilEnd), 4), after: "end" })
    assert.deepStrictEqual(await hear(provider), whole, "until the connection ends")
    assert.strictEqual(world.upstream.requests.length, 6)
  })
})

describe.skipIf(!haveCaptures)(`whole answers of real providers over TCP${capturesNote}`, () => {
  const bodies = wires.flatMap(({ folder, wire }) =>
    [...bodiesOf(folder)].map(([name, body]) => [`${folder}/${name}`, wire, body] as const)
  )
  it.for(bodies)("%s is read the same however it is cut", async ([name, wire, body], { world }) => {
    const answer = sized({ status: name.includes("429") ? 429 : 200, body })
    world.play({ pieces: [answer], after: "keep" })
    const provider = world.providerOf(wire)
    const whole = await complete(provider)
    const failed = name.includes("429") ? "RateLimited" : name.includes("refusal") ? "ContentRefused" : null
    if (failed !== null) assert.strictEqual(whole, failed)
    else assert.isObject(whole)
    for (const [way, script] of ways(answer)) {
      world.play(script)
      assert.deepStrictEqual(await complete(provider), whole, way)
    }
  })
})
