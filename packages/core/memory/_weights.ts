// The weights of a model as inputs of its programs.
import { topological } from "../graph/graph.ts"
import type { Node } from "../graph/tensor.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { parameterInputs } from "../model/parameters.ts"

/** The inputs that are weights or scales of integer weights, by name. */
export const weightInputs = (config: ModelConfig): Readonly<Record<string, Node<"input">>> =>
  Object.fromEntries(
    topological(Object.values(parameterInputs(config))).flatMap((tensor) =>
      tensor.op === "input" ? [[tensor.attributes.name, tensor]] : []
    ),
  )
