/** Killed and interrupted in the middle of git's own work: recovery makes repository and journal agree, undo brings all back. */
import { execFileSync, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { it as base, slowdown } from "#kit"
import { deedGits, type Held, holdAt, manyFiles, startSteps, unhold } from "./crash.ts"
import { type Place, recover, undo } from "./throughExecutor.ts"
import { actionOf, assertSame, makeWorld, stateOf } from "./world.ts"

/** In two folders; as git is held in the midst of them, more would make nothing longer but the test. */
const FILES = 120
/** In the middle of what git writes. */
const MIDDLE = "f0/65.txt"

const it = base.extend("place", ({ gitRepo, home, env }): Place => {
  manyFiles(gitRepo, FILES)
  return { cwd: gitRepo.path, home: home.path, zenusHome: home.zenusHome, env }
})

const STEPS: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ["switch", { to: "side" }],
  ["merge", { from: "side" }],
  ["reset", { to: "side", mode: "hard" }]
]

/** Starts the steps in a process of their own and kills that once git is held; fails with what it said when it ended before. */
const killInTheMiddle = async (
  place: Place,
  steps: Parameters<typeof startSteps>[1],
  held: Held,
  whom: "alone" | "its git, too" = "alone"
): Promise<void> => {
  const { child, ended } = startSteps(place, steps)
  await Promise.race([held.reached, ended.then((said) => Promise.reject(new Error(said)))])
  child.kill("SIGKILL")
  if (whom !== "alone") for (const pid of deedGits(place.cwd)) process.kill(-pid, "SIGKILL")
  await ended
}

describe.skipIf(process.platform !== "linux")("a zenus that is killed while git works", () => {
  for (const step of STEPS) {
    it(`${step[0]}: its git goes on, is ended by recovery, and everything comes back`, async ({
      place,
      gitRepo,
      base
    }) => {
      const before = stateOf(gitRepo)
      const held = holdAt(gitRepo, base, MIDDLE)
      await killInTheMiddle(place, [step], held)
      assert.isNotEmpty(deedGits(place.cwd))
      assert.isTrue(existsSync(join(place.cwd, ".git/index.lock")))
      const [recovered] = await recover(place)
      assert.match(recovered?.message ?? "", /zenus undo takes them back/)
      assert.isEmpty(deedGits(place.cwd))
      assert.isFalse(existsSync(join(place.cwd, ".git/index.lock")))
      held.release()
      assert.isNull((await undo(place)).stopped)
      unhold(gitRepo)
      assertSame(before, stateOf(gitRepo))
    })

    it(`${step[0]}: both are killed, the locks of the dead git go, and everything comes back`, async ({
      place,
      gitRepo,
      base
    }) => {
      const before = stateOf(gitRepo)
      const held = holdAt(gitRepo, base, MIDDLE)
      await killInTheMiddle(place, [step], held, "its git, too")
      assert.isTrue(existsSync(join(place.cwd, ".git/index.lock")))
      // The user looks in between, and works on something else.
      gitRepo.git("status", "--porcelain")
      held.release()
      assert.isNull((await undo(place)).stopped)
      assert.isFalse(existsSync(join(place.cwd, ".git/index.lock")))
      unhold(gitRepo)
      assertSame(before, stateOf(gitRepo))
    })
  }

  it("leaves a lock alone as long as somebody's git is at work, and settles once it is not", async ({
    place,
    gitRepo,
    base
  }) => {
    const before = stateOf(gitRepo)
    const held = holdAt(gitRepo, base, MIDDLE)
    await killInTheMiddle(place, [["switch", { to: "side" }]], held, "its git, too")
    const theirs = spawn("git", ["cat-file", "--batch"], {
      cwd: place.cwd,
      env: { ...place.env },
      stdio: ["pipe", "pipe", "pipe"]
    })
    await new Promise((resolve) => theirs.once("spawn", resolve))
    const report = await undo(place)
    assert.match(report.stopped?.why ?? "", /another git \(process \d+\) is at work/)
    assert.isTrue(existsSync(join(place.cwd, ".git/index.lock")))
    theirs.stdin.end()
    await new Promise((resolve) => theirs.once("close", resolve))
    held.release()
    assert.isNull((await undo(place)).stopped)
    unhold(gitRepo)
    assertSame(before, stateOf(gitRepo))
  })

  it("a clone that is killed is never half there, and leaves no process", async ({ place, gitRepo, base, folder }) => {
    const there = { ...place, cwd: folder }
    const held = holdAt(gitRepo, base, MIDDLE, "everywhere")
    await killInTheMiddle(there, [["clone", { url: gitRepo.path, to: "copy" }]], held)
    assert.deepStrictEqual(readdirSync(folder), [])
    const keep = execFileSync("find", [place.zenusHome, "-name", "keep-*", "-type", "d"], { encoding: "utf8" }).trim()
    assert.isNotEmpty(deedGits(keep))
    const [recovered] = await recover(there)
    assert.match(recovered?.message ?? "", /before it had changed anything/)
    assert.isEmpty(deedGits(keep))
    held.release()
    assert.deepStrictEqual((await undo(there)).undone, [])
    assert.deepStrictEqual(readdirSync(folder), [])
  })
})

describe("Ctrl+C while git works", () => {
  it.skipIf(process.platform !== "linux")(
    "gives control back at once, leaves no child, and undo brings all back",
    async ({ place, gitRepo, base, env }) => {
      const world = makeWorld(place.cwd, base, env)
      const { inverse } = actionOf("switch")
      if (inverse === undefined) throw new Error("no way back")
      /** Stops it in the middle and takes it back; how long the stop took. */
      const interrupted = async (round: number): Promise<number> => {
        const before = stateOf(gitRepo)
        const aside = mkdtempSync(join(base, "held-"))
        const held = holdAt(gitRepo, aside, MIDDLE)
        const { own } = await world.look("switch", { to: "side" })
        const acting = world.actContext(`interrupted${round}`)
        if (own === undefined) throw new Error("nothing to do")
        const taken = await Effect.runPromise(own.before(acting))
        const fiber = Effect.runFork(own.act(acting, taken))
        await held.reached
        const from = performance.now()
        await Effect.runPromise(Fiber.interrupt(fiber))
        const tookMs = performance.now() - from
        assert.isEmpty(deedGits(place.cwd))
        assert.isFalse(existsSync(join(place.cwd, ".git/index.lock")))
        const settled = await Effect.runPromise(inverse.settle(taken, acting))
        assert.isTrue(settled.happened)
        await Effect.runPromise(
          Effect.mapError(inverse.undo(taken, settled.after, acting), (error) => new Error(JSON.stringify(error)))
        )
        held.release()
        unhold(gitRepo)
        assertSame(before, stateOf(gitRepo))
        return tookMs
      }
      // The machine's other work can only lengthen it: the best of a few is ours.
      const took = [await interrupted(1)]
      while (took.length < 4 && Math.min(...took) >= 100) took.push(await interrupted(took.length + 1))
      assert.isBelow(Math.min(...took), 100 * slowdown())
    }
  )
})
