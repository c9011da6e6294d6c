// What is said in a place where the answer stands, be it the bare answer or a sentence about it.
import { alters, isDenied } from "./_qualifiers.ts"
import { says, sentenceAnswer } from "./_sentence.ts"
import { formulas } from "./_formulas.ts"
import { phrases } from "./_phrases.ts"

/** The answer that a text begins with, before any reason for it; `undefined` where its sentence does not say one thing. */
export const statement = (text: string): string | undefined => {
  const letter = choice(text.trim())
  if (letter !== undefined) return letter
  const [first] = sentences(text)
  if (first === undefined) return undefined
  if (numeral.test(bare(first))) return bare(first)
  if (isAltered(first)) return undefined
  const short = withoutReason(bare(first))
  return conclusion(says(short) || !isSentence(short) ? short : first)
}

/** The answer that a sentence ends with. */
export const conclusion = (sentence: string): string | undefined => {
  if (/[?？؟]$/.test(sentence.trimEnd()) || isAltered(sentence)) {
    return numeral.test(bare(sentence)) ? bare(sentence) : undefined
  }
  const said = withoutRemark(bare(sentence))
  if (formulas(said).length > 0) {
    const all = phrases(said)
    if (all.length === 1 && all[0].kind === "formula") return all[0].text
  }
  if (!isSentence(said)) return isDenied(said) ? undefined : said || undefined
  return says(said) ? sentenceAnswer(said) : complement(said)
}

/** The sentences of a text, which end with its lines; formulas and brackets go over both. */
export const sentences = (text: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  let [from, k] = [0, 0]
  const displays = formulas(text)
  const stops = [
    ...[...text.matchAll(ends)].map(({ index, 0: end }) => ({ start: index, end: index + end.length })),
    // The sentence may end inside of its formula.
    ...displays.filter(({ tex, end }) => tex.endsWith(".") && /^(?:\s|[A-Z]|$)/.test(text.slice(end, end + 1)))
      .map(({ end }) => ({ start: end, end })),
  ].sort((a, b) => a.start - b.start)
  for (const { start, end } of stops) {
    while (k < displays.length && displays[k].end <= start) k++
    if (k < displays.length && displays[k].start <= start) continue
    found.push(text.slice(from, end))
    from = end
  }
  return [...found, text.slice(from)].map((sentence) => sentence.trim()).filter((sentence) =>
    /[\p{L}\p{N}∅∞]/u.test(sentence)
  )
}

const ends =
  /(?<!\\)(?<!\b(?:i\.e|e\.g|approx|vs|No|Eq|[ap]\.m))(?:(?<![-+*×·,<]\s?\.\.)[.?]|(?<=[a-z]{2})!)(?=\s|$|["”’)*]+(?:\s|$))|[。！？।۔؟]|\n+/g

/** Without the marks of its layout. */
const bare = (sentence: string): string => {
  const plain = sentence.replace(
    /^(?:[-=]>|[#*_=\-–—•:⇒→∴\s]|A:\s|\\(?:therefore|implies|Rightarrow)(?![a-zA-Z]))+(?=\S)/,
    (lead) => /[-–]$/.test(lead) ? lead.at(-1)! : "",
  )
  return withoutEnd(plain).replace(/^["'“‘`]([^"'“”‘’`]*)["'”’`]$/, "$1").trim()
}

/**
 * Without its full stops and spaces, and the mark of an exclamation behind a word. From the end, which no pattern begins
 * at.
 */
const withoutEnd = (sentence: string): string => {
  let end = sentence.length
  // 0.3... goes on, in a way that nobody wrote down.
  if (/\d\.\.\.?\s?$/.test(sentence.slice(-6))) return sentence
  while (end > 0 && /[\s.。।۔]/.test(sentence[end - 1])) end--
  return sentence.slice(0, /[a-z]{2}!$/.test(sentence.slice(Math.max(0, end - 3), end)) ? end - 1 : end)
}

/** 45 (base 8): its base is part of it. */
const numeral = /^[\dA-F]{1,40} \(base \w{1,8}\)$/

/** Whether the remark in brackets behind a number makes something else of it. */
const isAltered = (sentence: string): boolean => {
  const found = /(?<=\d\)?[$*]{0,3}|[a-z]{3})\s?[([]([a-z][^()[\]]{0,80})[)\]][\s.!$*]*$/i.exec(sentence)
  return found !== null && alters(found[1])
}

/** Without a remark in brackets behind it. */
const withoutRemark = (sentence: string): string => {
  const cut = sentence.search(remark)
  return cut > 0 ? sentence.slice(0, cut).trim() : sentence
}

/** Without the reason that it gives. */
const withoutReason = (sentence: string): string => {
  const cut = sentence.search(reason)
  return withoutRemark(cut > 0 ? sentence.slice(0, cut).trim() : sentence)
}

const reason =
  /(?:,|\s)\s?\(?(?:since|because|which|while|where|as (?:we|it|the|this|there)|i\.e|e\.g)\b|,\s(?:as|so|but)\b/i
/** (since 6 * 7 = 42), and behind a unit: (6 * 7). */
const remark =
  /\s\((?!\s*\\?p?mod)(?=[^()]*(?:(?<![\\a-z])[a-z]{3}|=))[^()]{0,200}\)\s*[.!]?$|(?<=[\d\s][a-z]{3,20})\s\([^(),]{0,80}[-+*/×][^(),]{0,80}\)\s*[.!]?$/i

/** (D) 27, D. 27, D: 27: the letter of a choice before its text, "" where that is denied. "A: 27" only answers a "Q:". */
export const choice = (said: string): string | undefined => {
  const found =
    /^(?:option|choice)?\s*(?:\(([A-J])\)[.:]?|([A-H])[.)]|([B-H]):)\s*(?![\s+\-*/^=<>,&]|and\b|or\b|to\b|$)/i.exec(
      unwrapped(said),
    )
  const letter = found?.[1] ?? found?.[2] ?? found?.[3]
  // All of the choices, one after the other, are none.
  if (letter === undefined || letter !== letter.toUpperCase() || /\([A-J]\)|(?<!\S)[B-J][.):]\s/.test(said.slice(4))) {
    return undefined
  }
  return isDenied(said.split("\n", 1)[0]) ? "" : letter
}

const unwrapped = (said: string): string =>
  said.replace(/^\$?\\(?:text|textbf|mathrm|mathbf)\s*\{\s*(\([A-J]\)|[A-J][.:)])\s*/, "$1 ")

const leads =
  /^(?:and|but|or|so|thus|hence|therefore|then|we|s?he|it|its|they|there|this|that|these|those|i|the|a|an|in|on|at(?! (?:least|most)\b)|to|by|for|from|our|his|her|their|my|il|elle|on|es|en|option|each|all of|finally|now|since|as|if|let|after|when|where|with|consider|substituting|plug|set)(?:['’](?:s|re|ll|d|ve))?[,:]?\s/i
const verbs =
  /\s(?:is|are|was|were|be|has|have|had|equals?|costs?|gives?|gets?|needs?|makes?|takes?|pays?|leaves?|becomes?|earns?|spends?|says?|means?|drove|goes|went|choose|took|paid|made|got)\s/i

/** Whether somebody speaks, and does not only write an answer. */
export const isSentence = (text: string): boolean => {
  const [quantity] = /^[-+$€£]?\d[\d.,/]*(?=\s)/.exec(text) ?? [undefined]
  const words = [...text.matchAll(/(?<![\\\p{L}\p{M}'’{])\p{L}[\p{L}\p{M}'’]*/gu)].map(({ 0: word }) => word)
  if (words.length === 0) return false
  if (foreign.test(text)) return says(text)
  if (quantity !== undefined && words.length === 2 && /^(?!squared$|cubed$)[a-z]{2,}ed$/.test(words[1])) return true
  if (quantity !== undefined && words.length > 2 && !words.includes("per")) return true
  if (!/[a-zA-Z]{2}/.test(words.slice(0, 2).join(" ")) && verbs.test(text) === false) return false
  const first = /^[#*>\s]*(?:I[\s'’]|A\s|[a-zA-Z]{2,})/.test(text)
  return verbs.test(text) || (first && (leads.test(text) || formulas(text).length > 0)) ||
    (/^(?!(?:All|Any|Every|No|At)\b)[A-Z][a-z'’]+,?\s+[a-z]+\s/.test(text) && /\d/.test(text)) || labeled.test(text)
}

/** Total number of apples: 7. */
const labeled = /^(?:[A-Za-z]?[a-z][a-z'’ ]{1,60}:|[A-Z][a-z]{3,20}(?: [a-z]{1,20}){0,6} =)\s*\S/

/** Letters of a script that no formula has. */
const foreign = /(?![a-zA-Z\u0370-\u03ff])\p{L}/u

/** What somebody is said to be: The winner is Evelyn. */
const complement = (said: string): string | undefined => {
  const found = /^[^\d]*\s(?:is|are|was|were)\s+(\S+(?: \S+){0,3})$/i.exec(said)?.[1].trim()
  return found === undefined || /\b(?:not|never|no|either|or|between|maybe|perhaps)\b|n['’]t/i.test(said)
    ? undefined
    : found
}
