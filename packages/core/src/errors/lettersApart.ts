/** Letters that differ, place by place, after the common beginning and end; enough to find a slip of the finger. */
export const lettersApart = (a: string, b: string): number => {
  let from = 0
  while (from < Math.min(a.length, b.length) && a[from] === b[from]) from++
  let back = 0
  while (back < Math.min(a.length, b.length) - from && a[a.length - 1 - back] === b[b.length - 1 - back]) back++
  return Math.max(a.length, b.length) - from - back
}
