/** A command line as words: blanks part them, quotes keep blanks. Nothing is expanded. Pure. */
export const commandWords = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/(?:"([^"]*)"|'([^']*)'|([^\s"']+))+/g)].map(([word]) =>
    word.replace(
      /"([^"]*)"|'([^']*)'/g,
      (_, double: string | undefined, single: string | undefined) => double ?? single ?? ""
    )
  )
