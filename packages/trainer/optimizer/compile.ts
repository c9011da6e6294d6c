import { next as becomes } from "@rlif/core/graph/names"
import type { Float } from "@rlif/core/graph/dtype"
import { type Graph, graph, topological } from "@rlif/core/graph/graph"
import { input } from "@rlif/core/graph/ops"
import type { Tensor } from "@rlif/core/graph/tensor"
import type { Optimizer, Slot } from "./optimizer.ts"

/**
 * The optimizer as one element-wise program for a tensor of any size n. Inputs: `parameter`, `gradient` and each slot
 * (n), and the scalars `step`, `learning_rate` and `grad_norm`. Outputs: `next.parameter` and `next.<slot>`, (n).
 *
 * Programs write their outputs over their inputs, so this throws for an optimizer in which something may still have to
 * read an input after it was overwritten: whatever reads a slot must be part of what computes its next value.
 */
export const compile = (
  optimizer: Optimizer,
  dtype: Float = "float32",
): { readonly graph: Graph; readonly slots: ReadonlyArray<Slot> } => {
  const flat = (name: string) => input(name, ["n"], dtype)
  const names = optimizer.slots.map(({ name }) => name)
  const parameter = flat("parameter")
  const slots = Object.fromEntries(names.map((name) => [name, flat(name)]))
  const next = optimizer.update({
    parameter,
    gradient: flat("gradient"),
    slots,
    step: input("step", [], dtype),
    learningRate: input("learning_rate", [], dtype),
    gradNorm: input("grad_norm", [], dtype),
  })
  const pairs: ReadonlyArray<readonly [name: string, from: Tensor, to: Tensor]> = [
    ["parameter", parameter, next.parameter],
    ...names.map((name) => [name, slots[name], next.slots[name]] as const),
  ]
  const all = topological(pairs.map(([, , to]) => to))
  for (const [name, from, to] of pairs) {
    const before = new Set(topological([to]))
    if (all.some((tensor) => tensor.inputs.includes(from) && !before.has(tensor))) {
      throw new Error(`Cannot compile optimizer: "${name}" is read after "next.${name}" is written over it`)
    }
  }
  return {
    graph: graph(Object.fromEntries(pairs.map(([name, , to]) => [becomes(name), to]))),
    slots: optimizer.slots,
  }
}
