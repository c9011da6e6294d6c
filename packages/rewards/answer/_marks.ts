// How "the answer is" is said. What follows is the answer, to the end of its sentence.

const adjectives = "(?:final|correct|right|resulting|required|desired|numerical|numeric|exact|simplified|overall)"
const filler =
  "(?:therefore|thus|then|hence|simply|clearly|just|exactly|indeed|equal to|also|obviously|given by|as follows)"

const english = [
  String
    .raw`\b(?<!\b(?:wrong|incorrect|previous|earlier|initial|first|old)\s)(?:answer|correct\s+(?:option|choice|letter))(?:\s+to\s+\S[^.\n]{0,80}?)?\s+` +
  String
    .raw`(?:is|must\s+be|should\s+be|will\s+be|would\s+be|comes\s+(?:out\s+)?to(?:\s+be)?|equals|=)(?!n['’]t)(?:,?\s+${filler},?)*`,
  String.raw`\b(?:answers?|ans)\s*(?=[:=])`,
  String.raw`^[#>\s]{0,8}(?:(?:the\s+)?${adjectives}\s+)?answer[ \t]*$`,
  String.raw`^[#>\s]{0,8}(?:(?:the\s+)?(?:final|my)\s+)?(?:answer|result)\s*(?=[-:–—]\s)`,
]

const others = [
  // Mandarin, Japanese, Korean.
  String
    .raw`(?:答案|正解|解答|答え|結論|答|选项|选择|故选|정답|답)\s*(?:就是|应该是|应为|应是|是|为|為|は|が|은|는|선|选)?(?:\s*[:：=])?`,
  // Spanish, Portuguese, French, Italian.
  String
    .raw`\b(?:respuesta|resposta|risposta|soluci[oó]n|solu[cç][aã]o|soluzione)(?:\s+(?:final|finale|corr?ett?[ao]|correct[ao]))?\s*(?:es|é|è|ser[ií]a|seria|:)(?:\s+(?:por\s+tanto|entonces|portanto|então|quindi))?\s*[:=]?(?!\p{L})`,
  String.raw`\b(?:réponse|solution)(?:\s+(?:finale|correcte|exacte))?\s*(?:est(?:\s+donc)?|:)\s*:?(?!\p{L})`,
  // German, Indonesian, Turkish, Vietnamese, Dutch, Polish.
  String
    .raw`\b(?:end)?(?:antwort|lösung|ergebnis|antwoord)(?:\s+(?:ist|lautet|is|beträgt)(?:\s+(?:also|somit|daher))?|\s*:)\s*:?(?!\p{L})`,
  String
    .raw`\b(?:jawaban(?:nya)?|odpowiedź|cevap|đáp án)(?:\s+(?:akhir|yang\s+benar|akhirnya))?\s*(?:adalah|ialah|yaitu|to|là|:)?\s*:?(?!\p{L})`,
  // Russian, Arabic, Hindi, Bengali, Urdu.
  String
    .raw`(?<!\p{L})(?:окончательный\s+|правильный\s+)?ответ(?:ом\s+(?:является|будет)|\s+равен|\s*[-–—:]|\s*=)\s*(?!\p{L})`,
  String
    .raw`(?<!\p{L})(?:الجواب|الإجابة|الاجابة|إجابة|جواب|الحل)(?:\s+(?:النهائي|النهائية|الصحيح|الصحيحة))?\s*(?:هو|هي|=|:)\s*:?`,
  String.raw`(?<![\p{L}\p{M}])(?:उत्तर|जवाब)(?![\p{L}\p{M}])(?:\s+है)?\s*[:=]?`,
  String.raw`(?<![\p{L}\p{M}])উত্তর(?:টি)?(?![\p{L}\p{M}])(?:\s+(?:হলো|হচ্ছে|হবে|হল))?\s*[:=]?`,
  String.raw`(?<![\p{L}\p{M}])جواب(?![\p{L}\p{M}])(?:\s+(?:ہے|یہ\s+ہے))?\s*[:=]?`,
]

/** Every place where an answer is announced, with the punctuation behind it. */
export const announcement = new RegExp(`(?:${[...english, ...others].join("|")})\\s*[:：=]?\\s*`, "gimu")

/** What makes the announcement none, in front of it in its sentence. */
export const unsaid =
  /\b(?:if|whether|suppose|supposing|assum\w+|unless|not|wrong|doubt|claims?|says?|said|thought|guess)\b[^.\n]*$|n['’]t\b[^.\n]*$/i

/** What denies an answer right behind it. */
export const denial =
  /^[\s$*}.)\\\]]{0,6}(?:(?:is|was|are|would be|seems|looks|must be)\s+(?:not|wrong|incorrect|false|impossible|too \w+|what (?:i|we|one|you|many) (?:\w+ )?(?:first|initially|might|got|thought)|(?:my|our|the|a) (?:(?:very )?(?:first|initial|earlier|previous|original|old|common|wrong|incorrect)\b))|(?:is|was|ca|could|does)n['’]t|cannot)\b|^[\s$*}]{0,4}\?/i

/** What takes an answer back. */
export const withdrawal =
  /(?:^|[.!?,;:)\]*\s])(?:(?:oh|hm+|but|no)[,.]*\s+)?(?:wait\b|hold on\b|actually\b|oops\b|scratch that\b|correction\b|on second thoughts?\b|sorry\b|i meant?\b|my mistake\b|my bad\b|i apologi[sz]e\b|apologies\b|let me (?:re-?(?:check|consider|calculate|compute|do|think|try)|correct|fix)\b|i (?:was|am) wrong\b|i(?:['’]ve| have)? made an? (?:\w+ )?(?:mistake|error)\b|(?:that|this|it|which|answer|result)(?:['’]s| is| was| must be| cannot be| can['’]t be)(?: also| clearly| actually)? (?:wrong|incorrect|not (?:right|correct|true|the (?:right|correct) answer)|a mistake|an error|false|impossible)\b|(?:that|this|it) (?:is|was|does|did)(?:n['’]t| not)(?: (?:look|seem|sound|appear))?(?: the)? (?:right|correct|work|make sense)\b|no, (?:that|this|it|the answer)\b|but (?:the|its) (?:correct|real|right|true|actual) \w+ (?:is|was|should|must)\b|(?:this|that|which) (?:contradicts|is a contradiction)\b|(?:this|that|it) (?:cannot|can['’]t) be(?=\s*[.!\n]|$)|edit(?=:)|i(?:['’]m| am) not (?:\w+ )?(?:sure|certain)\b|espera\b|attends\b|перепроверим|это неверно|das ist falsch\b|es incorrecto\b|está errado\b|c['’]est faux\b)|等等|等一下|不对|不對|错了|錯了|更正|間違い|待って|غلط|خطأ|गलत|ভুল/gi
