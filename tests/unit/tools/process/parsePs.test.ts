import { assert, describe, it } from "@effect/vitest"
import { parseCpuTime, parseLsof, parsePs, parsePsNames } from "#tools/process/parsePs.ts"

// Laid out as macOS prints it: `ps -ax -ww -o pid=,ppid=,uid=,rss=,time=,state=,lstart=,command=`.
const lines = `    1     0     0  18032   1:02.50 Ss   Sat Nov 21 13:26:56 2026     /sbin/launchd
  501     1   501 204800   0:09.10 S    Sat Nov 21 13:30:01 2026     /Applications/Google Chrome.app/Contents/MacOS/Google Chrome --type=gpu
 4211   501   501   1024   0:00.00 Z    Sat Nov 21 14:00:00 2026     (node)
 4212   501   501   2048 1-02:00:00 R+  Sat Nov 21 14:00:00 2026     /usr/local/bin/node server.js
`
const names = `    1 /sbin/launchd
  501 /Applications/Google Chrome.app/Contents/MacOS/Google Chrome
 4211 (node)
 4212 /usr/local/bin/node
`

describe("parsePs", () => {
  const found = parsePs(lines, parsePsNames(names))

  it("reads what macOS prints", () => {
    assert.deepStrictEqual(
      found.map(({ pid, parent, name, state, memory, cpuMs }) => [pid, parent, name, state, memory, cpuMs]),
      [
        [1, 0, "launchd", "sleeping", 18_464_768, 62_500],
        [501, 1, "Google Chrome", "sleeping", 209_715_200, 9_100],
        [4211, 501, "(node)", "ended", 1_048_576, 0],
        [4212, 501, "node", "running", 2_097_152, 93_600_000]
      ]
    )
  })

  it("keeps the command whole, the start for comparing, and the script as a name", () => {
    const server = found[3]
    assert.strictEqual(server?.command, "/usr/local/bin/node server.js")
    assert.strictEqual(server?.start, "Sat Nov 21 14:00:00 2026")
    assert.strictEqual(server?.startedAtMs, new Date(2026, 10, 21, 14, 0, 0).getTime())
    assert.include(server?.names ?? [], "server.js")
  })

  it("leaves out lines that are none", () => {
    for (const text of ["", "\n\n", "PID PPID UID", "1 2 3", "x".repeat(100_000)]) {
      assert.deepStrictEqual(parsePs(text, new Map()), [])
    }
  })
})

describe("parseCpuTime", () => {
  it.each([
    ["0:00.00", 0],
    ["1:02.50", 62_500],
    ["00:01:02", 62_000],
    ["2-03:04:05", 183_845_000]
  ])("reads %s", (text, ms) => assert.strictEqual(parseCpuTime(text), ms))
})

describe("parseLsof", () => {
  it("gives sockets without a partner, once for all who hold one", () => {
    const text =
      "p10\nu501\nPTCP\nn127.0.0.1:8080\nPTCP\nn127.0.0.1:1->127.0.0.1:2\nPUDP\nn*:53\np11\nu501\nPTCP\nn127.0.0.1:8080\nPTCP\nn[::1]:42\n"
    assert.deepStrictEqual(parseLsof(text), [
      { protocol: "tcp", address: "127.0.0.1", port: 8080, uid: 501, pids: [10, 11] },
      { protocol: "udp", address: "0.0.0.0", port: 53, uid: 501, pids: [10] },
      { protocol: "tcp", address: "::1", port: 42, uid: 501, pids: [11] }
    ])
  })

  it("gives nothing for nothing", () => {
    for (const text of ["", "\n", "p1\n", "p1\nPICMP\nn*:7\n"]) assert.deepStrictEqual(parseLsof(text), [])
  })
})
