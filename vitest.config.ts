import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["packages/**/*_test.ts", "test/**/*_test.ts"],
    testTimeout: 60_000,
    maxWorkers: 2,
    pool: "forks",
  },
})
