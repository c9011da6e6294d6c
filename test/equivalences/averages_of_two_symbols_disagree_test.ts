// N2. With V = 2 symbols -H and SC order all distributions alike (E6), but not their means over tokens. Of T = 2 tokens, where
// the first symbol has the probabilities A = (.5, .99) or B = (.88, .88),
//
//     -H: -.3746 of A, -.3669 of B, so token entropy prefers B;   SC: .807 of A, .431 of B, so self-certainty prefers A
//
// One very certain token weighs more in SC, which is unbounded, than it can in -H. The proof needs no more of the logarithms
// than 2025 < 2048, 125 < 128 and 120 < 121.
import { selfCertainty } from "@rlif/rewards/self-certainty"
import { tokenEntropy } from "@rlif/rewards/token-entropy"
import { groups, sameOrdering } from "@rlif/trainer/equivalence"
import { averagesOfTwoSymbolsDisagree, ofDrawn, twoOfTwo } from "@rlif/trainer/theorem"
import { refuted, verified } from "./_theorem.ts"

verified(averagesOfTwoSymbolsDisagree, {
  statements: {
    averages_of_two_symbols_disagree: `token_mean [entropy [1 / 2; 1 / 2]; entropy [99 / 100; 1 / 100]] <
      token_mean [entropy [22 / 25; 3 / 25]; entropy [22 / 25; 3 / 25]] /\\
      mean [self_certainty [22 / 25; 3 / 25]; self_certainty [22 / 25; 3 / 25]] <
      mean [self_certainty [1 / 2; 1 / 2]; self_certainty [99 / 100; 1 / 100]]`,
  },
})

refuted(sameOrdering("two symbols are enough to order completions alike", twoOfTwo, {
  sides: [ofDrawn(tokenEntropy()), ofDrawn(selfCertainty())],
  within: 1e-3,
}))

const sum = { normaliser: "sum" } as const
refuted(sameOrdering("sums over tokens order alike, where means do not", twoOfTwo, {
  sides: [ofDrawn(tokenEntropy(sum)), ofDrawn(selfCertainty(sum))],
  within: 1e-3,
}))

refuted(sameOrdering("of completions of any length", groups({ vocabulary: [2, 2], tokens: 4 }), {
  sides: [tokenEntropy(), selfCertainty()],
  within: 1e-3,
}))
