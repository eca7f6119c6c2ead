/** Answers of HTTP as bytes: head and body as a server would write them. */
import { bytesOf } from "./pieces.ts"

const names: Readonly<Record<number, string>> = { 200: "OK", 400: "Bad Request", 429: "Too Many Requests" }

export interface HttpAnswer {
  readonly status?: number
  /** Default `application/json`. */
  readonly type?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body: string
}

const headOf = ({ status = 200, type = "application/json", headers = {} }: HttpAnswer, framing: string): string =>
  [
    `HTTP/1.1 ${status} ${names[status] ?? "Status"}`,
    `content-type: ${type}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    framing,
    "",
    ""
  ].join("\r\n")

/** A whole answer that says how long it is. */
export const sized = (answer: HttpAnswer): Uint8Array =>
  bytesOf(headOf(answer, `content-length: ${bytesOf(answer.body).length}`) + answer.body)

/** The head of an answer in chunks; see `chunkOf`. */
export const chunkedHead = (answer: Omit<HttpAnswer, "body">): Uint8Array =>
  bytesOf(headOf({ ...answer, body: "" }, "transfer-encoding: chunked"))

export const chunkOf = (text: string): Uint8Array => {
  const bytes = bytesOf(text)
  return Buffer.concat([bytesOf(`${bytes.length.toString(16)}\r\n`), bytes, bytesOf("\r\n")])
}

export const lastChunk: Uint8Array = bytesOf("0\r\n\r\n")

/** The head of an answer that claims to be `length` bytes long. */
export const claimedHead = (answer: Omit<HttpAnswer, "body">, length: number): Uint8Array =>
  bytesOf(headOf({ ...answer, body: "" }, `content-length: ${length}`))
