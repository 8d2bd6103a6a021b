import { FileStack } from './files/file-stack';
import { scanRate } from './files/scan-rate';
import { uploadMemory } from './files/upload-memory';
import { uploadRate } from './files/upload-rate';
import type { Suite } from './suite';

export const files: Suite<FileStack> = {
  name: 'files',
  start: () => FileStack.start(),
  parts: {
    // First: the others leave large files behind that wait for their scans.
    scan: (stack, { scans }) => scanRate(stack, scans!),
    upload: (stack, { uploads }) => uploadRate(stack, uploads!),
    memory: (stack, { atOnce }) => uploadMemory(stack, atOnce!),
  },
  sizes: {
    uploads: ['of 5 MiB each', 60],
    'at-once': ['uploads of 20 MiB while memory is watched', 50],
    scans: ['files that are scanned', 60],
  },
};
