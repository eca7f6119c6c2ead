/**
 * A process of its own that uses the disk port, for tests that need another user. Takes a list of calls
 * (`[method, ...arguments]`) as JSON and prints the outcome of each on a line: `done`, or the code of the error.
 */
import { makeNodeDisk } from "#core/node/NodeDisk.ts"
import { codeOf, codeOfPromise } from "./codeOf.ts"

const disk = makeNodeDisk()
const empty = new Uint8Array([120])

type Outcome = string | Promise<string>
const CALLS = new Map<string, (a: string, b: string) => Outcome>([
  ["list", (a: string) => codeOf(() => disk.list(a))],
  ["read", (a: string) => codeOf(() => disk.read(a))],
  ["lstat", (a: string) => codeOf(() => disk.lstat(a))],
  ["write", (a: string) => codeOf(() => disk.write(a, empty))],
  ["append", (a: string) => codeOf(() => disk.append(a, empty))],
  ["mkdir", (a: string) => codeOf(() => disk.mkdir(a))],
  ["rmdir", (a: string) => codeOf(() => disk.rmdir(a))],
  ["unlink", (a: string) => codeOf(() => disk.unlink(a))],
  ["chmod", (a: string) => codeOf(() => disk.chmod(a, 0o777))],
  ["chown", (a: string) => codeOf(() => disk.chown(a, 0, 0))],
  ["setTimes", (a: string) => codeOf(() => disk.setTimes(a, { mtimeNs: 5n, atimeNs: 5n }))],
  ["move file", (a: string, b: string) => codeOf(() => disk.move(a, b, "file"))],
  ["move folder", (a: string, b: string) => codeOf(() => disk.move(a, b, "folder"))],
  ["copy", (a: string, b: string) => codeOfPromise(disk.copy(a, b))],
  ["may read", (a: string) => String(disk.may(a, "read"))],
  ["may write", (a: string) => String(disk.may(a, "write"))],
  ["may enter", (a: string) => String(disk.may(a, "enter"))]
])

const calls: ReadonlyArray<readonly [method: string, a: string, b?: string]> = JSON.parse(process.argv[2] ?? "[]")
for (const [method, a, b] of calls) {
  process.stdout.write(`${(await CALLS.get(method)?.(a, b ?? "")) ?? `no such call: ${method}`}\n`)
}
