/**
 * What a listener gives back is nobody's business, but one that is an async function fails late: a rejection that nobody handles
 * would end the process of whoever only wanted to watch.
 */
export const dropLate = (given: unknown): void => {
  if (given instanceof Promise) given.catch(() => {})
}
