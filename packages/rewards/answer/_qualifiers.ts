// Words that make something else of a number beside them: what they stand by is no answer.

/** The numbers that are written as words. */
const counted =
  "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|" +
  "ninety|hundred|half|thirds?|quarters?|\\w*(?:fif|six|seven|eigh|nin|ten)ths?"

const word = (alternatives: string) => String.raw`(?<![\p{L}\p{M}])(?:${alternatives})(?![\p{L}\p{M}])`

/** Anywhere before it: it is not, it may be, it is one of several, it is supposed. */
const doubted = new RegExp(
  word(
    String
      .raw`not|\p{L}+n['’]t|cannot|never|neither|nor|unless|if|whether|suppose|supposing|assum\w+|hardly|barely|scarcely|no (?:way|chance|reason)|let|let['’]s|imagine|either|maybe|` +
      String.raw`perhaps|possibly|might|could|may be|guess|wrong|incorrect|instead of|rather than|` +
      // Spanish, French, Portuguese, German, Indonesian.
      String
        .raw`no (?:es|son|está)|nunca|si|quizás?|tal vez|pas|ni|peut|sinon|não|nem|talvez|non|nicht|kein\p{L}*|weder|wenn|vielleicht|` +
      String.raw`entweder|bukan|tidak|jika|mungkin|` +
      // Russian, Arabic, Hindi, Bengali, Urdu.
      String.raw`не|ни|если|может|либо|ليس|ليست|لا|لن|إذا|ربما|إما|नहीं|न|अगर|यदि|না|নয়|যদি|নহে|نہیں|نہ|اگر`,
  ) +
    // Chinese and Japanese do not part their words.
    "|不|没有|沒有|并非|並非|未|如果|可能|或者|要么|もし|たぶん",
  "iu",
)
/** Before it, behind the verb where there is one: a bound, a part of a range, or only nearly it. */
const bounded = new RegExp(
  word(
    String
      .raw`without|except|excluding|(?:every\w*|any\w*|all|nothing|none) but|between|from|at (?:least|most)|no (?:more|less|fewer|later|earlier)|` +
      String.raw`than|up to|close to|approximately|approx|about|roughly|nearly|almost|around|` +
      String
        .raw`entre|al menos|como (?:máximo|mínimo)|a lo sumo|aproximadamente|casi|menos|más|alrededor|cerca|au (?:moins|plus)|environ|presque|` +
      String
        .raw`moins|plus|pelo menos|no (?:máximo|mínimo)|mais|quase|zwischen|mindestens|höchstens|etwa|ungefähr|circa|fast|weniger|mehr|` +
      String
        .raw`antara|setidaknya|paling|sekitar|hampir|kurang|lebih|supérieure?s?|inférieure?s?|mayor|menor|maior|kleiner|größer|` +
      "dari|daripada",
  ),
  "iu",
)
/** The same in scripts whose words stand on either side. */
const around = new RegExp(
  word(
    "между|около|примерно|почти|меньше|больше|менее|более|بين|حوالي|تقريبا|تقريبًا|أقل|أكثر|أكبر|أصغر|مضاعفات|बीच|कम|ज़्यादा|ज्यादा|अधिक|बड़ा|छोटा|लगभग|करीब|গুণিতক|" +
      "মধ্যে|কমপক্ষে|প্রায়|বেশি|কম|বড়|ছোট|درمیان|کم|زیادہ|بڑا|چھوٹا|تقریباً|تقریبا",
  ) +
    "|介于|介於|之间|之間|至少|至多|最多|大约|大約|约|約|超过|超過|小于|小於|大于|大於|接近|倍数|倍數|因数|因數|未満|以上|以下|より",
  "iu",
)
/** Right before it: a part, a power, a function, the sign of it, a step or a case. */
const directly = new RegExp(
  String
    .raw`\b(?:(?:half|halves|thirds?|quarters?|fourths?|fifths?|\w+ths|squares?|cubes?|roots?|multiples?|factors?|divisors?|powers?|` +
    String
      .raw`reciprocal|inverse|negative|opposite|logarithm|log|sine|cosine|tangent|factorial|double|twice|triple|thrice|absolute value|` +
    String
      .raw`product|sum|difference|quotient|ratio|percent|percentage|out|base|multiples) of(?: the)?|(?:divi\w+|multipl\w+) by|` +
    String
      .raw`negative|minus|plus|times|try|tries|tried|trying|checks?|tests?|adds?|added|adding|subtract\w*|double|twice|triple|over|under|above|below|beyond|within|before|after|until|past|near|to the|` +
    String
      .raw`divides?|exceeds?|root|squared|log|modulo|base|per|step|case|part|equation|problem|question|example|figure|chapter|` +
    String
      .raw`section|page|line|lemma|theorem|method|grade|proportional to|next to|prior to|approach(?:es|ing)|tends? to|(?:quarter|minutes?) (?:to|past)|whose(?: [a-z]+){1,3} (?:is|equals|are)|the power(?: of)?)$`,
  "i",
)
/** Right behind it: it goes on in words. */
const behind = new RegExp(
  String
    .raw`^(?:point|plus|minus|over|roots?|remainder|squared|cubed|factorial|divided|multiplied|modulo|to|through|out of|of(?! (?:them|these|those)\b)|divides|away|off|times(?! (?:a|an|as|` +
    String
      .raw`per|each|in|more|the|every|faster|larger)\b)(?= .)|(?:\S+ )?(?:ago\b|(?:less|fewer|more|\w{2,}er) than)|(?:\S+ )?(?:${counted})(?!\S))`,
  "i",
)
/** Right before it in other languages: its sign, its root, its place. */
const directlyElsewhere = new RegExp(
  String
    .raw`(?<![\p{L}\p{M}])(?:menos|moins|minus|negativ\p{L}{0,3}|négatif|минус|ناقص|سالب|ऋण|raíz(?: cuadrada)? de|racine(?: carrée)? de|raiz(?: quadrada)? de|` +
    String
      .raw`radice(?: quadrata)? di|(?:quadrat)?wurzel(?: (?:aus|von))?|akar(?: kuadrat)?(?: dari)?|корень(?: квадратный)?(?: из)?|جذر|ریشہ|mitad de|moitié de|metade de|hälfte von|` +
    String
      .raw`metà di|setengah dari|половин\p{L}|نصف|आधा|doble de|double de|dobro de)$|(?:负|負|第|根号|平方根|分之|マイナス|ルート|약|대략|마이너스|루트|제)$`,
  "iu",
)
/** Right behind it in other languages: thousands, halves, parts and places, and that it is not or not all. */
const behindElsewhere = new RegExp(
  "^" + word(
    String
      .raw`mil|millón|millones|mille|millions?|milliards?|mila|milion[ei]|miliard[oi]|milhão|milhões|bilh\p{L}+|tausend|hundert|million(?:en)?|milliarden?|einhalb|ribu|juta|miliar|` +
      String
        .raw`тысяч\p{L}?|миллион\p{L}{0,2}|миллиард\p{L}{0,2}|сот|сотен|целых|آلاف|ألف|الف|مليون|ملايين|مليار|مئة|हज़ार|हजार|लाख|करोड़|सौ|হাজার|লাখ|লক্ষ|কোটি|শত|ہزار|لاکھ|کروڑ|سو|` +
      String
        .raw`(?:y|et|e|und|dan|с|и) (?:medi[oa]|demie?|mei[oa]|mezz[oa]|halb\p{L}*|setengah|половиной|половина)|einen? halb\p{L}*|setengah|ونصف|و نصف`,
  ) +
    "|^(?:[万萬亿億]|[千百](?![克米瓦卡])|倍的|又|分の|分之|点\\d|割|만|천|백|억)",
  "iu",
)
/** Anywhere behind it: it is not, or not alone. */
const beyond = new RegExp(
  String
    .raw`(?<![\p{L}\p{M}])(?:not|\p{L}+n['’]t|cannot|never|no|wrong|incorrect|false|invalid|negated|remainder|instead|mistake|impossible|fails?|` +
    String
      .raw`at (?:least|most)|or (?:more|less|so|fewer|higher|lower|greater|larger|smaller|above|below|over|under|maybe|perhaps)|` +
    String
      .raw`(?:and|or)(?: an?)? (?:${counted})|too (?:large|small|big|high|low|many|few)|if|unless|ist falsch|falso|faux|errado|неверно|` +
    String
      .raw`नहीं|না|নয়|نہیں|nicht|bukan|salah)(?![\p{L}\p{M}])|不(?:是|对|正确)|아니|아닙|않|보다|이상|이하|미만|초과|错|ではな|ありません|ない|以上|以下|未満|左右|より`,
  "iu",
)

/** Whether a bare answer says that it is none. */
export const isDenied = (answer: string): boolean => denied.test(answer)

const filler = "(?:(?:in|is|it|it['’]s|this|that|the|by|to|an?|of|probably|possibly|likely) )*"
const alteration = new RegExp(
  String
    .raw`^${filler}(?:(?:not|never|no|neither|nor|wrong|incorrect|false|invalid|untrue|except|without|[a-z]+n['’]t)(?![a-z])|` +
    String
      .raw`(?:${counted}|hundreds?|thousands?|[mb]illions?|dozens?|double|triple|twice|thrice|doubled|halved|squared?|cubed?|roots?|` +
    String
      .raw`factorial|plus|minus|times|point|over|divided|multiplied|mod(?:ulo)?|remainder|base|log|inverse|reciprocal|negative|opposite|` +
    String
      .raw`mistaken|impossible|maybe|perhaps|guess\w*|unsure|uncertain|doubtful|approx(?:imately?)?|roughly)(?: \S+){0,2}$)`,
  "i",
)

/** Whether a remark behind a value makes another one of it: (wrong), (in thousands), but not (since 40 + 2 = 42). */
export const alters = (remark: string): boolean => alteration.test(remark.trim()) && !number.test(remark.trim())

/** (seven), which only says it again. */
const number = new RegExp(`^(?:${counted.split("|hundred")[0]})(?: |$)`, "i")

const denied =
  /(?<!\\)\b(?:not|is(?:n['’]t| wrong| incorrect| false)|wrong|incorrect|invalid|fails|does(?:n['’]t| not))\b/i

/** Whether a formula between these words of its clause may be what the clause says; `near` are those behind its verb. */
export const isPlain = (
  said: { readonly before: string; readonly near: string; readonly after: string },
): boolean =>
  !doubted.test(said.before) && !bounded.test(said.near) && !around.test(`${said.near} # ${said.after}`) &&
  !directly.test(said.before) && !directlyElsewhere.test(said.before) && !behind.test(said.after) &&
  !behindElsewhere.test(said.after) &&
  !beyond.test(said.after)
