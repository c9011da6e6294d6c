// What a token's signals and their gradients become on each provider, pinned: making signals values changed no node.
import { backward } from "@rlif/core/grad/backward"
import { graph } from "@rlif/core/graph/graph"
import { add, input, mul, reduceSum } from "@rlif/core/graph/ops"
import {
  allSignals,
  minEntropy,
  renyi,
  type Signal,
  tokenSignals,
  topGap,
  topMean,
  varentropy,
} from "@rlif/core/signals"
import { choose } from "@rlif/core/generate/choose.ts"
import { cpu } from "@rlif/core/onnx/cpu.ts"
import { cuda } from "@rlif/core/onnx/cuda.ts"
import { toProto } from "@rlif/core/onnx/lower.ts"
import { plain } from "@rlif/core/onnx/plain.ts"
import { webgpu } from "@rlif/core/onnx/webgpu.ts"
import { expect, it } from "vitest"
import { outside } from "../_signals/all.ts"
import { print } from "./_print.ts"

/** The three signals of (M, 8), each asked for by its own, and the gradient of a number that mixes them. */
const closed = () => {
  const logits = input("logits", ["M", 8])
  const targets = input("targets", ["M"], "int32")
  const { logprob, entropy, selfCertainty } = tokenSignals(allSignals, { logits, targets }, 0.7)
  const [gradient] = backward(reduceSum(add(logprob, mul(entropy, selfCertainty))), [logits])
  return graph({ logprob, entropy, selfCertainty, gradient })
}

/** The same of some others. */
const strangers = (others: ReadonlyArray<Signal>) => {
  const logits = input("logits", ["M", 8])
  const targets = input("targets", ["M"], "int32")
  const signals = tokenSignals(others, { logits, targets }, 0.7)
  const [gradient] = backward(reduceSum(Object.values(signals).reduce((sum, x) => add(sum, x))), [logits])
  return graph({ ...signals, gradient })
}

const shipped = [minEntropy, renyi(2), topGap, topMean(3), varentropy]

for (const [name, lowering] of Object.entries({ plain, cpu, cuda, webgpu })) {
  it(`${name} lowers the choice of a token as it did`, async () => {
    const { token } = choose(input("logits", ["R", 8]), input("uniform", ["R"]), {
      temperature: 0.7,
      topK: 5,
      topP: 0.9,
    })
    await expect(print(toProto(graph({ token }), lowering))).toMatchFileSnapshot(`choice_${name}.txt`)
  })

  it(`${name} lowers signals from outside as it did`, async () => {
    await expect(print(toProto(strangers(outside), lowering))).toMatchFileSnapshot(`signals_outside_${name}.txt`)
  })

  it(`${name} lowers the other signals that ship as it did`, async () => {
    await expect(print(toProto(strangers(shipped), lowering))).toMatchFileSnapshot(`signals_shipped_${name}.txt`)
  })

  it(`${name} lowers the signals as it did`, async () => {
    await expect(print(toProto(closed(), lowering))).toMatchFileSnapshot(`signals_${name}.txt`)
  })
}
