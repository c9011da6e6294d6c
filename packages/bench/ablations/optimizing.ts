// AdamW behind a clipped norm over the parameters of the shipped model: a plain loop in TypeScript, against the optimizer's
// element-wise program run once for each tensor, against the same program over neighbors in one slab, as the policy does.
// All write weights and state in place.
import * as names from "@rlif/core/graph/names"
import { shippedShape } from "@rlif/trainer/pretrain/recipe.ts"
import { architectures } from "@rlif/core/model/architectures.ts"
import { random } from "@rlif/core/random/seed"
import { Runtime } from "@rlif/core/runtime/runtime"
import { value } from "@rlif/core/graph/value"
import { adamw } from "@rlif/trainer/optimizer/adamw"
import { chain } from "@rlif/trainer/optimizer/chain"
import { clipByGlobalNorm } from "@rlif/trainer/optimizer/clip-by-global-norm"
import { compile } from "@rlif/trainer/optimizer/compile.ts"
import { Effect } from "effect"
import type { Ablation } from "./ablation.ts"

const [steps, learningRate, gradNorm] = [4, 1e-3, 2]

/** The optimizer's program against a loop. */
export const optimizing: Ablation = {
  name: "optimizing",
  prepare: Effect.fnUntraced(function* (size) {
    const runtime = yield* Runtime
    const optimizer = compile(chain(clipByGlobalNorm(1), adamw({ decay: 0.01 })))
    const program = yield* Effect.orDie(runtime.compile(optimizer.graph, { finite: false }))
    const shape = size.prompts < 8 ? { ...shippedShape, layers: 1 } : shippedShape
    const lengths = Object.values(architectures[shape.architecture].parameters(shape))
      .map((dims) => dims.reduce((a, b) => a * b, 1))
    const n = lengths.reduce((a, b) => a + b, 0)
    const { normal } = random(0)
    const initial = Float32Array.from({ length: n }, () => 0.1 * normal())
    const gradient = Float32Array.from({ length: n }, () => 0.01 * normal())

    /** Steps from the same start, each a call for every span of the slab. */
    const way = (name: string, spans: ReadonlyArray<number>, apply: Apply) => {
      const slabs = { parameter: new Float32Array(n), gradient, mean: new Float32Array(n), square: new Float32Array(n) }
      return {
        name,
        run: Effect.promise(async () => {
          slabs.parameter.set(initial)
          slabs.mean.fill(0)
          slabs.square.fill(0)
          for (let step = 1; step <= steps; step++) {
            let at = 0
            for (const length of spans) {
              const [from, to] = [at, at += length]
              await apply({
                parameter: slabs.parameter.subarray(from, to),
                gradient: slabs.gradient.subarray(from, to),
                mean: slabs.mean.subarray(from, to),
                square: slabs.square.subarray(from, to),
              }, step)
            }
          }
          return { count: steps * n, result: slabs.parameter.slice() }
        }),
      }
    }
    const run: Apply = async (slabs, step) => {
      const [parameter, gradient, mean, square] = [slabs.parameter, slabs.gradient, slabs.mean, slabs.square]
        .map((data) => value("float32", [data.length], data))
      const scalars = { step: scalar(step), learning_rate: scalar(learningRate), grad_norm: scalar(gradNorm) }
      await program.execute(
        { parameter, gradient, mean, square, ...scalars },
        { [names.next("parameter")]: parameter, [names.next("mean")]: mean, [names.next("square")]: square },
      )
    }
    return [{
      name: "optimizing",
      unit: "parameters",
      ways: [
        way("a loop in TypeScript", [n], async (slabs, step) => loop(slabs, step)),
        way("a run a tensor", lengths, run),
        way("a run a slab", slab(n), run),
      ],
      tolerance: 1e-5,
    }]
  }),
}

type Slabs = Readonly<Record<"parameter" | "gradient" | "mean" | "square", Float32Array>>
type Apply = (slabs: Slabs, step: number) => Promise<void>

/** Pieces that stay in the cache. */
const slab = (n: number): ReadonlyArray<number> => {
  const most = 2 ** 18
  return Array.from({ length: Math.ceil(n / most) }, (_, i) => Math.min(most, n - i * most))
}

const scalar = (x: number) => value("float32", [], Float32Array.of(x))

const loop = ({ parameter, gradient, mean, square }: Slabs, step: number) => {
  const [beta1, beta2, epsilon, decay] = [0.9, 0.999, 1e-8, 0.01]
  const scale = Math.min(1, 1 / (gradNorm + 1e-6))
  const rate = learningRate / (1 - beta1 ** step)
  const root = 1 / Math.sqrt(1 - beta2 ** step)
  for (let i = 0; i < parameter.length; i++) {
    const g = scale * gradient[i]
    mean[i] = beta1 * mean[i] + (1 - beta1) * g
    square[i] = beta2 * square[i] + (1 - beta2) * g * g
    parameter[i] = parameter[i] * (1 - learningRate * decay) - rate * mean[i] / (root * Math.sqrt(square[i]) + epsilon)
  }
}
