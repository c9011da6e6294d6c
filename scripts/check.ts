// Runs the checks, fast ones first, and ends with `N passed, N failed`. `npm run check layering types` runs only those.
import { spawnSync } from "node:child_process"
import { resolve } from "node:path"
import { program } from "./_program.mjs"
import { tally } from "./_tally.ts"

const checks = {
  format: ["node", "scripts/format.ts"],
  lint: ["oxlint", "--quiet", "--format", "unix"],
  exports: ["node", "scripts/exports.ts", "--check"],
  faces: ["node", "scripts/faces.ts", "--check"],
  generated: ["node", "scripts/generated.ts", "--check"],
  theory: ["node", "scripts/theory.ts", "--check"],
  layering: ["node", "scripts/layering.ts"],
  sizes: ["node", "scripts/sizes.ts"],
  types: ["tsc", "--noEmit"],
  effects: [
    "effect-tsgo",
    "diagnostics",
    "--project",
    resolve("tsconfig.json"),
    "--format",
    "text",
    "--severity",
    "error",
  ],
  documented: ["node", "scripts/documented.ts"],
  examples: ["node", "scripts/examples.ts"],
  packing: ["node", "scripts/packing.ts"],
} as const
const isCheck = (name: string): name is keyof typeof checks => name in checks

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !isCheck(name))
if (unknown.length > 0) {
  console.error(`Cannot check ${unknown.join(", ")}: the checks are ${Object.keys(checks).join(", ")}`)
  process.exit(2)
}

const count = { passed: 0, failed: 0, skipped: 0 }
for (const name of Object.keys(checks).filter(isCheck)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const start = performance.now()
  const [command, ...args] = checks[name]
  const { status, stdout, stderr, error } = spawnSync(...program(command, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, NO_COLOR: "1" },
  }))
  const output = `${stdout}${stderr}${error?.message ?? ""}`.trim()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  if (status === 0) {
    count.passed++
    console.log(`ok      ${name.padEnd(11)} ${seconds.padStart(5)} s  ${output.split("\n").at(-1)}`)
  } else {
    count.failed++
    console.log(`FAILED  ${name.padEnd(11)} ${seconds.padStart(5)} s\n${output.replace(/^/gm, "  ")}`)
  }
}
console.log(tally(count))
process.exit(count.failed > 0 ? 1 : 0)
