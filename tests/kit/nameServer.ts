/**
 * A name server on this machine that knows the names it is given (RFC 1035, section 4) and may keep silent about some: what a network looks
 * like whose way out is gone. UDP alone, at a port that the kernel chose.
 */
import { createSocket } from "node:dgram"
import { once } from "node:events"

export interface Names {
  /** Addresses of IPv4 and IPv6 of a name; `null` for a question that is never answered. Other names there are not. */
  readonly [name: string]: { readonly a: ReadonlyArray<string> | null; readonly aaaa: ReadonlyArray<string> | null }
}

export interface NameServer {
  /** `127.0.0.1:53053` */
  readonly address: string
  /** "A name" and "AAAA name", in order. */
  readonly asked: ReadonlyArray<string>
  readonly close: () => void
}

const A = 1
const AAAA = 28

/** The name in a question, and where it ends. */
const readName = (message: Buffer): { readonly name: string; readonly end: number } => {
  const labels: Array<string> = []
  let at = 12
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join("."), end: at + 1 }
}

const bytesOf = (address: string): Buffer =>
  address === "::1" ? Buffer.concat([Buffer.alloc(15), Buffer.from([1])]) : Buffer.from(address.split(".").map(Number))

const reply = (question: Buffer, end: number, type: number, addresses: ReadonlyArray<string> | undefined): Buffer => {
  const header = Buffer.alloc(12)
  header.writeUInt16BE(question.readUInt16BE(0), 0)
  // An answer to a question that was asked with recursion; 3: there is no such name.
  header.writeUInt16BE(addresses === undefined ? 0x81_83 : 0x81_80, 2)
  header.writeUInt16BE(1, 4)
  header.writeUInt16BE(addresses?.length ?? 0, 6)
  const records = (addresses ?? []).map((address) => {
    const data = bytesOf(address)
    // The name of the question, its type, class IN, a minute to live.
    const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length])
    return Buffer.concat([head, data])
  })
  return Buffer.concat([header, question.subarray(12, end + 4), ...records])
}

export const startNameServer = async (names: Names): Promise<NameServer> => {
  const asked: Array<string> = []
  const socket = createSocket("udp4")
  socket.on("message", (question, from) => {
    const { end, name } = readName(question)
    const type = question.readUInt16BE(end)
    asked.push(`${type === AAAA ? "AAAA" : "A"} ${name}`)
    const known = Object.hasOwn(names, name) ? names[name] : undefined
    const addresses = known === undefined ? undefined : type === A ? known.a : type === AAAA ? known.aaaa : []
    if (addresses !== null) socket.send(reply(question, end, type, addresses), from.port, from.address)
  })
  socket.bind(0, "127.0.0.1")
  await once(socket, "listening")
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => socket.close() }
}
