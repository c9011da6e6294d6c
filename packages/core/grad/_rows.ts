// Gradients of selection by index: each operation's is its adjoint.
import { product } from "../graph/dim.ts"
import { gather, orderDescending, pick, place, rearrange, regroup, scatterAdd } from "../graph/ops/rows.ts"
import { reshape } from "../graph/ops/shape.ts"
import { cast, neg } from "../graph/ops/unary.ts"
import { none, type Rules } from "./_rule.ts"

type Selections =
  | "gather"
  | "scatterAdd"
  | "pick"
  | "place"
  | "regroup"
  | "rearrange"
  | "sortDescending"
  | "orderDescending"

/** Rows and single elements. */
export const rows: Rules<Selections> = {
  // rows read from x: dy added where they were read
  gather: ({ inputs: [x, index] }, dy) => [scatterAdd(dy, index, x.shape[0]), undefined],
  // rows added into y: dy read where they went
  scatterAdd: ({ inputs: [, index] }, dy) => [gather(dy, index), undefined],
  // one element of a row: dy there, zeros beside it
  pick: ({ inputs: [x, index] }, dy) => [place(dy, index, x.shape[x.shape.length - 1]), undefined],
  // one element of a row written: dy there
  place: ({ inputs: [, index] }, dy) => [pick(dy, index), undefined],
  // rows moved without repetition: moved back
  regroup: ({ inputs: [x, forward, backward] }, dy) => {
    const count = product(forward.shape)
    const flat = reshape(dy, [count, ...x.shape.slice(1)])
    return [regroup(flat, backward, reshape(forward, [count])), undefined, undefined]
  },
  // a permutation of a row: dy moved back
  rearrange: ({ inputs: [, forward, backward] }, dy) => [rearrange(dy, backward, forward), undefined, undefined],
  // each element takes dy of its rank; ranks invert the order, and float32 counts a row of up to 2^24 elements
  sortDescending: ({ inputs: [x] }, dy) => {
    const order = orderDescending(x)
    return [rearrange(dy, orderDescending(neg(cast(order, x.dtype))), order)]
  },
  // integers do not move with x
  orderDescending: none,
}
