/**
 * An upstream that is nothing but a TCP server: it reads requests and plays back prepared bytes, one write a piece, then does what
 * no HTTP library would let it do (resets, falls silent, never ends). It counts connections and requests and keeps what it
 * was sent. On 127.0.0.1, at a port that the kernel chose; a test ends what it started (`close`).
 *
 * Surprise: pieces are written one by one with Nagle off, but the kernel may still join what the reader has not yet fetched.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net"

export interface Received {
  readonly method: string
  /** With its query. */
  readonly path: string
  /** Lower-case names. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface Script {
  /** One write each. */
  readonly pieces: ReadonlyArray<Uint8Array>
  /**
   * What comes behind them. `keep`: the next request on the same connection; `end`: the connection ends in good order;
   * `reset`: it breaks; `hang`: nothing, for ever; `repeat`: the last piece again and again, as long as somebody reads.
   */
  readonly after: "keep" | "end" | "reset" | "hang" | "repeat"
  /** Whether a provider would put this answer on the bill. Default false. */
  readonly billed?: boolean
}

export interface Upstream {
  readonly port: number
  /** Without a slash at its end. */
  readonly url: string
  /** Whole requests, oldest first. */
  readonly requests: ReadonlyArray<Received>
  readonly connections: () => number
  /** Answers so far whose script is `billed` and that were written to their last piece. */
  readonly billed: () => number
  readonly close: () => Promise<void>
}

interface Parsed {
  readonly request: Received
  /** Bytes of it. */
  readonly length: number
}

const headEnd = Buffer.from("\r\n\r\n")

/** The length and text of a chunked body from `from` on; null while it is not whole. */
const chunkedBody = (bytes: Buffer, from: number): { readonly text: string; readonly end: number } | null => {
  const parts: Array<Buffer> = []
  for (let at = from; ;) {
    const lineEnd = bytes.indexOf("\r\n", at)
    if (lineEnd < 0) return null
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16)
    const next = lineEnd + 2 + size + 2
    if (Number.isNaN(size)) throw new Error("a chunk of a request has no size")
    if (bytes.length < next) return null
    if (size === 0) return { text: Buffer.concat(parts).toString("utf8"), end: next }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size))
    at = next
  }
}

/** The first request in `bytes`, or null while it is not whole. */
const parseRequest = (bytes: Buffer): Parsed | null => {
  const end = bytes.indexOf(headEnd)
  if (end < 0) return null
  const [start = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n")
  const [method = "", path = ""] = start.split(" ")
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(":")
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
    })
  )
  const from = end + headEnd.length
  if (headers.get("transfer-encoding") === "chunked") {
    const body = chunkedBody(bytes, from)
    return body === null ? null : { request: { method, path, headers, body: body.text }, length: body.end }
  }
  const length = from + Number(headers.get("content-length") ?? "0")
  if (bytes.length < length) return null
  return { request: { method, path, headers, body: bytes.toString("utf8", from, length) }, length }
}

/** Resolves when the bytes are the kernel's; false when nobody takes them any more. */
const write = (socket: Socket, bytes: Uint8Array): Promise<boolean> =>
  new Promise((resolve) => {
    if (socket.destroyed) resolve(false)
    else socket.write(bytes, (error) => resolve(error === null || error === undefined))
  })

/** Lets the reader have what was written before the next piece comes. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** @param scriptOf what a request is answered with; `nth` counts requests from 1. */
export const startTcpUpstream = async (scriptOf: (request: Received, nth: number) => Script): Promise<Upstream> => {
  const requests: Array<Received> = []
  const sockets = new Set<Socket>()
  let connections = 0
  let billed = 0

  const play = async (socket: Socket, script: Script): Promise<void> => {
    for (const piece of script.pieces) {
      if (!(await write(socket, piece))) return
      if (script.pieces.length > 1) await turn()
    }
    if (script.billed === true) billed++
    switch (script.after) {
      case "end":
        socket.end()
        return
      case "reset":
        socket.resetAndDestroy()
        return
      case "repeat": {
        const last = script.pieces.at(-1) ?? new Uint8Array()
        while (await write(socket, last)) await turn()
        return
      }
      case "keep":
      case "hang":
    }
  }

  const server = createServer((socket) => {
    connections++
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on("close", () => sockets.delete(socket))
    // A reader that goes away in the middle has its reasons; that it went is seen at the next write.
    socket.on("error", () => socket.destroy())
    let unread = Buffer.alloc(0)
    let playing = Promise.resolve()
    socket.on("data", (data: Buffer) => {
      unread = Buffer.concat([unread, data])
      for (let parsed = parseRequest(unread); parsed !== null; parsed = parseRequest(unread)) {
        unread = unread.subarray(parsed.length)
        requests.push(parsed.request)
        const script = scriptOf(parsed.request, requests.length)
        playing = playing.then(() => play(socket, script))
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    billed: () => billed,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      })
  }
}

/**
 * A port at which nobody listens and nobody will: it is the near end of a connection that stays open, so the kernel gives it to no one
 * else and refuses whoever calls there.
 */
export const takeClosedPort = async (): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const accepted = new Promise<Socket>((resolve) => server.once("connection", resolve))
  const near = connect((server.address() as AddressInfo).port, "127.0.0.1")
  const far = await accepted
  for (const socket of [near, far]) socket.on("error", () => socket.destroy())
  return {
    port: far.remotePort ?? 0,
    close: () =>
      new Promise((resolve) => {
        near.destroy()
        far.destroy()
        server.close(() => resolve())
      })
  }
}
