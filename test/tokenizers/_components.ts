// Small tokenizers of random components and options, from a seed, with texts for each.
import { random, seed as mix } from "@rlif/core/random/seed"

/** A tokenizer, and what is asked of it. */
export interface Component {
  readonly tokenizer: object
  readonly texts: ReadonlyArray<string>
  /** Ids beside those of the texts, to decode. */
  readonly strange: ReadonlyArray<number>
}

const letters = [..."ab1²½ .,!-▁éA\n🙂字[<W>]_$e\u0301\xa0\tKſ"]
const behaviors = ["Removed", "Isolated", "MergedWithPrevious", "MergedWithNext", "Contiguous"]
/** Expressions that find something wherever they find. */
const solid = [
  ..."\\s+ \\d [ab]+ a|b \\p{N}{1,3} (?i:a) (?<=a)b a(?!b) . [^\\s\\p{L}] \\w+ \\W a{1,2}+ (?>a+)b|[1!] (?i:'s|k)"
    .split(" "),
  " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s+(?!\\S)|\\s+",
  ..."\\h+ (a|b)+1 \\. [\\w.]+ [^a-b] [a-b1] a{,2}b \\p{^L}+ \\P{Lu} [\\d\\-,] (?i:[a-k]+) \\x41 \\u00e9".split(" "),
]
const expressions = [...solid, ..."x* $ ^ a?+ (?=b) a| a{2}? b*?".split(" ")]
const alphabet = [...new Set([...letters, ..."ĠĊÂÃ"])]
const bytes = Array.from({ length: 256 }, (_, byte) => byte)
const byteTokens = bytes.map((byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`)
const plain = (byte: number) => (byte > 32 && byte < 127) || (byte > 160 && byte !== 173)
const byteLetters = bytes.map((byte) =>
  String.fromCharCode(plain(byte) ? byte : 256 + bytes.slice(0, byte).filter((byte) => !plain(byte)).length)
)

/** So many of them. */
export const components = (count: number, seed: number): ReadonlyArray<Component> => {
  const { uniform } = random(mix(seed, "tokenizers"))
  const int = (n: number) => Math.floor(uniform() * n)
  const chance = (p: number) => uniform() < p
  const pick = <A>(list: ReadonlyArray<A>): A => list[int(list.length)]
  const some = <A extends object>(p: number, value: () => A): Partial<A> => chance(p) ? value() : {}
  const found = (texts: ReadonlyArray<string>, expressions: ReadonlyArray<string>) =>
    chance(0.4) ? { String: pick(texts) } : { Regex: pick(expressions) }
  const listed = (name: string, make: () => object): object | null => {
    const length = int(4)
    return length === 0 ? null : length === 1 ? make() : { type: "Sequence", [name]: Array.from({ length }, make) }
  }

  const normalizer = (): object =>
    pick<() => object>([
      () => ({ type: pick(["NFC", "NFD", "NFKC", "NFKD", "Lowercase", "StripAccents", "Nmt", "ByteLevel"]) }),
      () => ({ type: "Prepend", prepend: pick(["▁", "a", "ab"]) }),
      () => ({ type: "Replace", pattern: found([" ", "a", "ab", "."], solid), content: pick(["▁", "", "b", "aa"]) }),
      () => ({ type: "Strip", strip_left: chance(0.5), strip_right: chance(0.5) }),
    ])()
  const preTokenizer = (): object =>
    pick<() => object>([
      () => ({
        type: "Split",
        pattern: found([" ", "a", "ab", "", "."], expressions),
        behavior: pick(behaviors),
        invert: chance(0.4),
      }),
      () => ({ type: "Digits", individual_digits: chance(0.5) }),
      () => ({ type: "Punctuation", ...some(0.8, () => ({ behavior: pick(behaviors) })) }),
      () => ({
        type: "Metaspace",
        replacement: pick(["▁", "_"]),
        ...some(0.7, () => ({ prepend_scheme: pick(["always", "never"]) })),
        ...some(0.7, () => ({ split: chance(0.5) })),
        ...some(0.3, () => ({ add_prefix_space: true })),
      }),
      () => ({ type: pick(["Whitespace", "WhitespaceSplit", "BertPreTokenizer"]) }),
      () => ({ type: "FixedLength", ...some(0.7, () => ({ length: 1 + int(4) })) }),
      () => ({ type: "ByteLevel", add_prefix_space: chance(0.5), trim_offsets: true, use_regex: chance(0.5) }),
      () => ({ type: "CharDelimiterSplit", delimiter: pick([" ", "a", "▁"]) }),
    ])()
  const decoder = (): object =>
    pick<() => object>([
      () => ({ type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true }),
      () => ({ type: pick(["ByteFallback", "Fuse"]) }),
      () => ({ type: "Metaspace", replacement: "▁", prepend_scheme: pick(["always", "first", "never"]), split: true }),
      () => ({ type: "Replace", pattern: found(["▁", "a"], expressions), content: pick([" ", "", "x"]) }),
      () => ({ type: "Strip", content: pick([" ", "a"]), start: int(3), stop: 0 }),
      () => ({ type: "WordPiece", prefix: "##", cleanup: chance(0.5) }),
      () => ({ type: "BPEDecoder", suffix: "</w>" }),
    ])()
  const A = { Sequence: { id: "A", type_id: 0 } }
  const postProcessor = () =>
    pick([null, { type: "BertProcessing", sep: ["b", 2], cls: ["a", 1] }, {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "x", type_id: 0 } }, A],
      pair: [A, { Sequence: { id: "B", type_id: 0 } }],
      special_tokens: { x: { id: "x", ids: [1, 2], tokens: ["a", "b"] } },
    }, { type: "RobertaProcessing", sep: ["b", 2], cls: ["a", 1], trim_offsets: true, add_prefix_space: true }])

  const model = (): { readonly tokens: ReadonlyArray<string>; readonly model: object } => {
    const type = pick(["BPE", "BPE", "BPE", "Unigram", "WordPiece", "WordLevel"])
    const known = alphabet.filter(() => chance(0.85))
    const tokens = ["<unk>", ...known, ...(chance(0.5) ? byteLetters : []), ...(chance(0.5) ? byteTokens : [])]
    const ids = () => Object.fromEntries([...new Set(tokens)].map((token, id) => [token, id]))
    const any = () => tokens[1 + int(tokens.length - 1)]
    if (type === "BPE") {
      const [prefix, suffix] = [pick([null, null, null, "", "##"]), pick([null, null, null, "", "</w>"])]
      if (prefix) tokens.push(...tokens.slice(1).map((token) => prefix + token))
      if (suffix) tokens.push(...tokens.slice(1).map((token) => token + suffix))
      const merges: Array<readonly [string, string]> = []
      for (let i = 0; i < 60; i++) {
        const [left, other] = [any(), any()]
        const right = prefix && !other.startsWith(prefix) ? prefix + other : other
        if (!tokens.includes(right)) continue
        merges.push([left, right])
        tokens.push(left + right.slice((prefix ?? "").length))
      }
      const fuses = { fuse_unk: chance(0.5), byte_fallback: chance(0.5), ignore_merges: chance(0.3) }
      const affixes = { continuing_subword_prefix: prefix, end_of_word_suffix: suffix }
      return { tokens, model: { type, dropout: null, unk_token: "<unk>", ...affixes, ...fuses, vocab: ids(), merges } }
    }
    for (let i = 0; i < 40; i++) tokens.push(any() + any() + (chance(0.3) ? any() : ""))
    if (type === "Unigram") {
      const vocab = [...new Set(tokens)].map((token) => [token, -int(40) / 4])
      return { tokens, model: { type, unk_id: 0, byte_fallback: chance(0.5), vocab } }
    }
    if (type === "WordLevel") return { tokens, model: { type, unk_token: "<unk>", vocab: ids() } }
    tokens.push(...tokens.slice(1).map((token) => `##${token}`))
    const limit = { max_input_chars_per_word: pick([3, 100]) }
    return { tokens, model: { type, unk_token: "<unk>", continuing_subword_prefix: "##", ...limit, vocab: ids() } }
  }

  const text = (longest: number, from = letters) => Array.from({ length: int(longest) }, () => pick(from)).join("")
  const named = [" a", "a ", "<W>", " <W> a", "ab[ab]", "é<W>é", "a<unk> ", "<W>  <W>\t[ab] <W>", "ab  ab <W>"]
  return Array.from({ length: count }, () => {
    const { tokens, model: spells } = model()
    const all = [...new Set(tokens)]
    let next = all.length
    const added = ["<W>", "[ab]", "ab", "<unk>", "é"].filter(() => chance(0.3)).map((content) => {
      const id = all.includes(content) ? all.indexOf(content) : next++
      const flags = { single_word: chance(0.3), lstrip: chance(0.3), rstrip: chance(0.3) }
      return { id, content, ...flags, normalized: chance(0.4), special: chance(0.5) }
    })
    return {
      tokenizer: {
        version: "1.0",
        truncation: null,
        padding: null,
        added_tokens: added,
        normalizer: listed("normalizers", normalizer),
        pre_tokenizer: listed("pretokenizers", preTokenizer),
        post_processor: postProcessor(),
        decoder: listed("decoders", decoder),
        model: spells,
      },
      // Of few letters, so that many pairs are joined.
      texts: [text(4), text(12), text(30), text(40, alphabet.slice(0, 4)), pick(named)],
      strange: [1, int(all.length), int(all.length)],
    }
  })
}
