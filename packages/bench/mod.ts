// Written by scripts/faces.ts.
export {}
