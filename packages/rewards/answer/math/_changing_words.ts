// Words that beside a number make it another one, or take it back. Each class is closed, so that any other word is a noun.

const classes: Readonly<Record<string, string>> = {
  numbers: "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion " +
    "trillion ones tens hundreds thousands millions billions trillions zeros zeroes half halves quarter quarters dozen " +
    "dozens score scores gross double triple quadruple twice thrice once fold nil infinity infinite",
  elsewhere:
    "mil millones millón mille milliard milliards mila milioni milione milhão milhões tausend hundert millionen " +
    "milliarde milliarden einhalb ribu juta miliar medio media demi demie meio meia mezzo mezza setengah halb",
  operations: "plus minus point decimal dot over root square cube factorial factorials choose mod modulo modulus " +
    "remainder remainders power exponent base log inverse reciprocal prime negative positive opposite conjugate complement " +
    "sign sum difference product quotient multiple recurring bar hat tilde",
  logic:
    "and or nor not no non never neither none nothing but except without only if unless whether either otherwise " +
    "versus isn't aren't wasn't",
  verbs:
    "is are was were be been being am equals equal has have had do does did can cannot could should would will may " +
    "might must seem seems become becomes make makes give gives leave leaves left remain remains",
  judgments:
    "wrong incorrect false invalid untrue mistake mistaken error right correct true impossible undefined unknown " +
    "uncertain unsure approximate estimate approx guess",
  comparisons:
    "more less fewer most least greater larger smaller bigger higher lower longer shorter older younger above " +
    "below under beneath beyond within between before after ago than as about around almost circa maybe perhaps",
  relations: "of at by to from up down off out on onto into for with through across against per since until till via",
  pointers:
    "a an the each every all both some any many much few other another else instead again also too then thus so " +
    "hence now here there this that these those it they he she we you who which what when where how why because",
}

const closed = new Set(Object.values(classes).join(" ").split(" "))

/** Fractions and places, -ed and -ing forms, and adverbs. */
const endings =
  /(?:third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|teenth|tieth|hundredth|thousandth|illion(?:th)?)s?$|(?<!e)ed$|ing$|ly$|n't$/

/** Whether a word, in lower case, may change the number that it stands beside. */
export const changesNumber = (word: string): boolean =>
  word.split("-").some((part) => closed.has(part) || endings.test(part))

const denials =
  /(?:^|[^a-zA-Z])(?:not|never|no|non|neither|nor|wrong|incorrect|false|invalid|mistaken|untrue|except|without|[a-z]+n't)(?![a-zA-Z])/i

/** Whether a text that introduces a value says that it is not the one. */
export const denies = (text: string): boolean => denials.test(text)
