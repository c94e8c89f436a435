export { potrf } from './cholesky';
export { gemmNN, gemmNT, gemmTN, syrkLower } from './gemm';
export { propagateLayer, propagateLayerFlat } from './layer';
export { heapStart } from './layout';
export { fillNormals } from './normals';
export { allFinite, findNearParallel, gather, multiply, transpose } from './tile';
export { trsmLeftLower, trsmLeftLowerTransposed, trsmRightLowerTransposed } from './triangular';
