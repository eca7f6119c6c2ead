import { assert, describe, it } from "@effect/vitest"
import { parseOsRelease } from "#tools/system/about.ts"
import { groupsOf, isPerson, parseAccounts, parseGroups } from "#tools/system/accounts.ts"
import { batteryFacts } from "#tools/system/battery.ts"
import { loadBetween } from "#tools/system/cpuLoad.ts"
import { nameServers } from "#tools/system/dnsServers.ts"
import { plainName } from "#tools/system/environment.ts"
import { defaultGateways } from "#tools/system/gateway.ts"
import { type NetworkInterface, reachable } from "#tools/system/interfaces.ts"
import { localeOf } from "#tools/system/locale.ts"
import { memoryPercent, parseMeminfo } from "#tools/system/memory.ts"
import { mountOf, parseMounts, spaceOf, storageMounts } from "#tools/system/mounts.ts"
import { judge } from "#tools/system/resources.ts"
import { pathFolders } from "#tools/system/searchPath.ts"
import { temperatureFacts } from "#tools/system/temperature.ts"
import { inUnit, onScreen, percentUp } from "#tools/system/units.ts"
import { sayLength } from "#tools/system/uptime.ts"

const mountinfo = String.raw`22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 27 0:25 / /run rw,nosuid - tmpfs tmpfs rw
31 27 0:26 / /tmp rw - tmpfs tmpfs rw
40 27 254:16 / /mnt/my\040disk rw,relatime master:3 propagate_from:2 - xfs /dev/vdb rw
41 40 254:0 /srv /mnt/my\040disk/bind rw,relatime - ext4 /dev/vda rw
50 27 7:1 / /snap/core ro - squashfs /dev/loop1 ro
51 27 0:50 / /media/dvd ro - iso9660 /dev/sr0 ro
60 27 0:60 / /tmp rw - tmpfs over rw
nonsense
`

describe("mounts", () => {
  const mounts = parseMounts(mountinfo)

  it("reads every line that is one, with optional fields and escapes", () => {
    assert.strictEqual(mounts.length, 9)
    assert.deepStrictEqual(mounts[4], {
      source: "/dev/vdb",
      mount: "/mnt/my disk",
      type: "xfs",
      readOnly: false,
      device: "254:16"
    })
    assert.isTrue(mounts[7]?.readOnly)
    for (const text of ["", "\n\n", "1 2 3", "a - b", " - "]) assert.deepStrictEqual(parseMounts(text), [])
  })

  it("lists storage once, at its shortest place", () => {
    assert.deepStrictEqual(
      storageMounts(mounts).map(({ mount }) => mount),
      ["/", "/media/dvd", "/mnt/my disk", "/tmp"]
    )
  })

  it("finds the mount that holds a path: the longest, the later of equals, never half a name", () => {
    assert.strictEqual(mountOf(mounts, "/mnt/my disk/x")?.source, "/dev/vdb")
    assert.strictEqual(mountOf(mounts, "/mnt/my disk/bind/x")?.source, "/dev/vda")
    assert.strictEqual(mountOf(mounts, "/mnt/my diskette")?.mount, "/")
    assert.strictEqual(mountOf(mounts, "/tmp/a")?.source, "over")
    assert.isUndefined(mountOf([], "/"))
  })

  it("counts as df does: used and free for this user, percent rounded up", () => {
    const space = spaceOf({ bsize: 1024, blocks: 1000, bfree: 500, bavail: 450 })
    assert.deepStrictEqual(space, { total: 1_024_000, used: 512_000, free: 460_800, percent: 53 })
    assert.strictEqual(spaceOf({ bsize: 4096, blocks: 0, bfree: 0, bavail: 0 }).percent, 0)
    assert.strictEqual(percentUp(1, 1000), 1)
    assert.strictEqual(percentUp(1000, 1000), 100)
  })
})

describe("units", () => {
  it("are powers of 1024, whole from 100 on", () => {
    assert.strictEqual(inUnit(1536, "KB"), 1.5)
    assert.strictEqual(inUnit(25_276_510_208, "MB"), 24_106)
    assert.strictEqual(inUnit(25_276_510_208, "GB"), 23.54)
    assert.strictEqual(inUnit(0, "TB"), 0)
    assert.strictEqual(inUnit(1023, "bytes"), 1023)
    assert.strictEqual(onScreen(1536, "KB"), "1.5 KB")
    assert.strictEqual(onScreen(1536, undefined), "1.5 KB")
  })
})

describe("parseMeminfo", () => {
  it("reads bytes, and estimates what old kernels do not tell", () => {
    const text = "MemTotal:  1000 kB\nMemFree:  100 kB\nMemAvailable:  400 kB\nSwapTotal: 10 kB\nSwapFree: 4 kB\n"
    assert.deepStrictEqual(parseMeminfo(text), {
      total: 1_024_000,
      free: 102_400,
      available: 409_600,
      swapTotal: 10_240,
      swapFree: 4096
    })
    assert.strictEqual(memoryPercent(parseMeminfo(text)), 60)
    const old = parseMeminfo("MemTotal: 1000 kB\nMemFree: 100 kB\nBuffers: 50 kB\nCached: 250 kB\n")
    assert.strictEqual(old.available, 409_600)
    assert.strictEqual(memoryPercent(parseMeminfo("")), 0)
  })
})

describe("cpu load", () => {
  it("is the busy share of the time between two looks", () => {
    assert.strictEqual(loadBetween({ busy: 0, idle: 0 }, { busy: 250, idle: 750 }), 25)
    assert.strictEqual(loadBetween({ busy: 9, idle: 9 }, { busy: 9, idle: 9 }), 0)
    assert.strictEqual(loadBetween({ busy: 10, idle: 10 }, { busy: 5, idle: 20 }), 0)
    assert.strictEqual(loadBetween({ busy: 0, idle: 0 }, { busy: 7, idle: 0 }), 100)
  })
})

describe("resources", () => {
  it("warn above the limit and not at it", () => {
    assert.strictEqual(judge({ what: "cpu", percent: 90, limit: 90 }), "ok")
    assert.strictEqual(judge({ what: "cpu", percent: 90.1, limit: 90 }), "high")
  })
})

describe("uptime", () => {
  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [59.9, "59 seconds"],
    [60, "1 minute"],
    [3600, "1 hour, 0 minutes"],
    [90_061, "1 day, 1 hour, 1 minute"],
    [86_400 * 400, "400 days, 0 hours, 0 minutes"],
    [-5, "0 seconds"]
  ])("says %d seconds as %s", (seconds, said) => assert.strictEqual(sayLength(seconds), said))
})

describe("accounts", () => {
  const accounts = parseAccounts([
    "root:x:0:0:root:/root:/bin/bash",
    "ada:x:1000:1000:Ada Lovelace,Room 1,,:/home/ada:/bin/zsh",
    "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin",
    "broken:x:abc:1:",
    ":x:5:5::",
    "+::::::",
    ""
  ])
  const groups = parseGroups(["ada:x:1000:", "sudo:x:27:ada,bob", "video:x:44:bob", "bad", "x:y:z:ada"])

  it("are the lines that are ones", () => {
    assert.deepStrictEqual(
      accounts.map(({ name }) => name),
      ["root", "ada", "nobody"]
    )
    assert.strictEqual(accounts[1]?.fullName, "Ada Lovelace")
    assert.deepStrictEqual(
      accounts.filter(isPerson).map(({ name }) => name),
      ["ada"]
    )
  })

  it("belong to their first group and to those that list them", () => {
    const ada = accounts[1]
    assert.deepStrictEqual(ada === undefined ? [] : groupsOf(ada, groups).map(({ name }) => name), ["ada", "sudo"])
  })
})

const one = (name: string, ...addresses: NetworkInterface["addresses"]): NetworkInterface => ({
  name,
  state: "up",
  mac: "",
  addresses
})
const route = (destination: string, gateway: string, metric: number, flags = "0003") =>
  `eth0\t${destination}\t${gateway}\t${flags}\t0\t0\t${metric}\t00000000\t0\t0\t0`

describe("network", () => {
  it("reaches neither its own nor link-local addresses, and IPv4 comes first", () => {
    const found = reachable([
      one("lo", { address: "127.0.0.1", family: "ipv4", internal: true }),
      one(
        "eth0",
        { address: "fe80::1", family: "ipv6", internal: false },
        { address: "2001:db8::1", family: "ipv6", internal: false },
        { address: "169.254.3.4", family: "ipv4", internal: false },
        { address: "192.0.2.2", family: "ipv4", internal: false }
      )
    ])
    assert.deepStrictEqual(
      found.map(({ address }) => address),
      ["192.0.2.2", "2001:db8::1"]
    )
    assert.deepStrictEqual(reachable([]), [])
  })

  it("reads name servers and leaves comments out", () => {
    const lines = [
      "# nameserver 9.9.9.9",
      "nameserver 192.0.2.1",
      "  nameserver\t2001:db8::53#x",
      "nameserver 192.0.2.1",
      "search x",
      "nameserver"
    ]
    assert.deepStrictEqual(nameServers(lines), ["192.0.2.1", "2001:db8::53"])
    assert.deepStrictEqual(nameServers([]), [])
  })

  it("reads default routes, the least metric first", () => {
    const text = [
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
      route("00000000", "FE0200C0", 600),
      route("00000000", "010200C0", 100),
      route("000200C0", "00000000", 0, "0001"),
      ""
    ].join("\n")
    assert.deepStrictEqual(defaultGateways(text), ["192.0.2.1", "192.0.2.254"])
    for (const other of ["", "x", "a b c d e f g h"]) assert.deepStrictEqual(defaultGateways(other), [])
  })
})

describe("sensors", () => {
  it("tell of a battery only where there is one", () => {
    const battery = { hasBattery: true, percent: 57, isCharging: false, timeRemaining: 90 }
    assert.deepStrictEqual(
      batteryFacts(battery)?.map(({ name, value }) => [name, value]),
      [
        ["percent", 57],
        ["charging", "no"],
        ["remaining", 90]
      ]
    )
    assert.strictEqual(batteryFacts({ ...battery, timeRemaining: null })?.length, 2)
    assert.isNull(batteryFacts({ ...battery, hasBattery: false }))
  })

  it("tell of a temperature only where a sensor gives one", () => {
    const hot = temperatureFacts({ main: 61.25, max: 70, cores: [60, 62] }, "celsius")
    assert.deepStrictEqual(
      hot?.map(({ screen }) => screen),
      ["61.3 °C", "70 °C", "60 °C", "62 °C"]
    )
    assert.strictEqual(temperatureFacts({ main: 100, max: null, cores: [] }, "fahrenheit")?.[0]?.value, 212)
    for (const main of [null, 0, -1]) assert.isNull(temperatureFacts({ main, max: null, cores: [] }, "celsius"))
  })
})

const env = (values: Record<string, string>) => new Map(Object.entries(values))

describe("small readings", () => {
  it("name the system with its kind, quotes or not", () => {
    const kind = process.platform === "darwin" ? "Darwin" : "Linux"
    assert.deepStrictEqual(parseOsRelease(['PRETTY_NAME="Ubuntu 26.04 LTS"', "VERSION_ID='26.04'"]), {
      name: `Ubuntu 26.04 LTS (${kind})`,
      version: "26.04"
    })
    assert.strictEqual(parseOsRelease([`NAME=${kind}x`]).name, `${kind}x`)
    assert.strictEqual(parseOsRelease(["# x", "garbage"]).name, kind)
  })

  it("know a variable by its shell spelling, and nothing else by it", () => {
    assert.strictEqual(plainName("$HOME"), "HOME")
    assert.strictEqual(plainName("${HOME}"), "HOME")
    for (const name of ["HOME", "$(rm -rf ~)", "${HOME", "$", "$a b", "`x`"]) assert.strictEqual(plainName(name), name)
  })

  it("take an empty part of PATH as the working folder", () => {
    assert.deepStrictEqual(pathFolders("/a::/b:"), ["/a", ".", "/b", "."])
    assert.deepStrictEqual(pathFolders(""), [])
    assert.deepStrictEqual(pathFolders(undefined), [])
  })

  it("take the first locale that is set and not empty", () => {
    assert.strictEqual(localeOf(env({ LC_ALL: "", LC_TIME: "de_DE", LANG: "fr_FR" }), "LC_TIME"), "de_DE")
    assert.strictEqual(localeOf(env({ LC_ALL: "C", LANG: "fr_FR" }), "LC_TIME"), "C")
    assert.strictEqual(localeOf(env({}), "LC_TIME"), "C")
  })
})
