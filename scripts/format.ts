// Names the files that `npm run fmt` would change.
import { spawnSync } from "node:child_process"
import { relative } from "node:path"
import { finish } from "./_sources.ts"

const { status, stderr } = spawnSync("deno", ["fmt", "--check"], {
  encoding: "utf8",
  maxBuffer: 2 ** 28,
  env: { ...process.env, NO_COLOR: "1" },
})
const stale = [...stderr.matchAll(/^from (.*):$/gm)].map(([, file]) => relative(process.cwd(), file!)).sort()
const problems = stale.map((file) => `${file}:1 is not formatted; run npm run fmt`)
finish(status === 0 || problems.length > 0 ? problems : [stderr], stderr.trim())
