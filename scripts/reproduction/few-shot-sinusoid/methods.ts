/** Names of what is compared, in the order of tables and legends. */
export const METHODS = {
  hyperkernel: 'hyperkernel',
  nngp: 'NNGP',
  trained: 'trained hypernetwork',
  gaussian: 'Gaussian kernel, task alone',
  aloneNngp: 'NNGP of an mlp, task alone',
  zero: 'zero',
} as const;
