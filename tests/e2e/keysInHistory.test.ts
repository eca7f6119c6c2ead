/** What was only looked up, refused or not understood leaves a row in the history without the keys that were in it. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"
import { secretSamples } from "#kit/secretSamples.ts"

const stateBytes = (folder: string): Buffer =>
  Buffer.concat(
    readdirSync(folder)
      .filter((name) => name.startsWith("zenus.db"))
      .map((name) => readFileSync(join(folder, name)))
  )

describe("a request that did nothing", () => {
  it("is kept without its keys", async ({ folder, home, zenus }) => {
    const [first, second, third] = secretSamples.map(({ text }) => text).filter((text) => !/\s/.test(text))
    assert(first !== undefined && second !== undefined && third !== undefined)
    const asked: ReadonlyArray<readonly [request: string, key: string, exitCode: number]> = [
      [`find files containing "${first}"`, first, 0],
      [`frobnicate ${second} please`, second, 4],
      [`delete "/etc/${third}"`, third, 1]
    ]
    for (const [request, , exitCode] of asked)
      assert.strictEqual((await zenus(["run", "--", request], { cwd: folder })).exitCode, exitCode, request)
    const bytes = stateBytes(home.zenusHome)
    for (const [, key] of asked) assert.isFalse(bytes.includes(key), key)
    const { stdout } = await zenus(["history", "--json"])
    const { entries } = JSON.parse(stdout.toString())
    assert.strictEqual(entries.length, 3)
    assert.match(entries[2].request, /^find files containing "\[key\]"$/)
    const { exitCode } = await zenus(["history", "--id", entries[2].transaction])
    assert.strictEqual(exitCode, 0)
  })
})
