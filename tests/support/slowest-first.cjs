const Sequencer = require('@jest/test-sequencer').default;

const TIERS = ['e2e', 'long', 'int', 'unit'];

/**
 * Slow tiers first, and within a tier jest's own order (failed last time, then slowest, then largest): a
 * long suite that begins last would be waited for alone.
 */
module.exports = class SlowestFirst extends Sequencer {
  sort(tests) {
    const rank = ({ context }) => TIERS.indexOf(context.config.displayName?.name);
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
};
