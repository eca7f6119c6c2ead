/** First words of the lines that are read as commands, apart from their tables, which nobody loads for any other line. */
export const COMMAND_NAMES: ReadonlySet<string> = new Set(
  (
    "rm rmdir mv cp mkdir touch ln chmod tar unzip zip ls ll la dir cat head tail wc grep rg find du df ps free uname id " +
    "who kill sort diff tree"
  ).split(" ")
)
