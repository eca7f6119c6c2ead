/**
 * Ids of transactions: 26 characters that sort by time and can be typed (ULID: 48 bits of milliseconds, 80 of chance, in
 * Crockford's base 32). Pure: time and draws come in. Two of the same millisecond sort by chance; where order
 * matters, the journal's row numbers decide.
 */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const TIME_LENGTH = 10
/** How many draws an id needs. */
export const ULID_DRAWS = 16

/** `at` in milliseconds since 1970; `draws` are `ULID_DRAWS` whole numbers from 0 to 31. */
export const ulid = (at: number, draws: ReadonlyArray<number>): string => {
  let time = ""
  for (let rest = Math.max(0, Math.floor(at)), index = 0; index < TIME_LENGTH; index++) {
    time = (ALPHABET[rest % 32] ?? "0") + time
    rest = Math.floor(rest / 32)
  }
  return time + draws.map((draw) => ALPHABET[draw & 31] ?? "0").join("")
}

/** When the id was made, milliseconds since 1970; `null` for text that is no id. */
export const timeOfUlid = (id: string): number | null => {
  if (!/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id)) return null
  let at = 0
  for (const character of id.slice(0, TIME_LENGTH)) at = at * 32 + ALPHABET.indexOf(character)
  return at
}
