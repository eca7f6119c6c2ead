/**
 * An upstream in a process of its own, so that what it costs is on nobody's account: chat completions as a stream of twenty pieces, in one
 * write, or with `/slow` in the path the head and the first piece at once and the rest with the next turn. Says its port and ends with
 * its standard input.
 */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const frame = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const piece = (content: string): string =>
  frame({ id: "c-1", model: "m-1", choices: [{ index: 0, delta: { content }, finish_reason: null }] })
const pieces = Array.from({ length: 20 }, (_, at) => piece(`word ${at} `))
const rest =
  pieces.slice(1).join("") +
  frame({ id: "c-1", model: "m-1", choices: [{ index: 0, delta: {}, finish_reason: "stop" }] }) +
  frame({ id: "c-1", choices: [], usage: { prompt_tokens: 70, completion_tokens: 40, total_tokens: 110 } }) +
  "data: [DONE]\n\n"

const server = createServer((request, response) => {
  request.resume()
  request.once("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" })
    if (request.url?.includes("/slow/") === true) {
      response.write(pieces[0] ?? "")
      setImmediate(() => response.end(rest))
    } else response.end((pieces[0] ?? "") + rest)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
process.stdin.resume()
process.stdin.once("end", () => process.exit(0))
