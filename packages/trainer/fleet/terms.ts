// What decides the bits of a piece beside its data: machines that agree here compute alike.
import type { Provider } from "@rlif/core/runtime/runtime"
import * as Schema from "effect/Schema"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { cpus } from "node:os"
import { thisMachine } from "../run/machine.ts"

/**
 * A machine's terms.
 * @stability unstable
 * @since 0.1.0
 */
export const Terms = Schema.Struct({
  /** The version of messages. */
  protocol: Schema.Int,
  rlif: Schema.String,
  onnxruntime: Schema.String,
  provider: Schema.String,
  platform: Schema.String,
  /** Instruction sets, by which ONNX Runtime chooses among its kernels. */
  processor: Schema.String,
})

/**
 * A machine's terms, decoded.
 * @stability unstable
 * @since 0.1.0
 */
export type Terms = typeof Terms.Type

/** The terms of this process. */
export const termsOf = (provider: Provider): Terms => ({
  protocol: 4,
  rlif: version,
  onnxruntime: thisMachine({ provider, threads: 1 }).onnxruntime,
  provider,
  platform: `${process.platform}-${process.arch}`,
  processor: instructionSets(),
})

/** A short name of terms: of equal ones the same. */
export const nameOf = (terms: Terms): string =>
  createHash("sha256").update(Object.keys(Terms.fields).map((name) => terms[name as keyof Terms]).join("\n")).digest(
    "hex",
  )
    .slice(0, 16)

/** How terms differ, as lines for people. */
export const differences = (ours: Terms, theirs: Terms): ReadonlyArray<string> =>
  (Object.keys(Terms.fields) as ReadonlyArray<keyof Terms>)
    .filter((name) => ours[name] !== theirs[name])
    .map((name) => `${name} is ${theirs[name]}, not ${ours[name]}`)

const manifest = new URL("../package.json", import.meta.url)
const { version }: { readonly version: string } = JSON.parse(readFileSync(manifest, "utf8"))

/** Those that kernels of ONNX Runtime ask for, of x86 and of ARM. */
const telling = new Set((
  "sse4_1 avx f16c fma avx2 avx_vnni amx_tile amx_int8 amx_bf16 " +
  "avx512f avx512bw avx512dq avx512vl avx512_vnni avx512_bf16 " +
  "asimd asimdhp asimddp i8mm bf16 sve sve2 sme"
).split(" "))

/** The instruction sets of this processor; its name where the system does not list them. */
const instructionSets = (): string => {
  try {
    const [, flags] = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync("/proc/cpuinfo", "utf8"))!
    return flags.split(" ").filter((flag) => telling.has(flag)).sort().join(" ")
  } catch {
    return cpus()[0]?.model ?? "unknown"
  }
}
