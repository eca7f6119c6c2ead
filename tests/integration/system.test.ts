/**
 * SystemOps on the machine the test runs on, compared with what node:os, the kernel's files and the usual programs say;
 * each action also with inputs that must fail or differ.
 */
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, symlinkSync, writeFileSync } from "node:fs"
import { cpus, hostname, machine, networkInterfaces, release, totalmem, uptime, userInfo } from "node:os"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import type { LookContext } from "@zenus/core"
import { it } from "#kit"
import { lookContext } from "#kit/lookContext.ts"
import { type Answer, failAction, readAction } from "#kit/runAction.ts"
import { MASK } from "#tools/system/maskSecret.ts"
import { SystemOps } from "#tools/system/SystemOps.ts"

const onLinux = process.platform === "linux"
const here = lookContext({ cwd: process.cwd() })

const action = (name: string) => {
  const found = SystemOps.actions.find((action) => action.name === name)
  if (found === undefined) throw new Error(`no action ${name}`)
  return found
}
const read = (name: string, args: unknown = {}, context: LookContext = here): Promise<Answer> =>
  readAction(action(name), args, context)
const lines = async (name: string, args: unknown = {}, context: LookContext = here): Promise<ReadonlyArray<string>> =>
  (await read(name, args, context)).lines
const only = async (name: string, args: unknown = {}, context: LookContext = here): Promise<string> => {
  const found = await lines(name, args, context)
  assert.strictEqual(found.length, 1, `${name} ${JSON.stringify(args)}: ${found.join("\n")}`)
  return found[0] ?? ""
}
const fail = async (name: string, args: unknown, context: LookContext = here) => {
  const error = await failAction(action(name), args, context)
  assert.isNotEmpty(error.message)
  assert.isNotEmpty(error.recovery)
  return error
}
const refuses = async (name: string, ...all: ReadonlyArray<unknown>) => {
  for (const args of all) assert.strictEqual((await fail(name, args))._tag, "BadArgument", JSON.stringify(args))
}
const program = (name: string, ...args: ReadonlyArray<string>) =>
  spawnSync(name, args, { encoding: "utf8" }).stdout.trim()
const near = (value: number, expected: number, part: number) =>
  assert.isAtMost(Math.abs(value - expected), Math.abs(expected) * part, `${value} and ${expected}`)
const environment = (values: Readonly<Record<string, string>>) =>
  lookContext({ cwd: process.cwd(), env: new Map(Object.entries(values)) })
const HOSTILE = [
  "$(touch pwned)",
  "*",
  "-rf",
  "../../etc/passwd",
  "a\nb",
  "\u001b[2J",
  "x".repeat(100_000),
  "__proto__"
]

describe("diskSpace", () => {
  it("tells of the file system that holds a path what df tells", async ({ folder }) => {
    const { bavail, blocks, bsize } = statfsSync(folder)
    const context = lookContext({ cwd: folder })
    assert.strictEqual(Number(await only("diskSpace", { path: ".", what: "total" }, context)), blocks * bsize)
    near(Number(await only("diskSpace", { path: folder, what: "free" })), bavail * bsize, 0.05)
    near(Number(await only("diskSpace", { path: folder, what: "free", unit: "MB" })), (bavail * bsize) / 2 ** 20, 0.05)
    const df = (field: string) => program("df", `--output=${field}`, folder).split("\n").at(-1)?.trim()
    if (!onLinux) return
    assert.strictEqual(await only("diskSpace", { path: folder, what: "source" }), df("source"))
    assert.strictEqual(await only("diskSpace", { path: folder, what: "mount" }), df("target"))
    assert.strictEqual(await only("diskSpace", { path: folder, what: "type" }), df("fstype"))
    near(Number(await only("diskSpace", { path: folder, what: "percent" })), Number(df("pcent")?.slice(0, -1)), 0.05)
  })

  it("goes by what a link leads to, and by a folder that is named as a file is", async ({ folder }) => {
    symlinkSync("/proc", join(folder, "link"))
    writeFileSync(join(folder, "$HOME"), "x")
    const context = lookContext({ cwd: folder })
    if (onLinux) assert.strictEqual(await only("diskSpace", { path: "link", what: "mount" }, context), "/proc")
    assert.strictEqual(
      await only("diskSpace", { path: "$HOME", what: "source" }, context),
      await only("diskSpace", { path: folder, what: "source" })
    )
  })

  it("lists all disks, a line each", async () => {
    const { data, lines, table } = await read("diskSpace")
    assert.isTrue(lines.some((line) => line.startsWith("/\t")))
    assert.strictEqual(table?.rows.length, lines.length)
    for (const line of lines) assert.strictEqual(line.split("\t").length, 7, line)
    const percents = await read("diskSpace", { what: "percent" })
    assert.strictEqual(percents.lines.length, (data as ReadonlyArray<unknown>).length)
    assert.match(percents.lines[0] ?? "", /^\/\t\d+$/)
  })

  it("says that a path is not there and refuses what it cannot take", async ({ folder }) => {
    mkdirSync(join(folder, "videos"))
    const error = await fail("diskSpace", { path: "vidoes" }, lookContext({ cwd: folder }))
    assert.isTrue(error._tag === "PathNotFound" && error.near.includes("videos"))
    for (const path of ["/no/such/folder", "a\nb", "x".repeat(200)]) {
      assert.strictEqual((await fail("diskSpace", { path }))._tag, "PathNotFound", path.slice(0, 20))
    }
    assert.strictEqual((await fail("diskSpace", { path: "x".repeat(100_000) }))._tag, "StepFailed")
    await refuses("diskSpace", { unit: "XB" }, { what: "all" }, { path: 5 }, { folder: "/" })
  })
})

describe("memory", () => {
  it("tells the total and amounts that fit into it", async () => {
    const total = Number(await only("memory", { what: "total" }))
    near(total, totalmem(), 0.01)
    const used = Number(await only("memory", { what: "used" }))
    const available = Number(await only("memory", { what: "available" }))
    assert.isTrue(used > 0 && available > 0 && used <= total && available <= total)
    assert.isAtMost(Number(await only("memory", { what: "percent" })), 100)
    near(Number(await only("memory", { what: "total", unit: "GB" })), total / 2 ** 30, 0.01)
  })

  it("lists all with bare numbers for a pipe and units for a screen", async () => {
    const { lines, table } = await read("memory")
    for (const line of lines) assert.match(line, /^[a-z-]+\t\d+$/)
    assert.match(String(table?.rows[0]?.[1]), /^\d+(\.\d)? GB$/)
  })

  it("refuses what it cannot take", () => refuses("memory", { what: "ram" }, { unit: "gb" }, { what: "" }, []))
})

describe("cpu", () => {
  it("tells number and model as node:os has them", async () => {
    assert.include(
      [cpus().length, Number(program("nproc") || cpus().length)],
      Number(await only("cpu", { what: "count" }))
    )
    const known = cpus()[0]?.model.trim() ?? ""
    const model = await only("cpu", { what: "model" })
    assert.isTrue(known === "unknown" || model === known, model)
    assert.isAtLeast(Number(await only("cpu", { what: "cores" })), 1)
  })

  it("measures a load that rises with work", async () => {
    const measuring = only("cpu", { what: "load", overMs: 400 })
    // While the main thread waits for this child, the child works; the timer of the measurement fires afterwards.
    spawnSync(process.execPath, ["-e", "const t = Date.now(); while (Date.now() - t < 500) {}"])
    const busy = Number(await measuring)
    assert.isTrue(busy >= 90 / cpus().length && busy <= 100, String(busy))
  })

  it("lists all facts and refuses what it cannot take", async () => {
    const facts = (await lines("cpu", { overMs: 50 })).map((line) => line.split("\t")[0])
    assert.includeMembers(facts, ["load", "count", "cores", "model"])
    await refuses("cpu", { overMs: 0 }, { overMs: 1e9 }, { overMs: 100.5 }, { what: "cache" })
  })
})

describe("loadAverage", () => {
  it("gives three numbers or one", async () => {
    const all = await lines("loadAverage")
    assert.deepStrictEqual(
      all.map((line) => line.split("\t")[0]),
      ["1 min", "5 min", "15 min"]
    )
    assert.match(await only("loadAverage", { minutes: 15 }), /^\d+(\.\d+)?$/)
    await refuses("loadAverage", { minutes: 2 }, { minutes: "1" }, { minutes: -1 })
  })
})

describe("about", () => {
  it("tells kernel, architecture, host and system", async () => {
    assert.strictEqual(await only("about", { what: "kernel" }), release())
    assert.strictEqual(await only("about", { what: "architecture" }), machine())
    assert.strictEqual(await only("about", { what: "hostname" }), hostname())
    assert.match(await only("about", { what: "os" }), onLinux ? /linux/i : /darwin/i)
    assert.match(await only("about", { what: "version" }), /\d/)
    assert.strictEqual((await lines("about")).length, 5)
    await refuses("about", { what: "uname" }, { what: 1 }, { os: true })
  })
})

describe("uptime", () => {
  it("counts seconds, says words and an instant", async () => {
    near(Number(await only("uptime", { as: "seconds" })), uptime(), 0.01)
    assert.match(await only("uptime"), /^\d+ (?:days?|hours?|minutes?|seconds?)/)
    const zoned = lookContext({ cwd: "/", now: Date.now(), timeZone: "Asia/Tokyo" })
    assert.match(await only("uptime", { as: "since" }, zoned), /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
    await refuses("uptime", { as: "minutes" }, { as: null }, { since: true })
  })
})

describe("resources", () => {
  it("warns of nothing below the limits and of all above them", async () => {
    const calm = await read("resources", { cpu: 100, memory: 100, disk: 100 })
    assert.isUndefined(calm.note)
    for (const line of calm.lines) assert.match(line, /^(?:cpu|memory|disk \/.*)\t[\d.]+\tok$/)
    const strict = await read("resources", { memory: 0, disk: 0, cpu: 100 })
    assert.match(strict.note ?? "", /Warning: memory is at \d+% \(limit 0%\)\./)
    assert.match(strict.note ?? "", /Warning: disk \/ is at \d+%/)
    assert.isTrue(strict.lines.some((line) => line.endsWith("\thigh")))
    await refuses("resources", { cpu: 101 }, { memory: -1 }, { disk: "85" }, { network: 5 })
  })
})

describe("battery, temperature", () => {
  it("tell a reading, or that there is none", async () => {
    const battery = await read("battery")
    if (battery.lines.length === 0) assert.strictEqual(battery.note, "This machine has no battery.")
    else assert.match(battery.lines[0] ?? "", /^percent\t\d+$/)
    const temperature = await read("temperature")
    if (temperature.lines.length === 0) assert.match(temperature.note ?? "", /^No temperature sensor/)
    else assert.match(temperature.lines[0] ?? "", /^cpu\t[\d.]+$/)
    await refuses("battery", { what: "voltage" }, { what: "" }, { x: 1 })
    await refuses("temperature", { unit: "kelvin" }, { unit: 1 }, { core: 0 })
  })
})

describe("network", () => {
  it("lists every interface with its addresses", async () => {
    const all = await lines("networkInterfaces")
    for (const [name, infos] of Object.entries(networkInterfaces())) {
      const row = all.find((line) => line.startsWith(`${name}\t`))
      for (const { address } of infos ?? []) assert.include(row ?? "", address)
    }
    if (onLinux) assert.isTrue(existsSync(`/sys/class/net/${(await lines("networkInterfaces", { what: "names" }))[0]}`))
    const [first = "lo"] = Object.keys(networkInterfaces())
    assert.match(await only("networkInterfaces", { name: first, what: "mac" }), /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/)
    for (const name of HOSTILE) assert.strictEqual((await fail("networkInterfaces", { name }))._tag, "PathNotFound")
    await refuses("networkInterfaces", { name: "" }, { what: "speed" })
  })

  it("tells addresses that are this machine's, by kind", async () => {
    const own = Object.values(networkInterfaces()).flatMap((infos) => infos ?? [])
    const shown = await lines("ipAddresses")
    assert.isNotEmpty(shown)
    for (const address of shown)
      assert.isTrue(
        own.some((info) => info.address === address),
        address
      )
    for (const address of await lines("ipAddresses", { family: "ipv6" })) assert.include(address, ":")
    for (const address of await lines("ipAddresses", { family: "ipv4" })) assert.notInclude(address, ":")
    assert.include(await lines("ipAddresses", { all: true }), "127.0.0.1")
    await refuses("ipAddresses", { family: "ipv5" }, { all: "yes" }, { interface: "lo" })
  })

  it("tells name servers and gateway as the system has them", async () => {
    const text = existsSync("/etc/resolv.conf") ? readFileSync("/etc/resolv.conf", "utf8") : ""
    const servers = [...text.matchAll(/^\s*nameserver\s+(\S+)/gm)].map((match) => match[1] ?? "")
    assert.deepStrictEqual(await lines("dnsServers"), [...new Set(servers)])
    const gateway = await read("gateway")
    for (const line of gateway.lines) assert.match(line, /^[\d.]+$/)
    if (gateway.lines.length === 0) assert.strictEqual(gateway.note, "There is no default gateway.")
    for (const name of ["dnsServers", "gateway", "shells", "searchPath"]) await refuses(name, { x: 1 }, null, "all")
  })
})

describe("user, users, groups, loggedIn", () => {
  it("tell who asks", async () => {
    const { gid, uid, username } = userInfo()
    assert.strictEqual(await only("user", { what: "name" }), username)
    assert.strictEqual(await only("user", { what: "id" }), String(uid))
    assert.strictEqual(await only("user", { what: "group-id" }), String(gid))
    assert.strictEqual(
      await only("user", { what: "home" }, lookContext({ cwd: "/", home: "/some/home" })),
      "/some/home"
    )
    assert.strictEqual(await only("user", { what: "shell" }, environment({ SHELL: "/bin/own" })), "/bin/own")
    assert.deepStrictEqual(new Set(await lines("groups")), new Set(program("id", "-Gn").split(" ")))
    await refuses("user", { what: "password" }, { what: "" }, { name: "root" })
  })

  it("list accounts and groups, all or of one", async () => {
    assert.include(await lines("users"), "root")
    const people = await read("users", { people: true })
    assert.notInclude(people.lines, "daemon")
    assert.includeMembers([...(await lines("groups", { all: true }))], ["daemon"])
    assert.strictEqual((await lines("groups", { user: "root" }))[0], program("id", "-gn", "root"))
    for (const user of HOSTILE) assert.strictEqual((await fail("groups", { user }))._tag, "PathNotFound")
    await refuses("groups", { user: "" }, { all: 1 })
    await refuses("users", { people: "yes" }, { all: true }, 5)
  })

  it("tell who is logged in, or that nobody is", async () => {
    const { lines: rows, note } = await read("loggedIn")
    assert.strictEqual(await only("loggedIn", { give: "count" }), String(rows.length))
    if (rows.length === 0) assert.strictEqual(note, "Nobody is logged in at a terminal.")
    await refuses("loggedIn", { give: "all" }, { give: 0 }, { user: "root" })
  })
})

describe("shells", () => {
  it("are the paths of /etc/shells", async () => {
    const expected = existsSync("/etc/shells")
      ? readFileSync("/etc/shells", "utf8")
          .split("\n")
          .filter((line) => line.startsWith("/"))
      : []
    assert.deepStrictEqual(await lines("shells"), expected)
  })
})

describe("environment", () => {
  const secret = ["s", "k-", "abcdefghijklmnop"].join("")
  const context = environment({
    PLAIN: "marker-4711",
    HOME: "/home/ada",
    SHELL: "/bin/sh",
    API_TOKEN: "hush",
    ODD: secret,
    MULTI: "a\nb\u001b[2J",
    EMPTY: ""
  })

  it("shows one value, by its name or its shell spelling", async () => {
    assert.strictEqual(await only("environment", { name: "PLAIN" }, context), "marker-4711")
    assert.strictEqual(await only("environment", { name: "$PLAIN" }, context), "marker-4711")
    assert.strictEqual(await only("environment", { name: "plain" }, context), "marker-4711")
    assert.strictEqual(await only("environment", { name: "EMPTY" }, context), "")
    assert.deepStrictEqual(await lines("environment", { name: "MULTI" }, context), ["a", "b\\e[2J"])
  })

  it("hides secrets by name and by form, in lines, data and table", async () => {
    for (const name of ["API_TOKEN", "ODD"]) {
      const { lines, note } = await read("environment", { name }, context)
      assert.deepStrictEqual(lines, [MASK])
      assert.match(note ?? "", /hidden/)
    }
    const all = await read("environment", {}, context)
    assert.strictEqual(all.note, "2 values that look like a secret are hidden.")
    const whole = JSON.stringify([all.lines, all.data, all.table])
    assert.notInclude(whole, "hush")
    assert.notInclude(whole, secret)
    assert.include(all.lines, "PLAIN=marker-4711")
  })

  it("lists names, all or those with a text in them", async () => {
    assert.deepStrictEqual(await lines("environment", { containing: "H", namesOnly: true }, context), ["HOME", "SHELL"])
    assert.deepStrictEqual(await lines("environment", { containing: "ell", namesOnly: true }, context), ["SHELL"])
    assert.strictEqual((await lines("environment", { namesOnly: true }, context)).length, 7)
    const none = await read("environment", { containing: "zzz" }, context)
    assert.deepStrictEqual(none.lines, [])
    assert.strictEqual(none.note, "No variable has such a name.")
  })

  it("says that a variable is not there, with names that look like it", async () => {
    const error = await fail("environment", { name: "PLAN" }, context)
    assert.isTrue(error._tag === "PathNotFound" && error.near.includes("PLAIN"))
    for (const name of HOSTILE) assert.strictEqual((await fail("environment", { name }, context))._tag, "PathNotFound")
    await refuses("environment", { name: "" }, { containing: "" }, { namesOnly: "x" })
  })
})

const withPath = (path: string, cwd: string) => lookContext({ cwd, env: new Map([["PATH", path]]) })

describe("searchPath, which", () => {
  it("lists the folders of PATH in order", async ({ folder }) => {
    assert.deepStrictEqual(await lines("searchPath", {}, withPath("/b:/a::/b", folder)), ["/b", "/a", ".", "/b"])
    for (const path of [new Map(), new Map([["PATH", ""]])]) {
      const { note } = await read("searchPath", {}, lookContext({ cwd: "/", env: path }))
      assert.strictEqual(note, "PATH is not set.")
    }
  })

  it("finds what a shell would start: the first that may be run", async ({ folder }) => {
    for (const name of ["one", "two"]) mkdirSync(join(folder, name))
    const make = (path: string, mode: number) => {
      writeFileSync(join(folder, path), "#!/bin/sh\n")
      chmodSync(join(folder, path), mode)
    }
    make("one/tool", 0o644)
    make("two/tool", 0o755)
    mkdirSync(join(folder, "one", "folder"))
    const context = withPath(`${folder}/one:/no/such/place:${folder}/two:two`, folder)
    assert.strictEqual(await only("which", { name: "tool" }, context), join(folder, "two", "tool"))
    assert.strictEqual(await only("which", { name: "./two/tool" }, context), join(folder, "two", "tool"))
    assert.deepStrictEqual(await lines("which", { name: "tool", give: "all" }, context), [join(folder, "two", "tool")])
    assert.strictEqual(await only("which", { name: "tool", give: "installed" }, context), "yes")
    assert.strictEqual(await only("which", { name: "folder", give: "installed" }, context), "no")
    const error = await fail("which", { name: "tol" }, context)
    assert.isTrue(error._tag === "PathNotFound" && error.near.includes("tool"))
    for (const name of HOSTILE) assert.strictEqual(await only("which", { name, give: "installed" }, context), "no")
    await refuses("which", {}, { name: "" }, { name: 1 }, { name: "sh", give: "some" })
  })

  it("agrees with the shell on this machine", async () => {
    const context = withPath(process.env["PATH"] ?? "", "/")
    assert.strictEqual(await only("which", { name: "sh" }, context), program("sh", "-c", "command -v sh"))
  })
})

describe("date", () => {
  it("tells the instant of the request, here and elsewhere", async () => {
    assert.strictEqual(await only("date"), "2026-11-21 12:34:56 UTC")
    assert.strictEqual(await only("date", { what: "date" }), "2026-11-21")
    assert.strictEqual(await only("date", { what: "time", zone: "Tokyo" }), "21:34:56")
    assert.strictEqual(await only("date", { what: "date", days: -1 }), "2026-11-20")
    assert.strictEqual(await only("date", { what: "weekday" }), "Saturday")
    assert.strictEqual(await only("date", { what: "epoch" }), String(Date.UTC(2026, 10, 21, 12, 34, 56) / 1000))
    assert.strictEqual(await only("date", { what: "utc" }), "2026-11-21T12:34:56.000Z")
    assert.strictEqual(await only("date", { what: "week" }), "47")
    assert.strictEqual(await only("date", { what: "month", days: 20 }), "December")
    const berlin = lookContext({ cwd: "/", timeZone: "Europe/Berlin", now: Date.UTC(2026, 9, 25, 0, 30) })
    // The night in which the clocks go back: a day of 25 hours.
    assert.strictEqual(await only("date", { what: "date", days: 1 }, berlin), "2026-10-26")
    assert.strictEqual(await only("date", { what: "zone" }, berlin), "Europe/Berlin")
  })

  it("refuses a zone that is none, and days that are no number of days", async () => {
    const error = await fail("date", { zone: "Tokio" })
    assert.include(error.recovery, "Did you mean Tokyo?")
    for (const zone of HOSTILE) assert.notInclude((await fail("date", { zone })).message, "\u001b")
    await refuses("date", { days: 0.5 }, { days: 1e9 }, { what: "now" }, { zone: "" })
  })
})

describe("folder", () => {
  it("tells where the request is made", async ({ folder }) => {
    const context = lookContext({ cwd: folder, home: "/home/ada", env: new Map([["TMPDIR", "/tmp/mine"]]) })
    assert.strictEqual(await only("folder", {}, context), folder)
    assert.strictEqual(await only("folder", { what: "name" }, context), "folder")
    assert.strictEqual(await only("folder", { what: "home" }, context), "/home/ada")
    assert.strictEqual(await only("folder", { what: "temporary" }, context), "/tmp/mine")
    assert.strictEqual(await only("folder", { what: "name" }, lookContext({ cwd: "/" })), "/")
    assert.strictEqual(await only("folder", {}, lookContext({ cwd: "/a b/$HOME\n" })), "/a b/$HOME\n")
    await refuses("folder", { what: "root" }, { what: 1 }, { path: "/" })
  })
})

describe("locale", () => {
  it("tells the language, or every category", async () => {
    assert.strictEqual(await only("locale", {}, environment({ LANG: "de_DE.UTF-8" })), "de_DE.UTF-8")
    assert.strictEqual(await only("locale", {}, environment({})), "C")
    const all = await lines("locale", { all: true }, environment({ LANG: "en_GB", LC_TIME: "sv_SE" }))
    assert.include(all, "LC_TIME\tsv_SE")
    assert.include(all, "LC_CTYPE\ten_GB")
    await refuses("locale", { all: 1 }, { what: "LANG" }, null)
  })
})

describe("SystemOps", () => {
  it("only looks: no action has a deed, a risk or nothing to say", async () => {
    for (const { name, risk, phrases, examples, description } of SystemOps.actions) {
      assert.strictEqual(risk, 0, name)
      assert.isTrue(phrases.length > 0 && examples.length > 0 && description.length > 0, name)
    }
    assert.isUndefined(SystemOps.actions.find(({ inverse }) => inverse !== undefined))
  })
})
