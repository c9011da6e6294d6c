// Softmax attention in a few products over (B, K, R T, D): the R query heads that share a key head are rows of one
// product, so keys and values are never repeated.
import { product as count, type Shape } from "../graph/dim.ts";
import type { Node } from "../graph/tensor.ts";
import type { Emit } from "./_emit.ts";
import type { Product } from "./_product.ts";
import type { Row } from "./lower.ts";

/** The rows of both attention operations over a provider's product. */
export const attentionRows = (
  product: Product,
): {
  readonly attentionWeights: Row<"attentionWeights">;
  readonly attention: Row<"attention">;
} => {
  // softmax(scale q k' + bias): q (B, T, H, D), k (B, S, K, D) -> (B, H, T, S)
  const weigh = (
    { inputs: [q, k], attributes: { scale }, dtype }:
      | Node<"attentionWeights">
      | Node<"attention">,
    [queries, keys, bias]: ReadonlyArray<string>,
    emit: Emit,
  ): string => {
    const [b, t, h, d] = q.shape;
    const [, s, heads] = k.shape;
    const factors = [
      {
        name: shareHeads(headsFirst(queries, emit), {
          shape: [b, h, t, d],
          heads,
          emit,
        }),
        rank: 4,
        dtype,
      },
      { name: headsFirst(keys, emit), rank: 4, dtype },
    ] as const;
    const raw = product(factors, {
      transA: false,
      transB: true,
      alpha: scale,
      timeMajorB: false,
    }, emit); // (B, K, R T, S)
    const scores = heads === h ? raw : emit.reshape(raw, [b, h, t, s]);
    return emit.op("Softmax", [emit.op("Add", [scores, bias])], {
      attributes: { axis: -1 },
    });
  };
  return {
    attentionWeights: weigh,
    attention: (node, [q, k, v, bias], emit) => {
      const {
        dtype,
        shape: [b, t, h, d],
        inputs: [, { shape: [, s, heads] }],
      } = node;
      const weights = weigh(node, [q, k, bias], emit); // (B, H, T, S)
      const factors = [
        {
          name: shareHeads(weights, { shape: [b, h, t, s], heads, emit }),
          rank: 4,
          dtype,
        },
        { name: headsFirst(v, emit), rank: 4, dtype },
      ] as const;
      const mixed = product(factors, {
        transA: false,
        transB: false,
        alpha: 1,
        timeMajorB: false,
      }, emit); // (B, K, R T, D)
      return headsFirst(
        heads === h ? mixed : emit.reshape(mixed, [b, h, t, d]),
        emit,
      );
    },
  };
};

/** (B, T, H, D) to (B, H, T, D), and back. */
const headsFirst = (x: string, emit: Emit) => emit.transpose(x, [0, 2, 1, 3]);

/** (B, H, T, D) read as (B, K, R T, D). */
const shareHeads = (
  x: string,
  { shape: [b, h, t, d], heads, emit }: {
    readonly shape: Shape;
    readonly heads: Shape[number];
    readonly emit: Emit;
  },
) => (heads === h
  ? x
  : emit.reshape(x, [b, heads, count([Number(h) / Number(heads), t]), d]));
