/** Pieces of phrases that several text actions share: the rows of one wording in all its shapes. */
import { type Row, SAVE } from "../action/wording.ts"

/** "as a comma separated list". */
export const COMMAS =
  "~[as [a|one] comma [separated] list|separated|separated_list -> separator=,] ~[as comma-separated list|values -> separator=,] ~[separated by commas|comma -> separator=,]"

/** "ignoring blank lines". */
export const SKIP_BLANK =
  "~[ignoring|excluding|skipping|not_counting|without|leaving_out|except|omitting|but_not|not_including [any] empty|blank|whitespace|white-space|white [space] [lines|ones|line] [and|or [lines|ones] [with|that_contain|containing|consisting_of] [only|just] spaces|whitespace|blanks [only]] -> skipBlank=true]"

/** "not counting the header". */
export const WITHOUT_HEADER =
  "~[not_counting|excluding|without|ignoring|minus|apart_from|besides|except|skipping|not_including|leaving_out header|heading|headers|headings|first_line|title|column_names [row|line] -> header=true]"

type Set = Readonly<Record<string, unknown>>

const LINES = "lines|rows|words|entries|items|contents|content|text|numbers"

/**
 * How a sort is asked for; `how` is said behind its file. Of files by condition only where their lines are spoken of: "sort the
 * files" is about the files themselves.
 */
export const sorts = (how: string, set: Set): ReadonlyArray<Row> => [
  [
    `sort|order|arrange|alphabetize|alphabetise [${LINES}|names] [of|in|from|inside] {files:document} ${how} ${SAVE}`,
    set
  ],
  [`sort|order|arrange|alphabetize|alphabetise ${LINES} of|in|from|inside {files:files} ${how} ${SAVE}`, set],
  [
    `[<show>] [${LINES}|names] [of|in|from|inside] {files:document} sorted|ordered|arranged|in_sorted_order ${how} ${SAVE}`,
    set
  ],
  [`[<show>] ${LINES} of|in|from|inside {files:files} sorted|ordered|arranged|in_sorted_order ${how} ${SAVE}`, set],
  [`[<show>] sorted [lines|rows|words|entries|contents|content|version] [of|in|from] {files:document} ${how}`, set],
  [`[<show>] sorted lines|rows|words|entries|contents|content of|in|from {files:files} ${how}`, set]
]

/** How text is asked for in another form. */
export const transforms = (how: string, form: string): ReadonlyArray<Row> => [
  // Who makes a file so wants the file changed; who shows or converts it gets the text.
  [
    `make|turn|change|put [text|content|contents|everything|letters|words|all_letters] [of|in] {files:document} [to|in|into|all|as] [all] ${how}`,
    { form, inPlace: true }
  ],
  [
    `[make|convert|turn|change|put|show|print|display|<show>] [text|content|contents|everything|letters|words|all_letters] [of|in] {files:document} [to|in|into|all|as] [all] ${how} ${SAVE}`,
    { form }
  ],
  [
    `[make|convert|turn|change] [text|content|contents|everything|letters] [of|in] {files:document} ${how} ${SAVE}`,
    { form }
  ]
]

/** How lines, words and the like are counted. */
export const counts = (unit: string, what: string): ReadonlyArray<Row> => [
  [
    `<count> [total] ${unit} [are|is] [there] in|of|from|inside|across {files:texts} ${SKIP_BLANK} ${WITHOUT_HEADER}`,
    { what: [what], show: "total" }
  ],
  [
    `<count> [total] ${unit} [are|is] [there] in|of|from|across each|every [one_of] {files:texts} ${SKIP_BLANK}`,
    { what: [what], show: "each" }
  ],
  [
    `<count> [total] ${unit} do|does|did {files:texts} have|has|contain|contains [in_total] ${SKIP_BLANK} ${WITHOUT_HEADER}`,
    { what: [what], show: "total" }
  ],
  [
    `<count> [total] ${unit} do|does|did each|every [one_of] {files:texts} have|has|contain|contains`,
    { what: [what], show: "each" }
  ],
  [
    `<count> [total] ${unit} [in|of|for] each|every {files:texts} sorted|ordered|ranked by|on [number|count] [of] ${unit}|count|size [in] [descending|decreasing|reverse] [order]`,
    { what: [what], show: "each", order: "largest" }
  ],
  [
    `<count> [total] ${unit} [in|of|for] each|every {files:texts} sorted|ordered by file|name|file_name|filename`,
    { what: [what], show: "each", order: "name" }
  ],
  [`<count> {files:document} ${unit}`, { what: [what], show: "total" }],
  [`${unit} count|total of|for|in {files:texts}`, { what: [what], show: "total" }],
  [`<tell> ${unit} count of|for|in {files:texts}`, { what: [what], show: "total" }],
  [`how long is {files:document} in ${unit}`, { what: [what], show: "total" }],
  [
    `<count> [total] ${unit} per|for_each|by|for_every|of_each file [in|of|under|for] {files:texts}`,
    { what: [what], show: "each" }
  ],
  [`<count> ${unit} in text|string|sentence|phrase {text:text}`, { what: [what] }]
]
