// The weights of a model as its programs are fed them.
import { topological } from "../graph/graph.ts"
import type { Node } from "../graph/tensor.ts"
import type { ModelConfig } from "../model/architecture.ts"
import { parameterInputs } from "../model/parameters.ts"

/** Every input that is a weight, or the scales of one at rest, by name. */
export const weightInputs = (config: ModelConfig): Readonly<Record<string, Node<"input">>> =>
  Object.fromEntries(
    topological(Object.values(parameterInputs(config))).flatMap((tensor) =>
      tensor.op === "input" ? [[tensor.attributes.name, tensor]] : []
    ),
  )
