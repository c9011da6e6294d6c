import { describe, expect, it } from "vitest"
import { literal, pattern } from "./pattern.ts"
import { cut } from "./pieces.ts"

const pieces = (source: string, text: string) =>
  cut({ text, first: true }, pattern(source).regex, { behavior: "Isolated" }).map(({ text }) => text)

// What npm's tokenizers 0.23.2, with Oniguruma, makes of them.
const found: ReadonlyArray<readonly [source: string, text: string, pieces: ReadonlyArray<string>]> = [
  ["a{2}+", "aaaaaab", ["aaaaaa", "b"]],
  ["a{1,2}?", "aaaa", ["a", "a", "a", "a"]],
  ["a{2}?", "aaaa", ["aa", "aa"]],
  ["a++a", "aaaa", ["aaaa"]],
  ["a?+b", "aabb", ["a", "ab", "b"]],
  ["a{,2}", "aaaab", ["aa", "aa", "b"]],
  ["x*", "aaxb", ["a", "a", "x", "b"]],
  ["$", "a\nb", ["a", "\nb"]],
  ["^", "a\nb\n", ["a\n", "b\n"]],
  ["[a-]", "a-b", ["a", "-", "b"]],
  ["\\p{^L}", "1a", ["1", "a"]],
  ["(?>a+)b", "aab", ["aab"]],
  ["\\u0061", "ab", ["a", "b"]],
  ["(?<=a)b", "ab", ["a", "b"]],
  ["(?i:'s)", "'ſ'S", ["'ſ", "'S"]],
  ["(?i:[j-t]+)", "aKSſ\u212a", ["a", "KSſ\u212a"]],
  ["\\w", "²a", ["²", "a"]],
  ["[\\w]", "²a", ["²", "a"]],
  ["[^\\S\n]", "a \n", ["a", " ", "\n"]],
  ["(?=b)", "abab", ["a", "ba", "b"]],
  ["a|", "bab", ["b", "a", "b"]],
  ["\\w{1,3}+x?", "abcdx", ["abcdx"]],
  [".", "\n🙂", ["\n", "🙂"]],
  ["(?![^\n])", "🙂", ["🙂"]],
  ["(?:a*b)+c?", "aabbcab", ["aabbc", "ab"]],
  ["(?:a|(?=b)b)+", "xabba", ["x", "abba"]],
  ["\\h+", "xBEEF", ["x", "BEEF"]],
]

describe("pattern", () => {
  it.each(found)("%s in %j", (source, text, expected) => expect(pieces(source, text)).toEqual(expected))

  it("takes white space for what Unicode does, and nothing else", () => {
    expect(pieces("\\s", "\ufeff\x85\u2028")).toEqual(["\ufeff", "\x85", "\u2028"])
    expect(pieces("\\s+", "\ufeff\x85\u2028a")).toEqual(["\ufeff", "\x85\u2028", "a"])
  })

  it.each([
    ["(a)\\1", '"\\\\1" at 3'],
    ["\\bfoo", '"\\\\b" at 0'],
    ["[[:alpha:]]", '"[" at 0'],
    ["[a&&b]", '"[a" at 0'],
    ["[]a]", '"[" at 0'],
    ["(?i)a", '"(" at 0'],
    ["(?<n>a)", '"(" at 0'],
    ["(?#x)a", '"(" at 0'],
    ["(?i:ss)", '"s" at 5'],
    ["(?i:é)", '"é" at 4'],
    ["(?i:\\p{L})", '"\\\\p{L}" at 4'],
    ["(a*)+", '"(a*)+" at 0'],
    ["(|a)*", '"(|a)*" at 0'],
    ["(?:a?|b){2}", '"(?:a?|b){2}" at 0'],
    ["a{,2}+", '"a{,2}+" at 0'],
    ["(?=a)*", '"(?=a)*" at 0'],
    ["a**", '"a*" at 0'],
    ["a{2", '"{" at 1'],
    ["a{1001}", '"a{1001}" at 0'],
    ["\\R", '"\\\\R" at 0'],
    ["\\p{Letter}", '"\\\\p{Letter}" at 0'],
    ["\\xff", '"\\\\xff" at 0'],
    ["[\\W]", '"\\\\W" at 1'],
    ["(a", '"(a" at 0'],
    ["a)", '")" at 1'],
    ["*", '"*" at 0'],
  ])("refuses %s", (source, message) => expect(() => pattern(source)).toThrow(`${message} is not supported`))

  it("refuses one that is too long", () => {
    expect(() => pattern("a".repeat(10_001))).toThrow("it has 10001 letters, more than 10000")
    expect(() => pattern("(".repeat(9_000))).toThrow(/supported|stack/)
  })

  it("knows which take time in proportion to the text", () => {
    expect(pattern("\\p{N}{1,3}").quick).toBe(true)
    expect(literal("(a+)+").quick).toBe(true)
    for (const source of ["(a+)+", "a*a*b", "\\p{N}{1,4}"]) expect(pattern(source).quick).toBe(false)
  })
})
