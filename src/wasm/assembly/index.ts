export { potrf } from './cholesky';
export { gemmNN, gemmNT, gemmTN, syrkLower } from './gemm';
export { propagateLayer, propagateLayerFlat } from './layer';
export { heapStart } from './layout';
export { fillNormals, transform } from './normals';
export { allFinite, findNearParallel, gather, multiply, transpose } from './tile';
export { trsmLeftLower, trsmLeftLowerTransposed, trsmRightLowerTransposed } from './triangular';
export { philoxWords } from './philox';
