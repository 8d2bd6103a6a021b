import { describeObjectStorage } from './object-storage.conformance';
import { MemoryStorage } from './memory-storage';

describeObjectStorage('MemoryStorage', () => Promise.resolve(new MemoryStorage()));
