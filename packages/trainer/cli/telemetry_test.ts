import { type Collected, collector, pathOf } from "../../core/testing/collector.ts"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, expect, it } from "vitest"
import { invoke, invokeIn, newFolder, newModel } from "../testing/invoke.ts"

let model = ""

beforeAll(async () => void (model = await newModel()))

const tiny = ["--steps", "2", "--problems", "2", "--completions", "2", "--max-tokens", "6", "--eval-problems", "4"]

/** Runs `rlif train` into a new folder where these variables are set. */
const train = async (env: Readonly<Record<string, string>>) => {
  const out = join(newFolder(), "run")
  const printed = await invokeIn({ ...process.env, ...env })("train", "--model", model, ...tiny, "--out", out)
  expect([printed.ok, printed.stderr]).toEqual([true, ""])
  return { out, stdout: printed.stdout.replaceAll(out, "OUT").replaceAll(/at most \d+ MiB/g, "") }
}

const weights = (out: string) => readFileSync(join(out, "final", "model.safetensors"))

const collecting = <A>(body: (told: Collected) => Promise<A>) =>
  collector.pipe(Effect.flatMap((told) => Effect.promise(() => body(told))), Effect.scoped, Effect.runPromise)

it("exports a run to the collector of the environment, and prints and learns the same", () =>
  collecting(async (told) => {
    const seen = await train({ OTEL_EXPORTER_OTLP_ENDPOINT: told.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" })
    const requests = told.requests.length
    const quiet = await train({})
    expect(told.requests.length).toBe(requests)
    expect(weights(seen.out)).toEqual(weights(quiet.out))
    const timeless = (text: string) => text.replaceAll(/[\d:]+ (elapsed|left)|\d+ tokens\/s/g, "")
    expect(timeless(seen.stdout)).toEqual(timeless(quiet.stdout))

    const spans = told.spans()
    const paths = spans.map((span) => pathOf(spans, span))
    expect(paths.filter((path) => path === "rlif train > update > Policy.update")).toHaveLength(2)
    expect(paths).toEqual(expect.arrayContaining([
      "rlif train",
      "rlif train > Policy.load",
      "rlif train > accuracy > sample > Policy.sample",
      "rlif train > sample > Policy.sample",
      "rlif train > score",
      "rlif train > advantage",
      "rlif train > Policy.save",
    ]))
    expect(new Set(told.services())).toEqual(new Set(["rlif"]))
    expect(told.metrics().rlif_train_steps.point.asDouble).toBe(2)
    expect(told.metrics()).toHaveProperty("rlif_train_eval_accuracy")
  }))

it("counts the steps and versions of a run that goes on from where it stopped", () =>
  collecting(async (told) => {
    const { out } = await train({})
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: told.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }
    expect((await invokeIn({ ...process.env, ...env })("train", "--resume", out, "--steps", "4")).ok).toBe(true)
    const spans = told.spans()
    const values = (attribute: string, path: string) =>
      spans.filter((span) => pathOf(spans, span) === `rlif train > ${path}`).map(({ attributes }) =>
        Number(attributes[attribute])
      ).toSorted()
    for (const stage of ["lookahead", "sample", "score", "advantage", "update"]) {
      expect([stage, ...values("rlif.step", stage)]).toEqual([stage, 3, 4])
    }
    expect(values("rlif.version", "sample > Policy.sample")).toEqual([2, 3])
    expect(values("rlif.version", "update")).toEqual([3, 4])
    expect(values("rlif.version", "update > Policy.update")).toEqual([3, 4])
    expect(values("rlif.version", "accuracy > sample > Policy.sample")).toEqual([4])
  }))

it("exports to the collector of --otlp, whatever the environment says", () =>
  collecting(async (told) => {
    const out = join(newFolder(), "run")
    const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: "nowhere", OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }
    const flags = ["--model", model, ...tiny, "--out", out, "--otlp", told.endpoint]
    expect(await invokeIn(env)("train", ...flags)).toMatchObject({ ok: true, stderr: "" })
    expect(told.metrics()).toHaveProperty("rlif_train_steps")
    expect(told.spans().map(({ name }) => name)).toContain("rlif train")
    expect(readFileSync(join(out, "config.json"), "utf8")).not.toContain("otlp")
    const { ok, stderr } = await invoke("env", "--otlp", "localhost:4318")
    expect([ok, stderr]).toEqual([false, 'rlif: Cannot export telemetry: --otlp is "localhost:4318", not a URL'])
  }))

it("speaks protobuf unless it is told otherwise, under the name that it is given", () =>
  collecting(async (told) => {
    await train({ OTEL_EXPORTER_OTLP_ENDPOINT: `${told.endpoint}/`, OTEL_SERVICE_NAME: "mine" })
    const types = new Set(told.requests.map(([path, type]) => `${path} ${type}`))
    expect(types).toEqual(new Set(["/v1/traces", "/v1/metrics"].map((path) => `${path} application/x-protobuf`)))
    const all = Buffer.concat(told.bodies)
    for (const name of ["mine", "Policy.update", "rlif.step", "rlif_train_steps"]) expect(all.includes(name)).toBe(true)
  }))

it("prints what the library logs to stderr, and exports it with the span of the command", () =>
  collecting(async (told) => {
    const hub = { HF_ENDPOINT: "http://127.0.0.1:9", HF_HOME: newFolder() }
    const otlp = { OTEL_EXPORTER_OTLP_ENDPOINT: told.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" }
    const { ok, stdout, stderr } = await invokeIn({ ...hub, ...otlp })("eval", "--model", "org/none")
    expect([ok, stdout]).toEqual([false, ""])
    const warnings = stderr.split("\n").filter((line) => /^rlif: Cannot fetch .*; asking again, \d of 3$/.test(line))
    expect(warnings).toHaveLength(3)
    expect(told.logs().map((log) => `rlif: ${log}`)).toEqual(warnings)
    const spans = told.spans()
    expect(spans.map((span) => [pathOf(spans, span), span.error !== undefined])).toEqual([
      ["rlif eval > Hub.list", true],
      ["rlif eval", true],
    ])
  }))

it.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: "nowhere" }, 'OTEL_EXPORTER_OTLP_ENDPOINT is "nowhere", not a URL'],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9", OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc", not http/protobuf or http/json',
  ],
])("refuses %j in a line", async (env, message) => {
  const { ok, stderr } = await invokeIn(env)("verify", "--cases", "1")
  expect([ok, stderr]).toEqual([false, `rlif: Cannot export telemetry: ${message}`])
})

it("imports exporters only where there is a collector, and something to tell it", async () => {
  const main = fileURLToPath(new URL("main.ts", import.meta.url))
  const preload = `data:text/javascript,import { registerHooks } from "node:module";
    registerHooks({ load(url, context, next) {
      if (/outputs.telemetry|effect.dist.observability/.test(url)) console.error("imported");
      return next(url, context)
    } })`
  const imported = async (endpoint: string, flag: string) => {
    const env = { ...process.env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_SDK_DISABLED: "true" }
    const args = ["--import", preload, main, "env", flag]
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env })
    expect(stdout).not.toBe("")
    return stderr.includes("imported")
  }
  const dead = "http://127.0.0.1:9"
  expect(await imported("", "--json")).toBe(false)
  expect(await imported(dead, "--json")).toBe(true)
  expect(await imported(dead, "--help")).toBe(false)
})
