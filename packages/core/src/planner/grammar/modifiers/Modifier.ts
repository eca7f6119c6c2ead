/**
 * The shape of one condition behind a noun. `at` is its first word; each result is a part of a Selection and where its words
 * end. `negated` says that "not" stood before; a reader that cannot say the opposite then gives nothing.
 */
import type { Draft } from "../Draft.ts"
import type { Found } from "../Found.ts"
import type { Reading } from "../Reading.ts"

export type Modifier = (reading: Reading, at: number, negated: boolean) => ReadonlyArray<Found<Draft>>
