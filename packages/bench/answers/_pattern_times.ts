/**
 * Milliseconds that each regular expression takes while something runs. The methods of texts ask `exec`, where it is not
 * the builtin one.
 */
export const patternTimes = (run: () => unknown): ReadonlyMap<string, number> => {
  const times = new Map<string, number>()
  const builtin = RegExp.prototype.exec
  RegExp.prototype.exec = function (text: string) {
    const started = performance.now()
    const found = builtin.call(this, text)
    const pattern = `/${this.source}/${this.flags.replace("y", "")}`
    times.set(pattern, (times.get(pattern) ?? 0) + performance.now() - started)
    return found
  }
  try {
    run()
  } finally {
    RegExp.prototype.exec = builtin
  }
  return times
}
