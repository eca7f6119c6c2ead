/**
 * Why something is stopped: a person's wish needs no more than the signal. What ends without anybody having wished it (the terminal
 * went away, the system ends its programs) is aborted with `CUT_OFF`, and counts as cut off like after a crash: whoever
 * comes back is offered the rest.
 */
export const CUT_OFF = "cut off"

export const wasCutOff = (stop: AbortSignal | undefined): boolean => stop?.aborted === true && stop.reason === CUT_OFF
