// What a sentence says, where it says one thing.
import { type Phrase, phrases } from "./_phrases.ts"
import { isPlain } from "./_qualifiers.ts"

/** Words that lead to what follows from the words before them. */
const therefore =
  /^(?:so|thus|hence|therefore|then|giving|gives|yields|yielding|means|meaning|donc|also|portanto|logo|entonces)$/i
/** What follows from what is before "which". */
const follows = /^(?:implies|means|gives|leaves|yields|makes|produces|equals|is|simplifies|comes|results)$/i
/** Words that give the reason, once something has been said. */
const since = /^(?:because|since|which|while|where|when|whenever|as|weil|porque|car|puisque|pois|поэтому)$/i
const copula =
  /^(?:=|is|are|was|were|be|being|equals|becomes?|es|son|é|são|est|sont|ist|sind|lautet|beträgt|adalah|ialah|равен|равна|равно|является|هو|هي|है|हैं|হল|হলো|হবে|ہے)$|[是为は]$/i
/** Words that lead to what is only assumed, where it is an equation or a bound. */
const assumed =
  /^(?:for|when|where|whenever|with|at|in|on|consider\w*|set(?:ting)?|put(?:ting)?|tak(?:e|ing)|us(?:e|ing)|substitut\w+|plug\w*|given|say|case)$/i
const relation = /[=<>≤≥]/
/** Words that are no unit, and end what is measured. */
const noUnit =
  /^(?:in|as|at|on|by|for|of|to|with|from|and|or|but|is|are|was|were|be|has|have|had|so|if|that|this|these|those|the|a|an|all|each|every|per|more|less|fewer|left|total|altogether|when|where|because|since|which|who|after|before|now|today|only|too|also|then|than|there|here|it|he|she|we|they|you|i|not|no|do|does|will|would|can|such|ways?|divides|works|fails|away|off)$/i

/** The answer of a sentence; `undefined` where it says none, or more than one, or is not sure. */
export const sentenceAnswer = (sentence: string): string | undefined => {
  if (/[?？؟]\s*$/.test(sentence)) return undefined
  const clause = lastClause(phrases(sentence))
  const at = placeOf(clause)
  if (at === undefined) return undefined
  const said = (parts: ReadonlyArray<Phrase>) =>
    parts.map(({ kind, text, isValue }) => kind === "formula" && isValue ? "#" : text).join(" ")
  if (relation.test(clause[at].text) && assumed.test(clause[at - 1]?.text ?? "")) return undefined
  const after = clause.slice(at + 1)
  const verb = clause.findLastIndex(({ kind, text }, i) => i < at && kind === "word" && copula.test(text))
  if (
    !isPlain({ before: said(clause.slice(0, at)), near: said(clause.slice(Math.max(0, verb), at)), after: said(after) })
  ) return undefined
  return `${clause[at].text}${unit(clause[at].text, after)}`
}

/** Whether there is anything in a sentence that it could say: a formula that is more than a name, the letter of a choice. */
export const says = (sentence: string): boolean => hasValue(phrases(sentence))

const hasValue = (all: ReadonlyArray<Phrase>): boolean =>
  all.some(({ isValue }) => isValue) || choiceOf(all) !== undefined

/** The last part of a sentence that says something: behind "so", before "because", behind its last comma before words. */
const lastClause = (all: ReadonlyArray<Phrase>): ReadonlyArray<Phrase> => {
  const says = ({ isValue, text }: Phrase) => isValue || isChoice(text)
  const last = all.findLastIndex(says)
  const lead = all.findLastIndex(({ kind, text }, i) =>
    i < last && (kind === "arrow" || (text === "which" && follows.test(all[i + 1]?.text ?? "")) ||
      (kind === "word" && therefore.test(text) && (text !== "then" || all[i - 1]?.kind !== "word")))
  )
  const led = all.slice(lead + 1)
  const first = led.findIndex(says)
  const reason = led.findIndex(({ kind, text }, i) => i > first && first >= 0 && kind === "word" && since.test(text))
  if (led[reason]?.text === "which" && led.slice(reason).some(says)) return []
  const clause = reason > 0 ? led.slice(0, reason) : led
  const end = clause.findLastIndex(says)
  const comma = clause.findLastIndex(({ kind, text }, i) =>
    i < end && kind === "stop" && (text === ":" || clause[i + 1].kind === "word")
  )
  return clause.slice(comma + 1)
}

/** Where the one formula is that a clause says: behind its last "is", or its only one. */
const placeOf = (clause: ReadonlyArray<Phrase>): number | undefined => {
  const chosen = choiceOf(clause)
  if (chosen !== undefined) return chosen
  const values = clause.flatMap(({ isValue }, i) => isValue ? [i] : [])
  const verbs = clause.flatMap(({ kind, text }, i) => kind === "word" && copula.test(text) ? [i] : [])
  const [final] = values.slice(-1)
  // What comes out of a computation is what it is made for.
  if (final !== undefined && clause[final].isComputed) return final
  // The sum of the first 7 terms is k.
  const named = (verbs.at(-1) ?? -2) + 1
  const isNamed = clause[named]?.kind === "formula" && named === clause.findLastIndex(({ kind }) => kind !== "stop")
  if (isNamed && !clause[named].isValue) return named
  const verb = verbs.findLast((i) => final !== undefined && i < final)
  if (verb !== undefined && clause[verb].text !== "=" && verbs.some((i) => i < verb && clause[i + 1].isValue)) {
    return undefined
  }
  const found = values.slice(values.findIndex((i) => i > (verb ?? -1)))
  if (found.length > 1) return undefined
  if (found.length === 1) {
    const [next, last] = [clause[found[0] + 1]?.text ?? "", clause[found[0] + 2]?.text ?? ""]
    // 7 is the answer, but 7 is prime.
    const isSubject = verb === undefined && /^(?:is|are|was|were|equals?)$/.test(next)
    return isSubject && !/^(?:the|our|your|correct|right|true|it)$/i.test(last) ? undefined : found[0]
  }
  return isNamed ? named : undefined
}

const isChoice = (text: string): boolean => /^(?:\([A-J]\)|[A-HJ])$/.test(text)

/** Option D is correct, I choose D. */
const choiceOf = (clause: ReadonlyArray<Phrase>): number | undefined => {
  const found = clause.flatMap(({ text }, i) => isChoice(text) ? [i] : [])
  if (found.length !== 1) return undefined
  const [at] = found
  const [before, after] = [clause[at - 1]?.text ?? "", clause[at + 1]?.text ?? ""]
  const named =
    /^(?:option|choice|choose|pick|select|letter|选|选择|选项|故选|opción|opção|вариант|الخيار|विकल्प|pilihan)$/i.test(
      before,
    )
  const taken = before === "with" && /^go(?:ing)?$/.test(clause[at - 2]?.text ?? "")
  const correct = /^(?:is|are)$/.test(after) && /^(?:correct|right|true|the)$/.test(clause[at + 2]?.text ?? "")
  const said = copula.test(before)
  const isLast = at === clause.findLastIndex(({ kind }) => kind !== "stop")
  return correct || ((named || taken || said) && isLast) ? at : undefined
}

/** The unit behind a plain number, which may make another answer of it. */
const unit = (text: string, [first, second, third]: ReadonlyArray<Phrase>): string => {
  if (!/^[-+]?[\d.,/ ]+$/.test(text) || first?.kind !== "word" || noUnit.test(first.text)) return ""
  if (!/^[a-z]/i.test(first.text)) return ""
  const whole = [first.text]
  if (/^(?:square|cubic|sq)$/i.test(first.text) && second?.kind === "word") whole.push(second.text)
  else if (second?.text === "per" && third?.kind === "word") whole.push(second.text, third.text)
  return ` ${whole.join(" ")}`
}
