import { consume } from './consume';
import { insertWithOutbox } from './insert';
import { latency } from './latency';
import { memory } from './memory';
import { rebuildRate } from './projections/rebuild-rate';
import { relayDrain } from './relay-drain';
import type { Suite } from './suite';

export const messaging: Suite = {
  name: 'messaging',
  parts: {
    drain: (servers, { rows }) => relayDrain(servers, rows!),
    insert: (servers) => insertWithOutbox(servers),
    latency: (servers) => latency(servers),
    consume: (servers, { messages }) => consume(servers, messages!),
    rebuild: (servers, { events }) => rebuildRate(servers, events!),
    memory: (servers, { memoryEvents }) => memory(servers, memoryEvents!),
  },
  sizes: {
    rows: ['that the relay drains', 200_000],
    messages: ['that are consumed', 50_000],
    events: ['that the projection is rebuilt from', 50_000],
    'memory-events': ['that pass while memory is watched', 1_000_000],
  },
};
