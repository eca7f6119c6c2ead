import { spawn } from "node:child_process"
import { once } from "node:events"
import { assert, describe, it } from "vitest"
import { isDeadStat, makeNodeOwner, startTimeOf, startTimeOfStat } from "#core/node/NodeOwner.ts"

const stat = (name: string, state: string): string =>
  `4211 (${name}) ${state} 1 4211 4211 0 -1 4194304 100 0 0 0 1 2 0 0 20 0 11 0 987654 1000 200 18446744073709551615`

describe("the owner of a transaction", () => {
  it.each(["node", "a b", "evil) R 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20", ""])(
    "has its start time whatever the command is called: %j",
    (name) => {
      assert.strictEqual(startTimeOfStat(stat(name, "S")), "987654")
      assert.isFalse(isDeadStat(stat(name, "S")))
      assert.isTrue(isDeadStat(stat(name, "Z")))
    }
  )

  it("lives as long as its process does", async () => {
    const owner = makeNodeOwner()
    assert.strictEqual(owner.me.pid, process.pid)
    assert.isTrue(owner.lives(owner.me))
    const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] })
    const pid = child.pid ?? 0
    await once(child, "spawn")
    const startTime = startTimeOf(pid) ?? ""
    assert.isTrue(owner.lives({ pid, startTime, boot: owner.me.boot }))
    // The same number, but an earlier process; another boot.
    assert.isFalse(owner.lives({ pid, startTime: "1", boot: owner.me.boot }))
    assert.isFalse(owner.lives({ pid, startTime, boot: "another" }))
    child.stdin.end()
    await once(child, "exit")
    assert.isFalse(owner.lives({ pid, startTime, boot: owner.me.boot }))
  })
})
