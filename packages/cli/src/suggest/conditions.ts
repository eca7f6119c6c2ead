/**
 * What may stand behind the files that a request speaks of, as a table for lists: one example of each kind of condition, with a value
 * that can be changed. A test has the rules read each of them, so that nothing is proposed that would not be understood. The grammar
 * takes many more wordings (planner/grammar/modifiers).
 */

export const CONDITIONS: ReadonlyArray<string> = [
  "larger than 100 MB",
  "smaller than 1 MB",
  "between 1 MB and 5 MB",
  "older than 30 days",
  "newer than 2 days",
  "modified today",
  "modified yesterday",
  "modified in the last 7 days",
  "modified this week",
  "modified before 2024",
  "containing 'text'",
  "not containing 'text'",
  "that are empty",
  "that are executable",
  "named '*.txt'",
  "starting with a",
  "ending with .bak",
  "in this folder",
  "in subfolders",
  "including hidden ones",
  "except pdf files",
  "owned by root",
  "sorted by size",
  "sorted by date",
  "sorted by name",
  "with the largest first",
  "limited to the first 10"
]

/** Words behind which they may stand: what files are called when many are meant. */
export const NOUNS_OF_FILES =
  /\b(?:files|folders|directories|images|photos|pictures|videos|movies|songs|documents|archives|scripts|spreadsheets|presentations|logs|pdfs|items|ones)$/i
