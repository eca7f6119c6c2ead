import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { slowdown } from "#kit/slowdown.ts"

describe("a program with an open circuit", () => {
  it("21, 6: ends by itself within a second, also while somebody listens; importing left nothing behind", async () => {
    const running = spawn(process.execPath, ["--conditions=source", join(import.meta.dirname, "plainChild.ts")], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    let out = ""
    running.stdout.setEncoding("utf8").on("data", (text: string) => (out += text))
    const [code] = await once(running, "exit")
    const { at, left, state } = JSON.parse(out)
    assert.deepStrictEqual([code, state, left], [0, "Open", []])
    assert.isBelow(Date.now() - at, 1_000 * slowdown())
  })
})
