/** The table of what can be done with text in files. Each action has a file of its own; this is only the list. */
import type { Tool } from "@zenus/core"
import { calculate, columns } from "./columns.ts"
import { count } from "./count.ts"
import { deleteLines, insertLines, keepLines } from "./editLines.ts"
import { frequency } from "./frequency.ts"
import { head, tail } from "./headTail.ts"
import { lines } from "./lines.ts"
import { replace } from "./replace.ts"
import { search } from "./search.ts"
import { sort } from "./sort.ts"
import { transform } from "./transform.ts"
import { unique } from "./unique.ts"

export const TextOps: Tool = {
  name: "TextOps",
  description: "Text in files: count, search, show parts, sort, take columns, replace, change lines",
  actions: [
    // Reading; some save their result with `to`.
    count,
    head,
    tail,
    lines,
    search,
    sort,
    unique,
    frequency,
    columns,
    calculate,
    transform,
    // Changing.
    replace,
    deleteLines,
    keepLines,
    insertLines
  ]
}
