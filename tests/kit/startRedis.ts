/** A real redis-server of a test's own: on a free port of 127.0.0.1, in memory, in a folder of its own, ended by its pid. */
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { createInterface } from "node:readline"

/** Whether `redis-server` is installed (Debian package redis-server). */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  if (address === null || typeof address === "string") throw new Error("no port")
  return address.port
}

export interface RedisServer {
  readonly port: number
  /** Ends it; resolves when it is gone. */
  readonly stop: () => Promise<void>
}

/** Resolves when it takes connections. */
export const startRedis = async (folder: string, port: number): Promise<RedisServer> => {
  const options = { bind: "127.0.0.1", port: String(port), dir: folder, save: "", appendonly: "no" }
  const server = spawn(
    "redis-server",
    Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    { stdio: ["ignore", "pipe", "inherit"] }
  )
  const gone = once(server, "close")
  for await (const line of createInterface(server.stdout)) {
    if (line.includes("Ready to accept connections")) break
  }
  if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`)
  server.stdout.resume()
  return {
    port,
    stop: async () => {
      server.kill()
      await gone
    }
  }
}
