/** A row of small bars, one a number: pure. Shares from 0 to 1; what is outside is drawn as the nearest of them. */
const BARS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
const PLAIN = ["_", ".", ":", "-", "=", "+", "*", "#"]

/** The newest `width` of them; nothing for none. */
export const sparkline = (shares: ReadonlyArray<number>, plain: boolean, width: number): string =>
  shares
    .slice(-width)
    .map((share) => {
      const bars = plain ? PLAIN : BARS
      const at = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * (bars.length - 1))
      return bars[at] ?? ""
    })
    .join("")
