import type { Batches } from "@rlif/rewards/formula"

/** Formulas read as Coq terms over the standard library's reals, lists of them, and lists of those. */
export const coq = (): Batches<string, string, string> => {
  let names = 0
  const fresh = () => `x${++names}`
  return {
    of: (value) => value < 0 ? `(${value})` : `${value}`,
    add: (a, b) => `(${a} + ${b})`,
    sub: (a, b) => `(${a} - ${b})`,
    mul: (a, b) => `(${a} * ${b})`,
    div: (a, b) => `(${a} / ${b})`,
    neg: (a) => `(- ${a})`,
    exp: (a) => `(exp ${a})`,
    log: (a) => `(ln ${a})`,
    sqrt: (a) => `(sqrt ${a})`,
    min: (a, b) => `(Rmin ${a} ${b})`,
    max: (a, b) => `(Rmax ${a} ${b})`,
    atMost: ([a, b], yes, no) => `(if Rle_dec ${a} ${b} then ${yes} else ${no})`,
    map: (v, f) => {
      const x = fresh()
      return `(map (fun ${x} : R => ${f(x)}) ${v})`
    },
    zip: ([v, w], f) => {
      const [x, y] = [fresh(), fresh()]
      return `(zip (fun ${x} ${y} : R => ${f(x, y)}) ${v} ${w})`
    },
    sum: (v) => `(sum ${v})`,
    length: (v) => `(count ${v})`,
    each: (batch, f) => {
      const x = fresh()
      return `(map (fun ${x} : list R => ${f(x)}) ${batch})`
    },
  }
}
