import { describeObjectStorage } from './object-storage-conformance.spec';
import { MemoryStorage } from './memory-storage.spec';

describeObjectStorage('MemoryStorage', () => Promise.resolve(new MemoryStorage()));
