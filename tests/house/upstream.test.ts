/** The kit's upstream is tested where it could lie: one that counts wrongly or resets where it should not makes the fault matrix green. */
import { once } from "node:events"
import { request } from "node:http"
import { connect } from "node:net"
import { assert, describe, it as base } from "@effect/vitest"
import { inLanes } from "#kit/inLanes.ts"
import { sized } from "#kit/upstream/httpBytes.ts"
import { bytesOf, bytewise, cutAt } from "#kit/upstream/pieces.ts"
import { type Script, startTcpUpstream, takeClosedPort } from "#kit/upstream/tcpUpstream.ts"

const it = base.extend("upstream", async ({}, { onCleanup }) => {
  let next: Script = { pieces: [sized({ body: "{}" })], after: "keep", billed: true }
  const upstream = await startTcpUpstream(() => next)
  onCleanup(() => upstream.close())
  return {
    ...upstream,
    play: (script: Script) => {
      next = script
    }
  }
})

/** Everything that comes on a connection after these bytes, and how it ended. */
const talk = async (port: number, sent: string, until?: RegExp): Promise<{ heard: string; end: string }> => {
  const socket = connect(port, "127.0.0.1")
  let heard = ""
  socket.setEncoding("latin1")
  socket.on("data", (piece: string) => {
    heard += piece
    if (until?.test(heard) === true) socket.destroy()
  })
  let end = "closed"
  socket.on("error", (error: NodeJS.ErrnoException) => {
    end = error.code ?? "failed"
  })
  socket.on("end", () => {
    end = "ended"
  })
  socket.write(sent)
  await new Promise((resolve) => socket.once("close", resolve))
  return { heard, end }
}

const GET = "GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n"

describe("the upstream", () => {
  it("keeps whole requests in order, those in chunks, too, and answers each on the same connection", async ({
    upstream
  }) => {
    const chunked = "POST /c HTTP/1.1\r\nX-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    const sized = "POST /s HTTP/1.1\r\nContent-Length: 4\r\n\r\nwxyz"
    const { heard } = await talk(upstream.port, GET + chunked + sized, /(?:\{\}[^]*){3}/)
    assert.strictEqual(heard.split("HTTP/1.1 200 OK").length - 1, 3)
    assert.deepStrictEqual(
      upstream.requests.map(({ method, path, body }) => [method, path, body]),
      [
        ["GET", "/a?b=1", ""],
        ["POST", "/c", "abcde"],
        ["POST", "/s", "wxyz"]
      ]
    )
    assert.strictEqual(upstream.requests[1]?.headers.get("x-key"), "k")
    assert.deepStrictEqual([upstream.connections(), upstream.billed()], [1, 3])
  })

  it("does not count half a request", async ({ upstream }) => {
    const half = connect(upstream.port, "127.0.0.1")
    await once(half, "connect")
    await new Promise((resolve) => half.write("POST /half HTTP/1.1\r\nContent-Length: 4\r\n\r\nwx", resolve))
    await talk(upstream.port, GET, /\{\}/)
    half.destroy()
    assert.deepStrictEqual(
      upstream.requests.map(({ path }) => path),
      ["/a?b=1"]
    )
  })

  it("speaks HTTP that a client of Node's reads", async ({ upstream }) => {
    upstream.play({ pieces: bytewise(sized({ status: 429, body: "no" })), after: "end" })
    const call = request(upstream.url).end()
    const [answer] = (await once(call, "response")) as [NodeJS.ReadableStream & { readonly statusCode: number }]
    const [body] = (await once(answer, "data")) as [Buffer]
    assert.deepStrictEqual([answer.statusCode, body.toString("utf8")[0]], [429, "n"])
  })

  it("resets behind what it wrote, ends in good order, and goes on only while somebody reads", async ({ upstream }) => {
    upstream.play({ pieces: [bytesOf("abc")], after: "reset" })
    assert.deepStrictEqual(await talk(upstream.port, GET), { heard: "abc", end: "ECONNRESET" })
    upstream.play({ pieces: [bytesOf("abc")], after: "end" })
    assert.deepStrictEqual(await talk(upstream.port, GET), { heard: "abc", end: "ended" })
    upstream.play({ pieces: [bytesOf("a"), bytesOf("bc")], after: "repeat" })
    assert.match((await talk(upstream.port, GET, /(?:bc){100}/)).heard, /^a(?:bc){100}/)
    assert.strictEqual(upstream.billed(), 0)
  })

  it("a closed port refuses, also while others listen", async () => {
    const closed = await takeClosedPort()
    const others = await Promise.all(
      Array.from({ length: 20 }, () => startTcpUpstream(() => ({ pieces: [], after: "end" })))
    )
    assert.isFalse(others.some(({ port }) => port === closed.port))
    assert.strictEqual((await talk(closed.port, GET)).end, "ECONNREFUSED")
    await Promise.all([...others.map(({ close }) => close()), closed.close()])
  })
})

describe("cutting", () => {
  it("loses no byte, and is the same for the same seed", () => {
    const all = bytesOf("Grüße ".repeat(500))
    for (const pieces of [bytewise(all), cutAt(all, 1), cutAt(all, 2)]) {
      assert.deepStrictEqual(Buffer.concat(pieces), Buffer.from(all))
    }
    assert.deepStrictEqual(cutAt(all, 1), cutAt(all, 1))
    assert.notStrictEqual(cutAt(all, 1).length, cutAt(all, 2).length)
  })
})

describe("lanes", () => {
  it("hold so much work at once and no more, and a failure frees its lane", async () => {
    const start = inLanes(2)
    let busy = 0
    let most = 0
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
    const done = gates.map(({ promise }, at) =>
      start(async () => {
        most = Math.max(most, ++busy)
        await promise
        busy--
        if (at === 1) throw new Error("failed")
        return at
      })
    )
    for (const [at, gate] of gates.entries()) {
      gate.resolve()
      await Promise.allSettled([done[at]])
    }
    const results = await Promise.allSettled(done)
    assert.strictEqual(most, 2)
    assert.deepStrictEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected", "fulfilled", "fulfilled", "fulfilled"]
    )
  })
})
