import { assert, describe, it } from "@effect/vitest"
import { StepFailed } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { DEFAULT_PATH, findProgram } from "#tools/command/findProgram.ts"
import { streamProgram } from "#tools/command/streamProgram.ts"

const options = { doing: "Try", cwd: "/", env: new Map([["PATH", DEFAULT_PATH]]) }

const collect = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  const slices: Array<Uint8Array> = []
  for await (const slice of stream) slices.push(slice)
  return Buffer.concat(slices).toString()
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error
  )

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The kernel delivers a signal a moment after it was sent: looks again for at most five seconds. */
const assertGone = async (pid: number): Promise<void> => {
  for (const until = performance.now() + 5_000; lives(pid) && performance.now() < until;) {
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.isFalse(lives(pid))
}

describe("streamProgram", () => {
  it("gives the whole output, as long as it is", async () => {
    assert.strictEqual(await collect(streamProgram("printf", ["a b\n%s", "$HOME"], options)), "a b\n$HOME")
    let length = 0
    for await (const slice of streamProgram("head", ["-c", "5000000", "/dev/zero"], options)) length += slice.length
    assert.strictEqual(length, 5_000_000)
  })

  it("fails with what the program said, after the output", async () => {
    const failed = await failure(collect(streamProgram("sh", ["-c", "echo half; echo why >&2; exit 3"], options)))
    assert.instanceOf(failed, StepFailed)
    assert.match(String(failed), /sh failed: why/)
    const silent = await failure(collect(streamProgram("sh", ["-c", "exit 3"], options)))
    assert.match(String(silent), /sh failed: exit code 3/)
  })

  it("says what is not there, and takes no name that an argument cannot carry", async () => {
    const missing = await failure(collect(streamProgram("no-such-program", [], options)))
    assert.match(String(missing), /the program no-such-program is not installed/)
    const odd = await failure(collect(streamProgram("printf", ["\udcff"], options)))
    assert.match(String(odd), /cannot be given to a program as an argument/)
  })

  it("ends the program when nobody reads on, and when it is told to stop", async () => {
    let pid = 0
    for await (const slice of streamProgram("sh", ["-c", "echo $$; sleep 1000"], options)) {
      pid = Number(Buffer.from(slice).toString())
      break
    }
    await assertGone(pid)
    const controller = new AbortController()
    const reading = failure(
      (async () => {
        for await (const slice of streamProgram("sh", ["-c", "echo $$; sleep 1000"], {
          ...options,
          signal: controller.signal
        })) {
          pid = Number(Buffer.from(slice).toString())
          controller.abort()
        }
      })()
    )
    assert.isNotNull(await reading)
    await assertGone(pid)
    assert.isNotNull(await failure(collect(streamProgram("echo", [], { ...options, signal: controller.signal }))))
  })
})

describe("findProgram", () => {
  it("looks in absolute folders of PATH for what may be run", () => {
    const disk = makeNodeDisk()
    const find = (name: string, path: string) => findProgram(name, new Map([["PATH", path]]), disk)
    assert.strictEqual(find("sh", "/nowhere:/bin"), "/bin/sh")
    assert.strictEqual(findProgram("sh", new Map(), disk)?.endsWith("/sh"), true)
    assert.isNull(find("sh", "bin:."))
    assert.isNull(find("passwd", "/etc"))
    assert.isNull(find("bin", "/"))
  })
})
