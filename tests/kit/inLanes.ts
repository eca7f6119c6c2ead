/** Work that is started in order and never more than `lanes` at a time; each gives its own promise. */
export const inLanes = (lanes: number): (<A>(work: () => Promise<A>) => Promise<A>) => {
  const waiting: Array<() => void> = []
  let busy = 0
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) busy--
    else next()
  }
  return async (work) => {
    if (busy < lanes) busy++
    else await new Promise<void>((go) => waiting.push(go))
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
