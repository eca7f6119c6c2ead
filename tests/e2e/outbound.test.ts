/** What one command learned of another machine, the next one knows; and a person can turn it away and let it in again. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { openSqliteStore } from "@zenus/core/node"
import { it as base, makeGitRepo } from "#kit"
import { startGitServer } from "#kit/gitServer.ts"

/** A repository whose origin is served over HTTP, `server` counting. */
const it = base.extend("origin", async ({ base, env, gitRepo }, { onCleanup }) => {
  makeGitRepo(join(base, "seed"), env).git("clone", "-q", "--bare", ".", join(base, "served.git"))
  const server = await startGitServer(base)
  onCleanup(() => server.close())
  gitRepo.git("remote", "add", "origin", server.url("served.git"))
  return server
})

/** Ten minutes more for every open circuit: how quick this machine is must not decide a test. */
const prolong = (home: string): void => {
  const store = openSqliteStore({ file: join(home, "zenus.db"), create: false })
  for (const row of store?.all("SELECT name, state FROM resilience_row WHERE kind = 'breaker'") ?? []) {
    const state = JSON.parse(String(row["state"]))
    const past = { ...state.past, remainingMs: 600_000, lastOpenMs: 600_000 }
    store?.run("UPDATE resilience_row SET state = ? WHERE kind = 'breaker' AND name = ?", [
      JSON.stringify({ ...state, past }),
      String(row["name"])
    ])
  }
  store?.close()
}

const breakerOf = (stdout: Buffer) => JSON.parse(stdout.toString("utf8")).breakers[0]

describe("a fetch", () => {
  it("19: of an isolated host is turned away by another process, which stats counts, until it is closed", async ({
    gitRepo,
    origin,
    zenus
  }) => {
    const name = `git/${origin.host}`
    const cwd = gitRepo.path
    assert.strictEqual((await zenus(["breaker", "isolate", name, "moving house"])).exitCode, 0)
    const away = await zenus(["run", "--json", "--", "git fetch"], { cwd })
    assert.strictEqual(away.exitCode, 1)
    const { error } = JSON.parse(away.stdout.toString("utf8"))
    assert.strictEqual(error.message, `Fetch: ${origin.host} is isolated (moving house), so it was not called.`)
    assert.deepStrictEqual(error.recovery, [`Let calls go there again: zenus breaker close ${name}`])
    assert.strictEqual(origin.connections(), 0)
    assert.deepInclude(breakerOf((await zenus(["stats", "--json"])).stdout), {
      name,
      state: "Isolated",
      why: "moving house",
      rejected: 1
    })
    assert.strictEqual((await zenus(["breaker", "close", name])).exitCode, 0)
    const through = await zenus(["git fetch"], { cwd })
    assert.strictEqual(through.exitCode, 0, through.stderr)
    assert.strictEqual(through.stdout.toString("utf8"), "origin/main: new\n")
    assert.deepInclude(breakerOf((await zenus(["stats", "--json"])).stdout), { state: "Closed", calls: 1, rejected: 1 })
  })

  it("28: of a host in trouble is tried three times, a push once; the next command calls nobody", async ({
    gitRepo,
    home,
    origin,
    zenus
  }) => {
    const cwd = gitRepo.path
    origin.behave(503)
    const push = await zenus(["--yes", "--allow-irreversible", "git push origin main"], { cwd })
    assert.match(push.stderr, /HTTP 503/)
    assert.strictEqual(origin.connections(), 1)
    assert.strictEqual((await zenus(["stats", "reset"])).exitCode, 0)
    origin.behave(503)
    const fetched = await zenus(["git fetch"], { cwd })
    assert.strictEqual(fetched.exitCode, 1)
    assert.match(fetched.stderr, /HTTP 503/)
    assert.strictEqual(origin.connections(), 3)
    prolong(home.zenusHome)
    const next = await zenus(["git fetch"], { cwd })
    assert.strictEqual(next.exitCode, 1)
    assert.match(next.stderr, /is resting after 3 failures in a row, so it was not called; next try in 10 min/)
    assert.strictEqual(origin.connections(), 3)
    const table = (await zenus(["stats"])).stdout.toString("utf8")
    assert.match(table, /open\s+in 10 min/)
    assert.match(table, /8 of 10\s+2\s+0/)
    // What is on this machine is none of its business.
    assert.strictEqual((await zenus(["git log"], { cwd })).exitCode, 0)
  })
})

describe("28: a clone", () => {
  it("that broke off in the middle is made again, whole, and taken back by undo", async ({ folder, origin, zenus }) => {
    // Its first request is answered, its second one is not; then all goes well. (A reset of a kept connection curl mends itself.)
    origin.behave("serve", 503, "serve")
    const cloned = await zenus([`clone ${origin.url("served.git")} into copy`])
    assert.strictEqual(cloned.exitCode, 0, cloned.stderr)
    assert.strictEqual(origin.calls(), 2)
    assert.isTrue(existsSync(join(folder, "copy", "README.md")))
    assert.strictEqual((await zenus(["undo"])).exitCode, 0)
    assert.isFalse(existsSync(join(folder, "copy")))
  })
})
