/**
 * A path as a link (OSC 8) that a terminal opens: pure. The text stays what it was; the address is a `file:` URL with every byte
 * encoded that a URL does not take as it is, so that no name can end it, add to it or lead elsewhere. Source: RFC 8089, and the
 * specification of OSC 8 links, which asks for the host's name.
 */
import { PathBytes } from "@zenus/core"

/** Unreserved by RFC 3986, and the slash between folders. */
const isPlain = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x2d ||
  byte === 0x2e ||
  byte === 0x2f ||
  byte === 0x5f ||
  byte === 0x7e

const encoded = (path: string): string => {
  let url = ""
  for (const byte of PathBytes.toBytes(path))
    url += isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
  return url
}

/** `path` is absolute. A host that is no plain name is left out. */
export const fileUrl = (path: string, host: string): string =>
  `file://${/^[A-Za-z0-9.-]+$/.test(host) ? host : ""}${encoded(path)}`

/** `text` is what is shown, escaped already. */
export const pathLink = (text: string, path: string, host: string): string =>
  `\u001b]8;;${fileUrl(path, host)}\u001b\\${text}\u001b]8;;\u001b\\`
