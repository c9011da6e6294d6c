// Builds the packages, packs each into a tarball, installs the tarballs in an empty project and uses them there: plain
// Node imports every entry point (a dependency that is not declared, an asset that is not packed show here), a graph
// runs, a policy in its thread and the command score, and the declarations type-check without the sources.
import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { finish, packages, readJson } from "./_sources.ts"

const project = mkdtempSync(join(tmpdir(), "rlif-packing-"))
process.on("exit", () => rmSync(project, { recursive: true, force: true }))
const write = (name: string, text: string) => writeFileSync(join(project, name), text)

const run = (command: string, cwd: string): void => {
  const { status, stdout, stderr } = spawnSync(command, { cwd, shell: true, encoding: "utf8", maxBuffer: 2 ** 28 })
  if (status !== 0) finish([`scripts/packing.ts:1 "${command}" fails with status ${status}`, stdout, stderr], "")
}

const pnpm = `npx -y ${/pnpm@[\d.]+/.exec(readFileSync("scripts/setup.mjs", "utf8"))![0]}`
const version = (name: string) => readJson(`node_modules/${name}/package.json`).version
const model = resolve("test/fixtures/llama-tied")
const start = `import * as core from "@rlif/core"
import * as rewards from "@rlif/rewards"
import * as trainer from "@rlif/trainer"
import { Effect } from "effect"
import { deepStrictEqual } from "node:assert"

const x = core.ops.input("x", ["N"])
const square = Effect.gen(function*() {
  const runtime = yield* core.Runtime
  const program = yield* runtime.compile(core.graph({ y: core.ops.mul(x, x) }))
  const { y } = yield* program.run({ x: { dtype: "float32", dims: [2], data: new Float32Array([3, 4]) } })
  return y!.data
})
deepStrictEqual(
  await Effect.runPromise(Effect.scoped(square).pipe(Effect.provide(core.Cpu.layer))),
  new Float32Array([9, 16]),
)

const read = Effect.gen(function*() {
  const policy = yield* core.Policy.Policy // in its thread: the worker's file is packed, too
  const sequence = { tokens: Int32Array.of(1, 2, 3), promptLength: 1 }
  const [signals] = yield* policy.read([sequence], { temperature: 1, signals: ["selfCertainty"] })
  return signals!.selfCertainty.length
}).pipe(Effect.provide(core.Policy.layerWorker({ folder: "${model}" })))
deepStrictEqual(await Effect.runPromise(read), 2)

deepStrictEqual(trainer.centered(Float64Array.of(0, 1)), Float64Array.of(-0.5, 0.5))
deepStrictEqual(rewards.selfCertainty().name, "self_certainty")

const verdict = rewards.math.mathematically("1 + x", "x + 1").pipe(Effect.provide(rewards.math.engineWorker()))
deepStrictEqual(await Effect.runPromise(verdict), "correct") // by algebra, in its thread
`

run("node scripts/build.ts", ".")
const tarballs = Object.fromEntries(packages.map((name) => {
  const folder = join(project, "tarballs", name)
  mkdirSync(folder, { recursive: true })
  run(`${pnpm} pack --pack-destination ${folder}`, join("packages", name))
  return [`@rlif/${name}`, `file:${globSync(`${folder}/*.tgz`)[0]}`]
}))
const effect = version("effect")
const types = version("@types/node")
write("package.json", JSON.stringify({ type: "module", dependencies: { ...tarballs, effect, "@types/node": types } }))
const settings = { overrides: tarballs, allowBuilds: { "onnxruntime-node": false, "msgpackr-extract": false } }
write("pnpm-workspace.yaml", JSON.stringify(settings))
run(`${pnpm} install --prefer-offline --no-frozen-lockfile`, project)

// A command or a worker runs when it is imported; everything else is a library.
const entries = packages.flatMap((name) =>
  Object.keys(readJson(`packages/${name}/package.json`).exports as object)
    .filter((path) => !/\/(main|worker)$/.test(path))
    .map((path) => `@rlif/${name}${path.slice(1)}`)
)
write("entries.js", entries.map((entry) => `await import("${entry}")`).join("\n"))
write("start.ts", start)
// The declarations of effect name types of the browser.
const { compilerOptions } = readJson("tsconfig.json") as { compilerOptions: object }
const strict = { ...compilerOptions, lib: ["esnext", "dom"], skipLibCheck: false }
write("tsconfig.json", JSON.stringify({ compilerOptions: strict, include: ["start.ts"] }))
run("node entries.js", project)
run("node start.ts", project)
write("rows.jsonl", JSON.stringify({ tokens: [1, 2, 3], prompt_length: 1 }))
run("node_modules/.bin/rlif score --model base --input rows.jsonl --output out.jsonl", project)
run(`${resolve("node_modules/.bin/tsc")} -p tsconfig.json`, project)
finish([], `${packages.length} tarballs, ${entries.length} entry points`)
