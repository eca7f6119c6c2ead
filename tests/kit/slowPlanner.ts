/** A model whose plan comes when a test lets it: for what is typed while one waits. */
import { createServer } from "node:net"
import { it as kit } from "./index.ts"
import { planOf, tellScript } from "./planUpstream.ts"
import { environmentOf, speakerOf } from "./upstream/speakers.ts"

/** An upstream that answers with a plan once it is let go on. */
export interface SlowPlanner {
  readonly env: Readonly<Record<string, string>>
  readonly asked: Promise<void>
  readonly goOn: () => void
}

/** `it`, with a `slowPlanner` that would delete a.txt. */
export const withPlanner = kit.extend("slowPlanner", async ({}, { onCleanup }): Promise<SlowPlanner> => {
  const gate = Promise.withResolvers<void>()
  const heard = Promise.withResolvers<void>()
  const { pieces } = tellScript(
    "anthropic",
    planOf({ tool: "FileOps", action: "delete", args: { files: { paths: ["a.txt"] } } })
  )
  const server = createServer((socket) => {
    socket.on("error", () => {})
    socket.once("data", () => {
      heard.resolve()
      void gate.promise.then(() => pieces.forEach((piece) => socket.write(piece)))
    })
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  onCleanup(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("no port")
  return {
    env: environmentOf(speakerOf("anthropic"), `http://127.0.0.1:${address.port}`),
    asked: heard.promise,
    goOn: gate.resolve
  }
})
