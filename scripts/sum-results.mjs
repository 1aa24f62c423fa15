// Adds up vitest's JSON reports, names what failed, and prints "N passed, N failed" as the last line; a missing report counts as a failure.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [folder, ...projects] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;
for (const project of projects) {
  try {
    const report = JSON.parse(readFileSync(path.join(folder, `${project}.json`), 'utf8'));
    const brokenFiles = report.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    );
    for (const file of brokenFiles) console.log(`FAILED ${file.name}: ${file.message}`);
    for (const { name, assertionResults } of report.testResults)
      for (const { fullName, status, failureMessages } of assertionResults)
        if (status === 'failed') console.log(`FAILED ${name} > ${fullName}\n${failureMessages.join('\n')}`);
    console.log(`${project}: ${report.numPassedTests} passed, ${report.numFailedTests + brokenFiles.length} failed`);
    passed += report.numPassedTests;
    failed += report.numFailedTests + brokenFiles.length;
    skipped += report.numPendingTests + report.numTodoTests;
  } catch (error) {
    console.log(`${project}: no report (${error.message})`);
    failed += 1;
  }
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
