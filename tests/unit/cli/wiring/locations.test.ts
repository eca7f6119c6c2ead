import { assert, describe, it } from "@effect/vitest"
import { localTimeZone, zoneOfOffset } from "#cli/wiring/localTimeZone.ts"
import { locations } from "#cli/wiring/locations.ts"
import { parseMounts } from "#cli/wiring/machineFacts.ts"

const ann = { uid: 1000, homeOfUid: "/home/ann", ownerOfHome: 1000 }

describe("locations", () => {
  it("follows the XDG folders, and their defaults", () => {
    const found = locations({ HOME: "/home/ann" }, ann, "/here", undefined)
    assert.deepInclude(found, {
      configFile: "/home/ann/.config/zenus/config.yaml",
      stateFile: "/home/ann/.local/state/zenus/zenus.db",
      trashFolder: "/home/ann/.local/share/zenus/trash"
    })
    assert.strictEqual(
      locations({ HOME: "/home/ann", XDG_STATE_HOME: "/state" }, ann, "/", undefined).stateFile,
      "/state/zenus/zenus.db"
    )
  })

  it("puts all under ZENUS_HOME, and a named config where it was named", () => {
    const found = locations({ HOME: "/home/ann", ZENUS_HOME: "z" }, ann, "/here", "my.yaml")
    assert.deepInclude(found, {
      configFile: "/here/my.yaml",
      stateFile: "/here/z/zenus.db",
      trashFolder: "/here/z/trash",
      cacheFolder: "/here/z/cache"
    })
  })

  it("ignores relative XDG folders, as their specification says", () => {
    assert.strictEqual(
      locations({ HOME: "/home/ann", XDG_STATE_HOME: "rel" }, ann, "/", undefined).stateFile,
      "/home/ann/.local/state/zenus/zenus.db"
    )
  })

  it("uses root's own state under sudo, while requests still mean the caller's home", () => {
    const found = locations({ HOME: "/home/ann" }, { uid: 0, homeOfUid: "/root", ownerOfHome: 1000 }, "/", undefined)
    assert.strictEqual(found.stateFile, "/root/.local/state/zenus/zenus.db")
    assert.strictEqual(found.home, "/home/ann")
  })
})

describe("parseMounts", () => {
  it("reads mount points, with spaces in their names", () => {
    assert.deepStrictEqual(
      parseMounts("36 35 98:0 / /mnt/my\\040disk rw - ext4 /dev/sda rw\n1 0 0:1 / / rw - x y z\n"),
      ["/mnt/my disk", "/"]
    )
  })
})

describe("localTimeZone", () => {
  it.each([
    [{ TZ: "Europe/Berlin" }, "Europe/Berlin"],
    [{ TZ: ":America/New_York" }, "America/New_York"],
    [{ TZ: "UTC" }, "UTC"]
  ])("takes the name that TZ says (%j)", (env, zone) => {
    assert.strictEqual(localTimeZone(env), zone)
  })

  it.each([
    [{}],
    [{ TZ: ":/etc/localtime" }],
    [{ TZ: "UTC+25" }],
    [{ TZ: "Nowhere/Bad" }],
    [{ TZ: "EST5EDT,M3.2.0,M11.1.0" }]
  ])("always has an answer (%j)", (env) => {
    assert.doesNotThrow(() => new Intl.DateTimeFormat("en", { timeZone: localTimeZone(env) }))
  })

  it("says an offset as a zone where nobody knows a name", () => {
    assert.strictEqual(zoneOfOffset(-120), "Etc/GMT-2")
    assert.strictEqual(zoneOfOffset(0), "UTC")
  })
})
