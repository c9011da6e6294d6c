// The packed model in pieces, cut at small tensors: between layers, and before the vocabulary head. Each piece is a program of
// its own, so that only one layer's activations, or one chunk of logits, exist at a time.
import * as names from "../graph/names.ts"
import { backward } from "../grad/backward.ts"
import { type Graph, graph } from "../graph/graph.ts"
import { add, mul } from "../graph/ops/arithmetic.ts"
import { input } from "../graph/ops/leaf.ts"
import { gather } from "../graph/ops/rows.ts"
import { reduceSum } from "../graph/ops/reduce.ts"
import type { Tensor } from "../graph/tensor.ts"
import type { ModelConfig, Parameters } from "./architecture.ts"
import { shapeOfLayer } from "./_adapter_layer.ts"
import { architectures } from "./architectures.ts"
import { attendGroups, completionLayout, promptLayout } from "./layout.ts"
import { parameterInputs } from "./parameters.ts"
import type { Signal } from "../signals/signal.ts"
import { tokenSignals } from "../signals/token_signals.ts"

/** A part of the model as a function of `state`, of its own parameters and of the layout. */
export interface Piece {
  /** The input `state`, which earlier pieces compute; undefined for the first piece, which reads tokens alone. */
  readonly state: Tensor<"float32"> | undefined
  readonly parameters: Parameters
  readonly outputs: Readonly<Record<string, Tensor<"float32">>>
}

/** The pieces of a model in their order. */
export interface LayeredModel {
  /** Tokens -> `next` (N, C). */
  readonly embed: Piece
  /**
   * One piece a layer, `state` (N, C) -> `next` (N, C), with parameters under the names of layer 0. All layers share the very
   * same piece, unless an adapter has other ranks or scales there.
   */
  readonly blocks: ReadonlyArray<Piece>
  /** `state` (N, C) -> `next` (M, C): the final norm, and the state that predicts each completion token. */
  readonly predict: Piece
  /** `state` (M, C) -> `logprob`, `entropy` and `selfCertainty`, (M) each. Rows are independent: any chunk of them will do. */
  readonly head: Piece
}

/** Cuts the packed model; its head computes some signals at a temperature. */
export const layeredModel = (
  config: ModelConfig,
  { signals, temperature }: { readonly signals: ReadonlyArray<Signal>; readonly temperature: number },
): LayeredModel => {
  const architecture = architectures[config.architecture]
  const parameters = parameterInputs(config)
  const layout = { ...promptLayout(config, "float32"), ...completionLayout("float32") }
  const flat = input("state", ["N", config.width])
  const chosen = input("state", ["M", config.width])
  const made = new Map<string, Piece>()
  const block = (layer: number): Piece => {
    const own = shapeOfLayer(config, layer)
    const key = JSON.stringify(own.adapter)
    const found = made.get(key)
    if (found !== undefined) return found
    const inputs = { ...layout, layer: 0, states: flat, attend: attendGroups(config, layout) }
    const all = own === config ? parameters : parameterInputs(own)
    const piece = { state: flat, parameters: all, outputs: { next: architecture.block(own, all, inputs).states } }
    made.set(key, piece)
    return piece
  }
  const logits = architecture.logits(config, parameters, chosen) // (M, V)
  const predicting = input(names.layout("predicting"), ["M"], "int32")
  const piece = (state: Piece["state"], outputs: Piece["outputs"]): Piece => ({ state, parameters, outputs })
  return {
    embed: piece(undefined, { next: architecture.embed(config, parameters, layout.tokens) }),
    blocks: Array.from({ length: config.layers }, (_, layer) => block(layer)),
    predict: piece(flat, { next: gather(architecture.norm(config, parameters, flat), predicting) }),
    head: piece(
      chosen,
      tokenSignals(signals, { logits, targets: input(names.layout("targets"), ["M"], "int32") }, temperature),
    ),
  }
}

/** Computes some outputs of a piece. */
export const forwardGraph = ({ outputs }: Piece, names: ReadonlyArray<string>): Graph =>
  graph(Object.fromEntries(names.map((name) => [name, outputs[name]])))

/** The gradients of a piece that are wanted. */
export interface BackwardOf {
  /** The outputs whose gradients come in, as inputs `seed.<output>`. */
  readonly outputs: ReadonlyArray<string>
  /** The parameters whose gradients go out, as `grad.<parameter>`. */
  readonly parameters: ReadonlyArray<string>
  /** Whether the gradient of the state goes out, as `grad.state`. */
  readonly state: boolean
}

/** Computes a piece once more and differentiates it: a vector-Jacobian product. */
export const backwardGraph = (piece: Piece, { outputs, parameters, state }: BackwardOf): Graph => {
  const wrt = [
    ...(state && piece.state !== undefined ? [["state", piece.state] as const] : []),
    ...parameters.map((name) => [name, piece.parameters[name]] as const),
  ]
  const products = outputs.map((name) => {
    const y = piece.outputs[name]
    return reduceSum(mul(y, input(names.seed(name), y.shape)))
  })
  const gradients = backward(products.reduce((sum, x) => add(sum, x)), wrt.map(([, tensor]) => tensor))
  return graph(Object.fromEntries(wrt.map(([name], i) => [names.grad(name), gradients[i]])))
}

/** The names of a model's parameters as the pieces know them: by piece, and the same for every layer. */
export const placeOf = (name: string): { readonly layer: number | undefined; readonly name: string } => {
  const [, layer, rest] = /^model\.layers\.(\d+)\.(.*)$/.exec(name) ?? []
  return layer === undefined ? { layer: undefined, name } : { layer: Number(layer), name: `model.layers.0.${rest}` }
}
