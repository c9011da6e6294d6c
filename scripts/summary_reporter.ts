// Ends a test run with what was skipped and why, and one line `N passed, N failed[, N skipped]`.
// On a continuous-integration machine (CI=true) a skipped test has failed, unless it needs what such a machine never has: a
// test that skips itself there says so with a reason that starts with "needs a CUDA device" or "needs data that is not
// shipped".
import { relative } from "node:path"
import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node"
import { tally } from "./_tally.ts"

const elsewhere = /^needs (a CUDA device|data that is not shipped)/

/** Vitest reporter: `reporters: ["default", summary()]`. */
export const summary = (): Reporter => {
  let narrowed = false
  return {
    onInit: (vitest: Vitest) => {
      narrowed = vitest.config.testNamePattern !== undefined
    },
    onTestRunEnd: (modules, errors) => {
      const count = { passed: 0, failed: errors.length, skipped: 0 }
      const skips: Array<string> = []
      for (const module of modules) {
        if (module.errors().length > 0) count.failed++
        for (const suite of module.children.allSuites()) count.failed += suite.errors().length > 0 ? 1 : 0
        for (const test of module.children.allTests()) {
          const result = test.result()
          if (result.state === "passed") count.passed++
          else if (result.state === "failed") count.failed++
          else {
            const reason = result.state === "skipped" ? result.note : undefined
            const fails = process.env.CI !== undefined && !elsewhere.test(reason ?? "")
            count[fails ? "failed" : "skipped"]++
            if (!narrowed) {
              skips.push(
                `${fails ? "FAILED (skipped on CI)" : "SKIPPED"} ${title(module, test)}: ${
                  reason ?? "no reason given"
                }`,
              )
            }
          }
        }
      }
      if (count.failed > 0) process.exitCode = 1
      for (const line of skips) console.log(line)
      console.log(tally(count))
    },
  }
}

const title = (module: TestModule, test: TestCase) => `${relative(process.cwd(), module.moduleId)} > ${test.fullName}`
