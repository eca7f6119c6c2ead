/** Placeholder of the command's entry: says how zenus is called until the commands are there. */
const usage = `usage: zenus "REQUEST"
       zenus run|plan [options] -- "REQUEST"
`

const wantsHelp = process.argv.includes("--help")
;(wantsHelp ? process.stdout : process.stderr).write(usage)
process.exitCode = wantsHelp ? 0 : 2
