// What a completion says in the end: behind its thinking, before its end, and in plain characters.

/**
 * Tokens that no reader sees: `<|im_end|>`, `<｜end▁of▁sentence｜>`, `</s>`, `<eos>`, `[PAD]`, and a turn's head with its
 * role.
 */
const special =
  /<[|｜]([^<>|｜\s]{1,40})[|｜]>|<(\/?s|eos|bos|pad|eod|eot|(?:start|end|begin)_of_(?:turn|text|sentence|sequence)|endoftext)>|\[(EOS|BOS|PAD|\/?INST)\]/gi
const role = /^(?:assistant|model|system|user)\b[ \t]*\n?/
/** Names of tokens behind which nothing is part of the text. */
const ending = /^(?:\/s|\/inst)$|(?:^|[_▁])(?:end|eo[sdtmp]|return)(?:[_▁]|$)|^end/i
const beginning = /header|begin|start_of|^end_of_(?:thought|thinking)$/i
/** Tokens that begin a turn: the next one, where there is text before them. */
const turn = /^(?:im_start|start_header_id|start_of_turn|start|user|human|system|assistant)$/i

const thinking =
  "think(?:ing)?|thoughts?|reason(?:ing)?|reflect(?:ion|ing)?|scratch_?pad|analysis|rationale|deliberation|" +
  "(?:inner|internal)_?(?:monologue|thoughts?|dialogue)|chain_of_thought|cot|plan(?:ning)?|drafts?|brainstorm(?:ing)?"
const tag = new RegExp(
  String.raw`[<[◁][|｜]?\s?(?:(begin|end)_of_)?(\/)?\s?(?:[a-z]{1,8}:)?(${thinking})\s?[|｜]?[>\]▷]`,
  "gi",
)

/** Zeros of the digits that other scripts write: Arabic, Persian and Urdu, Hindi, Bengali. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6]

/** The final part of a completion; `undefined` where it is still thinking. */
export const finalPart = (text: string): string | undefined => spoken(channel(plain(text)))?.trim()

/** Digits as digits, and what keyboards of Chinese and Japanese set wide. */
const plain = (text: string): string =>
  text.replace(/[٠-٩۰-۹०-९০-৯]/g, (digit) => {
    const code = digit.charCodeAt(0)
    return `${code - zeros.find((zero) => code >= zero && code < zero + 10)!}`
  }).replace(/[\uff01-\uff5b\uff5d\uff5e\u3000]/g, (wide) => wide.normalize("NFKC")).replace(/٫/g, ".").replace(
    /٬/g,
    ",",
  )
    .replace(/<<[^<>\n]{0,200}>>/g, "")

/** Of a text in channels the final one. */
const channel = (text: string): string => {
  const last = text.lastIndexOf("<|channel|>")
  if (last < 0) return text
  const message = /^final[^<]{0,40}<\|message\|>/.exec(text.slice(last + 11, last + 100))
  return message === null ? "<think>" : text.slice(last + 11 + message[0].length)
}

/** Without thinking, which ends where its tag closes, even where the prompt had the opening one. */
const spoken = (text: string): string | undefined => {
  const open: Array<string> = []
  let [kept, from] = ["", 0]
  for (const { 0: whole, 1: token, 2: slash, 3: name, index } of text.matchAll(tag)) {
    const kind = name.toLowerCase()
    if (slash === undefined && token !== "end") {
      if (open.length === 0) kept += text.slice(from, index)
      open.push(kind)
      continue
    }
    const opened = open.lastIndexOf(kind)
    if (opened < 0) kept = ""
    open.length = Math.max(0, opened)
    from = index + whole.length
  }
  return open.length > 0 ? undefined : untilEnd(kept + text.slice(from))
}

/** Up to the first token that ends a text, without the tokens that begin one. */
const untilEnd = (text: string): string => {
  let [kept, from] = ["", 0]
  for (const { 0: whole, 1: bars, 2: angles, 3: squares, index } of text.matchAll(special)) {
    const name = bars ?? angles ?? squares
    kept += text.slice(from, index)
    from = index + whole.length
    const ends = (ending.test(name) && !beginning.test(name)) || turn.test(name)
    if (ends && kept.trim() !== "") return kept
    from += role.exec(text.slice(from, from + 20))?.[0].length ?? 0
  }
  return kept + text.slice(from)
}
