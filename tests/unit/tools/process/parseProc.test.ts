import { assert, describe, it } from "@effect/vitest"
import {
  joinCommand,
  parseCommandLine,
  parseSockets,
  parseStat,
  parseStatus,
  startedAt
} from "#tools/process/parseProc.ts"
import { MAX_COMMAND } from "#tools/process/Processes.ts"

const rest = "S 10762 10769 10769 0 -1 4194560 3354 0 1 0 40 20 0 0 20 0 7 0 130347 1373286400 11639"

describe("parseStat", () => {
  it("reads name, parent, processor time and start", () => {
    assert.deepStrictEqual(parseStat(`10769 (node) ${rest} 0 0`), {
      kernelName: "node",
      state: "sleeping",
      parent: 10762,
      kernel: false,
      cpuMs: 600,
      start: "130347"
    })
  })

  it("ends a name at the last bracket, whatever the name holds", () => {
    for (const name of ["a) S 1 2 (b", "))((", " ", "rm -rf", "two\nlines"]) {
      assert.strictEqual(parseStat(`7 (${name}) ${rest}`)?.kernelName, name)
      assert.strictEqual(parseStat(`7 (${name}) ${rest}`)?.parent, 10762)
    }
  })

  it("knows a kernel thread by its flag", () => {
    assert.isTrue(parseStat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 20 0 0")?.kernel)
  })

  it("gives null for what is no such text", () => {
    for (const text of ["", "7 node S 1", "7 (node) S 1 2", ")7(", "7 (node) S".padEnd(80, " x")]) {
      assert.isNull(parseStat(text), JSON.stringify(text))
    }
  })

  it("calls an unknown state unknown and a zombie ended", () => {
    assert.strictEqual(parseStat(`7 (a) ${rest.replace("S", "Q")}`)?.state, "unknown")
    assert.strictEqual(parseStat(`7 (a) ${rest.replace("S", "Z")}`)?.state, "ended")
  })
})

describe("parseStatus", () => {
  it("takes the effective user and the memory in bytes", () => {
    const text = "Name:\tnode\nUid:\t1000\t1001\t1000\t1000\nGid:\t5\t5\t5\t5\nVmRSS:\t   12 kB\n"
    assert.deepStrictEqual(parseStatus(text), { uid: 1001, memory: 12_288 })
  })

  it("has no memory for a kernel thread and no user for an empty text", () => {
    assert.deepStrictEqual(parseStatus("Name:\tkthreadd\nUid:\t0\t0\t0\t0\n"), { uid: 0, memory: 0 })
    assert.deepStrictEqual(parseStatus(""), { uid: -1, memory: 0 })
  })
})

describe("parseCommandLine", () => {
  it("splits at NUL and drops the tail that a written title leaves", () => {
    assert.deepStrictEqual(parseCommandLine("node\0-e\0a b\0"), ["node", "-e", "a b"])
    assert.deepStrictEqual(parseCommandLine("nginx: master\0\0\0\0"), ["nginx: master"])
    assert.deepStrictEqual(parseCommandLine("sh\0\0x\0"), ["sh", "", "x"])
    assert.deepStrictEqual(parseCommandLine(""), [])
  })

  it("cuts a command line at its limit and says so", () => {
    assert.strictEqual(joinCommand(["a".repeat(MAX_COMMAND)]).length, MAX_COMMAND)
    assert.isTrue(joinCommand(["a".repeat(MAX_COMMAND), "b"]).endsWith("a…"))
  })
})

describe("startedAt", () => {
  it("adds ticks of 10 ms to the boot time", () => {
    assert.strictEqual(startedAt(1_000, "130347"), 1_000_000 + 1_303_470)
  })
})

const line = (local: string, state: string, uid = "33") =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000    ${uid}        0 1471 1 0 100`
const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode"
const address = (hex: string) => parseSockets(line(`${hex}:0001`, "0A"), "tcp")[0]?.address

describe("parseSockets", () => {
  it("reads who listens and leaves out who talks", () => {
    const text = [head, line("0100007F:1F90", "0A"), line("0100007F:0050", "01"), ""].join("\n")
    assert.deepStrictEqual(parseSockets(text, "tcp"), [
      { protocol: "tcp", address: "127.0.0.1", port: 8080, uid: 33, inode: "1471" }
    ])
  })

  it("reads bound UDP sockets by their own state", () => {
    assert.strictEqual(parseSockets(line("3500007F:0035", "07"), "udp")[0]?.address, "127.0.0.53")
    assert.deepStrictEqual(parseSockets(line("3500007F:0035", "0A"), "udp"), [])
  })

  it("writes IPv6 addresses as RFC 5952 says", () => {
    assert.strictEqual(address("00000000000000000000000000000000"), "::")
    assert.strictEqual(address("00000000000000000000000001000000"), "::1")
    assert.strictEqual(address("0000000000000000FFFF00000100007F"), "127.0.0.1")
    assert.strictEqual(address("B80D0120000000000000010001000000"), "2001:db8::1:0:0:1")
  })

  it("leaves out lines that are no sockets", () => {
    for (const text of ["", head, "nonsense", "0: x y 0A", line("0100007F", "0A")]) {
      assert.deepStrictEqual(parseSockets(text, "tcp"), [], JSON.stringify(text))
    }
  })
})
