/** Numbers as people read them: `100,000`. Pure, and without Intl, whose loading is a third of a cold start. */
export const groupDigits = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",")
