/**
 * Where in a transaction's trash folder an entry lies: the first hundred directly in it (`TX/7`), the others by the hundred on
 * shelves (`TX/101-200/153`). Names as short as these fill a folder's blocks with hundreds of them, and ext4 looks
 * through a block from its start for each new one: half of what a rename costs in a folder of thousands. A shelf is
 * made only when a batch needs it. See docs/decisions/0004-trash-in-shelves.md.
 */

/** Entries of a shelf, and entries without one. From 64 to 200 costs the same, 500 a fifth more. */
const PER_SHELF = 100

/** The shelf of the entry with this number (from 1 on); `null` for one that lies in the transaction's folder itself. */
export const shelfOf = (number: number): string | null => {
  if (number <= PER_SHELF) return null
  const before = number - 1 - ((number - 1) % PER_SHELF)
  return `${before + 1}-${before + PER_SHELF}`
}

/** Whether a name in a transaction's folder is that of a shelf. No other entry there has such a name: see sweepStaged.ts. */
export const isShelf = (name: string): boolean => /^\d+-\d+$/.test(name)
