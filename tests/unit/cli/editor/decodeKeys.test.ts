/** Bytes of a terminal to keys. */
import * as FastCheck from "fast-check"
import { assert, describe, it } from "vitest"
import { decode, type DecodeState, flush, start, waitsFor } from "#cli/editor/decodeKeys.ts"
import { type Key, keyLabel, MAX_PASTE } from "#cli/editor/Key.ts"

const said = (key: Key): string => {
  if (key.type === "text") return `"${key.text}"`
  if (key.type === "paste") return key.tooLong === undefined ? `paste(${key.text})` : `tooLong(${key.tooLong})`
  if (key.type === "reply") return `reply(${key.text.replaceAll("\u001b", "ESC")})`
  return key.type === "end" ? "end" : keyLabel(key)
}

/** Text that stands side by side is one text: how it is cut says nothing. */
const joined = (keys: ReadonlyArray<Key>): ReadonlyArray<string> => {
  const result: Array<Key> = []
  for (const key of keys) {
    const last = result.at(-1)
    if (last?.type === "text" && key.type === "text")
      result[result.length - 1] = { ...last, text: last.text + key.text }
    else result.push(key)
  }
  return result.map(said)
}

const keysOf = (pieces: ReadonlyArray<Uint8Array | string>): ReadonlyArray<Key> => {
  let state: DecodeState = start
  const keys: Array<Key> = []
  for (const piece of pieces) {
    const decoded = decode(state, typeof piece === "string" ? Buffer.from(piece) : piece)
    state = decoded.state
    keys.push(...decoded.keys)
  }
  return [...keys, ...flush(state).keys]
}
const pressed = (pieces: ReadonlyArray<Uint8Array | string>): ReadonlyArray<string> => joined(keysOf(pieces))

const isKept = ({ type }: Key): boolean => type === "paste" || type === "reply"

const E = "\u001b"
const waits = (bytes: string): number | null => waitsFor(decode(start, Buffer.from(bytes)).state)

describe("bytes to keys", () => {
  it.for([
    ["typed text", "find ä 日本 👨‍👩‍👧", ['"find ä 日本 👨‍👩‍👧"']],
    [
      "control characters",
      "\u0001\u0005\t\r\n\u007f\b\u0000\u001f",
      ["ctrl+a", "ctrl+e", "tab", "enter", "ctrl+j", "backspace", "ctrl+h", "ctrl+space", "ctrl+_"]
    ],
    ["a lone Escape", E, ["escape"]],
    ["two Escapes", E + E, ["escape", "escape"]],
    ["Escape, then Alt+x", `${E}${E}x`, ["escape", "alt+x"]],
    ["Alt and letters", `${E}b${E}F${E}<${E}ä`, ["alt+b", "alt+shift+f", "alt+<", "alt+ä"]],
    ["Alt and controls", `${E}\r${E}\u007f${E}\b`, ["alt+enter", "alt+backspace", "ctrl+alt+h"]],
    ["Escape and Ctrl+C at once", `${E}\u0003${E}\u0004`, ["escape", "ctrl+c", "escape", "ctrl+d"]],
    ["Alt+[", `${E}[`, ["alt+["]],
    ["arrows", `${E}[A${E}[B${E}OC${E}OD`, ["up", "down", "right", "left"]],
    ["arrows with modifiers", `${E}[1;5C${E}[1;3D${E}[1;2H${E}[1;9A`, ["ctrl+right", "alt+left", "shift+home"]],
    ["Escape and a paste at once", `${E}${E}[200~a\rb${E}[201~`, ["escape", "paste(a\nb)"]],
    ["Alt by one more Escape", `${E}${E}[D${E}${E}OC`, ["alt+left", "alt+right"]],
    [
      "keys by number",
      `${E}[1~${E}[3~${E}[3;5~${E}[5~${E}[24~${E}[8~`,
      ["home", "delete", "ctrl+delete", "pageup", "f12", "end"]
    ],
    ["function keys", `${E}OP${E}[15~${E}[[A${E}[1;2S`, ["f1", "f5", "f1", "shift+f4"]],
    ["Shift+Tab", `${E}[Z`, ["shift+tab"]],
    ["Shift+Enter, as kitty says it", `${E}[13;2u`, ["shift+enter"]],
    ["Shift+Enter, by modifyOtherKeys", `${E}[27;2;13~`, ["shift+enter"]],
    [
      "Ctrl and letters, as kitty says it",
      `${E}[97;5u${E}[114;5u${E}[27u${E}[121;3u`,
      ["ctrl+a", "ctrl+r", "escape", "alt+y"]
    ],
    ["Alt+<, with what it types shifted", `${E}[44:60;4u`, ["alt+<"]],
    ["Ctrl+C where the keyboard types Cyrillic", `${E}[1089::99;5u`, ["ctrl+c"]],
    ["a key let go says nothing", `${E}[97;1:3u`, []],
    ["Shift alone, Caps Lock and Super say nothing", `${E}[57441;2u${E}[57358u${E}[97;9u`, []],
    ["the keypad", `${E}[57400u${E}[57414u${E}Oq`, ['"1"', "enter", '"1"']],
    [
      "answers",
      `${E}[?62;22c${E}[12;40R${E}]11;rgb:0/0/0${E}\\${E}P>|x\u0007${E}[?1u`,
      [
        "reply(ESC[?62;22c)",
        "reply(ESC[12;40R)",
        "reply(ESC]11;rgb:0/0/0ESC\\)",
        "reply(ESCP>|x\u0007)",
        "reply(ESC[?1u)"
      ]
    ],
    ["what means nothing is swallowed", `a${E}[99~${E}[5$~${E}[<0;1;1M${E}[1;5Xb${E}Oz`, ['"ab"']],
    ["a paste", `${E}[200~a\r\nb\rc\n${E}[A${E}[201~d`, [`paste(a\nb\nc\n${E}[A)`, '"d"']],
    ["a paste with the end of another in it", `${E}[200~a${E}[201b${E}[201~`, [`paste(a${E}[201b)`]],
    ["a sequence that is cut off by another", `${E}[1;${E}[A`, ["up"]]
  ] as const)("%s", ([, bytes, keys]) => assert.deepStrictEqual(pressed([bytes]), [...keys]))

  it("bytes that are no UTF-8 are kept as themselves", () => {
    assert.deepStrictEqual(pressed([Uint8Array.of(0x61, 0xff, 0x62, 0xc3)]), ['"a\udcffb\udcc3"'])
    assert.deepStrictEqual(pressed([Uint8Array.of(0x1b, 0xff)]), ["alt+\udcff"])
  })

  it("a paste that is too long says how long it was, and gives nothing", () => {
    const whole = Buffer.alloc(MAX_PASTE, 0x61)
    assert.strictEqual(pressed([`${E}[200~`, whole, `${E}[201~x`])[0]?.length, MAX_PASTE + "paste()".length)
    assert.deepStrictEqual(pressed([`${E}[200~`, whole, "b", whole, `${E}[201~x`]), [
      `tooLong(${2 * MAX_PASTE + 1})`,
      '"x"'
    ])
  })

  it("keeps nothing of a paste once it is too long", () => {
    const { state } = decode(decode(start, Buffer.from(`${E}[200~`)).state, Buffer.alloc(MAX_PASTE + 100, 0x61))
    assert.deepStrictEqual(state.paste?.parts, [])
    assert.isAbove(state.paste?.size ?? 0, MAX_PASTE)
  })

  it("waits 30 to 50 ms for what follows an Escape, longer for what has begun, and for nothing else", () => {
    assert.isAtLeast(waits(E) ?? 0, 30)
    assert.isAtMost(waits(E) ?? 0, 50)
    assert.strictEqual(waits(E), waits(E + E))
    assert.isAbove(waits(`${E}[1;`) ?? 0, 100)
    // The first byte of a character is no Escape, and nobody types it alone.
    assert.isAbove(waitsFor(decode(start, Buffer.from([0xe6])).state) ?? 0, 100)
    assert.isNull(waits("a"))
    assert.isNull(waits(`${E}[200~abc`))
  })

  /** Where a lone Escape counts sooner: its time has passed between these pieces. */
  const stopping = (pieces: ReadonlyArray<Uint8Array | string>): ReadonlyArray<Key> => {
    let state: DecodeState = start
    const keys: Array<Key> = []
    for (const piece of pieces) {
      const decoded = decode(state, typeof piece === "string" ? Buffer.from(piece) : piece)
      const isLone = decoded.state.paste === null && decoded.state.rest.equals(Buffer.from(E))
      const flushed = isLone ? flush(decoded.state, true) : { state: decoded.state, keys: [] }
      keys.push(...decoded.keys, ...flushed.keys)
      state = flushed.state
    }
    return [...keys, ...flush(state).keys]
  }

  it("counts a lone Escape within 15 ms where it stops something, once, and waits on for what it may begin", () => {
    const { state } = decode(start, Buffer.from(E))
    assert.isAtLeast(waitsFor(state, true) ?? 0, 5)
    assert.isAtMost(waitsFor(state, true) ?? 100, 15)
    const counted = flush(state, true)
    assert.deepStrictEqual(counted.keys.map(said), ["escape"])
    assert.strictEqual(waitsFor(counted.state, true), waits(E))
    assert.deepStrictEqual(flush(counted.state, true), { state: start, keys: [] })
    assert.strictEqual(waitsFor(decode(start, Buffer.from(`${E}[1;`)).state, true), waits(`${E}[1;`))
  })

  it.for([
    ["an arrow", "[A", ["escape", "up"]],
    ["an arrow of another mode", "OA", ["escape", "up"]],
    ["a word", "organize", ["escape", '"organize"']],
    ["a word with O", "Organize", ["escape", '"Organize"']],
    ["an O", "O", ["escape", '"O"']],
    ["a bracket", "[", ["escape", '"["']],
    ["Enter", "\r", ["escape", "enter"]],
    ["one more Escape", E, ["escape", "escape"]],
    ["Ctrl+C", "\u0003", ["escape", "ctrl+c"]],
    ["a paste", `[200~x\ry${E}[201~`, ["escape", "paste(x\ny)"]],
    ["an answer", `]11;rgb:1/2/3${E}\\`, ["escape", `reply(ESC]11;rgb:1/2/3ESC\\)`]]
  ] as const)("reads what comes late behind a counted Escape as what it is: %s", ([, late, keys]) => {
    assert.deepStrictEqual(joined(stopping([E, late])), keys)
  })

  const fragments = [
    "a",
    "ß",
    "日本",
    "👨‍👩‍👧",
    "\r",
    "\n",
    "\t",
    "\u0003",
    "\u007f",
    "~",
    "[",
    "1;5",
    E,
    `${E}[A`,
    `${E}[1;5C`,
    `${E}OP`,
    `${E}[200~x\ry${E}[201~`,
    `${E}[13;2u`,
    `${E}[27;5;106~`,
    `${E}]11;rgb:1/2/3${E}\\`,
    `${E}\r`,
    `${E}b`,
    `${E}${E}[D`,
    `${E}[?62c`,
    "\u009b"
  ].map((text) => Buffer.from(text))
  const streams = FastCheck.array(
    FastCheck.oneof(
      FastCheck.constantFrom(...fragments),
      FastCheck.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes))
    ),
    { maxLength: 12 }
  ).map((pieces) => Buffer.concat(pieces))

  it("gives the same keys however the bytes are cut", () => {
    FastCheck.assert(
      FastCheck.property(streams, FastCheck.array(FastCheck.nat(40), { maxLength: 8 }), (bytes, cuts) => {
        const at = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])].toSorted(
          (a, b) => a - b
        )
        const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
        assert.deepStrictEqual(pressed(pieces), pressed([bytes]))
        assert.deepStrictEqual(pressed([...bytes].map((byte) => Uint8Array.of(byte))), pressed([bytes]))
      }),
      { numRuns: 500 }
    )
  })

  it("loses no paste and no answer where Escapes count sooner, however the bytes are cut", () => {
    const whole = FastCheck.array(FastCheck.constantFrom(...fragments), { maxLength: 12 })
    FastCheck.assert(
      FastCheck.property(
        whole.map((pieces) => Buffer.concat(pieces)),
        (bytes) => {
          const bytewise = [...bytes].map((byte) => Uint8Array.of(byte))
          assert.deepStrictEqual(stopping(bytewise).filter(isKept), keysOf([bytes]).filter(isKept))
        }
      ),
      { numRuns: 500 }
    )
  })

  it("never keeps more than it must, and never types an escape character", () => {
    FastCheck.assert(
      FastCheck.property(streams, (bytes) => {
        const { keys, state } = decode(start, bytes)
        assert.isBelow(state.rest.length, 5000)
        const typed = keys.flatMap((key) => (key.type === "text" ? [...key.text] : []))
        assert.deepStrictEqual(
          typed.filter((one) => one < " " || one === "\u007f"),
          []
        )
      })
    )
  })
})
