/** How far an undo or redo had come that was cut off, from where each deed stands. Both go through the deeds in order. */
import { assert, describe, it } from "vitest"
import type { Standing } from "#core/history/drive.ts"
import { againAfter, stillAfter } from "#core/history/Recovery.ts"

const words = new Map<string, Standing>([
  ["A", "after"],
  ["b", "before"],
  ["=", "same"],
  ["?", "lost"],
  ["~", "half"]
])
const standings = (text: string): ReadonlyArray<Standing> => [...text].map((letter) => words.get(letter) ?? "same")

describe("what an undo had not come to", () => {
  it.each([
    ["", 0],
    ["AAAA", 4],
    ["AAbb", 2],
    ["bbbb", 0],
    ["A=b=", 1],
    ["A==", 1],
    ["==", 0],
    // Taken back, and then moved on by a deed before it that was taken back too.
    ["b?b", 0],
    ["Ab?", 1],
    // Nothing below was taken back yet: this one stops undo, and is said.
    ["AA?", 3],
    ["?bb", 1],
    ["A~bb", 2]
  ])("%s: %i", (text, count) => assert.strictEqual(stillAfter(standings(text)), count))
})

describe("what a redo had done", () => {
  it.each([
    ["", 0],
    ["bbbb", 0],
    ["AAbb", 2],
    ["AAAA", 4],
    ["=A=b", 3],
    // Done, and then moved on by a later deed.
    ["A?Ab", 3],
    ["?bb", 0],
    ["AA?", 2],
    ["A~bb", 1]
  ])("%s: %i", (text, count) => assert.strictEqual(againAfter(standings(text)), count))
})
