// Gradients of selection by index: each operation's is its adjoint.
import { product } from "../graph/dim.ts"
import { gather, pick, place, regroup, scatterAdd } from "../graph/ops/rows.ts"
import { reshape } from "../graph/ops/shape.ts"
import { none, type Rules } from "./_rule.ts"

/** Rows and single elements. */
export const rows: Rules<"gather" | "scatterAdd" | "pick" | "place" | "regroup" | "sortDescending"> = {
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
  // sorting only serves the choice of tokens
  sortDescending: none,
}
