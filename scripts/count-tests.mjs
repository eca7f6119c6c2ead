/**
 * Prints "N passed, N failed" from the file that vitest's JSON reporter wrote. A test file that could not be loaded has
 * no tests to count and counts as one failure.
 */
import fs from "node:fs"

const report = JSON.parse(fs.readFileSync(process.argv[2], "utf8"))
const broken = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0)
console.log(`${report.numPassedTests} passed, ${report.numFailedTests + broken.length} failed`)
