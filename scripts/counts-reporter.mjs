/** Prints the closing line `N passed, N failed, N skipped` alone, after Vitest's own summary. */
export default class CountsReporter {
  onTestRunEnd(modules, unhandledErrors) {
    let passed = 0;
    let failed = unhandledErrors.length;
    let skipped = 0;
    for (const module of modules) {
      const tests = [...module.children.allTests()];
      // A file that fails to load has no tests, and must not count as none.
      if (tests.length === 0 && module.state() === "failed") failed += 1;
      for (const test of tests) {
        const { state } = test.result();
        if (state === "passed") passed += 1;
        else if (state === "failed") failed += 1;
        else skipped += 1;
      }
    }
    process.once("exit", () => console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`));
  }
}
