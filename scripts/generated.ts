// Generated code is what the generator writes from the vendored description: `npm run gen` writes it, `--check` compares.
import { spawnSync } from "node:child_process"
import { cpSync, globSync, readFileSync, rmSync } from "node:fs"
import { join } from "node:path"
import { finish } from "./_sources.ts"

const folder = "packages/core/onnx"
const out = join(process.cwd(), ".cache/generated")

rmSync(out, { recursive: true, force: true })
const { status, stderr } = spawnSync("buf", ["generate", "--output", out], { cwd: folder, encoding: "utf8" })
if (status !== 0) finish([`${folder}/buf.gen.yaml:1 the generator fails: ${stderr}`], "")

const files = globSync("gen/*.ts", { cwd: out })
if (!process.argv.includes("--check")) cpSync(join(out, "gen"), join(folder, "gen"), { recursive: true })
finish(
  files.filter((file) => readFileSync(join(out, file), "utf8") !== readFileSync(join(folder, file), "utf8"))
    .map((file) => `${folder}/${file}:1 is not what the generator writes; run npm run gen`),
  `${files.length} file`,
)
