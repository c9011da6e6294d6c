// Decides claims with an algebra engine. It is slow on hostile expressions and may not come back: only ever run in a thread.
import {
  ComputeEngine,
  type Expression,
  isNumber as isNumberLiteral,
  isString,
  isSymbol,
} from "@cortex-js/compute-engine"
import { applied } from "./_applied.ts"
import { match } from "./_logic.ts"
import { isTooHeavy } from "./_weight.ts"
import type { Claim } from "./claim.ts"

/** An expression that cannot be read. */
export class Unreadable extends Error {}

/** Decimal digits of every numeric value, and how many of them must agree: what rounding eats is far below. */
const digits = 60
const agreeing = 40
/** The same for a complex value of a function, whose powers the engine takes in doubles. */
const complexAgreeing = 12

/** Where expressions with variables are compared: no integers, no ratios of one another, both signs, near 0 and far. */
const points = [
  ["7/5", "9/8", "13/6", "17/12", "5/9", "23/14"],
  ["11/7", "8/13", "19/10", "3/11", "29/15", "7/16"],
  ["-9/7", "14/11", "-17/9", "21/13", "-6/13", "25/18"],
  ["13/9", "-16/7", "10/17", "-11/8", "27/16", "-4/9"],
  ["-15/8", "-12/19", "-23/12", "-18/11", "-7/15", "-31/17"],
  ["271/7", "-314/9", "161/5", "-577/13", "141/11", "-223/6"],
  ["-331/9", "281/8", "-173/7", "199/6", "-259/12", "347/10"],
].map((point) => point.map((value) => value.split("/").map(Number)))

/** Where factorials are compared, which the engine takes in doubles between the integers: rising and falling. */
const integers = [
  [3, 5, 8, 11, 14, 19],
  [4, 9, 13, 15, 22, 27],
  [1, 6, 7, 12, 16, 20],
  [9, 7, 5, 3, 2, 1],
  [12, 4, 3, 2, 1, 0],
].map((point) => point.map((value) => [value, 1]))

/** Whether a claim holds; throws where one of its expressions cannot be read. */
export const algebra = (): (claim: Claim) => boolean => {
  const engine = new ComputeEngine()
  engine.precision = digits
  return (claim) => {
    // What one question taught the engine about its symbols must not reach the next.
    engine.pushScope()
    try {
      return decide(engine, claim)
    } finally {
      engine.popScope()
    }
  }
}

const decide = (engine: ComputeEngine, claim: Claim): boolean => {
  const known = new Map<string, Expression>()
  const parse = (latex: string): Expression => {
    const found = known.get(latex) ?? parsed(engine, applied(latex))
    known.set(latex, found)
    if (!found.isValid || found.has("Error") || isNothing(found)) throw new Unreadable(latex)
    return found
  }
  const holds = (claim: Claim): boolean => {
    if (typeof claim === "boolean") return claim
    if ("readable" in claim) return !isUndefined(parse(claim.readable))
    if ("same" in claim) return same(engine, parse(claim.same[0]), parse(claim.same[1]))
    if ("proportional" in claim) return proportional(engine, parse(claim.proportional[0]), parse(claim.proportional[1]))
    if ("all" in claim) return claim.all.every(holds)
    if ("any" in claim) return claim.any.some(holds)
    return match(claim.matched, holds)
  }
  return holds(claim)
}

/** First as it is written, because to put it in order is to compute much of it. */
const parsed = (engine: ComputeEngine, latex: string): Expression => {
  if (isTooHeavy(engine.parse(latex, { form: "raw" }).json)) throw new Unreadable(latex)
  return engine.parse(latex)
}

/** What is understood and yet says nothing: an empty formula, a character that is no mathematics. */
const isNothing = (found: Expression): boolean => isSymbol(found, "Nothing") || isString(found)

/** What has no value, as 1/0: it can be read, and is nobody's answer. */
const isUndefined = (found: Expression): boolean => found.isNaN === true || found.json === "ComplexInfinity"

/** a(x) = b(x) at every point where they are numbers; where they never are, only what is written alike is the same. */
const same = (engine: ComputeEngine, a: Expression, b: Expression): boolean => {
  if (a.isSame(b)) return true
  if (isBlind(a, b)) return false
  // Whole numbers and fractions are exact however many digits they have.
  const apart = a.unknowns.length + b.unknowns.length === 0 ? a.sub(b).evaluate() : undefined
  if (apart !== undefined && isNumberLiteral(apart) && apart.isRational === true) return apart.json === 0
  let compared = 0
  for (const [x, y] of values(engine, a, b)) {
    if (isNumber(x) !== isNumber(y) && !isWhole(a, b)) return false
    if (!isNumber(x) || !isNumber(y)) continue
    const real = x.im === 0 && y.im === 0
    const wanted = real || a.unknowns.length === 0 ? agreeing : complexAgreeing
    if (!(agreement(engine, x, y) >= wanted)) return false
    compared++
  }
  return compared > 0
}

/** a(x) b(x0) = b(x) a(x0) at every point x, and not all of it zero. */
const proportional = (engine: ComputeEngine, a: Expression, b: Expression): boolean => {
  if (a.isSame(b)) return true
  if (isBlind(a, b)) return false
  const pairs = [...values(engine, a, b)]
  if (pairs.length < 2 || !pairs.flat().every(isNumber)) return false
  const [[x0, y0], ...others] = pairs
  return [x0, y0].every((value) => !value.is(0)) &&
    others.every(([x, y]) => agreement(engine, x.mul(y0).N(), y.mul(x0).N()) >= agreeing)
}

/** Both expressions at each point; at one only where they have no variables. */
const values = function* (
  engine: ComputeEngine,
  a: Expression,
  b: Expression,
): Generator<readonly [Expression, Expression]> {
  const variables = [...new Set([...a.unknowns, ...b.unknowns])].sort()
  const places = isWhole(a, b) ? integers : points
  for (const point of variables.length === 0 ? places.slice(0, 1) : places) {
    const at = Object.fromEntries(variables.map((variable, k) => {
      const [n, d] = point[k % point.length]
      // More variables than coordinates go round, each time a little further.
      return [variable, engine.number([n + d * Math.floor(k / point.length), d])]
    }))
    yield [valueOf(engine, a.subs(at)), valueOf(engine, b.subs(at))]
  }
}

/** Whether the variables stand for whole numbers. */
const isWhole = (...expressions: ReadonlyArray<Expression>): boolean =>
  expressions.some((expression) => expression.has(["Factorial", "Factorial2", "Binomial"]))

/** Whether real numbers for the variables hide what is said of them: of those each is its own conjugate, and its slope 0. */
const isBlind = (...expressions: ReadonlyArray<Expression>): boolean =>
  expressions.some((expression) => expression.unknowns.length > 0 && expression.has(blind))

const blind = (
  "Conjugate Real Imaginary Argument Mean Degree D Derivative Transpose ConjugateTranspose Trace Determinant"
).split(" ")

/** A value, and 0 where rounding is all that is left of it: with more digits that shrinks, and a small value stays. */
const valueOf = (engine: ComputeEngine, exact: Expression): Expression => {
  const value = exact.N()
  const size = magnitude(engine, value)
  if (!(size < -agreeing)) return value
  try {
    engine.precision = 2 * digits
    return magnitude(engine, exact.N()) < size - digits / 2 ? engine.number(0) : value
  } finally {
    engine.precision = digits
  }
}

/** A finite real or complex number, be it too large for a double. */
const isNumber = (value: Expression): boolean => value.isFinite === true

/** How many decimal digits of two values agree: log10 max(|x|, |y|) / |x - y|. */
const agreement = (engine: ComputeEngine, x: Expression, y: Expression): number => {
  const [left, right, apart] = [x, y, x.sub(y).N()].map((value) => magnitude(engine, value))
  return apart === -Infinity ? Infinity : Math.max(left, right) - apart
}

/** log10 |x|, which a double holds whatever x is. */
const magnitude = (engine: ComputeEngine, x: Expression): number =>
  engine.function("Log", [engine.function("Abs", [x])]).N().re
