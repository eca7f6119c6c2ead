/**
 * A server of repositories on 127.0.0.1 that does what a test says: serves them through git's own `http-backend`, answers with a status,
 * breaks the connection off, or never answers. Counts what reaches it.
 */
import { spawn } from "node:child_process"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What it does with a request: `serve`, a status, `reset` or `hang`. */
export type Manner = "serve" | "reset" | "hang" | number

export interface GitServer {
  /** `127.0.0.1:PORT`. */
  readonly host: string
  readonly url: (repository: string) => string
  /** What it does from now on: one a request, the last one for all that follow. */
  readonly behave: (...manners: ReadonlyArray<Manner>) => void
  /** Since the last `behave`. */
  readonly connections: () => number
  /** First requests of a git call (`/info/refs`) since then. */
  readonly calls: () => number
  readonly close: () => Promise<void>
}

/** One request through the CGI program; see git-http-backend(1). */
const serve = (root: string, request: IncomingMessage, response: ServerResponse): void => {
  const url = new URL(request.url ?? "/", "http://x")
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env["PATH"] ?? "",
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "http.receivepack",
      GIT_CONFIG_VALUE_0: "true",
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      CONTENT_LENGTH: request.headers["content-length"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      REMOTE_ADDR: "127.0.0.1"
    },
    stdio: ["pipe", "pipe", "ignore"]
  })
  child.stdin.on("error", () => {})
  request.pipe(child.stdin)
  const pieces: Array<Buffer> = []
  child.stdout.on("data", (piece: Buffer) => pieces.push(piece))
  child.on("close", () => {
    const answer = Buffer.concat(pieces)
    const end = answer.indexOf("\r\n\r\n")
    for (const line of answer.subarray(0, end).toString("latin1").split("\r\n")) {
      const colon = line.indexOf(":")
      const [name, value] = [line.slice(0, colon), line.slice(colon + 1).trim()]
      if (name === "Status") response.statusCode = Number.parseInt(value, 10)
      else response.setHeader(name, value)
    }
    response.end(answer.subarray(end + 4))
  })
}

/** `root` holds the repositories, `name.git` each. */
export const startGitServer = async (root: string): Promise<GitServer> => {
  let manners: ReadonlyArray<Manner> = ["serve"]
  let connections = 0
  let calls = 0
  const server = createServer((request, response) => {
    if (request.url?.includes("/info/refs") === true) calls++
    const [manner = "serve", ...rest] = manners
    if (rest.length > 0) manners = rest
    if (manner === "serve") serve(root, request, response)
    else if (manner === "reset") request.socket.destroy()
    else if (manner !== "hang") {
      response.statusCode = manner
      response.setHeader("Connection", "close")
      response.end()
    }
  })
  server.on("connection", () => connections++)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    host,
    url: (repository) => `http://${host}/${repository}`,
    behave: (...now) => {
      manners = now
      connections = 0
      calls = 0
    },
    connections: () => connections,
    calls: () => calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      })
  }
}
