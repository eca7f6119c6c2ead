/**
 * Alerts of limits for money as lines for a person, told where they cannot fall into an answer that is being written: kept until whoever
 * works for the person asks for them. Each alert is given once in its day or month, to the process whose call caused it. Several of
 * one limit that come together are one line: the last of them says it all.
 */
import { formatUsd, type SpendAlert } from "@zenus/core/models"

/** One line. Pure. */
export const alertLine = (alert: SpendAlert): string => {
  const { forecastMicroUsd, level, limitMicroUsd, spentMicroUsd, window } = alert
  const of = `${formatUsd(spentMicroUsd)} of ${formatUsd(limitMicroUsd)} a ${window} are spent`
  switch (level) {
    case "stop":
      return `Costs: ${of}: paid calls stop for the rest of the ${window}.`
    case "overrun":
      return `Costs: at this pace the ${window} ends at about ${formatUsd(forecastMicroUsd ?? spentMicroUsd)}, above its limit of ${formatUsd(limitMicroUsd)}; zenus costs tells more.`
    case "50%":
    case "75%":
    case "90%":
      return `Costs: ${of} (${level} and more); zenus costs tells more.`
  }
}

/** What is heard and not told yet. */
export interface AlertLines {
  readonly hear: (alert: SpendAlert) => void
  /** The lines, once. */
  readonly take: () => ReadonlyArray<string>
}

export const makeAlertLines = (): AlertLines => {
  const heard = new Map<string, SpendAlert>()
  return {
    // Alerts of one limit come lowest first.
    hear: (alert) => void heard.set(`${alert.window} ${alert.level === "overrun" ? "overrun" : "share"}`, alert),
    take: () => {
      const lines = [...heard.values()].map(alertLine)
      heard.clear()
      return lines
    }
  }
}
