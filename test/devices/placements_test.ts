// Where WebGPU lacks a kernel, ONNX Runtime computes a node on the processor and copies its operands there: nothing fails, and
// everything waits. So what may lie there is written down.
import { spawn } from "node:child_process"
import { join } from "node:path"
import { expect, it } from "vitest"
import { findVulkan } from "../../scripts/find_vulkan.ts"

/** Nodes that may be placed on the processor: an operator, and the type of its result. */
const allowed: Readonly<Record<string, RegExp>> = {
  "shapes": /^\w+ \(int64 \[\d+\] /,
  "sizes as numbers": /^(Reshape|Cast) \(\w+ \[\] /,
  "the index of ArgMax, one a row: WebGPU has no int64": /^Cast \(int32 \[\w+\] /,
  "the indices of TopK, in gradients of signals that sort": /^(Slice|Reshape|Cast) \(int(64|32) \[M,\d+\] /,
  "Or, over a truth value a token": /^Or \(bool \[[\w*]+,T\] /,
}

/** The nodes that each program has on the processor; undefined where there is no device. */
const onProcessor = async () => {
  const driver = findVulkan()
  const child = spawn(process.execPath, [join(import.meta.dirname, "_placements.ts")], {
    env: driver === undefined ? process.env : { ...process.env, VK_DRIVER_FILES: driver },
    stdio: ["ignore", "pipe", "pipe"],
  })
  let [output, log] = ["", ""]
  child.stdout.on("data", (chunk) => (output += chunk))
  child.stderr.on("data", (chunk) => (log += chunk))
  const code = await new Promise((resolve) => child.on("close", (code, signal) => resolve(signal ?? code)))
  const lines = log.split("\n").flatMap((line) => / VerifyEachNodeIsAssignedToAnEp\] +(.*)$/.exec(line)?.[1] ?? [])
  let processor = false
  const nodes = lines.filter((line) => {
    const provider = /placed on \[(\w+)\]/.exec(line)?.[1]
    if (provider !== undefined) processor = provider === "CPUExecutionProvider"
    return processor && line.endsWith(")")
  })
  const programs = lines.filter((line) => line === "Node placements").length
  return { output, nodes, programs, end: `the process ended with ${code}:\n${log.slice(-2000)}` }
}

it("no node of any program is placed on the processor but those of the list, all of which are", async (context) => {
  const { output, nodes, programs, end } = await onProcessor()
  const { missing } = JSON.parse(output || "{}") as { readonly missing?: string }
  if (missing !== undefined && process.env.CI !== "true") context.skip(`WebGPU finds no device here: ${missing}`)
  expect(missing).toBeUndefined()
  expect(programs, end).toBeGreaterThan(50)
  const patterns = Object.entries(allowed)
  expect(nodes.filter((node) => !patterns.some(([, pattern]) => pattern.test(node)))).toEqual([])
  expect(patterns.filter(([, pattern]) => !nodes.some((node) => pattern.test(node)))).toEqual([])
}, 120_000)
