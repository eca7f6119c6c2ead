/** Which paths a pattern of `safety.neverRead` keeps from models. */
import { assert, describe, it } from "vitest"
import { makeNeverRead } from "@zenus/core"

const cases: ReadonlyArray<readonly [pattern: string, hidden: ReadonlyArray<string>, told: ReadonlyArray<string>]> = [
  [".env*", ["/w/.env", "/w/.env.local", "/w/.ENV", "/w/.envs/a.txt"], ["/w/env", "/w/a.env", "/w/x.env/y"]],
  ["*.pem", ["/w/a.pem", "/w/.pem", "/w/dir.pem/x"], ["/w/a.pem.txt", "/w/pem"]],
  ["id_*", ["/h/.ssh/id_rsa", "/w/id_ed25519.pub"], ["/w/grid_a", "/w/id"]],
  [".ssh/**", ["/h/.ssh/config", "/h/.ssh/a/b"], ["/h/.sshrc", "/h/x.ssh/config"]],
  [".ssh", ["/h/.ssh", "/h/.ssh/config"], ["/h/ssh"]],
  [".aws/credentials", ["/h/.aws/credentials", "/x/.aws/credentials"], ["/h/.aws/config", "/h/aws/credentials"]],
  ["~/private", ["/home/me/private", "/home/me/private/a/b"], ["/w/private", "/home/me/privates"]],
  ["/etc/*.key", ["/etc/a.key"], ["/etc/ssl/a.key", "/x/etc/a.key"]],
  ["**/secrets/**", ["/w/secrets/a", "/secrets/x/y"], ["/w/secret/a"]],
  ["a?c", ["/w/abc"], ["/w/ac", "/w/a/c"]],
  ["v[0-9].key", ["/w/v1.key"], ["/w/vx.key"]],
  ["v[!0-9]", ["/w/vx"], ["/w/v1"]],
  ["a[b", ["/w/a[b"], ["/w/ab"]],
  ["a.b+(c)", ["/w/a.b+(c)"], ["/w/axb+(c)"]],
  ["secret/", ["/w/secret", "/w/secret/a"], ["/w/secrets"]],
  ["line\nend", ["/w/line\nend"], ["/w/lineend"]]
]

describe("makeNeverRead", () => {
  it.each(cases)("%s", (pattern, hidden, told) => {
    const neverRead = makeNeverRead([pattern], "/home/me")
    assert.deepStrictEqual(
      hidden.filter((path) => !neverRead(path)),
      []
    )
    assert.deepStrictEqual(told.filter(neverRead), [])
  })

  it("hides nothing without patterns, or by an empty one", () => {
    assert.isFalse(makeNeverRead([], "/h")("/w/a"))
    assert.isFalse(makeNeverRead(["", "  "], "/h")("/w/a"))
  })
})
