import { useSoftwareGpu } from '../../support/software-gpu.ts';
import { meetBackend } from './meet.ts';

useSoftwareGpu();
await meetBackend('webgpu');
