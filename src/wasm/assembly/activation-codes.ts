/** Codes of the activations, as engine.ts names them. */
export const RELU: i32 = 0;
export const LEAKY_RELU: i32 = 1;
export const ABS: i32 = 2;
export const ERF: i32 = 3;
export const GELU: i32 = 4;
export const SIN: i32 = 5;
export const COS: i32 = 6;
export const RBF: i32 = 7;
export const IDENTITY: i32 = 8;
