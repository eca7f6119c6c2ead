/**
 * An address that swallows connections: something listens there, its queue is full and nobody takes from it, so that the next who
 * knocks hears nothing at all, as behind a firewall that drops. A thread of its own holds the port and sleeps.
 */
import { connect, type Socket } from "node:net"
import { once } from "node:events"
import { Worker } from "node:worker_threads"

export interface NeverAccepts {
  readonly port: number
  readonly close: () => Promise<void>
}

const code = `
  const { parentPort } = require("node:worker_threads")
  const server = require("node:net").createServer()
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    parentPort.postMessage(server.address().port)
    // The loop never turns again, so nothing is accepted.
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0))
  })`

/** Knocks until nobody answers any more within a quarter of a second; what was let in stays, so that the queue stays full. */
const fill = async (port: number): Promise<ReadonlyArray<Socket>> => {
  const held: Array<Socket> = []
  for (;;) {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined)
    held.push(socket)
    const isIn = await Promise.race([
      once(socket, "connect").then(() => true),
      new Promise<false>((resolve) => setTimeout(() => resolve(false), 250))
    ])
    if (!isIn) return held
  }
}

export const startNeverAccepts = async (): Promise<NeverAccepts> => {
  const worker = new Worker(code, { eval: true })
  const [port] = (await once(worker, "message")) as [number]
  const held = await fill(port)
  return {
    port,
    close: async () => {
      for (const socket of held) socket.destroy()
      await worker.terminate()
    }
  }
}
