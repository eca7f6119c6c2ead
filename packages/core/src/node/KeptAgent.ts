/**
 * The connections of the client, kept for the next call: an agent as node:http takes them, bounded in number for each host, further calls
 * wait in their order, and an unused one holds no process open. Of our own because the one of node:http copies the options of each call
 * and sets a timer for each time that a connection is free, which is half of what a call over a kept connection costs.
 *
 * Refuses a connection on which something came while nobody had asked: it is closed, since the next call would take it for its answer.
 * What may surprise: one that is free too long is closed by one timer for all, up to half of the time late, but is not given out
 * any more; one whose server says that it keeps it for less is closed a second before that. The newest is taken first.
 */
import * as http from "node:http"
import * as net from "node:net"
import * as tls from "node:tls"

export interface KeptOptions {
  /** Connections to one host at once. */
  readonly maxSockets: number
  /** Of them, those that are kept while nobody uses them. */
  readonly maxFreeSockets: number
  /** How long an unused one is kept, milliseconds. */
  readonly idleMs: number
}

/** What node:http says of where a request goes; the host without brackets. */
interface Target {
  readonly host: string
  readonly port: number
  readonly lookup?: net.LookupFunction
}

/** How a connection to a target is begun. */
interface Way {
  readonly protocol: "http:" | "https:"
  readonly defaultPort: number
  readonly connect: (target: Target, host: Host) => net.Socket
}

interface Host {
  /** In use. */
  busy: number
  /** Unused, the one that was used last at the end. */
  readonly free: Array<Kept>
  /** Calls that wait, and how one gets a connection of its own. */
  readonly waiting: Array<{ readonly call: http.ClientRequest; readonly target: Target }>
  /** Of TLS: with it a further connection needs no whole handshake. */
  session: Buffer | undefined
}

interface Kept {
  readonly socket: net.Socket
  /** `gone` where it is closed and not counted any more, though its socket may say so later. */
  state: "busy" | "free" | "gone"
  /** Of a free one: monotonic milliseconds after which it is not used any more. */
  until: number
}

/** `timeout` of a header Keep-Alive, milliseconds, less the second that a request may be under way; `null` where none is said. */
const serverKeepsMs = ({ rawHeaders: all }: http.IncomingMessage): number | null => {
  for (let at = 0; at < all.length; at += 2) {
    const name = all[at] ?? ""
    if (name.length !== 10 || name.toLowerCase() !== "keep-alive") continue
    const seconds = /(?:^|[\s,;])timeout=(\d{1,9})/i.exec(all[at + 1] ?? "")?.[1]
    return seconds === undefined ? null : Number(seconds) * 1_000 - 1_000
  }
  return null
}

const plain: Way = {
  protocol: "http:",
  defaultPort: 80,
  connect: (target) => net.connect({ ...target, noDelay: true })
}

const secure: Way = {
  protocol: "https:",
  defaultPort: 443,
  connect: (target, host) => {
    const socket = tls.connect({
      ...target,
      // No name where there is only an address (RFC 6066, section 3).
      servername: net.isIP(target.host) === 0 ? target.host : "",
      ALPNProtocols: ["http/1.1"],
      ...(host.session === undefined ? {} : { session: host.session })
    })
    socket.setNoDelay(true)
    socket.on("session", (session) => {
      host.session = session
    })
    socket.once("close", (hadError) => {
      if (hadError) host.session = undefined
    })
    return socket
  }
}

const ways = { plain, secure } as const

export class KeptAgent extends http.Agent {
  /** Which addresses are meant for it, and the port of one that names none, as node:http asks. */
  readonly protocol: string
  readonly defaultPort: number
  readonly #way: Way
  readonly #limits: KeptOptions
  readonly #hosts = new Map<string, Host>()
  readonly #all = new Set<net.Socket>()
  /** Of connections that their servers keep for less than we would, milliseconds. */
  readonly #keptFor = new WeakMap<net.Socket, number>()
  #isClosed = false
  #sweeper: NodeJS.Timeout | null = null

  constructor(way: keyof typeof ways, limits: KeptOptions) {
    super({ keepAlive: true, maxSockets: limits.maxSockets })
    this.#way = ways[way]
    this.protocol = this.#way.protocol
    this.defaultPort = this.#way.defaultPort
    this.#limits = limits
  }

  /** Called by node:http for each request; gives it a connection, now or later. */
  addRequest(call: http.ClientRequest, { host: name, lookup, port }: Target): void {
    const key = `${name}:${port}`
    let host = this.#hosts.get(key)
    if (host === undefined) {
      host = { busy: 0, free: [], waiting: [], session: undefined }
      this.#hosts.set(key, host)
    }
    const target = { host: name, port, ...(lookup === undefined ? {} : { lookup }) }
    const kept = this.#takeFree(host)
    if (kept !== null) {
      host.busy++
      kept.state = "busy"
      kept.socket.ref()
      call.reusedSocket = true
      call.onSocket(kept.socket)
    } else if (host.busy < this.#limits.maxSockets) call.onSocket(this.#connect(host, target))
    else host.waiting.push({ call, target })
  }

  /** Looks at what the server says of its connection; called with each answer. */
  heard(answer: http.IncomingMessage): void {
    const ms = serverKeepsMs(answer)
    if (ms !== null && ms < this.#limits.idleMs) this.#keptFor.set(answer.socket, ms)
  }

  /** Closes all connections, those in use too. */
  override destroy(): void {
    this.#isClosed = true
    clearTimeout(this.#sweeper ?? undefined)
    this.#sweeper = null
    for (const socket of this.#all) socket.destroy()
    super.destroy()
  }

  #takeFree(host: Host): Kept | null {
    const now = performance.now()
    for (;;) {
      const kept = host.free.pop()
      if (kept === undefined) return null
      if (now < kept.until && kept.socket.writable) return kept
      kept.state = "gone"
      kept.socket.destroy()
    }
  }

  #connect(host: Host, target: Target): net.Socket {
    host.busy++
    const socket = this.#way.connect(target, host)
    const kept: Kept = { socket, state: "busy", until: 0 }
    this.#all.add(socket)
    const notUsed = (): void => {
      if (kept.state !== "busy") socket.destroy()
    }
    // Set once for its life: between two calls node:http listens to nothing.
    socket.on("error", () => undefined)
    socket.on("data", notUsed)
    socket.on("end", notUsed)
    socket.on("free", () => this.#freed(host, kept))
    socket.once("close", () => {
      const { state } = kept
      kept.state = "gone"
      this.#all.delete(socket)
      if (state === "free") host.free.splice(host.free.indexOf(kept), 1)
      if (state !== "busy") return
      host.busy--
      this.#serve(host)
    })
    return socket
  }

  /** A call is done with its connection. */
  #freed(host: Host, kept: Kept): void {
    const { socket, state } = kept
    if (state !== "busy") return
    // Its close counts it.
    if (!socket.writable || this.#isClosed) return void socket.destroy()
    const next = this.#nextCall(host)
    if (next !== null) {
      next.call.reusedSocket = true
      next.call.onSocket(socket)
      return
    }
    const keptMs = this.#keptFor.get(socket) ?? this.#limits.idleMs
    if (keptMs <= 0 || host.free.length >= this.#limits.maxFreeSockets) return void socket.destroy()
    host.busy--
    kept.state = "free"
    kept.until = performance.now() + keptMs
    host.free.push(kept)
    socket.unref()
    this.#sweepLater()
  }

  /** Who waits longest, and still wants to. */
  #nextCall(host: Host): Host["waiting"][number] | null {
    for (;;) {
      const next = host.waiting.shift()
      if (next === undefined) return null
      if (!next.call.destroyed) return next
      // It has had no connection that could tell it.
      next.call.emit("close")
    }
  }

  /** A connection is gone: who waits gets one of its own. */
  #serve(host: Host): void {
    if (this.#isClosed || host.busy >= this.#limits.maxSockets) return
    const next = this.#nextCall(host)
    if (next !== null) next.call.onSocket(this.#connect(host, next.target))
  }

  #sweepLater(): void {
    if (this.#sweeper !== null) return
    this.#sweeper = setTimeout(() => {
      this.#sweeper = null
      const now = performance.now()
      let isAnyLeft = false
      for (const [key, host] of this.#hosts) {
        for (const kept of host.free.filter(({ until }) => until <= now)) kept.socket.destroy()
        isAnyLeft ||= host.free.some(({ until }) => until > now)
        // Its session is not worth a place for ever.
        if (host.busy === 0 && host.free.length === 0 && host.waiting.length === 0) this.#hosts.delete(key)
      }
      if (isAnyLeft) this.#sweepLater()
    }, this.#limits.idleMs / 2)
    this.#sweeper.unref()
  }
}
