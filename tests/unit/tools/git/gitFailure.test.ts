import { assert, describe, it } from "@effect/vitest"
import { gitFailure } from "#tools/git/gitFailure.ts"

const said = (text: string) => gitFailure("Do it", text, 128).message

describe("gitFailure", () => {
  it("turns what git says into what a person can act on", () => {
    const table: ReadonlyArray<readonly [string, string]> = [
      [
        "fatal: not a git repository (or any of the parent directories): .git",
        "Do it: this folder is not in a git repository."
      ],
      [
        "fatal: Unable to create '/r/.git/index.lock': File exists.",
        "Do it: another git is at work in this repository, or one that crashed left a lock."
      ],
      ["fatal: your current branch 'main' does not have any commits yet", "Do it: there is no commit yet."],
      ["fatal: bad revision 'nothing'", "Do it: there is no commit, branch or tag nothing."],
      ["error: pathspec 'x y' did not match any file(s) known to git", "Do it: git knows no x y here."],
      [
        "fatal: could not read Username for 'https://example.com': terminal prompts disabled",
        "Do it: the other side wants a name and a password or a key, and zenus asks for none."
      ],
      [
        "ssh: Could not resolve hostname example.com: Name or service not known\nfatal: Could not read from remote repository.",
        "Do it: the host example.com is not known: there is no network, or the address is wrong."
      ],
      [
        "fatal: unable to access 'https://example.com/': Could not resolve host: example.com",
        "Do it: the host example.com is not known: there is no network, or the address is wrong."
      ],
      [
        " ! [rejected]        main -> main (fetch first)",
        "Do it: the other side has commits that are not here, or does not take this."
      ],
      [
        "CONFLICT (content): Merge conflict in a.txt\nCONFLICT (add/add): Merge conflict in b c.txt",
        "Do it: both sides changed the same lines: a.txt, b c.txt."
      ],
      [
        "error: Your local changes to the following files would be overwritten by merge:\n\ta\n\tb\n\tc\n\td\nPlease commit",
        "Do it: files that were changed here are in the way: a, b, c and 1 more."
      ],
      ["fatal: transport 'ext' not allowed", "Do it: the transport ext is not allowed."],
      [
        "fatal: detected dubious ownership in repository at '/srv/x'",
        "Do it: the repository /srv/x belongs to another user, so git does not trust its settings."
      ]
    ]
    for (const [text, message] of table) assert.strictEqual(said(text), message)
  })

  // A test failed now and then: the port of its server held the figures of a status.
  it("takes no figures of an address for a status", () => {
    assert.strictEqual(
      said("fatal: repository 'http://127.0.0.1:40312/served.git/' not found"),
      "Do it: there is no repository at that address, or you may not read it."
    )
    assert.strictEqual(
      said("fatal: unable to access 'http://h:404/x.git/': The requested URL returned error: 403"),
      "Do it: the other side wants a name and a password or a key, and zenus asks for none."
    )
  })

  it("keeps git's own last word where no row knows it, escaped, and without a password", () => {
    assert.strictEqual(
      said("hint: x\nfatal: odd \u001b[31mthing at https://a:b@h/\n"),
      "Do it: git said: odd \\e[31mthing at https://a:***@h/"
    )
    assert.strictEqual(said(""), "Do it: git ended with code 128 and said nothing.")
    assert.isNotEmpty(gitFailure("Do it", "", 1).recovery)
  })
})
