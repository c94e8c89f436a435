export { plainNormal, plainNormals } from '../../src/random/plain-normals.ts';
