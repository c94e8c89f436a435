import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('../../.software-gpu/vk_swiftshader_icd.json', import.meta.url));

/** Lets Vulkan find the software GPU that scripts/setup-webgpu-software fetched, unless a driver is named already. */
export function useSoftwareGpu(): void {
  if (existsSync(DRIVER)) process.env.VK_ICD_FILENAMES ||= DRIVER;
}
