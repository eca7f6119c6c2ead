/**
 * The facts of many entries, looked at in a second thread while the first looks at its own part. `lstat` is most of a search by size,
 * time or owner; node:fs has no call for many of them, and one in libuv's threads costs five times the call itself. The thread
 * costs 30 ms of another core to start, so whoever has few entries does without. What it cannot tell (gone, refused, no
 * UTF-8) it leaves out, silently: who needs that looks at it, and has the error.
 */
import type { MessagePort, Worker } from "node:worker_threads"
import { FIELDS, writeFacts } from "./facts.ts"

/** Orders under way at a time: enough that it never waits, few enough that it is not the last to end. */
const MAX_PENDING = 3

interface Order {
  readonly id: number
  /** The folder with its slash. */
  readonly base: string
  readonly names: ReadonlyArray<string>
}

interface Answer {
  readonly id: number
  readonly facts: Float64Array
}

/** What runs in the thread. It is handed over as text, so it names nothing of this file. */
const work = (write: typeof writeFacts): void => {
  const { workerData } = process.getBuiltinModule("node:worker_threads")
  const { lstatSync } = process.getBuiltinModule("node:fs")
  const port: MessagePort = workerData.port
  const fields: number = workerData.fields
  const quiet = { throwIfNoEntry: false } as const
  port.on("message", ({ base, id, names }: Order) => {
    const facts = new Float64Array(names.length * fields)
    for (let index = 0; index < names.length; index++) {
      const path = base + String(names[index])
      if (!path.isWellFormed()) continue
      try {
        const stats = lstatSync(path, quiet)
        if (stats !== undefined) write(facts, index * fields, stats)
      } catch {
        // The other thread looks for itself.
      }
    }
    port.postMessage({ id, facts }, [facts.buffer])
  })
}

/** Gets the facts of an order, in its order (`facts.ts`); zeros for what is not known, `null` where nothing is. */
export type Done = (facts: Float64Array | null) => void

export interface StatThread {
  /** Takes an order unless there is enough to do. `done` is called once, from `poll` or in a later turn. */
  readonly ask: (base: string, names: ReadonlyArray<string>, done: Done) => boolean
  /** Calls `done` for all that is answered by now. */
  readonly poll: () => void
  /** Whether something is still to be answered. */
  readonly isBusy: () => boolean
  /** Ends the thread; orders under way are forgotten. */
  readonly end: () => void
}

/** Throws what the system throws where no thread can be had. What a thread that dies leaves is answered with `null`. */
export const openStatThread = (): StatThread => {
  const { MessageChannel, receiveMessageOnPort, Worker } = process.getBuiltinModule("node:worker_threads")
  const { port1: port, port2 } = new MessageChannel()
  const worker: Worker = new Worker(`(${String(work)})(${String(writeFacts)})`, {
    eval: true,
    execArgv: [],
    workerData: { port: port2, fields: FIELDS },
    transferList: [port2]
  })
  const pending = new Map<number, Done>()
  let lastId = 0
  let isAlive = true
  const answer = ({ facts, id }: Answer): void => {
    const done = pending.get(id)
    pending.delete(id)
    done?.(facts)
  }
  const giveUp = (): void => {
    isAlive = false
    port.close()
    // One after the other: it is busy until the last of them has its answer.
    for (const [id, done] of pending) if (pending.delete(id)) done(null)
  }
  port.on("message", answer)
  // A thread that dies says so by one or the other first.
  worker.on("error", giveUp)
  port.on("close", giveUp)
  worker.unref()
  return {
    ask: (base, names, done) => {
      if (!isAlive || pending.size >= MAX_PENDING) return false
      lastId += 1
      pending.set(lastId, done)
      port.postMessage({ id: lastId, base, names } satisfies Order)
      return true
    },
    poll: () => {
      for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port))
        answer(got.message)
    },
    isBusy: () => pending.size > 0,
    end: () => {
      pending.clear()
      isAlive = false
      port.close()
      void worker.terminate()
    }
  }
}
