import { assert, describe, it } from "@effect/vitest"
import { defaultPolicyOptions, type Facts, realTarget, resolveScope, type Target } from "@zenus/core"

const facts: Facts = {
  platform: "linux",
  cwd: "/home/ann/work",
  home: "/home/ann",
  homes: ["/home/ann", "/home/bob", "/root"],
  mounts: ["/", "/proc", "/home/ann/disk"],
  tmpdir: null,
  own: ["/home/ann/.local/state/zenus"],
  ownIdentities: [],
  now: 0
}
const ruleFor = (target: Target, changed: Partial<Facts> = {}, roots: ReadonlyArray<string> = []): string | null =>
  resolveScope({ ...facts, ...changed }, { ...defaultPolicyOptions, roots }).refuses(target)?.rule ?? null
const remove = (path: string): Target => ({ path, how: "remove" })
const make = (path: string): Target => ({ path, how: "make" })

const ways = (target: Target): string =>
  resolveScope(facts, defaultPolicyOptions).refuses(target)?.recovery.join(" ") ?? ""

describe("resolveScope", () => {
  it.each([
    ["/", "root-folder"],
    ["/home/ann", "home-folder"],
    ["/home/bob", "home-folder"],
    ["/root", "home-folder"],
    ["/home", "shared-folder"],
    ["/tmp", "shared-folder"],
    ["/opt", "shared-folder"],
    ["/usr/local", "shared-folder"],
    ["/etc", "system-folder"],
    ["/etc/passwd", "system-folder"],
    ["/lib64/ld.so", "system-folder"],
    ["/usr/bin/env", "system-folder"],
    ["/home/ann/disk", "mount-point"],
    ["/home/ann/.local/state/zenus/zenus.db", "own-state"],
    ["/home/ann/.local", "own-state"],
    ["/home/ann/.zenus-trash-1000/01/3", "own-state"],
    ["/home/ann/work", "working-folder"],
    ["/opt/thing", "outside-roots"],
    ["/home/bob/notes.txt", "outside-roots"],
    ["/data/book.txt", "outside-roots"]
  ])("never removes %s (%s)", (path, rule) => {
    assert.strictEqual(ruleFor(remove(path)), rule)
  })

  it("allows what is below the working folder, the home, TMPDIR and the added roots", () => {
    assert.isNull(ruleFor(remove("/home/ann/work/a.txt")))
    assert.isNull(ruleFor(make("/home/ann/pictures")))
    assert.isNull(ruleFor(make("/home/ann/disk/new.txt")))
    assert.isNull(ruleFor(remove("/tmp/mine/a"), { tmpdir: "/tmp/mine" }))
    assert.isNull(ruleFor(remove("/srv/site/a"), {}, ["/srv/site"]))
    assert.isNull(ruleFor(remove("/var/www/site/a"), {}, ["/var/www/site"]))
  })

  it("refuses what holds the working folder, a home or a mount", () => {
    assert.strictEqual(ruleFor(remove("/home/ann/work"), { cwd: "/home/ann/work/deep" }), "working-folder")
    assert.strictEqual(ruleFor(remove("/data/homes"), { homes: ["/data/homes/ann"] }, ["/data"]), "holds-protected")
    assert.strictEqual(ruleFor(remove("/home/ann/outer"), { mounts: ["/home/ann/outer/inner"] }), "holds-protected")
  })

  it("lets a refused working folder open nothing", () => {
    for (const cwd of ["/", "/etc", "/usr/share"]) {
      assert.isNotNull(ruleFor(make(`${cwd === "/" ? "" : cwd}/new.txt`), { cwd }), cwd)
    }
    assert.strictEqual(ruleFor(make("/data/x"), { cwd: "/" }), "outside-roots")
  })

  it("folds case where the file system may, and only there", () => {
    assert.strictEqual(ruleFor(remove("/ETC/hosts"), { platform: "darwin" }), "system-folder")
    assert.strictEqual(ruleFor(remove("/Users/Ann"), { platform: "darwin", homes: ["/Users/ann"] }), "home-folder")
    assert.strictEqual(ruleFor(remove("/ETC/hosts")), "outside-roots")
  })

  it("says how to add the root that is missing", () => {
    const refusal = resolveScope(facts, defaultPolicyOptions).refuses(remove("/srv/site/a"))
    assert.include(refusal?.recovery.join(" ") ?? "", "zenus config set safety.roots")
  })

  it("says of what is made that it can go elsewhere, since its own folder may not be there yet", () => {
    assert.include(ways(make("/data/work-backup/a")), "to ~/NAME")
    assert.notInclude(ways(make("/data/work-backup/a")), "go to that folder")
    assert.include(ways(remove("/data/book.txt")), "go to that folder")
  })

  it("never says to make the top folder a root, or to go there", () => {
    const refusal = resolveScope(facts, defaultPolicyOptions).refuses(remove("/notes.txt"))
    assert.deepStrictEqual(refusal?.recovery, ["Name something in a folder that may be changed: / cannot be made one."])
  })
})

describe("realTarget", () => {
  const links = new Map([
    ["/home/ann/work", "/home/ann/work"],
    ["/home/ann/work/etc", "/etc"]
  ])
  const realpath = (path: string): string | null => links.get(path) ?? null

  it("resolves links on the way and leaves the last name alone", () => {
    assert.strictEqual(realTarget("/home/ann/work/etc/passwd", realpath, new Map()), "/etc/passwd")
    assert.strictEqual(realTarget("/home/ann/work/etc", realpath, new Map()), "/home/ann/work/etc")
  })

  it("hangs what is not there yet on its nearest real folder", () => {
    assert.strictEqual(realTarget("/home/ann/work/etc/new/deep/a", realpath, new Map()), "/etc/new/deep/a")
  })
})
