import { assert, describe, it } from "@effect/vitest"
import { nameProcess } from "#tools/process/nameProcess.ts"

const table: ReadonlyArray<
  readonly [why: string, kernelName: string, argv: ReadonlyArray<string>, name: string, names: ReadonlyArray<string>]
> = [
  ["a plain program", "sleep", ["sleep", "1000"], "sleep", ["sleep"]],
  ["a path", "sleep", ["/usr/bin/sleep", "9"], "sleep", ["sleep"]],
  ["a login shell", "bash", ["-bash"], "bash", ["bash"]],
  [
    "a name that the kernel cut",
    "systemd-journal",
    ["/lib/systemd/systemd-journald"],
    "systemd-journald",
    ["systemd-journald", "systemd-journal"]
  ],
  ["Node's main thread", "MainThread", ["/opt/node", "app/server.js"], "node", ["node", "MainThread", "server.js"]],
  [
    "a script of an interpreter",
    "python3",
    ["python3", "tools/train.py", "--fast"],
    "python3",
    ["python3", "train.py"]
  ],
  ["an option is no script", "node", ["node", "-e", "kill all"], "node", ["node"]],
  ["code with blanks is no script", "sh", ["sh", "rm x"], "sh", ["sh"]],
  ["an argument of another program is no name", "vim", ["vim", "nginx"], "vim", ["vim"]],
  ["a written title", "nginx", ["nginx: master process /usr/sbin/nginx"], "nginx", ["nginx"]],
  [
    "a written title that the kernel cut",
    "evalprocabcd123",
    ["evalprocabcd1234"],
    "evalprocabcd1234",
    ["evalprocabcd1234", "evalprocabcd123"]
  ],
  ["a kernel thread", "kworker/0:1", [], "kworker/0:1", ["kworker/0:1"]],
  ["a title of another session", "sshd", ["sshd: root@pts/0"], "sshd", ["sshd"]],
  ["no kernel name at all", "", ["/bin/x"], "x", ["x"]]
]

describe("nameProcess", () => {
  it.each(table)("names %s", (_why, kernelName, argv, name, names) => {
    assert.deepStrictEqual(nameProcess(kernelName, argv), { name, names: [...names] })
  })
})
