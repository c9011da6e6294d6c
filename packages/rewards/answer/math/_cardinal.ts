const ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
  "seventeen eighteen nineteen"
const tens = "twenty thirty forty fifty sixty seventy eighty ninety"

const small = new Map([
  ...ones.split(" ").map((word, i) => [word, BigInt(i)] as const),
  ...tens.split(" ").map((word, i) => [word, BigInt(10 * (i + 2))] as const),
])
const large = new Map([["thousand", 3n], ["million", 6n], ["billion", 9n], ["trillion", 12n]])

/** The whole number that words spell, forty-two or one hundred five; `undefined` where any word is another. */
export const cardinal = (words: string): bigint | undefined => {
  // Of two hundred five thousand three: what is finished, 205000, and the group that is being said, 3.
  let [finished, group, said] = [0n, 0n, ""]
  for (const word of words.toLowerCase().split(/[\s-]+/)) {
    const value = small.get(word)
    const power = large.get(word)
    if (value !== undefined) {
      // Twenty goes before one to nine, a hundred before all of them, and nothing else before a number.
      const room = said === "" || said === "scale" || (said === "tens" && value > 0n && value < 10n)
      if (!room) return undefined
      group += value
      said = value >= 20n ? "tens" : "ones"
    } else if (word === "hundred" && said === "ones" && group > 0n && group < 10n) {
      group *= 100n
      said = "scale"
    } else if (power !== undefined && group > 0n && finished % 10n ** (power + 3n) === 0n) {
      finished += group * 10n ** power
      group = 0n
      said = "scale"
    } else return undefined
  }
  return finished + group
}
