/** Rounds a double to a narrower format. */
export type Narrow = (value: number) => number

/** Rounds to IEEE's 16-bit format, ties to even. */
export const toHalf: Narrow = (value) => {
  const size = Math.abs(value)
  if (!Number.isFinite(value) || size === 0) return value
  // There are 1024 numbers between powers of two; below 2^-14 the distance between numbers stays the same.
  const step = 2 ** (Math.max(Math.floor(Math.log2(size)), -14) - 10)
  const steps = size / step
  const down = Math.floor(steps)
  const up = steps - down > 0.5 || (steps - down === 0.5 && down % 2 === 1)
  const rounded = (down + (up ? 1 : 0)) * step
  return Math.sign(value) * (rounded > 65504 ? Infinity : rounded)
}

/** The double with the shortest decimal that rounds to this number of the narrower format; of several, the nearest. */
export const shortestDecimal = (value: number, narrow: Narrow): number => {
  if (!Number.isFinite(value)) return value
  for (let digits = 1; digits < 17; digits++) {
    const near = Number(value.toPrecision(digits))
    if (narrow(near) === value) return near
    // Numbers just below a power of two are denser than above it, so the second nearest decimal may do if the nearest fails.
    const [, mantissa, exponent] = /^-?([\d.]+)e(.+)$/.exec(value.toExponential(digits - 1)) ?? []
    const above = Number(`${BigInt(mantissa.replace(".", "")) + 1n}e${Number(exponent) - digits + 1}`) *
      Math.sign(value)
    if (narrow(above) === value) return above
  }
  return value
}
