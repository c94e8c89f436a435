import { meetBackend } from './meet.ts';

await meetBackend('cpu');
