// Texts on which tokenizers go wrong, of every kind, from a seed.
import { random, seed as mix } from "@rlif/core/random/seed"

const words =
  ("the of Natalia sold clips to 48 her friends in April, and then half as many? don't I'M we'LL it'S x86_64 " +
    "naïve café Straße coöperate ﬁne K'ſ").split(" ")
const emoji = ["👩‍👩‍👧‍👦", "👍🏽", "🇩🇪", "❤️", "🏴‍☠️", "🙂", "é🙂", "a🙂b", " "]
const eastern = ["你好", "，世界。", "日本語のテキスト", "한국어", "カタカナ", "123个", " ", "Ａ１"]
const code = [
  "return x**2",
  "if x != 3 and y <= 4:",
  '\tprint(f"{x!r}\\n")',
  "# ---- note ----",
  "for (let i=0;i<n;++i) { a[i]+=1; }",
  "$\\frac{1}{2}x^{2}$",
]
const blanks = [
  " ",
  "  ",
  "   ",
  "\t",
  "\n",
  "\r\n",
  "\r",
  "\n\n",
  "\xa0",
  "\u3000",
  "\u2028",
  "\x85",
  "\u200b",
  "\ufeff",
  "a",
]
const marks = ["<0x0A>", "▁", "▁▁a", "Ġ", "Ċ", "<|", "|>", "</s", "<s>", "<s >", "[INST]", "</s>", "<unk>"]
const short = ["", " ", "\n", "a", " a", "a ", "  a", "▁", "\0", "🙂", "é", "e\u0301", "<s>", "\u0301", "\u0344"]
const digits = [0x30, 0x660, 0x6f0, 0x966, 0xe50, 0xff10, 0x1d7ce, 0x2160, 0xb2, 0xbc]
const blocks = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x370, 0x3ff],
  [0x400, 0x4ff],
  [0x590, 0x5ff],
  [0x600, 0x6ff],
  [0x900, 0x97f],
  [0xe00, 0xe7f],
  [0x1100, 0x11ff],
  [0x1e00, 0x1fff],
  [0x2000, 0x206f],
  [0x2100, 0x27ff],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xf900, 0xfb06],
  [0xff00, 0xffef],
  [0x10000, 0x100ff],
  [0x1d400, 0x1d7ff],
  [0x1f300, 0x1f6ff],
  [0x20000, 0x200ff],
  [0xe0000, 0xe007f],
] as const

/** So many of them; `specials` are named in some. */
export const texts = (
  count: number,
  { seed, specials }: { readonly seed: number; readonly specials: ReadonlyArray<string> },
): ReadonlyArray<string> => {
  const { uniform } = random(mix(seed, "tokenizers"))
  const int = (n: number) => Math.floor(uniform() * n)
  const pick = <A>(list: ReadonlyArray<A>): A => list[int(list.length)]
  const times = (n: number, make: () => string) => Array.from({ length: n }, make).join("")
  const letter = ([from, to]: readonly [number, number]) => String.fromCodePoint(from + int(to - from + 1))
  const kinds = [
    () => times(3 + int(20), () => pick(words) + pick([" ", " ", "  ", ", ", "\n"])),
    () => times(1 + int(30), () => letter(pick(blocks))),
    () => {
      const block = pick(blocks)
      return times(1 + int(30), () => uniform() < 0.15 ? " " : letter(block))
    },
    () =>
      times(
        1 + int(12),
        () =>
          times(1 + int(7), () => String.fromCodePoint(pick(digits) + int(4))) + pick([" ", ".", ",", "", "-", "x"]),
      ),
    () => times(1 + int(10), () => pick(emoji)),
    () => times(1 + int(10), () => pick(eastern)),
    () => times(1 + int(4), () => "    ".repeat(int(4)) + pick(code) + pick(["\n", "\r\n", "\n\n"])),
    () => times(1 + int(12), () => pick(blanks)),
    () => times(1 + int(6), () => pick([...words, " ", "  ", "\n"]) + pick(specials) + pick(["", " ", "  x", "\n"])),
    () => times(1 + int(3), () => pick(["a", "ab", "xyz", "=", "-", "ha", "ä", "."]).repeat(20 + int(120))),
    () => times(1 + int(12), () => pick([..."aeioucnkKAOÅ한ᄒ"]) + times(int(4), () => letter([0x300, 0x34f]))),
    () =>
      times(
        1 + int(20),
        () =>
          pick([String.fromCharCode(int(32)), "\x7f", "\x80", letter([0xe000, 0xe0ff]), "\ufffd", "\ud800x", ...words]),
      ),
    () => times(2 + int(10), () => pick(words).toUpperCase() + pick(["'s", "'S", " 'll", "'LL", "'ſ", "’s", "'re "])),
    () => times(1 + int(6), () => pick(marks) + pick(["", " ", "x"])),
    () => pick(short),
  ]
  return Array.from({ length: count }, (_, i) => kinds[i % kinds.length]())
}
