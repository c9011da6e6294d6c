// Written by scripts/faces.ts.
export * from "./answer.ts"
export * from "./document.ts"
export * from "./expression.ts"
export * from "./problems.ts"
export * from "./style.ts"
export * from "./vocabulary.ts"
