import type { Dim, Shape } from "../dim.ts";
import { shapeError } from "../tensor.ts";

/** NumPy's rule, aligned at the right: equal, or one of them is 1. A symbol equals only itself. */
export const broadcast = (
  op: string,
  ...shapes: ReadonlyArray<Shape>
): Shape => {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, i) => {
    let result: Dim = 1;
    for (const shape of shapes) {
      const dim = shape[i - rank + shape.length] ?? 1;
      if (dim === 1) continue;
      if (result !== 1 && result !== dim) {
        throw shapeError(op, shapes, `${result} is not ${dim}`);
      }
      result = dim;
    }
    return result;
  });
};

/** A non-negative axis. */
export const axisOf = (op: string, axis: number, shape: Shape): number => {
  const positive = axis < 0 ? axis + shape.length : axis;
  if (positive < 0 || positive >= shape.length) {
    throw shapeError(op, [shape], `there is no axis ${axis}`);
  }
  return positive;
};
