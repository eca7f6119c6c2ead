/** A model that plans in rounds, on the wire of Anthropic: which round is asked is read from the conversation that it is sent. */
import { tellScript, type Told } from "./planUpstream.ts"
import { type Received, startTcpUpstream, type Upstream } from "./upstream/tcpUpstream.ts"

/** From 1: a conversation holds what came of every round before. */
export const roundOf = ({ body }: Pick<Received, "body">): number =>
  (body.match(/Round \d+: [a-z-]+\./g)?.length ?? 0) + 1

/** What each round is answered with, the first at 0; beyond the last it ends. Null: nothing comes, ever. */
export type Rounds = ReadonlyArray<Told | null>

export const startRounds = (told: Rounds, onAsked: (round: number) => void = () => {}): Promise<Upstream> =>
  startTcpUpstream((request) => {
    const round = roundOf(request)
    onAsked(round)
    const reply = told.length < round ? (["answer", { text: "It is done." }] as const) : (told[round - 1] ?? null)
    return reply === null ? { pieces: [], after: "hang" } : tellScript("anthropic", reply)
  })
