import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../schedule/schedule';
import type { Cluster } from './cluster';

/** Does what the fault says and undoes it; resolves when the harm is over and the process is back. */
export async function inflict(cluster: Cluster, fault: Fault): Promise<void> {
  switch (fault.kind) {
    case 'kill': {
      const member = cluster.member(fault.target);
      await member.kill();
      await sleep(fault.forMs);
      return member.start();
    }
    case 'leave': {
      const member = cluster.member(fault.target);
      await member.stop();
      await sleep(fault.forMs);
      return member.start();
    }
    case 'pause':
      cluster.member(fault.target).pause();
      await sleep(fault.forMs);
      return cluster.member(fault.target).resume();
    case 'cut':
      return cluster.onLink(fault.target, (proxy) => proxy.cut());
    case 'refuse':
      cluster.onLink(fault.target, (proxy) => proxy.refuse(true));
      await sleep(fault.forMs);
      return cluster.onLink(fault.target, (proxy) => proxy.refuse(false));
    case 'latency':
      cluster.onLink(fault.target, (proxy) => (proxy.delayMs = fault.delayMs));
      await sleep(fault.forMs);
      return cluster.onLink(fault.target, (proxy) => (proxy.delayMs = 0));
    case 'skew':
      if (!cluster.clocks.canBeSet) return;
      cluster.clocks.set(fault.target, fault.seconds);
      await sleep(fault.forMs);
      return cluster.clocks.set(fault.target, 0);
  }
}
