// The commands that the README gives for real models and data, as they stand there, against a server on this machine.
import { Effect, Exit, Scope } from "effect"
import { parquetWriteBuffer } from "hyparquet-writer"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it } from "vitest"
import { hubServer, type Served } from "../../core/testing/hub_server.ts"
import { data, model } from "../../../test/_served.ts"
import { invokeIn, newFolder } from "../testing/invoke.ts"

const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8")
const section = /^## Real models[^]*?```sh\n([^]*?)```/m.exec(readme)![1]
const commands = section.replaceAll("\\\n", " ").trim().split("\n").map((line) =>
  line.replace(/^npm run rlif -- /, "").match(/'[^']*'|\S+/g)!.map((word) => word.replace(/^'|'$/g, ""))
)

/** Room for the prompts and completions of the README; its names, its formats. */
const config = JSON.stringify({ ...JSON.parse(`${model.files["config.json"]}`), max_position_embeddings: 1024 })
const solutions = [
  "Hence $\\boxed{\\frac{1}{2}}$.",
  "Nothing marks the answer here, however long one looks for it in this text.",
]
const columnData = [
  { name: "problem", data: ["What is half of one?", "What is it?"], type: "STRING" as const },
  { name: "level", data: ["Level 1", "Level 5"], type: "STRING" as const },
  { name: "solution", data: solutions, type: "STRING" as const },
]
const math = { "algebra/test-00000-of-00001.parquet": new Uint8Array(parquetWriteBuffer({ columnData })) }
const repos: ReadonlyArray<Served> = [
  { ...model, name: "Qwen/Qwen2.5-0.5B", files: { ...model.files, "config.json": config } },
  { ...data, name: "openai/gsm8k" },
  { kind: "dataset", name: "EleutherAI/hendrycks_math", files: math },
]

const scope = Scope.makeUnsafe()
const before = process.cwd()
let invoke: ReturnType<typeof invokeIn>
beforeAll(async () => {
  const { endpoint } = await hubServer(...repos).pipe(Effect.provideService(Scope.Scope, scope), Effect.runPromise)
  invoke = invokeIn({ HF_ENDPOINT: endpoint, HF_HOME: newFolder() })
  process.chdir(newFolder())
})
afterAll(() => {
  process.chdir(before)
  return Effect.runPromise(Scope.close(scope, Exit.void))
})

it("runs every one of them", async () => {
  const small = join(newFolder(), "small.json")
  // What the README leaves to the defaults is less here.
  writeFileSync(small, JSON.stringify({ steps: 1, problems: 2, completions: 2 }))
  const outputs = []
  for (const words of commands) {
    const { ok, stdout, stderr } = await invoke(...words, ...(words[0] === "train" ? ["--config", small] : []))
    expect({ words, ok, stderr }).toMatchObject({ words, ok: true })
    outputs.push({ command: words[0], stdout, stderr })
  }
  expect(outputs.map(({ command }) => command)).toEqual(["train", "eval", "merge", "eval"])
  expect(outputs[0].stdout).toMatch(/user\\nHow many are \d+ and \d+\? Put the answer into \\\\boxed\{\}\./)
  expect(outputs[2].stdout).toContain("merged: Qwen/Qwen2.5-0.5B with 14 layers changed by an adapter of rank 16")
  expect(outputs[3].stdout).toMatch(/verdicts {4}\d correct, \d wrong, \d unparsable/)
  expect(outputs[3].stderr).toMatch(
    /Cannot read 1 gold answer, to which no answer is right: "Nothing .* of problem "2"$/,
  )
}, 120_000)
