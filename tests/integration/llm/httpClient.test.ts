/** The way out over real sockets: connections that are kept, lost, refused, swallowed, and what is told of each. */
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http"
import { createServer as createSecureServer } from "node:https"
import { type AddressInfo, createServer as createRawServer, type Socket } from "node:net"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as HttpClient from "effect/http/HttpClient"
import * as HttpClientRequest from "effect/http/HttpClientRequest"
import { afterEach, beforeEach } from "vitest"
import { it } from "#kit"
import { type Names, startNameServer } from "#kit/nameServer.ts"
import { startNeverAccepts } from "#kit/neverAccepts.ts"
import { askModel } from "#core/llm/Chat.ts"
import { textOf } from "#core/llm/ChatAnswer.ts"
import { ConnectWithin } from "#core/llm/ConnectWithin.ts"
import { make } from "#core/llm/Provider.ts"
import type { ProviderError } from "#core/llm/ProviderError.ts"
import { wireFor } from "#core/llm/wireFor.ts"
import { makeNodeHttpClient, type NodeHttpOptions } from "#core/node/httpClient.ts"

const cleanups: Array<() => unknown> = []
let open: ReturnType<typeof makeNodeHttpClient>
beforeEach(() => {
  open = makeNodeHttpClient()
  cleanups.push(() => open.close())
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

const listening = async (server: Server | ReturnType<typeof createRawServer>): Promise<number> => {
  const sockets = new Set<Socket>()
  server.on("connection", (socket: Socket) => {
    sockets.add(socket)
    socket.on("error", () => undefined)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A server, and how many connections it has seen. */
const serve = async (listener: RequestListener) => {
  let connections = 0
  const server = createServer({ keepAliveTimeout: 60_000 }, listener)
  server.on("connection", () => connections++)
  const port = await listening(server)
  return { url: `http://127.0.0.1:${port}`, port, server, connections: () => connections }
}

const withOptions = (options: NodeHttpOptions) => {
  const made = makeNodeHttpClient(options)
  cleanups.push(made.close)
  return made.client
}

const run = <A, E>(effect: Effect.Effect<A, E>): Promise<A> => Effect.runPromise(effect)
const get = (url: string, client = open.client) =>
  Effect.scoped(
    Effect.flatMap(HttpClient.withScope(client).execute(HttpClientRequest.get(url)), (response) =>
      Effect.map(response.text, (text) => ({ status: response.status, text }))
    )
  )
const failure = <A, E>(effect: Effect.Effect<A, E>): Promise<E> => run(Effect.flip(effect))

const bodyOf = async (request: IncomingMessage): Promise<string> => Buffer.concat(await request.toArray()).toString()

const providerAt = (baseUrl: string, client = open.client) =>
  make(client, { name: "openai", wire: wireFor({ wire: "openai" }), baseUrl })
const chat = askModel("m", "hi")
const answer = JSON.stringify({ choices: [{ message: { content: "fine" }, finish_reason: "stop" }] })
const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`
const last = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`

const unreachable = async (baseUrl: string, ms = 5_000): Promise<ProviderError> => {
  const failed = await failure(Effect.provideService(providerAt(baseUrl).complete(chat), ConnectWithin, ms))
  assert.deepInclude(failed, { reason: "Unreachable", hasBegun: false, status: null })
  return failed
}

/** Answers the first request of each connection, and what comes after it as `then` says. */
const answersOnce = async (then: (request: IncomingMessage) => void) => {
  const requests: Array<number> = []
  const numbers = new WeakMap<Socket, number>()
  const served = await serve(async (request, response) => {
    const number = numbers.get(request.socket) ?? served.connections()
    requests.push(number)
    await bodyOf(request)
    if (numbers.has(request.socket)) return then(request)
    numbers.set(request.socket, number)
    response.end(answer)
  })
  return { ...served, requests }
}
const reset = (request: IncomingMessage): void => void request.socket.resetAndDestroy()

describe("what goes out and comes back", () => {
  it("carries method, headers and body, of text as of a stream", async () => {
    const { url } = await serve(async (request, response) => {
      const { method, headers } = request
      response.setHeader("set-cookie", ["a=1", "b=2"])
      response.end(
        JSON.stringify({ method, kind: headers["content-type"], own: headers["x-own"], body: await bodyOf(request) })
      )
    })
    const pieces = Stream.fromIterable(
      Array.from({ length: 200 }, (_, at) => new Uint8Array(4_096).fill(97 + (at % 26)))
    )
    const post = HttpClientRequest.post(url).pipe(
      HttpClientRequest.setHeader("x-own", "ü".normalize("NFD").slice(0, 1))
    )
    const text = await run(
      Effect.flatMap(open.client.execute(HttpClientRequest.bodyText(post, "häh", "text/plain")), ({ json }) => json)
    )
    assert.deepEqual(text, { method: "POST", kind: "text/plain", own: "u", body: "häh" })
    const response = await run(open.client.execute(HttpClientRequest.bodyStream(post, pieces)))
    const streamed = (await run(response.json)) as { readonly body: string }
    assert.lengthOf(streamed.body, 200 * 4_096)
    assert.isTrue(streamed.body.endsWith("r".repeat(4_096)))
    assert.deepStrictEqual(Object.keys(response.cookies.cookies), ["a", "b"])
  })

  it("refuses a header that is none before anything is sent", async () => {
    const { url, connections } = await serve((_, response) => response.end())
    const request = HttpClientRequest.setHeader(HttpClientRequest.get(url), "x-key", "sk\n1")
    assert.strictEqual((await failure(open.client.execute(request))).reason._tag, "EncodeError")
    assert.strictEqual(connections(), 0)
  })

  it("takes a redirect for an answer: a key is seen at its own host alone", async () => {
    const seen: Array<string> = []
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization ?? "")
      response.end()
    })
    const first = await serve((_, response) => response.writeHead(307, { location: other.url }).end())
    const failed = await failure(providerAt(first.url).complete(chat))
    assert.deepInclude(failed, { reason: "MalformedAnswer", status: 307, hasBegun: true })
    assert.deepStrictEqual([seen, other.connections(), first.connections()], [[], 0, 1])
  })
})

describe("connections", () => {
  it("are kept for the next call, whether an answer was read as a whole, as a stream, or left at its end", async () => {
    const { url, connections } = await serve(async (request, response) => {
      const asked = JSON.parse((await bodyOf(request)) || "{}") as { readonly stream?: boolean }
      response.end(asked.stream === true ? chunk("fi") + chunk("ne") + last : answer)
    })
    const provider = providerAt(url)
    for (let round = 0; round < 3; round++) {
      assert.strictEqual(textOf(await run(provider.complete(chat))), "fine")
      const events = await run(Stream.runCollect(provider.stream(chat)))
      assert.strictEqual(events.at(-1)?.type, "done")
      assert.strictEqual((await run(get(url))).text, answer)
    }
    assert.strictEqual(connections(), 1)
  })

  it("are as many as is allowed to one host; the other calls wait", async () => {
    const waiting: Array<() => void> = []
    const two = Promise.withResolvers<void>()
    const { url, connections } = await serve((_, response) => {
      waiting.push(() => response.end("ok"))
      if (waiting.length === 2) two.resolve()
      if (waiting.length > 2) response.end("ok")
    })
    const client = withOptions({ maxSockets: 2 })
    const all = run(
      Effect.all(
        Array.from({ length: 7 }, () => get(url, client)),
        { concurrency: "unbounded" }
      )
    )
    await two.promise
    for (const go of waiting.slice(0, 2)) go()
    assert.lengthOf(await all, 7)
    assert.strictEqual(connections(), 2)
  })

  it("are closed by an interruption, before an answer and in it", async () => {
    for (const begins of [false, true]) {
      const asked = Promise.withResolvers<void>()
      const closed = Promise.withResolvers<void>()
      const { url } = await serve((request, response) => {
        request.socket.once("close", () => closed.resolve())
        if (begins) response.write(chunk("one"))
        asked.resolve()
      })
      const fiber = Effect.runFork(Stream.runDrain(providerAt(url).stream(chat)))
      await asked.promise
      await run(Fiber.interrupt(fiber))
      await closed.promise
    }
  })

  it("are closed when a stream is left in its middle", async () => {
    const closed = Promise.withResolvers<void>()
    const { url } = await serve((request, response) => {
      request.socket.once("close", () => closed.resolve())
      response.write(chunk("one") + chunk("two"))
    })
    const events = await run(Stream.runCollect(Stream.take(providerAt(url).stream(chat), 1)))
    assert.deepStrictEqual(events, [{ type: "text", text: "one" }])
    await closed.promise
  })

  it("are read no faster than the answer is wanted", async () => {
    let written = 0
    const { url } = await serve((request, response) => {
      const more = (): void => {
        while (!request.socket.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536
      }
      response.on("drain", more)
      more()
    })
    const first = Effect.scoped(
      Effect.flatMap(HttpClient.withScope(open.client).execute(HttpClientRequest.get(url)), ({ stream }) =>
        Stream.runCollect(Stream.take(stream, 1))
      )
    )
    assert.isNotEmpty(await run(first))
    // What the kernel holds of a connection over the loopback; an endless body would be far beyond.
    assert.isBelow(written, 64 * 1_048_576)
  })
})

describe("a connection that does not come to be", () => {
  it("is unreachable with the system's word for it: refused, unknown name, no TLS at the other side", async () => {
    const { port, server } = await serve((_, response) => response.end())
    assert.match((await unreachable(`https://127.0.0.1:${port}`)).detail, /^(?:EPROTO|ERR_SSL_\w+)$/)
    await new Promise((resolve) => server.close(resolve))
    assert.strictEqual((await unreachable(`http://127.0.0.1:${port}`)).detail, "ECONNREFUSED")
    // Where a machine's name servers swallow what they are asked, nobody knows that there is no such name.
    const unknown = await unreachable("http://nobody.invalid", 1_000)
    assert.match(unknown.detail, /^(?:ENOTFOUND|EAI_AGAIN|no connection within 1 s)$/)
  })

  it("is given up after the time that is allowed, when nobody accepts", async () => {
    const swallows = await startNeverAccepts()
    cleanups.push(swallows.close)
    assert.strictEqual(
      (await unreachable(`http://127.0.0.1:${swallows.port}`, 200)).detail,
      "no connection within 200 ms"
    )
  })

  it("is given up after the same time, when a server accepts and never begins with TLS, and its socket is closed", async () => {
    const closed = Promise.withResolvers<void>()
    const server = createRawServer((socket) => {
      socket.once("close", () => closed.resolve()).resume()
    })
    const port = await listening(server)
    assert.strictEqual((await unreachable(`https://127.0.0.1:${port}`, 150)).detail, "no connection within 150 ms")
    await closed.promise
  })

  it("counts no time once it stands: an answer may take longer than a connection", async () => {
    const { url } = await serve((_, response) => setTimeout(() => response.end(answer), 120))
    const call = Effect.provideService(providerAt(url).complete(chat), ConnectWithin, 60)
    assert.strictEqual(textOf(await run(call)), "fine")
  })
})

describe("a connection that is lost", () => {
  it("is tried once more on a new one where it was kept and nothing of an answer came", async () => {
    const { url, requests } = await answersOnce(reset)
    const provider = providerAt(url)
    for (let round = 0; round < 2; round++) assert.strictEqual(textOf(await run(provider.complete(chat))), "fine")
    // The second call went to the first connection, in vain, and then to a second one.
    assert.deepStrictEqual(requests, [1, 1, 2])
  })

  it("is not tried again where the server had the request for a while, nor where the body was a stream", async () => {
    const slow = await answersOnce(reset)
    const client = withOptions({ againWithinMs: 0 })
    await run(providerAt(slow.url, client).complete(chat))
    const failed = await failure(providerAt(slow.url, client).complete(chat))
    assert.deepInclude(failed, { reason: "ConnectionLost", detail: "ECONNRESET", hasBegun: false })
    assert.deepStrictEqual(slow.requests, [1, 1])

    const streamed = await answersOnce(reset)
    const post = HttpClientRequest.bodyStream(HttpClientRequest.post(streamed.url), Stream.succeed(new Uint8Array(3)))
    await run(Effect.flatMap(open.client.execute(post), ({ text }) => text))
    assert.strictEqual((await failure(open.client.execute(post))).reason._tag, "TransportError")
    assert.deepStrictEqual(streamed.requests, [1, 1])
  })

  it("is not tried again where it was new", async () => {
    let asked = 0
    const { url } = await serve((request) => {
      asked++
      reset(request)
    })
    const failed = await failure(providerAt(url).complete(chat))
    assert.deepInclude(failed, { reason: "ConnectionLost", detail: "ECONNRESET", hasBegun: false })
    assert.strictEqual(asked, 1)
  })

  it.each([
    ["HTTP/1.1 2", false],
    ["HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nabc", true]
  ])("is not tried again once a byte of an answer came: %j", async (sent, hasBegun) => {
    const { url, requests } = await answersOnce(({ socket }) => socket.write(sent, () => socket.destroy()))
    await run(providerAt(url).complete(chat))
    const failed = await failure(providerAt(url).complete(chat))
    assert.deepInclude(failed, { reason: "ConnectionLost", detail: "ECONNRESET", hasBegun })
    assert.deepStrictEqual(requests, [1, 1])
  })

  it("keeps what a stream had said", async () => {
    const { url } = await serve((request, response) => {
      response.write(chunk("so far"), () => request.socket.destroy())
    })
    const failed = await failure(Stream.runDrain(providerAt(url).stream(chat)))
    assert.deepInclude(failed, { reason: "ConnectionLost", hasBegun: true })
    assert.strictEqual(failed.received === null ? "" : textOf(failed.received), "so far")
  })

  it("is a malformed answer where what came is no HTTP", async () => {
    const server = createRawServer((socket) => void socket.end("220 mail.example ESMTP\r\n"))
    const failed = await failure(providerAt(`http://127.0.0.1:${await listening(server)}`).complete(chat))
    assert.deepInclude(failed, { reason: "MalformedAnswer", detail: "the answer is no HTTP (HPE_INVALID_CONSTANT)" })
  })

  // Node closes such a connection and tells nobody: the call waited for all of its time.
  it("is a malformed answer at once where the server wants another protocol, and leaves a place for the next call", async () => {
    const upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n"
    const server = createRawServer((socket) => void socket.once("data", () => socket.write(upgrade)))
    open = makeNodeHttpClient({ maxSockets: 1 })
    cleanups.push(() => open.close())
    const provider = providerAt(`http://127.0.0.1:${await listening(server)}`)
    for (const nth of [1, 2]) {
      const failed = await failure(provider.complete(chat))
      assert.deepInclude(failed, { reason: "MalformedAnswer" }, String(nth))
    }
  })
})

/** A program in a process of its own, its output and how it ended. */
const child = async (
  program: string,
  env: Readonly<Record<string, string>> = {}
): Promise<{ readonly said: string; readonly code: number }> => {
  const source = join(import.meta.dirname, "..", "..", "..", "packages", "core", "src")
  const imports = `
    import { makeNodeHttpClient } from ${JSON.stringify(join(source, "node", "httpClient.ts"))}
    import { ConnectWithin } from ${JSON.stringify(join(source, "llm", "ConnectWithin.ts"))}
    import * as Effect from "effect/Effect"
    import * as HttpClientRequest from "effect/http/HttpClientRequest"`
  const started = spawn(process.execPath, ["--input-type=module", "--conditions=source", "-e", imports + program], {
    cwd: join(import.meta.dirname, "..", "..", ".."),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"]
  })
  cleanups.push(() => started.kill("SIGKILL"))
  const said = started.stdout.toArray()
  const [code] = await once(started, "exit")
  return { said: Buffer.concat(await said).toString(), code: Number(code) }
}

const named = async (names: Names) => {
  const server = await startNameServer(names)
  cleanups.push(server.close)
  return { ...server, client: withOptions({ nameServers: [server.address] }) }
}

describe("names", () => {
  const here = { a: ["127.0.0.1"], aaaa: ["::1"] }

  it("are asked of the name servers, of both families, and not again while a connection is kept", async () => {
    const { port, connections } = await serve((_, response) => response.end("ok"))
    const { asked, client } = await named({ "api.test": here })
    for (let round = 0; round < 2; round++) {
      assert.deepStrictEqual(await run(get(`http://api.test:${port}`, client)), { status: 200, text: "ok" })
    }
    assert.deepStrictEqual([...asked].toSorted(), ["A api.test", "AAAA api.test"])
    assert.strictEqual(connections(), 1)
  })

  it("have their address also where the servers are silent about one family, or know none of it", async () => {
    const { port } = await serve((_, response) => response.end("ok"))
    const { client } = await named({
      "a.test": { a: ["127.0.0.1"], aaaa: null },
      "b.test": { a: ["127.0.0.1"], aaaa: [] }
    })
    for (const name of ["a.test", "b.test"]) {
      const call = Effect.provideService(get(`http://${name}:${port}`, client), ConnectWithin, 1_000)
      assert.strictEqual((await run(call)).text, "ok")
    }
  })

  it("about which the servers are silent are given up when the time is over", async () => {
    const { client } = await named({ "dead.test": { a: null, aaaa: null } })
    const ask = (name: string) =>
      failure(Effect.provideService(providerAt(`http://${name}`, client).complete(chat), ConnectWithin, 200))
    assert.deepInclude(await ask("dead.test"), { reason: "Unreachable", detail: "no connection within 200 ms" })
  })

  it("hold no process open that nobody waits for any more", async () => {
    const { address } = await named({ "dead.test": { a: null, aaaa: null } })
    const { code, said } = await child(`
      const { client } = makeNodeHttpClient({ nameServers: [${JSON.stringify(address)}] })
      const call = client.execute(HttpClientRequest.get("http://dead.test"))
      const error = await Effect.runPromise(Effect.flip(Effect.provideService(call, ConnectWithin, 100)))
      const { cause } = error.reason
      process.stdout.write(cause._tag + " " + cause.withinMs)
      const done = performance.now()
      process.on("exit", () => process.stdout.write(performance.now() - done < 1_000 ? " at once" : " late"))`)
    assert.deepStrictEqual([said, code], ["NoConnection 100 at once", 0])
  })
})

/** The program that makes certificates is on nearly every machine; Node has none of its own. */
const withOpenssl = spawnSync("openssl", ["version"]).status === 0 ? it : it.skip

withOpenssl("speaks TLS with whom the system trusts, over one connection, and with nobody else", async ({ base }) => {
  const [key, cert] = [join(base, "key.pem"), join(base, "cert.pem")]
  const request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
  const subject = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert]
  execFileSync("openssl", [...request, ...subject], { stdio: "ignore" })
  let connections = 0
  const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) => {
    response.end("ok")
  })
  server.on("secureConnection", () => connections++)
  const url = `https://127.0.0.1:${await listening(server)}`
  const untrusted = await failure(providerAt(url).complete(chat))
  assert.deepInclude(untrusted, { reason: "Unreachable", detail: "DEPTH_ZERO_SELF_SIGNED_CERT", hasBegun: false })
  const program = `
    const { client } = makeNodeHttpClient()
    for (let round = 0; round < 3; round++) {
      const response = await Effect.runPromise(client.execute(HttpClientRequest.get(${JSON.stringify(url)})))
      process.stdout.write(await Effect.runPromise(response.text))
    }`
  connections = 0
  assert.deepStrictEqual(await child(program, { NODE_EXTRA_CA_CERTS: cert }), { said: "okokok", code: 0 })
  assert.strictEqual(connections, 1)
})

it("holds no process open with what it keeps", async () => {
  const { url } = await serve((_, response) => response.end("ok"))
  const { code, said } = await child(`
    const { client } = makeNodeHttpClient({ idleMs: 600_000 })
    const response = await Effect.runPromise(client.execute(HttpClientRequest.get(${JSON.stringify(url)})))
    process.stdout.write(await Effect.runPromise(response.text))`)
  assert.deepStrictEqual([said, code], ["ok", 0])
})
