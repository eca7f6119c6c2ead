/** The five states of a circuit. Isolated and Disabled come and go by hand alone. */
export type BreakerState = "Closed" | "Open" | "HalfOpen" | "Isolated" | "Disabled"
