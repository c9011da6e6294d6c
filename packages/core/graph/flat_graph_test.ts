import { expect, it } from "vitest"
import { graph } from "./graph.ts"
import { add } from "./ops/arithmetic.ts"
import { constant, input } from "./ops/leaf.ts"
import { flatten, unflatten } from "./flat_graph.ts"
import { smallLearner } from "../testing/tiny_policy.ts"

it("gives back the same graph, shared nodes shared", () => {
  const { step } = smallLearner()
  const flat = flatten(step)
  const back = flatten(unflatten(structuredClone(flat)))
  expect(back).toEqual(flat)
})

it("crosses however deep the graph is", () => {
  const one = constant(Float32Array.of(1), [1], "float32")
  let x = input("x", [1])
  for (let i = 0; i < 20_000; i++) x = add(x, one)
  const deep = graph({ y: x })
  expect(() => structuredClone(deep.outputs.y)).toThrow("call stack")
  expect(unflatten(structuredClone(flatten(deep))).inputs.x.shape).toEqual([1])
})
