// Builds the packages, packs each with npm and with pnpm, installs the tarballs with npm in an empty project, from a cache and
// no other host, and uses them there: plain Node imports every entry point (a dependency that is not declared, an asset
// that is not packed show here), a graph runs, a policy in its thread and the command score, and the declarations
// type-check without the sources.
import { execFileSync, spawnSync } from "node:child_process"
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { program } from "./_program.mjs"
import { exported, finish, published, readJson } from "./_sources.ts"

const project = mkdtempSync(join(tmpdir(), "rlif-packing-"))
if (process.env.KEEP === undefined) process.on("exit", () => rmSync(project, { recursive: true, force: true }))
const write = (name: string, text: string) => writeFileSync(join(project, name), text)

const run = ([command, ...args]: readonly [string, ...ReadonlyArray<string>], cwd: string): void => {
  const options = { cwd, encoding: "utf8", maxBuffer: 2 ** 28 } as const
  const { status, stdout, stderr, error } = spawnSync(...program(command, args, options))
  const line = [command, ...args].join(" ")
  if (status !== 0) finish([`scripts/packing.ts:1 "${line}" fails with status ${status ?? error}`, stdout, stderr], "")
}

const pnpm = ["npx", "-y", /pnpm@[\d.]+/.exec(readFileSync("scripts/setup.mjs", "utf8"))![0]] as const
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
  const [signals] = yield* policy.read([sequence], { temperature: 1, signals: [core.selfCertainty] })
  return signals!.selfCertainty.length
}).pipe(Effect.provide(core.Policy.layerWorker({ folder: ${JSON.stringify(model)} })))
deepStrictEqual(await Effect.runPromise(read), 2)

deepStrictEqual(trainer.centered(Float64Array.of(0, 1)), Float64Array.of(-0.5, 0.5))
deepStrictEqual(rewards.selfCertainty().name, "self_certainty")

const verdict = rewards.math.mathematically("1 + x", "x + 1").pipe(Effect.provide(rewards.Engine.layerWorker()))
deepStrictEqual(await Effect.runPromise(verdict), "correct") // by algebra, in its thread
`

run(["node", "scripts/build.ts"], ".")
/** Tarballs by package, as one of the two packs them. */
const packed = (
  by: string,
  pack: (folder: string) => readonly [string, ...ReadonlyArray<string>],
): Readonly<Record<string, string>> =>
  Object.fromEntries(published.map((name) => {
    const folder = join(project, by, name)
    mkdirSync(folder, { recursive: true })
    run(pack(folder), join("packages", name, "dist"))
    return [`@rlif/${name}`, `file:${globSync(`${folder}/*.tgz`)[0]}`]
  }))
const tarballs = packed("npm", (folder) => ["npm", "pack", "--silent", "--pack-destination", folder])
const others = packed("pnpm", (folder) => [...pnpm, "pack", "--pack-destination", folder])
for (const name of Object.keys(tarballs)) {
  const [one, other] = [tarballs, others].map((by) =>
    execFileSync("tar", ["-tzf", by[name]!.slice("file:".length)], { encoding: "utf8" }).trim().split("\n").sort()
  )
  if (one!.join() !== other!.join()) finish([`scripts/packing.ts:1 npm and pnpm pack other files of ${name}`], "")
  for (const file of ["README.md", "LICENSE", "package.json", "mod.js", "mod.d.ts"]) {
    if (!one!.includes(`package/${file}`)) finish([`scripts/packing.ts:1 ${name} is packed without ${file}`], "")
  }
  const odd = one!.find((file) => /(?<!\.d)\.ts$|\/testing\/|_test\./.test(file))
  if (odd !== undefined) finish([`scripts/packing.ts:1 ${name} is packed with ${odd}`], "")
}
// An optional peer too, for the entry points of who asks for it.
const beside = ["effect", "@effect/sql-pg", "@types/node"]
const dependencies = { ...tarballs, ...Object.fromEntries(beside.map((name) => [name, version(name)])) }
write("package.json", JSON.stringify({ type: "module", dependencies, overrides: tarballs }))
// Once with the registry, which fills a cache, and once from that cache alone. ONNX Runtime's install script would fetch
// libraries for CUDA from another host.
const npm = (...verb: ReadonlyArray<string>) => {
  const quiet = ["--loglevel", "error", "--no-audit", "--no-fund", "--omit-lockfile-registry-resolved=false"]
  run(["npm", ...verb, ...quiet, "--cache", cache], project)
}
const cache = join(project, "cache")
process.env.ONNXRUNTIME_NODE_INSTALL = "skip"
npm("install")
rmSync(join(project, "node_modules"), { recursive: true })
npm("ci", "--offline")

const entries = published.flatMap((name) => [...exported(name).keys()])
write("entries.js", entries.map((entry) => `await import("${entry}")`).join("\n"))
write("start.ts", start)
// The declarations of effect name types of the browser.
const { compilerOptions } = readJson("tsconfig.json") as { compilerOptions: object }
const strict = { ...compilerOptions, lib: ["esnext", "dom"], skipLibCheck: false }
write("tsconfig.json", JSON.stringify({ compilerOptions: strict, include: ["start.ts"] }))
run(["node", "entries.js"], project)
run(["node", "start.ts"], project)
write("rows.jsonl", JSON.stringify({ tokens: [1, 2, 3], prompt_length: 1 }))
run([
  join(project, "node_modules", ".bin", "rlif"),
  "read",
  "--model",
  "base",
  "--input",
  "rows.jsonl",
  "--output",
  "out.jsonl",
], project)
run([resolve("node_modules/.bin/tsc"), "-p", "tsconfig.json"], project)
const old = `Object.defineProperty(process.versions, "node", { value: "20.18.0" })`
const main = join(project, "node_modules/@rlif/trainer/cli/main.js")
const refused = spawnSync("node", ["--import", `data:text/javascript,${encodeURIComponent(old)}`, main, "--help"], {
  encoding: "utf8",
})
if (
  refused.status !== 1 ||
  !/^rlif: Cannot start: Node 22\.19 or newer is needed, this is 20\.18\.0$/m.test(refused.stderr)
) {
  finish([`scripts/packing.ts:1 the command runs on Node 20: ${refused.stderr}`], "")
}
finish([], `${2 * published.length} tarballs, ${entries.length} entry points`)
