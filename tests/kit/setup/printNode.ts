/** Names the Node under test in the log: a CI matrix that silently tests one version is caught by reading it. */
export const setup = (): void => {
  process.stdout.write(`node ${process.version} (${process.platform}-${process.arch}) ${process.execPath}\n`)
}
