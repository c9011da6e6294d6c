// Written by scripts/faces.ts.
export * from "./advice.ts"
