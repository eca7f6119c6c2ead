/** The launcher: what happens before any of our code is loaded. */
import { spawnSync } from "node:child_process"
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { dirname, join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it, zenusBin } from "#kit"

const { version } = JSON.parse(readFileSync(join(dirname(zenusBin), "..", "package.json"), "utf8")) as {
  readonly version: string
}

interface Start {
  readonly script?: string
  readonly args?: ReadonlyArray<string>
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  /** The launcher believes that it runs on this Node. */
  readonly pretendNode?: string
}

const start = ({ script = zenusBin, args = [], env, cwd, pretendNode }: Start) => {
  const preload = join(cwd, "pretend.cjs")
  if (pretendNode !== undefined) {
    const versions = `{ ...process.versions, node: "${pretendNode}" }`
    writeFileSync(preload, `Object.defineProperty(process, "versions", { value: ${versions} })\n`)
  }
  const flags = pretendNode === undefined ? [] : ["--require", preload]
  const { NODE_COMPILE_CACHE: _, ...clean } = env
  return spawnSync(process.execPath, [...flags, script, ...args], { cwd, env: clean, encoding: "utf8" })
}

/** The launcher in a package of its own, without a build. */
const unbuilt = (base: string): string => {
  mkdirSync(join(base, "package", "bin"), { recursive: true })
  for (const name of ["bin/zenus.js", "bin/loadBundle.js", "bin/package.json", "package.json"]) {
    copyFileSync(join(dirname(zenusBin), "..", name), join(base, "package", name))
  }
  return join(base, "package", "bin", "zenus.js")
}

describe("--version", () => {
  for (const word of ["--version", "version"]) {
    it(`answers ${word} without loading the program`, ({ base, env, folder }) => {
      const { status, stderr, stdout } = start({ script: unbuilt(base), args: [word], env, cwd: folder })
      assert.deepStrictEqual([status, stdout, stderr], [0, `${version}\n`, ""])
    })
  }
})

describe("on an old Node", () => {
  for (const pretendNode of ["12.22.12", "20.20.2", "22.18.9"]) {
    it(`${pretendNode}: says what it needs and how to get it, exit 2`, ({ env, folder }) => {
      const { status, stderr, stdout } = start({ args: ["--version"], env, cwd: folder, pretendNode })
      assert.deepStrictEqual([status, stdout], [2, ""])
      assert.include(stderr, `zenus needs Node 22.19 or newer; this is Node ${pretendNode}`)
      assert.include(stderr, "nodejs.org")
    })
  }

  for (const pretendNode of ["22.19.0", "23.0.0", "100.0.0"]) {
    it(`${pretendNode} is new enough`, ({ env, folder }) => {
      assert.strictEqual(start({ args: ["--version"], env, cwd: folder, pretendNode }).status, 0)
    })
  }

  it("hands over to the Node beside its link in node_modules/.bin", ({ base, env, folder }) => {
    const bin = join(base, "node_modules", ".bin")
    mkdirSync(bin, { recursive: true })
    symlinkSync(zenusBin, join(bin, "zenus"))
    const started = { script: join(bin, "zenus"), args: ["--version"], env, cwd: folder, pretendNode: "20.20.2" }
    assert.strictEqual(start(started).status, 2)
    symlinkSync(process.execPath, join(bin, "node"))
    const { status, stderr, stdout } = start(started)
    assert.deepStrictEqual([status, stdout, stderr], [0, `${version}\n`, ""])
  })
})

describe("without a build", () => {
  it("says how to make it", ({ base, env, folder }) => {
    const { status, stderr } = start({ script: unbuilt(base), args: ["--help"], env, cwd: folder })
    assert.strictEqual(status, 1)
    assert.include(stderr, "npm run build")
  })
})

describe("the compile cache", () => {
  it("goes under ZENUS_HOME, for the user alone", ({ env, folder, home }) => {
    start({ args: ["--help"], env, cwd: folder })
    const cache = join(home.zenusHome, "cache", "compile")
    assert.strictEqual(statSync(cache).mode & 0o777, 0o700)
    assert.strictEqual(statSync(home.zenusHome).mode & 0o777, 0o700)
  })

  it("goes to the user's cache folder otherwise", ({ env, folder, home }) => {
    const { ZENUS_HOME: _, ...without } = env
    start({ args: ["--help"], env: without, cwd: folder })
    assert.isTrue(existsSync(join(home.path, ".cache", "zenus", "compile")))
    start({ args: ["--help"], env: { ...without, XDG_CACHE_HOME: join(home.path, "xdg") }, cwd: folder })
    assert.isTrue(existsSync(join(home.path, "xdg", "zenus", "compile")))
  })

  it("is done without where it cannot be", ({ env, folder }) => {
    const bare = start({ args: ["--help"], env, cwd: folder })
    const { status, stderr } = start({ args: ["--help"], env: { ...env, ZENUS_HOME: "/dev/null/home" }, cwd: folder })
    assert.deepStrictEqual([status, stderr], [bare.status, bare.stderr])
  })

  it.runIf(process.getuid?.() === 0)("of root stays out of another user's folder", ({ env, folder, home }) => {
    mkdirSync(home.zenusHome)
    chmodSync(home.zenusHome, 0o700)
    spawnSync("chown", ["12345", home.zenusHome])
    start({ args: ["--help"], env, cwd: folder })
    assert.isFalse(existsSync(join(home.zenusHome, "cache")))
  })
})

const keptIn = (folder: string): Readonly<Record<string, number>> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]))

const plan = (env: Readonly<Record<string, string>>, folder: string) => {
  const { status, stderr, stdout } = start({ args: ["plan", "list the jpg files"], env, cwd: folder })
  assert.deepStrictEqual([status, stderr], [0, ""])
  return stdout
}

describe("the compiled code that is kept", () => {
  it("is written by the first four starts and then left alone", ({ env, folder, home }) => {
    const cache = join(home.zenusHome, "cache", "compile")
    const seen = Array.from({ length: 6 }, () => {
      plan(env, folder)
      return keptIn(cache)
    })
    assert.match(Object.keys(seen[0] ?? {}).join(), /-plan-main\.code/)
    assert.notDeepEqual(seen[2], seen[3])
    assert.deepStrictEqual(seen[3], seen[4])
    assert.deepStrictEqual(seen[4], seen[5])
  })

  it("is taken for what is loaded in the middle of a run, too", ({ env, folder, home }) => {
    const cache = join(home.zenusHome, "cache", "compile")
    // Dates that our own words do not cover load a reader of their own.
    const args = ["run", "--provider", "rules", "list the files changed 3 fortnights ago"]
    const seen = Array.from({ length: 6 }, () => {
      start({ args, env, cwd: folder })
      return keptIn(cache)
    })
    assert.isAbove(Object.keys(seen[0] ?? {}).filter((name) => name.includes("-run-")).length, 2)
    assert.deepStrictEqual(seen[4], seen[5])
  })

  it("is made anew where it was damaged, and what another build left goes", ({ env, folder, home }) => {
    const cache = join(home.zenusHome, "cache", "compile")
    const said = plan(env, folder)
    const other = join(cache, "0123456789abcdef-v24.0.0-x64-plan-main.code")
    writeFileSync(other, "old")
    writeFileSync(join(cache, "mine.txt"), "not ours")
    for (const damage of [
      (bytes: Buffer) => bytes.subarray(0, bytes.length / 2),
      (bytes: Buffer) => bytes.fill(0, 4096, 8192)
    ]) {
      const name = Object.keys(keptIn(cache)).find(
        (one) => one.includes("-plan-main") && one !== "0123456789abcdef-v24.0.0-x64-plan-main.code"
      )
      const file = join(cache, name ?? "")
      const whole = readFileSync(file)
      const broken = damage(Buffer.from(whole))
      writeFileSync(file, broken)
      assert.strictEqual(plan(env, folder), said)
      assert.isTrue(
        readFileSync(file)
          .subarray(4096, 8192)
          .some((byte) => byte !== 0)
      )
      assert.isAbove(readFileSync(file).length, whole.length * 0.9)
    }
    assert.isFalse(existsSync(other))
    assert.isTrue(existsSync(join(cache, "mine.txt")))
  })

  it("is not read from a folder that others may write in", ({ env, folder, home }) => {
    const cache = join(home.zenusHome, "cache", "compile")
    plan(env, folder)
    const before = keptIn(cache)
    chmodSync(cache, 0o777)
    for (const name of Object.keys(before)) writeFileSync(join(cache, name), "")
    plan(env, folder)
    assert.isTrue(Object.keys(before).every((name) => statSync(join(cache, name)).size === 0))
  })
})
