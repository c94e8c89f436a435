import { referenceBackend } from '../../src/linalg/backends/reference.ts';
import { backendConformance } from './conformance.ts';

backendConformance(referenceBackend);
