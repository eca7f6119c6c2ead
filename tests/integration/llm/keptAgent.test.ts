/** Connections that are kept: which call gets which, and when none is given out any more. Real sockets on both sides. */
import { once } from "node:events"
import { type ClientRequest, createServer, type IncomingMessage, request, type RequestListener } from "node:http"
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { onTestFinished } from "vitest"
import { KeptAgent, type KeptOptions } from "#core/node/KeptAgent.ts"

const agentOf = (options: Partial<KeptOptions> = {}): KeptAgent => {
  const agent = new KeptAgent("plain", { maxSockets: 128, maxFreeSockets: 16, idleMs: 60_000, ...options })
  onTestFinished(() => agent.destroy())
  return agent
}

const serving = async <S extends Server>(server: S) => {
  const sockets: Array<Socket> = []
  server.on("connection", (socket: Socket) => {
    sockets.push(socket)
    socket.on("error", () => undefined)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { port: (server.address() as AddressInfo).port, sockets }
}
const serve = (listener: RequestListener) => serving(createServer({ keepAliveTimeout: 0 }, listener))

const begin = (agent: KeptAgent, port: number): ClientRequest => {
  const call = request({ agent, host: "127.0.0.1", port })
  call.on("response", (answer: IncomingMessage) => agent.heard(answer))
  return call.end()
}
/** The text of the answer, once its connection is free again. */
const finished = async (call: ClientRequest): Promise<string> => {
  const closed = once(call, "close")
  const [answer] = (await once(call, "response")) as [IncomingMessage]
  const text = Buffer.concat(await answer.toArray()).toString()
  await closed
  return text
}
const ask = (agent: KeptAgent, port: number): Promise<string> => finished(begin(agent, port))

const said = (text: string): string => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`

/** One connection at most: the first call has it, and what is asked for is answered when the test says. */
const crowded = async () => {
  const asked: Array<() => void> = []
  const first = Promise.withResolvers<void>()
  const { port, sockets } = await serve((incoming, response) => {
    asked.push(() => response.end("ok"))
    if (asked.length === 1) first.resolve()
    else response.end(incoming.url)
  })
  const agent = agentOf({ maxSockets: 1 })
  const running = begin(agent, port)
  await first.promise
  return { agent, port, sockets, asked, running }
}

describe("a kept connection", () => {
  it("goes to the next call; of more than are kept the others are closed", async () => {
    const answers: Array<() => void> = []
    const all = Promise.withResolvers<void>()
    const { port, sockets } = await serve((_, response) => {
      answers.push(() => response.end("ok"))
      if (answers.length === 3) all.resolve()
      if (answers.length > 3) response.end("ok")
    })
    const agent = agentOf({ maxFreeSockets: 1 })
    const calls = Array.from({ length: 3 }, () => ask(agent, port))
    await all.promise
    const gone = sockets.slice(1).map((socket) => once(socket, "close"))
    for (const answer of answers.splice(0, 3)) answer()
    assert.deepStrictEqual(await Promise.all(calls), ["ok", "ok", "ok"])
    await Promise.all(gone)
    answers.length = 3
    assert.strictEqual(await ask(agent, port), "ok")
    assert.lengthOf(sockets, 3)
  })

  it("is closed when nobody has used it for its time", async () => {
    const { port, sockets } = await serve((_, response) => response.end("ok"))
    const agent = agentOf({ idleMs: 20 })
    await ask(agent, port)
    for (const socket of sockets) await once(socket, "close")
    assert.strictEqual(await ask(agent, port), "ok")
    assert.lengthOf(sockets, 2)
  })

  it("is not used again where its server keeps it for a second or less", async () => {
    for (const [header, connections] of [
      ["timeout=1", 2],
      ["max=100, timeout=1", 2],
      ["timeout=60", 1],
      ["max=5", 1]
    ] as const) {
      const { port, sockets } = await serve((_, response) => {
        response.writeHead(200, { "Keep-Alive": header })
        response.end("ok")
      })
      const agent = agentOf()
      await ask(agent, port)
      await ask(agent, port)
      assert.lengthOf(sockets, connections, header)
    }
  })

  it("is closed when something comes that nobody asked for, which is no call's answer", async () => {
    const { port, sockets } = await serving(
      createRawServer((socket) => {
        socket.on("data", () => socket.write(said("asked for")))
      })
    )
    const agent = agentOf()
    assert.strictEqual(await ask(agent, port), "asked for")
    const [socket] = sockets
    const closed = socket && once(socket, "close")
    socket?.write(said("not asked for"))
    await closed
    assert.strictEqual(await ask(agent, port), "asked for")
    assert.lengthOf(sockets, 2)
  })

  it("that its server has closed is nobody's error", async () => {
    const { port, sockets } = await serve((_, response) => response.end("ok"))
    const agent = agentOf()
    await ask(agent, port)
    const closed = Promise.all(sockets.map((socket) => once(socket, "close")))
    for (const socket of sockets) socket.end()
    await closed
    assert.strictEqual(await ask(agent, port), "ok")
    assert.lengthOf(sockets, 2)
  })
})

describe("a call that waits for a connection", () => {
  it("gets the next one in its turn; one that is hung up takes none", async () => {
    const { agent, asked, port, running, sockets } = await crowded()
    const [hungUp, waits] = [begin(agent, port), begin(agent, port)]
    hungUp.on("error", () => undefined)
    const closed = once(hungUp, "close")
    hungUp.destroy()
    const answers = Promise.all([finished(running), finished(waits)])
    asked[0]?.()
    assert.deepStrictEqual(await answers, ["ok", "/"])
    await closed
    assert.deepStrictEqual([sockets.length, asked.length], [1, 2])
  })

  it("gets a new one where the connection before it is lost", async () => {
    const { agent, port, running, sockets } = await crowded()
    const waits = finished(begin(agent, port))
    const failed = once(running, "error")
    sockets[0]?.resetAndDestroy()
    await failed
    assert.strictEqual(await waits, "/")
    assert.lengthOf(sockets, 2)
  })

  it("gets none any more once the agent is closed", async () => {
    const { agent, port, running, sockets } = await crowded()
    begin(agent, port).on("error", () => undefined)
    const failed = once(running, "error")
    const gone = sockets[0] && once(sockets[0], "close")
    agent.destroy()
    await Promise.all([failed, gone])
    assert.lengthOf(sockets, 1)
  })
})
