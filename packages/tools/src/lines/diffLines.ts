/**
 * What changed between two lists of lines: Myers, "An O(ND) Difference Algorithm" (1986), the greedy form, after what is equal
 * at both ends was set aside. Pure. Beyond a number of edits the middle is taken as replaced as a whole, which is true
 * and only longer than it could be.
 */

/** Edits up to which the shortest script is looked for: memory and time grow with its square (about 16 MB). */
export const MAX_EDITS = 2_000

export interface LineEdit {
  readonly op: "same" | "removed" | "added"
  readonly line: string
}

const edit =
  (op: LineEdit["op"]) =>
  (line: string): LineEdit => ({ op, line })

/** The path through the edit graph, backwards from the ends; `null` beyond the limit. */
const shortest = (
  a: ReadonlyArray<string>,
  b: ReadonlyArray<string>,
  maxEdits: number
): ReadonlyArray<LineEdit> | null => {
  const limit = Math.min(a.length + b.length, maxEdits)
  const furthest = new Int32Array(2 * limit + 3)
  const at = (k: number): number => k + limit + 1
  const trace: Array<Int32Array> = []
  for (let d = 0; d <= limit; d++) {
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest[at(k - 1)] ?? 0) < (furthest[at(k + 1)] ?? 0))
      let x = down ? (furthest[at(k + 1)] ?? 0) : (furthest[at(k - 1)] ?? 0) + 1
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++
      furthest[at(k)] = x
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace, d)
    }
    trace.push(furthest.slice(at(-d), at(d) + 1))
  }
  return null
}

const backtrack = (
  a: ReadonlyArray<string>,
  b: ReadonlyArray<string>,
  trace: ReadonlyArray<Int32Array>,
  edits: number
): ReadonlyArray<LineEdit> => {
  const found: Array<LineEdit> = []
  let x = a.length
  let y = b.length
  for (let d = edits; d > 0; d--) {
    const before = trace[d - 1]
    const k = x - y
    // Diagonal k of the step before lies at k + (d - 1).
    const reached = (diagonal: number): number => before?.[diagonal + d - 1] ?? -1
    const down = k === -d || (k !== d && reached(k - 1) < reached(k + 1))
    const fromX = reached(down ? k + 1 : k - 1)
    const startX = down ? fromX : fromX + 1
    while (x > startX) {
      found.push({ op: "same", line: a[--x] ?? "" })
      y--
    }
    if (down) found.push({ op: "added", line: b[--y] ?? "" })
    else found.push({ op: "removed", line: a[--x] ?? "" })
  }
  while (x > 0) found.push({ op: "same", line: a[--x] ?? "" })
  return found.toReversed()
}

/** The edits that make `b` out of `a`, the equal lines among them, in order. */
export const diffLines = (
  a: ReadonlyArray<string>,
  b: ReadonlyArray<string>,
  maxEdits = MAX_EDITS
): ReadonlyArray<LineEdit> => {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const left = a.slice(start, a.length - end)
  const right = b.slice(start, b.length - end)
  const middle = shortest(left, right, maxEdits) ?? [...left.map(edit("removed")), ...right.map(edit("added"))]
  return [...a.slice(0, start).map(edit("same")), ...middle, ...a.slice(a.length - end).map(edit("same"))]
}

const MARKS = { same: " ", removed: "-", added: "+" } as const

/** `5,3`, `5` for one line; an empty side is named by the line before it (POSIX diff -u). */
const rangeText = (from: number, to: number): string =>
  to === from ? `${from - 1},0` : to - from === 1 ? String(from) : `${from},${to - from}`

/** Lines of a unified diff (without the two header lines), `context` equal lines around each change. Empty for no change. */
export const unified = (edits: ReadonlyArray<LineEdit>, context = 3): ReadonlyArray<string> => {
  const near = new Uint8Array(edits.length)
  for (const [at, { op }] of edits.entries()) {
    if (op !== "same") near.fill(1, Math.max(0, at - context), at + context + 1)
  }
  const out: Array<string> = []
  let a = 1
  let b = 1
  for (let at = 0; at < edits.length;) {
    if (near[at] === 0) {
      at++
      a++
      b++
      continue
    }
    const [fromA, fromB] = [a, b]
    const body: Array<string> = []
    for (; at < edits.length && near[at] === 1; at++) {
      const { op, line } = edits[at] ?? { op: "same", line: "" }
      body.push(`${MARKS[op]}${line}`)
      if (op !== "added") a++
      if (op !== "removed") b++
    }
    out.push(`@@ -${rangeText(fromA, a)} +${rangeText(fromB, b)} @@`, ...body)
  }
  return out
}
